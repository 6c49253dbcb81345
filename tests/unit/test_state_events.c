/* SPDX-License-Identifier: BSD-2-Clause */
/* Which events changes of ports and settings write, and what follows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ev.h>

#include "base/time.h"
#include "eventloop.h"
#include "frame/parse.h"
#include "frames.h"
#include "path/pipeline.h"
#include "process_events.h"
#include "settings/switch_settings.h"
#include "two_ports.h"

static int a_switch_of_two_ports(void **state)
{
	struct app *app = new_switch_of_two_ports(&silent_ops);

	*state = app;
	return app ? 0 : -1;
}

static void assert_event(struct app *app, enum event_kind kind, port_no no,
			 uint32_t value)
{
	assert_true(has_event(app->bridge, kind, no));
	assert_int_equal(last_event(app->bridge, kind)->value, value);
}

static void a_new_port_is_added_and_goes_up(void **state)
{
	struct app *app = *state;

	assert_event(app, EVENT_PORT_ADDED, P2, 1500);
	assert_string_equal(last_event(app->bridge, EVENT_PORT_ADDED)->name,
			    "p2");
	assert_event(app, EVENT_PORT_OPER, P2, true);
	assert_event(app, EVENT_PORT_STATE, P2, PORT_STATE_FORWARDING);
}

/* The two ports are all that the switch has. */
static void each_event_of_a_new_port_has_its_name(void **state)
{
	const struct app *app = *state;
	struct event_reader reader = { 0 };
	const struct event *e;
	uint64_t missed;

	while ((e = event_read(&app->bridge->events, &reader, &missed)))
		if (e->port != PORT_NONE)
			assert_string_equal(e->name, app->ports[e->port]->name);
}

static void an_administrator_s_change_of_a_port_is_an_event(void **state)
{
	struct app *app = *state;
	struct err err;

	assert_int_equal(app_set_port_up(app->ports[P1], false, &err), 0);
	assert_event(app, EVENT_PORT_ADMIN, P1, false);
	assert_event(app, EVENT_PORT_OPER, P1, false);
	app_rename_port(app->ports[P1], "lan1");
	assert_event(app, EVENT_PORT_RENAMED, P1, 0);
	assert_string_equal(last_event(app->bridge, EVENT_PORT_RENAMED)->name,
			    "lan1");
}

static void a_removed_port_is_named_in_its_last_event(void **state)
{
	struct app *app = *state;

	app_del_port(app, app->ports[P1]);
	assert_event(app, EVENT_PORT_REMOVED, P1, 0);
	assert_string_equal(last_event(app->bridge, EVENT_PORT_REMOVED)->name,
			    "p1");
}

static void a_device_that_goes_and_comes_back_is_told_once_each(void **state)
{
	struct app *app = *state;
	uint64_t count;

	app->ports[P1]->not_present = true;
	app_sync_port(app->ports[P1]);
	assert_event(app, EVENT_PORT_NOT_PRESENT, P1, true);
	count = app->bridge->events.count;
	app_sync_port(app->ports[P1]);
	assert_int_equal(app->bridge->events.count, count);

	app->ports[P1]->not_present = false;
	app_sync_port(app->ports[P1]);
	assert_event(app, EVENT_PORT_PRESENT, P1, 0);
}

static void a_link_that_changes_is_an_event(void **state)
{
	struct app *app = *state;
	struct port *port = app->ports[P1];

	port->linked = false;
	port->events->changed(port);
	assert_event(app, EVENT_PORT_LINK, P1, false);
	assert_event(app, EVENT_PORT_OPER, P1, false);
}

static void only_settings_that_change_write_events(void **state)
{
	struct app *app = *state;
	struct bridge *br = app->bridge;
	struct port_settings port = br->port[P1].settings;
	struct switch_settings sw = switch_settings_get(app);
	struct vlan_settings vlan = vlan_settings_get(br, RED);
	uint64_t count = br->events.count;

	bridge_set_port(br, P1, &port, 0);
	assert_int_equal(switch_settings_set(app, &sw), 0);
	vlan_settings_set(br, RED, &vlan);
	assert_int_equal(br->events.count, count);

	port.isolated = true;
	bridge_set_port(br, P1, &port, 0);
	assert_event(app, EVENT_PORT_CONFIG, P1, 0);
	sw.ageing_ms = 7000;
	assert_int_equal(switch_settings_set(app, &sw), 0);
	assert_event(app, EVENT_CONFIG, PORT_NONE, 0);
	vlan.fdb_limit = 7;
	vlan_settings_set(br, RED, &vlan);
	assert_event(app, EVENT_VLAN_CONFIG, PORT_NONE, 0);
	assert_int_equal(last_event(br, EVENT_VLAN_CONFIG)->vid, RED);
	assert_int_equal(br->events.count, count + 3);
}

static void a_port_whose_vlans_are_set_is_named(void **state)
{
	struct app *app = *state;

	vlan_join(app->bridge, RED, P1, false);
	assert_event(app, EVENT_PORT_VLANS, P1, 0);
}

