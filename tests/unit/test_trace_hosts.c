/* SPDX-License-Identifier: BSD-2-Clause */
/* The command trace: it finds the MAC addresses of the hosts that are named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/ip_address.h"
#include "commands/records.h"
#include "config_fixture.h"
#include "frame/compose.h"
#include "path/pipeline.h"
#include "process_events.h"
#include "stations.h"

#define ALICES "02:00:00:00:00:0a"
#define BOBS   "02:00:00:00:00:0b"

static _Alignas(16) uint8_t room[FRAME_HEADROOM + FRAME_SIZE_MAX];

/* Runs lines on a switch whose ports are all connected. */
static void set(struct app *app, const char *lines)
{
	run_lines(app, lines);
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		p->linked = true;
		app_sync_port(p);
	}
	app_process_events(app);
}

static int a_switch(void **state)
{
	struct app *app = switch_of("port add p1 null\nport add p2 null\n");

	set(app, "");
	*state = app;
	return 0;
}

static int free_switch(void **state)
{
	app_free(*state);
	return 0;
}

static void send_ping(struct app *app, const char *port, struct mac src,
		      const char *from)
{
	struct composition c = { .kind = COMPOSE_PING, .src = src, .dst = ALL };
	struct buf buf = { room + FRAME_HEADROOM, 0 };

	ip_address_parse(from, &c.from);
	ip_address_parse("192.0.2.9", &c.to);
	memset(room, 0, FRAME_HEADROOM);
	c.len = buf.len = compose_len_usual(&c);
	compose(&c, buf.data);
	pipeline_received(app_port(app, port), &buf, 1);
}

static int run(struct app *app, const char *line, json_t **result,
	       struct err *err)
{
	struct writer out = { 0 };
	int ret = run_line(app, line, strlen(line), &out, err);

	*result = ret ? NULL : json_loadb(out.text, out.len, 0, NULL);
	assert_true(ret || *result);
	writer_free(&out);
	return ret;
}

static void assert_addresses(struct app *app, const char *line, const char *src,
			     const char *dst, size_t made_up)
{
	json_t *result, *frame;
	struct err err;

	if (run(app, line, &result, &err))
		fail_msg("%s: %s", line, err.text);
	frame = json_object_get(result, "frame");
	assert_string_equal(json_string_value(json_object_get(frame, "src")),
			    src);
	assert_string_equal(json_string_value(json_object_get(frame, "dst")),
			    dst);
	assert_int_equal(json_array_size(json_object_get(frame, "made_up")),
			 made_up);
	json_decref(result);
}

static void
a_host_that_is_not_known_has_an_address_that_is_made_up(void **state)
{
	assert_addresses(*state, "trace p1 ping 192.0.2.1 192.0.2.2",
			 "02:00:c0:00:02:01", "02:00:c0:00:02:02", 2);
	assert_addresses(*state,
			 "trace p1 ping 192.0.2.1 192.0.2.2 src " ALICES,
			 ALICES, "02:00:c0:00:02:02", 1);
	assert_addresses(*state,
			 "trace p1 arp who-has 192.0.2.1 tell 192.0.2.2",
			 "02:00:c0:00:02:02", "ff:ff:ff:ff:ff:ff", 1);
	assert_addresses(*state, "trace p1", "02:00:00:00:00:01",
			 "ff:ff:ff:ff:ff:ff", 0);
}

static void the_address_of_a_group_is_not_made_up(void **state)
{
	assert_addresses(*state,
			 "trace p1 ping 192.0.2.1 224.0.0.251 src " ALICES,
			 ALICES, "01:00:5e:00:00:fb", 0);
}

