/* SPDX-License-Identifier: BSD-2-Clause */
/* The time at which frames of a port are sent: at once, or as it is shaped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "base/time.h"
#include "core/commit.h"
#include "frame/parse.h"
#include "frames.h"
#include "path/egress.h"
#include "path/originate.h"
#include "path/qdisc.h"
#include "stations.h"
#include "two_ports.h"

#define SENT_MAX     1024
#define WAITING_SIZE 112 /* 60 bytes and a record of 48, rounded up to 16 */
#define START_MS     (5 * (int64_t)SECOND)

/* The numbers of the frames that were passed to P2, in order */
static uint32_t sent[SENT_MAX];
static size_t sent_count;

/* Frames for P2; number @i is from visitor(@i) */
static struct {
	uint8_t headroom[32];
	struct made made;
} one;

static void keep(struct port *port, const struct buf *bufs, size_t n)
{
	(void)port;
	for (size_t i = 0; i < n; i++) {
		assert_true(sent_count < SENT_MAX);
		sent[sent_count++] = get_be32(bufs[i].data + 8);
	}
}

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.tx = keep,
};

static int a_switch_of_two_ports(void **state)
{
	struct app *app = new_switch_of_two_ports(&fake_ops);

	sent_count = 0;
	*state = app;
	if (!app)
		return -1;
	app_set_time(app, START_MS * NS_PER_MS);
	return 0;
}

/* As "port set p2 shape" does; 0 for no rate */
static void shape(struct app *app, uint64_t pps, uint32_t bytes,
		  uint32_t latency_ms)
{
	struct port_settings settings = app->bridge->port[P2].settings;

	settings.rates[PORT_METER_SHAPE] = (struct meter_rate){
		.unit = pps ? METER_PACKETS : METER_OFF,
		.rate = pps,
		.burst = pps ? 1 : 0,
	};
	settings.shape_bytes = bytes;
	settings.shape_latency_ms = latency_ms;
	assert_int_equal(qdisc_prepare(app, P2, &settings), 0);
	bridge_set_port(app->bridge, P2, &settings, app->now_ms);
}

/* Forwards the frames from number @from to @to - 1 to P2. */
static void forward(struct app *app, uint32_t from, uint32_t to)
{
	const struct verdict v = { .reason = REASON_FORWARDED,
				   .in = P1,
				   .to = P2 };

	for (uint32_t i = from; i < to; i++) {
		frames_make(&one.made, (struct recipe){ .dst = BOB,
							.src = visitor(i),
							.type = 0x88b5,
							.payload = 46 });
		frame_parse(&one.made.frame);
		egress_add(app, &one.made.frame, &v);
		egress_flush(app);
	}
}

/* Advances the clock, and runs the timers that are due. */
static void run_until(struct app *app, int64_t ms)
{
	int64_t next_ms;

	while ((next_ms = timer_queue_next(&app->timers)) <= ms) {
		if (next_ms > app->now_ms)
			app_set_time(app, next_ms * NS_PER_MS);
		app_tick(app);
	}
	app_set_time(app, ms * NS_PER_MS);
}

static void assert_sent(uint32_t first, size_t n)
{
	assert_int_equal(sent_count, n);
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(sent[i], first + i);
}

static uint64_t drops(const struct app *app, enum tx_reason why)
{
	return app->bridge->counters[P2].tx_drops[why];
}

static void a_port_without_a_discipline_sends_at_once(void **state)
{
	struct app *app = *state;

	forward(app, 0, 100);
	assert_sent(0, 100);
	assert_null(app->qdiscs[P2]);
	assert_false(app->queueing.is_set);
}

/* One frame in 10 ms */
static void frames_above_the_rate_leave_later_in_order(void **state)
{
	struct app *app = *state;

	shape(app, 100, 131072, 1000);
	run_until(app, START_MS);
	forward(app, 0, 20);
	assert_sent(0, 1);
	assert_int_equal(app->queueing.at_ms, START_MS + 10);

	run_until(app, START_MS + 55);
	assert_sent(0, 6);
	run_until(app, START_MS + 1000);
	assert_sent(0, 20);
	assert_false(app->queueing.is_set);
	assert_int_equal(counters_packets(app->bridge->counters[P2].tx_packets),
			 20);
}

static void late_frames_and_frames_without_room_are_counted_apart(void **state)
{
	struct app *app = *state;

	shape(app, 10, 5 * WAITING_SIZE, 250);
	run_until(app, START_MS);
	forward(app, 0, 10);
	assert_sent(0, 1);
	assert_int_equal(drops(app, TX_REASON_SHAPER_FULL), 4);

	run_until(app, START_MS + 1000);
	assert_sent(0, 3);
	assert_int_equal(drops(app, TX_REASON_SHAPER_LATE), 3);
	assert_int_equal(drops(app, TX_REASON_SHAPER_FULL), 4);
}

static void waiting_frames_leave_at_a_changed_rate(void **state)
{
	struct app *app = *state;

	shape(app, 1, 131072, 10000);
	run_until(app, START_MS);
	forward(app, 0, 11);
	shape(app, 1000, 262144, 9000);
	run_until(app, START_MS + 100);

	assert_sent(0, 11);
	assert_int_equal(drops(app, TX_REASON_SHAPER_FULL), 0);
}