static void only_the_first_frame_that_is_too_long_is_told(void **state)
{
	struct app *app = *state;
	struct bridge *br = app->bridge;
	uint64_t count = br->events.count;

	bridge_note_oversize(br, P1, 1600, 100);
	bridge_note_oversize(br, P1, 1700, 200);
	assert_int_equal(br->events.count, count + 1);
	assert_event(app, EVENT_OVERSIZE, P1, 1600);
	assert_int_equal(last_event(br, EVENT_OVERSIZE)->excess, 100);
}

/* One frame from P1, through the whole pipeline */
static void receive(struct app *app, struct mac dst, struct mac src)
{
	static struct {
		uint8_t headroom[32];
		struct made made;
	} room;
	const struct frame *f =
		frames_make(&room.made, (struct recipe){ .dst = dst,
							 .src = src,
							 .type = 0x88b5,
							 .payload = 46 });
	struct buf buf = { f->data, f->len };

	pipeline_received(app->ports[P1], &buf, 1);
}

static void frames_of_known_stations_write_no_events(void **state)
{
	struct app *app = *state;
	struct bridge *br = app->bridge;
	uint64_t count;

	fdb_learn(br->fdb, VLAN_NONE, BOB, P2, FDB_LEARNED, app->now_ms);
	receive(app, BOB, ALICE);
	count = br->events.count;
	receive(app, BOB, ALICE);
	receive(app, ALL, ALICE);

	assert_int_equal(br->counters[P1].rx_ends[REASON_FORWARDED], 2);
	assert_int_equal(br->events.count, count);
	assert_int_equal(app->reader.seen, count);
}

/* The event that says so is overwritten before it is read. */
static void a_port_recovers_though_its_event_was_overwritten(void **state)
{
	struct app *app = *state;
	const int64_t until_ms = app->now_ms + 5000;

	bridge_errdisable(app->bridge, P1, ERRDISABLE_STORM, until_ms);
	for (int i = 0; i < EVENTS_KEPT; i++)
		event_of_port(&app->bridge->events, EVENT_PORT_CONFIG, P2, 0);
	app_process_events(app);
	assert_int_equal(app->recovery.at_ms, until_ms);

	app_set_time(app, until_ms * NS_PER_MS);
	app_tick(app);
	assert_true(app->bridge->port[P1].up);
}

static void assert_none_missed(struct app *app, struct event_reader *reader)
{
	uint64_t missed;

	while (event_read(&app->bridge->events, reader, &missed))
		assert_int_equal(missed, 0);
}

static void learn(struct app *app, struct event_reader *reader, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		fdb_learn(app->bridge->fdb, VLAN_NONE, visitor(i), P1,
			  FDB_LEARNED, app->now_ms);
		assert_none_missed(app, reader);
	}
}

static void a_reader_misses_no_event_when_all_stations_age_at_once(void **state)
{
	struct app *app = *state;
	struct fdb *fdb = app->bridge->fdb;
	struct event_reader reader = { 0 };
	const uint32_t n = 3 * EVENTS_KEPT;

	app->loop = ev_loop_new(0);
	eventloop_start(app);
	learn(app, &reader, n);
	app_set_time(app, app->now_ns + FDB_AGEING_MS * NS_PER_MS);
	while (fdb_used(fdb)) {
		app_tick(app);
		assert_none_missed(app, &reader);
		app_set_time(app, app->now_ns + 1000 * NS_PER_MS);
	}
	assert_int_equal(fdb_count(fdb, P1).aged, n);
	eventloop_stop(app);
	ev_loop_destroy(app->loop);
	app->loop = NULL;
}

/* Flushed, not in any VLAN, removed */
static void removing_a_port_writes_one_event_for_all_its_stations(void **state)
{
	struct app *app = *state;
	struct event_reader reader = { 0 };
	uint64_t count;

	learn(app, &reader, 1000);
	count = app->bridge->events.count;
	app_del_port(app, app->ports[P1]);
	assert_event(app, EVENT_FDB_FLUSHED, P1, 1000);
	assert_int_equal(app->bridge->events.count, count + 3);
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_switch_of_two_ports, free_app)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_port_is_added_and_goes_up),
		TEST(each_event_of_a_new_port_has_its_name),
		TEST(an_administrator_s_change_of_a_port_is_an_event),
		TEST(a_removed_port_is_named_in_its_last_event),
		TEST(a_device_that_goes_and_comes_back_is_told_once_each),
		TEST(a_link_that_changes_is_an_event),
		TEST(only_settings_that_change_write_events),
		TEST(a_port_whose_vlans_are_set_is_named),
		TEST(only_the_first_frame_that_is_too_long_is_told),
		TEST(frames_of_known_stations_write_no_events),
		TEST(a_port_recovers_though_its_event_was_overwritten),
		TEST(a_reader_misses_no_event_when_all_stations_age_at_once),
		TEST(removing_a_port_writes_one_event_for_all_its_stations),
	};

	return cmocka_run_group_tests_name("state_events", tests, NULL, NULL);
}
