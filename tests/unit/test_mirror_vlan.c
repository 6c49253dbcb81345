/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies that are sent into a VLAN, to the monitor of another switch */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "mirroring.h"

enum { FAR = 900 };

/* P3 is a tagged member of FAR, and P4, P2 an untagged one. */
static struct mirror *mirror_into_far(struct app *app, const char *ports,
				      enum mirror_direction direction)
{
	struct mirror *m = mirror(app, "far", ports, direction, "");

	use_vlans(app);
	m->to_vid = FAR;
	vlan_join(app->bridge, FAR, P2, true);
	vlan_join(app->bridge, FAR, P3, false);
	vlan_join(app->bridge, FAR, P4, false);
	return m;
}

static void a_copy_into_a_vlan_has_its_tag_in_front(void **state)
{
	struct app *app = *state;
	const struct mirror *m = mirror_into_far(app, "p1,p3", MIRROR_IN);
	struct recipe r = broadcast();

	receive(app, P1, r, 1);
	assert_int_equal(m->copies, 2);
	assert_int_equal(sent[P3].n, 2);
	assert_int_equal(type_of(P3, 0), TPID_8021Q);
	assert_int_equal(get_be16(data_of(P3, 0) + 14), FAR);
	assert_int_equal(get_be16(data_of(P3, 0) + 16), 0x88b5);
	assert_int_equal(get_be16(data_of(P3, 1) + 14), RED);
	assert_int_equal(sent[P2].n, 1); /* an untagged member */

	/* Not back to where it came from; the customer's tag is kept. */
	r.tags = 1;
	r.tci = RED;
	receive(app, P3, r, 1);
	assert_int_equal(sent[P3].n, 0);
	assert_int_equal(sent[P4].n, 2);
	assert_int_equal(get_be16(data_of(P4, 0) + 14), FAR);
	assert_int_equal(get_be16(data_of(P4, 0) + 16), TPID_8021Q);
	assert_int_equal(get_be16(data_of(P4, 0) + 18), RED);
	assert_int_equal(type_of(P4, 1), 0x88b5);
	for (port_no no = P1; no <= PORTS; no++)
		assert_unchanged(no);
}

static void
a_frame_that_came_in_a_vlan_for_copies_is_not_copied_again(void **state)
{
	struct app *app = *state;
	struct mirror *m = mirror_into_far(app, "all", MIRROR_BOTH);
	struct recipe r = broadcast();

	r.tags = 1;
	r.tci = FAR;
	receive(app, P3, r, 1);
	assert_int_equal(m->frames, 0);
	assert_int_equal(sent[P4].n, 1); /* it is forwarded */

	/* Another switch's VLAN for copies, that passes through this one */
	m->to_vid = BLUE;
	vlan_join(app->bridge, BLUE, P3, false);
	vlan_join(app->bridge, BLUE, P4, false);
	app->bridge->vlan[FAR].remote_span = true;
	receive(app, P3, r, 1);
	assert_int_equal(m->frames, 0);
	assert_int_equal(sent[P4].n, 1);
}

static void a_gso_frame_is_copied_whole_into_a_vlan(void **state)
{
	struct app *app = *state;
	struct virtio_net_hdr plain, tagged;

	mirror_into_far(app, "p2", MIRROR_OUT);
	receive(app, P1, gso_broadcast(), 1);
	assert_int_equal(sent[P2].n, 1);
	assert_int_equal(sent[P3].n, 2);
	plain = frame_vnet_hdr(data_of(P2, 0));
	tagged = frame_vnet_hdr(data_of(P3, 1));
	assert_int_equal(get_be16(data_of(P3, 1) + 14), FAR);
	assert_int_equal(len_of(P3, 1), len_of(P2, 0) + 4);
	assert_int_equal(tagged.csum_start, plain.csum_start + 4);
	assert_int_equal(tagged.gso_size, plain.gso_size);
	assert_int_equal(sent[P4].n, 2 * ((40000 + 1399) / 1400));
}

static void set_mtu(struct app *app, port_no no, uint32_t mtu)
{
	app->ports[no]->mtu = mtu;
	app_sync_port(app->ports[no]);
}

/* P3 sends the frame with a tag, so its copy has two more than the frame. */
static void headers_still_fit_in_16_bits_with_two_tags_more(void **state)
{
	struct app *app = *state;
	const uint64_t *ends = app->bridge->counters[P1].rx_ends;
	struct recipe r = { .dst = ALL,
			    .ip = 6,
			    .dst_options = 65448,
			    .tcp_options = 4,
			    .payload = 5,
			    .gso_size = 40 };

	mirror_into_far(app, "p3", MIRROR_OUT);
	set_mtu(app, P3, 65521);
	set_mtu(app, P4, 65521);
	receive(app, P1, r, 1);
	assert_int_equal(sent[P4].n, 2);
	assert_int_equal(len_of(P4, 0), 65526 + 5);
	assert_int_equal(len_of(P4, 1), 65526 + 5 + 2 * VLAN_TAG_SIZE);
	assert_int_equal(ends[REASON_FLOODED], 1);

	r.dst_options += 8;
	r.tcp_options = 0;
	for (r.payload = 1; r.payload <= 5; r.payload++)
		receive(app, P1, r, 1);
	assert_int_equal(sent[P4].n, 0);
	assert_int_equal(ends[REASON_BAD_OFFLOAD], 5);
}

static void without_a_member_a_copy_into_a_vlan_is_counted(void **state)
{
	struct app *app = *state;
	struct mirror *m = mirror(app, "far", "all", MIRROR_IN, "");

	m->to_vid = FAR;
	receive(app, P1, broadcast(), 1);
	use_vlans(app);
	receive(app, P1, broadcast(), 1);
	assert_int_equal(m->missed[MIRROR_MISS_NO_PORT], 2);
	assert_int_equal(m->copies, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_monitors(a_copy_into_a_vlan_has_its_tag_in_front),
		with_monitors(
			a_frame_that_came_in_a_vlan_for_copies_is_not_copied_again),
		with_monitors(a_gso_frame_is_copied_whole_into_a_vlan),
		with_monitors(headers_still_fit_in_16_bits_with_two_tags_more),
		with_monitors(without_a_member_a_copy_into_a_vlan_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
