/* SPDX-License-Identifier: BSD-2-Clause */
/* Tags that the kernel has removed from frames are restored from its auxiliary
 * data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/if_packet.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "frame/tag.h"
#include "frames.h"
#include "port/packet_dev.h"
#include "stations.h"

#define TAG_AT 12 /* behind the addresses */

/* Control messages of a frame, in memory of just their size */
static _Alignas(struct cmsghdr) uint8_t control[256];
static size_t control_len;

static struct {
	uint8_t headroom[IO_HEADROOM];
	struct made made;
} rooms;
static struct buf frame;
static uint8_t before[FRAME_SIZE_MAX];

static int an_untagged_frame(void **state)
{
	const struct frame *f = frames_make(
		&rooms.made,
		(struct recipe){
			.dst = BOB, .src = ALICE, .ip = 4, .payload = 100 });
	(void)state;

	frame = (struct buf){ f->data, f->len };
	memcpy(before, f->data, f->len);
	control_len = 0;
	return 0;
}

static struct cmsghdr *say(int level, int type, const void *data, size_t len)
{
	struct cmsghdr *c = (struct cmsghdr *)(control + control_len);

	c->cmsg_level = level;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(len);
	memcpy(CMSG_DATA(c), data, len);
	control_len += CMSG_SPACE(len);
	return c;
}

static struct cmsghdr *say_tag(uint32_t status, uint16_t tpid, uint16_t tci)
{
	const struct tpacket_auxdata aux = { .tp_status = status,
					     .tp_vlan_tpid = tpid,
					     .tp_vlan_tci = tci };

	return say(SOL_PACKET, PACKET_AUXDATA, &aux, sizeof(aux));
}

static const uint32_t valid = TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID;

static void put_back(void)
{
	uint8_t *copy = malloc(control_len ? control_len : 1);

	memcpy(copy, control, control_len);
	packet_dev_restore_tag(&frame, copy, control_len);
	free(copy);
}

static void assert_untouched(void)
{
	const uint8_t *data = rooms.made.frame.data;

	assert_ptr_equal(frame.data, data);
	assert_int_equal(frame.len, rooms.made.frame.len);
	assert_memory_equal(frame.data, before, frame.len);
}

static void assert_tagged(uint16_t tpid, uint16_t tci)
{
	const uint32_t len = rooms.made.frame.len;

	assert_int_equal(frame.len, len + VLAN_TAG_SIZE);
	assert_memory_equal(frame.data, before, TAG_AT);
	assert_int_equal(get_be16(frame.data + TAG_AT), tpid);
	assert_int_equal(get_be16(frame.data + TAG_AT + 2), tci);
	assert_memory_equal(frame.data + TAG_AT + VLAN_TAG_SIZE,
			    before + TAG_AT, len - TAG_AT);
}

static void the_tag_is_put_back_behind_the_addresses(void **state)
{
	(void)state;

	say_tag(valid, TPID_8021AD, 0x6064);
	put_back();
	assert_tagged(TPID_8021AD, 0x6064);
}

static void a_tag_without_an_ethertype_is_a_customer_tag(void **state)
{
	(void)state;

	say_tag(TP_STATUS_VLAN_VALID, TPID_8021AD, 10);
	put_back();
	assert_tagged(TPID_8021Q, 10);
}

static void a_tag_of_zeros_is_put_back(void **state)
{
	(void)state;

	say_tag(valid, TPID_8021Q, 0);
	put_back();
	assert_tagged(TPID_8021Q, 0);
}

static void a_frame_without_a_tag_is_not_changed(void **state)
{
	(void)state;

	put_back();
	assert_untouched();

	say_tag(TP_STATUS_VLAN_TPID_VALID | 1, TPID_8021Q, 10);
	put_back();
	assert_untouched();
}