static void a_host_has_the_address_of_its_tap(void **state)
{
	struct app *app = *state;

	send_ping(app, "p1", DAVE, "192.0.2.1");
	set(app, "port add alice tap address 192.0.2.1/24 mac " ALICES "\n"
		 "port add bob tap address 2001:db8::2/64 address 192.0.2.2/24 "
		 "mac " BOBS "\n"
		 "port add carol tap address 192.0.2.3/24");

	assert_addresses(app, "trace alice ping 192.0.2.1 192.0.2.2", ALICES,
			 BOBS, 0);
	assert_addresses(app,
			 "trace alice arp who-has 192.0.2.1 tell 192.0.2.2",
			 BOBS, "ff:ff:ff:ff:ff:ff", 0);
	assert_addresses(app, "trace alice ping 192.0.2.1 192.0.2.3", ALICES,
			 "02:00:c0:00:02:03", 1);
}

static void a_host_has_the_address_that_it_sent_from_last(void **state)
{
	struct app *app = *state;

	send_ping(app, "p1", CAROL, "192.0.2.1");
	send_ping(app, "p1", ALICE, "192.0.2.1");
	for (unsigned int i = 0; i < 2 * RECORDS_AT_ONCE; i++)
		send_ping(app, "p2", BOB, "192.0.2.2");

	assert_addresses(app, "trace p1 ping 192.0.2.1 192.0.2.2", ALICES, BOBS,
			 0);
	set(app, "switch set recorder 0");
	assert_addresses(app, "trace p1 ping 192.0.2.1 192.0.2.2",
			 "02:00:c0:00:02:01", "02:00:c0:00:02:02", 2);
}

static void a_frame_that_was_dropped_as_it_came_tells_no_address(void **state)
{
	struct app *app = *state;

	send_ping(app, "p1", ALICE, "192.0.2.1");
	set(app, "port set p2 locked on");
	send_ping(app, "p2", DAVE, "192.0.2.1");

	assert_addresses(app, "trace p2 ping 192.0.2.1 192.0.2.2", ALICES,
			 "02:00:c0:00:02:02", 1);
}

static void a_port_stands_for_its_only_address(void **state)
{
	struct app *app = *state;

	set(app, "port add alice tap address 192.0.2.1/24 mac " ALICES "\n"
		 "port add bob tap address 192.0.2.2/24 mac " BOBS);

	assert_addresses(app, "trace alice ping alice bob", ALICES, BOBS, 0);
	assert_addresses(app, "trace alice ping alice 192.0.2.2", ALICES, BOBS,
			 0);
	assert_addresses(app, "trace bob arp who-has alice tell bob", BOBS,
			 "ff:ff:ff:ff:ff:ff", 0);
}

static void a_host_that_cannot_be_meant_is_pointed_at(void **state)
{
	static const struct {
		const char *line, *code;
		unsigned int word;
	} cases[] = {
		{ "trace p1 ping p1 192.0.2.2", "bad-value", 4 },
		{ "trace p1 ping 192.0.2.2 two", "bad-value", 5 },
		{ "trace p1 ping 192.0.2.2 towo", "no-such-port", 5 },
		{ "trace p1 ping six 192.0.2.1", "bad-value", 5 },
		{ "trace p1 arp who-has six tell 192.0.2.1", "bad-value", 5 },
	};
	struct err err;
	json_t *result;

	set(*state,
	    "port add two tap address 192.0.2.3/24 address 192.0.2.4/24\n"
	    "port add six tap address 2001:db8::6/64");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_true(run(*state, cases[i].line, &result, &err) < 0);
		assert_string_equal(err.code, cases[i].code);
		assert_int_equal(err.word, cases[i].word);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, a_switch, free_switch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_host_that_is_not_known_has_an_address_that_is_made_up),
		TEST(the_address_of_a_group_is_not_made_up),
		TEST(a_host_has_the_address_of_its_tap),
		TEST(a_host_has_the_address_that_it_sent_from_last),
		TEST(a_frame_that_was_dropped_as_it_came_tells_no_address),
		TEST(a_port_stands_for_its_only_address),
		TEST(a_host_that_cannot_be_meant_is_pointed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
