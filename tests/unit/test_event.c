/* SPDX-License-Identifier: BSD-2-Clause */
/* The ring of events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "core/event.h"
#include "stations.h"

static struct events *events;

static int a_ring(void **state)
{
	(void)state;
	events = calloc(1, sizeof(*events));
	if (!events)
		return -1;
	events_init(events);
	return 0;
}

static int free_ring(void **state)
{
	(void)state;
	free(events);
	return 0;
}

static void add(size_t n)
{
	while (n--)
		event_of_port(events, EVENT_PORT_LINK, 1, 0);
}

static void read_all(struct event_reader *reader, uint64_t from, uint64_t to)
{
	const struct event *e;
	uint64_t missed;

	for (uint64_t seq = from; seq <= to; seq++) {
		e = event_read(events, reader, &missed);
		assert_non_null(e);
		assert_int_equal(missed, 0);
		assert_int_equal(e->seq, seq);
	}
	assert_null(event_read(events, reader, &missed));
	assert_int_equal(missed, 0);
}

static void an_empty_ring_has_nothing_to_read(void **state)
{
	struct event_reader reader = { 0 };
	uint64_t missed;

	(void)state;
	assert_null(event_read(events, &reader, &missed));
	assert_int_equal(missed, 0);
}

static void an_event_is_read_as_it_was_added(void **state)
{
	struct event_reader reader = { 0 };
	const struct event *e;
	uint64_t missed;

	(void)state;
	events_set_time(events, 1234);
	events_set_wall(events, 1800000000000);
	event_add(events, &(struct event){ .kind = EVENT_FDB_MOVED,
					   .port = 2,
					   .other = 3,
					   .vid = 10,
					   .mac = ALICE });
	e = event_read(events, &reader, &missed);
	assert_int_equal(e->seq, 1);
	assert_int_equal(e->at_ms, 1234);
	assert_int_equal(e->wall_ms, 1800000000000);
	assert_int_equal(e->kind, EVENT_FDB_MOVED);
	assert_int_equal(e->port, 2);
	assert_int_equal(e->other, 3);
	assert_int_equal(e->vid, 10);
	assert_true(mac_equal(e->mac, ALICE));
	assert_null(event_read(events, &reader, &missed));
}

static void an_event_keeps_the_names_of_its_ports(void **state)
{
	struct event_reader reader = { 0 };
	const struct event *e;
	uint64_t missed;

	(void)state;
	events_name_port(events, 1, "lan1");
	events_name_port(events, 2, "lan2");
	event_add(events, &(struct event){ .kind = EVENT_FDB_MOVED,
					   .port = 1,
					   .other = 2 });
	events_name_port(events, 1, "another");
	e = event_read(events, &reader, &missed);
	assert_string_equal(e->name, "lan1");
	assert_string_equal(e->other_name, "lan2");
}

static const struct event *read_next(struct event_reader *reader)
{
	uint64_t missed;

	return event_read(events, reader, &missed);
}

static void an_event_has_the_client_whose_command_is_run(void **state)
{
	const struct peer alice = { 1000, 4711 };
	struct event_reader reader = { 0 };
	const struct event *e;

	(void)state;
	add(1);
	assert_int_equal(events_set_actor(events, alice).pid, 0);
	add(1);
	assert_int_equal(events_set_actor(events, PEER_NONE).pid, 4711);
	add(1);

	assert_true(read_next(&reader)->by.uid == (uid_t)-1);
	e = read_next(&reader);
	assert_int_equal(e->by.uid, 1000);
	assert_int_equal(e->by.pid, 4711);
	assert_true(read_next(&reader)->by.uid == (uid_t)-1);
}

static void an_event_about_a_client_has_that_client(void **state)
{
	struct event_reader reader = { 0 };
	const struct event *e;

	(void)state;
	events_set_actor(events, (struct peer){ 0, 1 });
	event_add(events, &(struct event){ .kind = EVENT_CLIENT_ACCEPTED,
					   .by = { 1000, 4711 } });
	e = read_next(&reader);
	assert_int_equal(e->by.uid, 1000);
	assert_int_equal(e->by.pid, 4711);
}

static void the_oldest_event_kept_is_known(void **state)
{
	(void)state;
	assert_int_equal(events_oldest(events), 0);
	add(1);
	assert_int_equal(events_oldest(events), 1);
	add(EVENTS_KEPT - 1);
	assert_int_equal(events_oldest(events), 1);
	add(5);
	assert_int_equal(events_oldest(events), 6);
}

static void each_reader_has_its_own_place(void **state)
{
	struct event_reader one = { 0 }, other = { 0 };

	(void)state;
	add(2);
	read_all(&one, 1, 2);
	add(1);
	read_all(&one, 3, 3);
	read_all(&other, 1, 3);
}

static void a_reader_a_whole_ring_behind_misses_nothing(void **state)
{
	struct event_reader reader = { 0 };

	(void)state;
	add(1);
	read_all(&reader, 1, 1);
	add(EVENTS_KEPT);
	read_all(&reader, 2, EVENTS_KEPT + 1);
}

static void a_slow_reader_learns_how_many_events_it_missed(void **state)
{
	struct event_reader reader = { 0 };
	const struct event *e;
	uint64_t missed;

	(void)state;
	add(1);
	read_all(&reader, 1, 1);
	add(EVENTS_KEPT + 5);
	e = event_read(events, &reader, &missed);
	assert_int_equal(missed, 5);
	assert_int_equal(e->seq, 7);
	read_all(&reader, 8, EVENTS_KEPT + 6);
}

static void a_new_reader_learns_how_many_events_were_overwritten(void **state)
{
	struct event_reader reader = { 0 };
	const struct event *e;
	uint64_t missed;

	(void)state;
	add(3 * EVENTS_KEPT);
	e = event_read(events, &reader, &missed);
	assert_int_equal(missed, 2 * EVENTS_KEPT);
	assert_int_equal(e->seq, 2 * EVENTS_KEPT + 1);
}

static void without_a_ring_adding_an_event_does_nothing(void **state)
{
	(void)state;
	event_of_port(NULL, EVENT_PORT_LINK, 1, 0);
}

static void every_kind_has_a_word_of_its_own(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < EVENT_COUNT; a++) {
		assert_non_null(event_word((enum event_kind)a));
		for (unsigned int b = 0; b < a; b++)
			assert_string_not_equal(event_word((enum event_kind)a),
						event_word((enum event_kind)b));
	}
}

static void every_group_has_a_word_and_events(void **state)
{
	(void)state;
	for (unsigned int g = 0; g < EVENT_GROUP_COUNT; g++) {
		unsigned int n = 0;

		for (unsigned int k = 0; k < EVENT_COUNT; k++)
			n += event_group((enum event_kind)k) == g;
		assert_in_range(n, 1, EVENT_COUNT);
		assert_non_null(event_group_word((enum event_group)g));
		for (unsigned int b = 0; b < g; b++)
			assert_string_not_equal(
				event_group_word((enum event_group)g),
				event_group_word((enum event_group)b));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_ring, free_ring)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_ring_has_nothing_to_read),
		TEST(an_event_is_read_as_it_was_added),
		TEST(an_event_keeps_the_names_of_its_ports),
		TEST(an_event_has_the_client_whose_command_is_run),
		TEST(an_event_about_a_client_has_that_client),
		TEST(the_oldest_event_kept_is_known),
		TEST(each_reader_has_its_own_place),
		TEST(a_reader_a_whole_ring_behind_misses_nothing),
		TEST(a_slow_reader_learns_how_many_events_it_missed),
		TEST(a_new_reader_learns_how_many_events_were_overwritten),
		TEST(without_a_ring_adding_an_event_does_nothing),
		TEST(every_kind_has_a_word_of_its_own),
		TEST(every_group_has_a_word_and_events),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
