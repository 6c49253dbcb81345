/* SPDX-License-Identifier: BSD-2-Clause */
/* Each block, byte by byte as draft-ietf-opsawg-pcapng sets it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "capture/pcapng.h"
#include "core/reasons.h"

/* clang-format off */
/* Numbers in the byte order of this machine */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define U16(v) (uint8_t)((v) & 0xff), (uint8_t)((v) >> 8 & 0xff)
#define U32(v) U16((v) & 0xffff), U16((v) >> 16 & 0xffff)
#define U64(v) U32((v) & 0xffffffff), U32((uint64_t)(v) >> 32)
#else
#define U16(v) (uint8_t)((v) >> 8 & 0xff), (uint8_t)((v) & 0xff)
#define U32(v) U16((v) >> 16 & 0xffff), U16((v) & 0xffff)
#define U64(v) U32((uint64_t)(v) >> 32), U32((v) & 0xffffffff)
#endif

#define END U16(0), U16(0)

static const uint8_t section_block[] = {
	U32(0x0a0d0d0a), U32(60),
	U32(0x1a2b3c4d), U16(1), U16(0), U64(UINT64_MAX),
	U16(2), U16(3), 'a', 'r', 'm', 0,
	U16(3), U16(5), 'L', 'i', 'n', 'u', 'x', 0, 0, 0,
	U16(4), U16(4), 't', 'a', 'p', 's',
	END, U32(60),
};

static const uint8_t interface_block[] = {
	U32(1), U32(88), U16(1), U16(0), U32(262144),
	U16(2), U16(2), 'p', '1', 0, 0,
	U16(3), U16(4), 'd', 'e', 's', 'k',
	U16(6), U16(6), 2, 0, 0, 0, 0, 1, 0, 0,
	U16(8), U16(8), U64(10000000000),
	U16(9), U16(1), 9, 0, 0, 0,
	U16(11), U16(4), 0, 'a', 'r', 'p',
	U16(13), U16(1), 0, 0, 0, 0,
	END, U32(88),
};

static const uint8_t bare_interface_block[] = {
	U32(1), U32(48), U16(1), U16(0), U32(0),
	U16(2), U16(2), 'p', '2', 0, 0,
	U16(9), U16(1), 9, 0, 0, 0,
	U16(13), U16(1), 0, 0, 0, 0,
	END, U32(48),
};

static const uint8_t dropped_packet_block[] = {
	U32(6), U32(140), U32(3), U32(0x1797bcfe), U32(0xff000001),
	U32(15), U32(60),
	2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 42, 0,
	U16(1), U16(24), 'd', 'r', 'o', 'p', 'p', 'e', 'd', ':', ' ',
	'r', 'u', 'n', 't', ':', ' ', 't', 'o', 'o', ' ', 's', 'h', 'o',
	'r', 't',
	U16(2), U16(4), U32(0x04000405),
	U16(4), U16(8), U64(7),
	U16(5), U16(8), U64(0x100000002),
	U16(7), U16(9), 1, U64(2), 0, 0, 0,
	U16(7), U16(5), 0, 'r', 'u', 'n', 't', 0, 0, 0,
	END, U32(140),
};

static const uint8_t copy_block[] = {
	U32(6), U32(60), U32(0), U32(0), U32(5), U32(4), U32(1514),
	2, 0, 0, 0,
	U16(2), U16(4), U32(0xa02),
	U16(5), U16(8), U64(1),
	END, U32(60),
};

static const uint8_t names_block[] = {
	U32(4), U32(68),
	U16(3), U16(10), 2, 0, 0, 0, 0, 1, 'r', 'e', 'd', 0, 0, 0,
	U16(1), U16(8), 192, 0, 2, 1, 'r', 'e', 'd', 0,
	U16(2), U16(19), 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 1, 'v', '6', 0, 0,
	END, U32(68),
};

static const uint8_t statistics_block[] = {
	U32(5), U32(100), U32(1), U32(0x18), U32(0x30),
	U16(2), U16(8), U32(0x17), U32(0x20),
	U16(3), U16(8), U32(0x18), U32(0x10),
	U16(4), U16(8), U64(10),
	U16(5), U16(8), U64(2),
	U16(6), U16(8), U64(9),
	U16(8), U16(8), U64(7),
	END, U32(100),
};
/* clang-format on */

static uint8_t memory[4096];

static struct pcapng_buf an_empty_buf(void)
{
	memset(memory, 0xee, sizeof(memory));
	return (struct pcapng_buf){ .bytes = memory, .size = sizeof(memory) };
}