static void other_control_messages_are_ignored(void **state)
{
	(void)state;

	say(SOL_SOCKET, PACKET_AUXDATA,
	    &(struct tpacket_auxdata){ .tp_status = valid, .tp_vlan_tci = 1 },
	    sizeof(struct tpacket_auxdata));
	say(SOL_PACKET, PACKET_AUXDATA + 1,
	    &(struct tpacket_auxdata){ .tp_status = valid, .tp_vlan_tci = 2 },
	    sizeof(struct tpacket_auxdata));
	put_back();
	assert_untouched();

	say_tag(valid, TPID_8021Q, 3);
	put_back();
	assert_tagged(TPID_8021Q, 3);
}

static void only_one_tag_is_put_back(void **state)
{
	(void)state;

	for (uint16_t tci = 1; tci < 6; tci++)
		say_tag(valid, TPID_8021Q, tci);
	put_back();
	assert_tagged(TPID_8021Q, 1);
}

/* As the kernel truncates messages, and with lengths that it would never set */
static void a_truncated_control_message_is_ignored(void **state)
{
	(void)state;

	for (size_t len = 0; len < CMSG_LEN(sizeof(struct tpacket_auxdata));
	     len++) {
		control_len = 0;
		say_tag(valid, TPID_8021Q, 10)->cmsg_len = len;
		put_back();
		assert_untouched();

		control_len = 0;
		say_tag(valid, TPID_8021Q, 10);
		control_len = len;
		put_back();
		assert_untouched();

		control_len = 0;
		say_tag(valid, TPID_8021Q, 10)->cmsg_len = SIZE_MAX - len;
		control_len = len;
		put_back();
		assert_untouched();
	}
}

static void a_truncated_message_behind_another_is_ignored(void **state)
{
	(void)state;

	say(SOL_SOCKET, SCM_TIMESTAMP, "12345678", 8);
	say_tag(valid, TPID_8021Q, 10);
	control_len -= 8;
	put_back();
	assert_untouched();
}

static void a_runt_gets_no_tag(void **state)
{
	(void)state;

	say_tag(valid, TPID_8021Q, 10);
	for (uint32_t len = 0; len < ETH_HEADER_SIZE; len++) {
		rooms.made.frame.len = frame.len = len;
		put_back();
		assert_untouched();
	}
	rooms.made.frame.len = frame.len = ETH_HEADER_SIZE;
	put_back();
	assert_tagged(TPID_8021Q, 10);
}

/* Its offsets count from the frame's first byte. */
static void offsets_in_the_virtio_net_header_are_moved(void **state)
{
	const struct virtio_net_hdr hdr = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
		.hdr_len = 54,
		.gso_size = 1448,
		.csum_start = 34,
		.csum_offset = 16,
	};
	struct virtio_net_hdr is;
	(void)state;

	frames_set_hdr(&rooms.made, hdr);
	say_tag(valid, TPID_8021Q, 10);
	put_back();

	assert_tagged(TPID_8021Q, 10);
	is = frame_vnet_hdr(frame.data);
	assert_int_equal(is.csum_start, 38);
	assert_int_equal(is.hdr_len, 58);
	assert_int_equal(is.flags, hdr.flags);
	assert_int_equal(is.gso_type, hdr.gso_type);
	assert_int_equal(is.gso_size, hdr.gso_size);
	assert_int_equal(is.csum_offset, hdr.csum_offset);
}

#define TEST(f) cmocka_unit_test_setup(f, an_untagged_frame)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_tag_is_put_back_behind_the_addresses),
		TEST(a_tag_without_an_ethertype_is_a_customer_tag),
		TEST(a_tag_of_zeros_is_put_back),
		TEST(a_frame_without_a_tag_is_not_changed),
		TEST(other_control_messages_are_ignored),
		TEST(only_one_tag_is_put_back),
		TEST(a_truncated_control_message_is_ignored),
		TEST(a_truncated_message_behind_another_is_ignored),
		TEST(a_runt_gets_no_tag),
		TEST(offsets_in_the_virtio_net_header_are_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
