/* SPDX-License-Identifier: BSD-2-Clause */
/* A port may get more frames of a batch than its list holds, as mirrors do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assembly.h"
#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/tag.h"
#include "frames.h"
#include "io/io.h"
#include "path/egress.h"
#include "ports.h"
#include "stations.h"

#define FRAMES	 (IO_BATCH + 8)
#define SENT_MAX (4 * FRAMES)

/* What was added, each with room in front; number @i is of visitor(@i) */
static struct {
	uint8_t headroom[32];
	struct made made;
} frames[FRAMES];

/* What each port was given: the numbers of the frames; and where they lie, with
 * their first bytes at that time, for a driver may write them later */
static struct {
	size_t n;
	uint32_t number[SENT_MAX];
	struct {
		const uint8_t *data;
		uint8_t head[ETH_HEADER_SIZE];
	} lent[SENT_MAX];
} sent[P3 + 1];

static void keep(struct port *port, const struct buf *bufs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = sent[port->no].n++;

		assert_true(k < SENT_MAX);
		sent[port->no].number[k] = get_be32(bufs[i].data + 8);
		sent[port->no].lent[k].data = bufs[i].data;
		memcpy(sent[port->no].lent[k].head, bufs[i].data,
		       ETH_HEADER_SIZE);
	}
}

static uint16_t type_of(port_no no, size_t k)
{
	return get_be16(sent[no].lent[k].head + 12);
}

static void assert_unchanged(port_no no)
{
	for (size_t k = 0; k < sent[no].n; k++)
		assert_memory_equal(sent[no].lent[k].data,
				    sent[no].lent[k].head, ETH_HEADER_SIZE);
}

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.tx = keep,
};

static void make_frame(uint32_t i, struct recipe recipe)
{
	recipe.src = visitor(i);
	assert_int_equal(frame_parse(frames_make(&frames[i].made, recipe)),
			 FRAME_OK);
}

static int a_switch_of_three_ports(void **state)
{
	static const char *const names[] = { "p1", "p2", "p3" };
	struct err err;
	struct app *app = app_new("test", NULL, NULL, NULL, &err);

	for (port_no no = P1; app && no <= P3; no++) {
		struct port *port = port_new(&fake_ops, names[no - 1]);

		port->mtu = 1500;
		port->linked = true;
		port->up = true;
		port->offloads = OFFLOAD_ALL;
		if (app_add_port(app, port, &err) || port->no != no)
			return -1;
	}
	for (uint32_t i = 0; i < FRAMES; i++)
		make_frame(i, (struct recipe){ .dst = ALL, .type = 0x88b5 });
	memset(sent, 0, sizeof(sent));
	*state = app;
	return app ? 0 : -1;
}

static int free_app(void **state)
{
	app_free(*state);
	return 0;
}

/* One verdict on a frame: it goes to this port. */
static void add(struct app *app, uint32_t i, port_no to)
{
	struct verdict v = { .reason = REASON_FLOODED, .in = P1 };

	portset_add(&v.flood, to);
	egress_add(app, &frames[i].made.frame, &v);
}

static uint64_t counted(const struct app *app, port_no no)
{
	return counters_packets(app->bridge->counters[no].tx_packets);
}

static void a_port_gets_three_copies_of_each_frame_in_order(void **state)
{
	struct app *app = *state;

	for (uint32_t i = 0; i < IO_BATCH; i++)
		for (int copies = 0; copies < 3; copies++)
			add(app, i, P2);
	egress_flush(app);

	assert_int_equal(sent[P2].n, 3 * IO_BATCH);
	for (uint32_t k = 0; k < 3 * IO_BATCH; k++)
		assert_int_equal(sent[P2].number[k], k / 3);
	assert_int_equal(counted(app, P2), 3 * IO_BATCH);
	assert_int_equal(sent[P3].n, 0);
}

static void a_full_list_is_sent_when_a_frame_is_added(void **state)
{
	struct app *app = *state;

	for (uint32_t i = 0; i < IO_BATCH; i++)
		add(app, i, P2);
	assert_int_equal(sent[P2].n, 0);
	add(app, IO_BATCH, P2);
	assert_int_equal(sent[P2].n, IO_BATCH);

	egress_flush(app);
	assert_int_equal(sent[P2].n, IO_BATCH + 1);
	egress_flush(app);
	assert_int_equal(sent[P2].n, IO_BATCH + 1);
}