#define assert_bytes(buf, expected)                                            \
	do {                                                                   \
		assert_int_equal((buf)->len, sizeof(expected));                \
		assert_memory_equal((buf)->bytes, expected, sizeof(expected)); \
	} while (0)

static void a_section_header_names_what_captured(void **state)
{
	struct pcapng_buf buf = an_empty_buf();

	(void)state;
	assert_true(pcapng_section(
		&buf, &(struct pcapng_section){ "arm", "Linux", "taps" }));
	assert_bytes(&buf, section_block);
}

static void an_interface_has_what_is_known_of_the_port(void **state)
{
	struct pcapng_buf buf = an_empty_buf();

	(void)state;
	assert_true(pcapng_interface(
		&buf,
		&(struct pcapng_interface){ .name = "p1",
					    .description = "desk",
					    .mac = { { 2, 0, 0, 0, 0, 1 } },
					    .speed_bps = 10000000000,
					    .snaplen = 262144,
					    .filter = "arp" }));
	assert_bytes(&buf, interface_block);
}

static void what_is_not_known_of_a_port_is_left_out(void **state)
{
	struct pcapng_buf buf = an_empty_buf();

	(void)state;
	assert_true(pcapng_interface(
		&buf,
		&(struct pcapng_interface){ .name = "p2", .description = "" }));
	assert_bytes(&buf, bare_interface_block);
}

static const uint8_t a_frame[] = {
	2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 42
};

static void a_dropped_packet_says_why(void **state)
{
	struct pcapng_buf buf = an_empty_buf();

	(void)state;
	assert_true(pcapng_packet(
		&buf, &(struct pcapng_packet){ .interface = 3,
					       .flags = PCAPNG_INBOUND |
							PCAPNG_CSUM_VALID |
							PCAPNG_TOO_SHORT,
					       .time_ns = 0x1797bcfeff000001,
					       .id = 0x100000002,
					       .lost = 7,
					       .bytes = a_frame,
					       .captured_len = sizeof(a_frame),
					       .len = 60,
					       .verdict = PCAPNG_DROPPED,
					       .reason = "runt",
					       .sentence = "too short" }));
	assert_bytes(&buf, dropped_packet_block);
}

static void a_copy_has_its_direction_and_offloads(void **state)
{
	struct pcapng_buf buf = an_empty_buf();

	(void)state;
	assert_true(pcapng_packet(
		&buf,
		&(struct pcapng_packet){ .flags = PCAPNG_OUTBOUND | PCAPNG_GSO |
						  PCAPNG_CSUM_NOT_READY,
					 .time_ns = 5,
					 .id = 1,
					 .bytes = a_frame,
					 .captured_len = 4,
					 .len = 1514 }));
	assert_bytes(&buf, copy_block);
}

/* The flags follow the bytes, which are padded; there is no comment */
static uint32_t flags_of_packet_to(const uint8_t *dst)
{
	struct pcapng_buf buf = an_empty_buf();
	uint32_t flags;

	assert_true(pcapng_packet(
		&buf, &(struct pcapng_packet){ .flags = PCAPNG_INBOUND,
					       .bytes = dst,
					       .captured_len = 6,
					       .len = 6 }));
	memcpy(&flags, buf.bytes + 28 + 8 + 4, sizeof(flags));
	return flags;
}

static void a_packet_tells_its_kind_of_destination(void **state)
{
	static const uint8_t one[] = { 2, 0, 0, 0, 0, 1 };
	static const uint8_t group[] = { 1, 0x80, 0xc2, 0, 0, 0 };
	static const uint8_t all[] = { 255, 255, 255, 255, 255, 255 };

	(void)state;
	assert_int_equal(flags_of_packet_to(one), 0x5);
	assert_int_equal(flags_of_packet_to(group), 0x9);
	assert_int_equal(flags_of_packet_to(all), 0xd);
}

static void names_have_addresses_of_three_kinds(void **state)
{
	static const struct pcapng_name names[] = {
		{ PCAPNG_MAC, { 2, 0, 0, 0, 0, 1 }, "red" },
		{ PCAPNG_IPV4, { 192, 0, 2, 2 }, "" },
		{ PCAPNG_IPV4, { 192, 0, 2, 1 }, "red" },
		{ PCAPNG_IPV6, { 0x20, 1, 0xd, 0xb8, [15] = 1 }, "v6" },
	};
	struct pcapng_buf buf = an_empty_buf();

	(void)state;
	assert_true(pcapng_names(&buf, names, 4));
	assert_bytes(&buf, names_block);
}