static void changed_limits_apply_to_waiting_frames(void **state)
{
	struct app *app = *state;

	shape(app, 1, 5 * WAITING_SIZE, 10000);
	forward(app, 0, 6);
	shape(app, 1, 10 * WAITING_SIZE, 10000);
	forward(app, 6, 11);
	assert_int_equal(drops(app, TX_REASON_SHAPER_FULL), 0);
	shape(app, 1, 5 * WAITING_SIZE, 1500);
	assert_int_equal(drops(app, TX_REASON_SHAPER_FULL), 5);

	run_until(app, START_MS + 5000);
	assert_sent(0, 2);
	assert_int_equal(drops(app, TX_REASON_SHAPER_LATE), 4);
}

static void waiting_frames_leave_when_shaping_is_turned_off(void **state)
{
	struct app *app = *state;

	shape(app, 1, 131072, 10000);
	forward(app, 0, 500); /* more than it sends at a time */
	shape(app, 0, 131072, 10000);
	assert_non_null(app->qdiscs[P2]);
	forward(app, 500, 501);
	assert_sent(0, 1);
	run_until(app, START_MS);

	assert_sent(0, 501);
	assert_null(app->qdiscs[P2]);
}

static void waiting_frames_of_a_port_that_is_down_are_dropped(void **state)
{
	struct app *app = *state;

	shape(app, 1, 131072, 10000);
	forward(app, 0, 5);
	bridge_set_up(app->bridge, P2, false);
	run_until(app, START_MS + 1000);

	assert_sent(0, 1);
	assert_int_equal(drops(app, TX_REASON_LINK_DOWN), 4);
}

static void waiting_frames_of_a_removed_port_are_counted_as_late(void **state)
{
	struct app *app = *state;

	shape(app, 1, 131072, 10000);
	forward(app, 0, 5);
	qdisc_end(app, P2);
	qdisc_end(app, P2);

	assert_null(app->qdiscs[P2]);
	assert_int_equal(drops(app, TX_REASON_SHAPER_LATE), 4);
	forward(app, 5, 6);
	assert_int_equal(sent_count, 2);
}

static void waiting_frames_of_a_port_that_discards_are_dropped(void **state)
{
	struct app *app = *state;

	shape(app, 1, 131072, 10000);
	forward(app, 0, 5);
	bridge_set_state(app->bridge, P2, PORT_STATE_DISCARDING);
	run_until(app, START_MS + 1000);

	assert_sent(0, 1);
	assert_int_equal(drops(app, TX_REASON_DISCARDING), 4);
}

static void
waiting_frames_of_a_port_that_is_not_present_are_dropped(void **state)
{
	struct app *app = *state;

	shape(app, 1, 131072, 10000);
	forward(app, 0, 5);
	app->ports[P2]->not_present = true;
	app_sync_port(app->ports[P2]);
	run_until(app, START_MS + 1000);

	assert_sent(0, 1);
	assert_int_equal(drops(app, TX_REASON_NOT_PRESENT), 4);
}

/* Its own number, 7, is at the place of visitor(7)'s. */
static void an_originated_frame_passes_those_that_wait(void **state)
{
	static const uint8_t own[60] = { [11] = 7 };
	struct app *app = *state;

	shape(app, 1, 131072, 10000);
	forward(app, 0, 5);
	assert_int_equal(sent_count, 1);
	bridge_set_state(app->bridge, P2, PORT_STATE_DISCARDING);
	assert_true(originate(app, (struct origin){ .port = P2 }, own,
			      sizeof(own)));
	assert_int_equal(sent_count, 2);
	assert_int_equal(sent[1], 7);
}

static void removing_a_port_frees_its_discipline(void **state)
{
	struct app *app = *state;

	shape(app, 1, 131072, 10000);
	forward(app, 0, 5);
	app_del_port(app, app->ports[P2]);
	assert_null(app->qdiscs[P2]);
	run_until(app, START_MS + 20000);
	assert_sent(0, 1);
}

#define with_a_switch(test)                                                    \
	cmocka_unit_test_setup_teardown(test, a_switch_of_two_ports, free_app)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_a_switch(a_port_without_a_discipline_sends_at_once),
		with_a_switch(frames_above_the_rate_leave_later_in_order),
		with_a_switch(
			late_frames_and_frames_without_room_are_counted_apart),
		with_a_switch(waiting_frames_leave_at_a_changed_rate),
		with_a_switch(changed_limits_apply_to_waiting_frames),
		with_a_switch(waiting_frames_leave_when_shaping_is_turned_off),
		with_a_switch(
			waiting_frames_of_a_port_that_is_down_are_dropped),
		with_a_switch(
			waiting_frames_of_a_removed_port_are_counted_as_late),
		with_a_switch(
			waiting_frames_of_a_port_that_discards_are_dropped),
		with_a_switch(
			waiting_frames_of_a_port_that_is_not_present_are_dropped),
		with_a_switch(an_originated_frame_passes_those_that_wait),
		with_a_switch(removing_a_port_frees_its_discipline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