/* Several times as many as there can be forms at a time, though no list is full. */
static void many_verdicts_on_a_frame_are_carried_out_in_order(void **state)
{
	enum { COPIES = 8 };
	struct app *app = *state;

	for (uint32_t i = 0; i < FRAMES; i++)
		for (int copies = 0; copies < COPIES; copies++)
			add(app, i, i % 2 ? P2 : P3);
	egress_flush(app);

	assert_int_equal(sent[P2].n, COPIES * FRAMES / 2);
	assert_int_equal(sent[P3].n, COPIES * FRAMES / 2);
	for (uint32_t k = 0; k < COPIES * FRAMES / 2; k++) {
		assert_int_equal(sent[P2].number[k], k / COPIES * 2 + 1);
		assert_int_equal(sent[P3].number[k], k / COPIES * 2);
	}
}

/* Segments that follow one another: those of each list are one GSO frame. */
static void frames_of_a_full_list_are_merged_too(void **state)
{
	struct app *app = *state;
	const struct counters *c = &app->bridge->counters[P2];
	struct recipe r = {
		.dst = BOB, .ip = 4, .tcp_flags = TCP_ACK, .payload = 1000
	};

	for (uint32_t i = 0; i < FRAMES; i++) {
		make_frame(i, r);
		/* all from one station */
		memcpy(frames[i].made.frame.data + 6, ALICE.byte, 6);
		frames[i].made.frame.src = ALICE;
		r.tcp_seq += r.payload;
		r.payload_at += r.payload;
		r.ip_id++;
	}
	egress_merge(app);
	for (uint32_t i = 0; i < FRAMES; i++)
		add(app, i, P2);
	egress_flush(app);

	assert_int_equal(sent[P2].n, 2);
	assert_int_equal(c->tx_merges, 2);
	assert_int_equal(c->tx_merged, FRAMES);
	assert_int_equal(c->tx_bytes, 2 * 54 + FRAMES * 1000);

	for (uint32_t i = 0; i < FRAMES; i++)
		add(app, i, P2);
	egress_flush(app);
	assert_int_equal(sent[P2].n, 2 + FRAMES);
}

/* More often than its list holds; and behind that, in a VLAN, where it is tagged */
static void a_frame_that_was_sent_early_is_not_changed_afterwards(void **state)
{
	struct app *app = *state;
	struct vlan_port trunk = { .pvid = VLAN_NONE };
	const struct verdict in_vlan = {
		.reason = REASON_FORWARDED, .in = P1, .vid = RED, .to = P3
	};

	assert_int_equal(vlan_filtering_set(app->bridge, true), 0);
	vids_add(&trunk.members, RED);
	vlan_port_set(app->bridge, P3, &trunk);
	for (int copies = 0; copies < IO_BATCH + 1; copies++)
		add(app, 0, P2);
	assert_int_equal(sent[P2].n, IO_BATCH);
	egress_add(app, &frames[0].made.frame, &in_vlan);
	egress_flush(app);

	assert_int_equal(sent[P2].n, IO_BATCH + 1);
	assert_int_equal(type_of(P2, 0), 0x88b5);
	assert_int_equal(type_of(P2, IO_BATCH), 0x88b5);
	assert_int_equal(sent[P3].n, 1);
	assert_int_equal(type_of(P3, 0), TPID_8021Q);
	assert_unchanged(P2);
	assert_unchanged(P3);
}

#define with_a_switch(test)                                                    \
	cmocka_unit_test_setup_teardown(test, a_switch_of_three_ports, free_app)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_a_switch(a_port_gets_three_copies_of_each_frame_in_order),
		with_a_switch(a_full_list_is_sent_when_a_frame_is_added),
		with_a_switch(
			many_verdicts_on_a_frame_are_carried_out_in_order),
		with_a_switch(frames_of_a_full_list_are_merged_too),
		with_a_switch(
			a_frame_that_was_sent_early_is_not_changed_afterwards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