static void statistics_have_times_and_counters(void **state)
{
	struct pcapng_buf buf = an_empty_buf();

	(void)state;
	assert_true(pcapng_statistics(
		&buf, &(struct pcapng_statistics){ .interface = 1,
						   .time_ns = 0x1800000030,
						   .start_ns = 0x1700000020,
						   .end_ns = 0x1800000010,
						   .received = 10,
						   .accepted = 9,
						   .lost = 2,
						   .delivered = 7 }));
	assert_bytes(&buf, statistics_block);
}

/* Appends one block of each kind; stops at the first for which there is no room */
static size_t append_all(struct pcapng_buf *buf)
{
	static const struct pcapng_name name = { PCAPNG_MAC, { 2 }, "red" };

	if (!pcapng_section(buf, &(struct pcapng_section){ .os = "Linux" }))
		return 0;
	if (!pcapng_interface(buf,
			      &(struct pcapng_interface){ .name = "p1",
							  .filter = "arp",
							  .mac = { { 2 } } }))
		return 1;
	if (!pcapng_packet(buf, &(struct pcapng_packet){
					.bytes = a_frame,
					.captured_len = sizeof(a_frame),
					.len = sizeof(a_frame),
					.verdict = PCAPNG_DROPPED,
					.reason = "runt",
					.sentence = "too short" }))
		return 2;
	if (!pcapng_names(buf, &name, 1))
		return 3;
	return pcapng_statistics(buf, &(struct pcapng_statistics){ 0 }) ? 5 : 4;
}

/* Whatever the room is, so that each part of each block is once the one that does
 * not fit */
static void a_block_without_room_is_not_begun(void **state)
{
	struct pcapng_buf whole = an_empty_buf();
	static uint8_t all[sizeof(memory)];
	size_t ends[6] = { 0 };

	(void)state;
	assert_int_equal(append_all(&whole), 5);
	memcpy(all, whole.bytes, whole.len);
	for (size_t size = 0; size < whole.len; size++) {
		struct pcapng_buf buf = an_empty_buf();
		size_t n;

		buf.size = size;
		n = append_all(&buf);
		assert_true(n < 5);
		if (!ends[n])
			ends[n] = buf.len;
		assert_int_equal(buf.len, ends[n]);
		assert_memory_equal(buf.bytes, all, buf.len);
		for (size_t i = size; i < sizeof(memory); i++)
			assert_int_equal(memory[i], 0xee);
	}
	assert_true(ends[1] && ends[2] && ends[3] && ends[4]);
}

static void text_too_long_for_an_option_is_left_out(void **state)
{
	static char text[65537];
	static uint8_t room[3 * 65536];
	struct pcapng_buf buf = { .bytes = room, .size = sizeof(room) };
	size_t without;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	assert_true(pcapng_interface(
		&buf, &(struct pcapng_interface){ .name = text }));
	without = buf.len;

	/* the filter has a byte in front */
	text[65535] = '\0';
	buf.len = 0;
	assert_true(pcapng_interface(
		&buf,
		&(struct pcapng_interface){ .name = text, .filter = text }));
	assert_int_equal(buf.len, without + 4 + 65536);
}

static void the_overhead_is_enough_for_every_reason(void **state)
{
	struct pcapng_buf buf = an_empty_buf();

	(void)state;
	for (int r = 0; r < REASON_COUNT; r++) {
		const struct pcapng_packet packet = {
			.flags = PCAPNG_INBOUND,
			.id = 1,
			.lost = 1,
			.bytes = a_frame,
			.captured_len = 1,
			.len = 1,
			.verdict = PCAPNG_DROPPED,
			.reason = reason_word((enum reason)r),
			.sentence = reason_help((enum reason)r),
		};

		buf.len = 0;
		buf.size = 1 + PCAPNG_PACKET_OVERHEAD;
		assert_true(pcapng_packet(&buf, &packet));
	}
}

int main(void)
{
	const struct CMUnitTest pcapng[] = {
		cmocka_unit_test(a_section_header_names_what_captured),
		cmocka_unit_test(an_interface_has_what_is_known_of_the_port),
		cmocka_unit_test(what_is_not_known_of_a_port_is_left_out),
		cmocka_unit_test(a_dropped_packet_says_why),
		cmocka_unit_test(a_copy_has_its_direction_and_offloads),
		cmocka_unit_test(a_packet_tells_its_kind_of_destination),
		cmocka_unit_test(names_have_addresses_of_three_kinds),
		cmocka_unit_test(statistics_have_times_and_counters),
		cmocka_unit_test(a_block_without_room_is_not_begun),
		cmocka_unit_test(text_too_long_for_an_option_is_left_out),
		cmocka_unit_test(the_overhead_is_enough_for_every_reason),
	};

	return cmocka_run_group_tests(pcapng, NULL, NULL);
}
