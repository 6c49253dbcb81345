/* SPDX-License-Identifier: BSD-2-Clause */
/* The command why: it names what is wrong, and its remedy helps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/ip_address.h"
#include "base/time.h"
#include "config_fixture.h"
#include "control/grammar.h"
#include "frame/compose.h"
#include "path/pipeline.h"
#include "process_events.h"
#include "stations.h"

#define VLANS "switch set vlan_filtering on\n"

static _Alignas(16) uint8_t room[FRAME_HEADROOM + FRAME_SIZE_MAX];

/* If not 0, blue sends with a tag of this VLAN. */
static vlan_id blues_tag;

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
	struct app *app = switch_of("port add red null\n"
				    "port add blue null\n"
				    "port add green null\n");

	set(app, "");
	app_set_time(app, INT64_C(1000) * NS_PER_MS * 1000);
	*state = app;
	return 0;
}

static int free_switch(void **state)
{
	app_free(*state);
	return 0;
}

/* Alice has 192.0.2.1, bob 192.0.2.2, and carol 192.0.2.3. */
static struct ip_address address_of(struct mac mac)
{
	struct ip_address address;

	assert_true(ip_address_parse("192.0.2.1", &address));
	address.bytes[3] = mac.byte[5] - ALICE.byte[5] + 1;
	return address;
}

/* A ping from one host to the other, red's or blue's */
static void ping(struct app *app, const char *port, struct mac src,
		 struct mac dst, bool is_back)
{
	struct composition c = { .kind = COMPOSE_PING,
				 .src = src,
				 .dst = dst,
				 .from = address_of(src),
				 .to = address_of(dst) };
	struct buf buf = { room + FRAME_HEADROOM, 0 };

	if (is_back && blues_tag) {
		c.tags = 1;
		c.tpid = 0x8100;
		c.tci[0] = blues_tag;
	}
	memset(room, 0, FRAME_HEADROOM);
	c.len = buf.len = 400;
	compose(&c, buf.data);
	pipeline_received(app_port(app, port), &buf, 1);
}

static void red_pings(struct app *app)
{
	ping(app, "red", ALICE, BOB, false);
}

static void blue_answers(struct app *app)
{
	ping(app, "blue", BOB, ALICE, true);
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

static json_t *asked(struct app *app, const char *line)
{
	struct err err;
	json_t *result;

	if (run(app, line, &result, &err))
		fail_msg("%s: %s", line, err.text);
	return result;
}

static const char *str(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static const json_t *in(const json_t *result, const char *list, size_t i)
{
	return json_array_get(json_object_get(result, list), i);
}

static void empty_meter(struct app *app)
{
	meter_take(&app->bridge->meter[P1][PORT_METER_UCAST], 10000000,
		   app->now_ms);
}

static void errdisable(struct app *app)
{
	bridge_errdisable(app->bridge, P2, ERRDISABLE_LOOP, INT64_MAX);
	app_process_events(app);
}

static void violate(struct app *app)
{
	bridge_errdisable(app->bridge, P1, ERRDISABLE_VIOLATION, INT64_MAX);
	app_process_events(app);
}

/* A fault that a command can remove */
static const struct {
	const char *before, *fault;
	void (*prepare)(struct app *app);
	const char *cause;
} faults[] = {
	{ VLANS "port set red,blue access 10", "port set blue access 20", NULL,
	  "wrong-pvid" },
	{ VLANS "port set red access 10\nport set blue trunk 10,20",
	  "vlan del 10 port blue", NULL, "missing-vlan" },
	{ VLANS "port set red access 10\nport set blue trunk 10",
	  "vlan del 10 port blue", NULL, "missing-vlan" },
	{ VLANS, "vlan del 1 port red", NULL, "vlan-pvid" },
	{ "", "port set red,blue isolated on", NULL, "isolated" },
	{ "", "port set blue mtu 300", NULL, "mtu-exceeded" },
	{ "", "port set blue down", NULL, "port-down" },
	{ "", "port set red down", NULL, "port-down" },
	{ "", "fdb flush\nport set red storm_ucast 1pps/1", empty_meter,
	  "storm" },
	{ "", "", errdisable, "loop" },
	{ "", "port set red fdb_limit 1", violate, "violation" },
	{ "",
	  "fdb flush\nfdb add 02:00:00:00:00:99 port red static\n"
	  "port set red fdb_limit 1 violation protect",
	  NULL, "violation" },
	{ "", "fdb flush\nport set blue flood off", NULL, "flood-off" },
	{ "", "fdb replace 02:00:00:00:00:0b port green static", NULL,
	  "wrong-port" },
	{ "", "port set red locked on\nfdb flush", NULL, "locked" },
};

static void assert_cause(struct app *app, const char *cause)
{
	json_t *result = asked(app, "why red blue last 5s");

	if (strcmp(str(result, "cause"), cause) != 0)
		fail_msg("%s wanted: %s", cause,
			 json_dumps(result, JSON_INDENT(1)));
	json_decref(result);
}

static void they_talk(struct app *app)
{
	red_pings(app);
	blue_answers(app);
	red_pings(app);
	blue_answers(app);
}

static void later(struct app *app)
{
	app_set_time(app, app->now_ns + 60 * 1000 * NS_PER_MS);
}

static void the_cause_is_named_and_its_remedy_helps(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		struct app *app;
		json_t *result;

		a_switch((void **)&app);
		/* A host on a trunk sends with tags. */
		blues_tag = strstr(faults[i].before, "trunk") ? 10 : 0;
		set(app, faults[i].before);
		they_talk(app);
		assert_cause(app, "none");
		later(app);
		set(app, faults[i].fault);
		if (faults[i].prepare)
			faults[i].prepare(app);
		red_pings(app);
		assert_cause(app, faults[i].cause);

		result = asked(app, "why red blue last 5s");
		set(app, str(json_object_get(result, "remedy"), "command"));
		json_decref(result);
		later(app);
		they_talk(app);
		assert_cause(app, "none");
		app_free(app);
	}
	blues_tag = 0;
}

static void the_answer_says_what_became_of_frames_both_ways(void **state)
{
	struct app *app = *state;
	const json_t *way, *flow;
	json_t *result;

	set(app, VLANS "port set red access 10\nport set green access 20");
	red_pings(app);
	ping(app, "green", BOB, ALICE, true);
	app_set_time(app, app->now_ns + 5 * NS_PER_MS);
	result = asked(app, "why red 192.0.2.2");

	assert_string_equal(str(result, "cause"), "wrong-pvid");
	assert_string_equal(
		str(result, "text"),
		"frames from red are in VLAN 10, but port green is in VLAN 20; "
		"192.0.2.2 answered, but its frames came in on port green: "
		"VLAN 20");
	assert_string_equal(str(json_object_get(result, "remedy"), "command"),
			    "port set green access 10");
	assert_string_equal(str(json_object_get(result, "to"), "port"),
			    "green");
	way = in(result, "directions", 0);
	assert_string_equal(str(way, "to"), "192.0.2.2");
	assert_int_equal(json_integer_value(json_object_get(way, "frames")), 1);
	assert_int_equal(json_integer_value(json_object_get(way, "arrived")),
			 0);
	flow = in(way, "flows", 0);
	assert_string_equal(str(flow, "port"), "red");
	assert_string_equal(str(flow, "reason"), "no-egress");
	assert_string_equal(str(flow, "last"),
			    "IPv4 192.0.2.1 > 192.0.2.2 ICMP echo request");
	assert_true(json_is_false(json_object_get(flow, "arrived")));
	assert_int_equal(
		json_integer_value(json_object_get(flow, "last_ago_ms")), 5);
	assert_int_equal(json_array_size(json_object_get(result, "findings")),
			 2);
	assert_true(json_is_true(json_object_get(result, "complete")));
	json_decref(result);
}

static void assert_text(struct app *app, const char *line, const char *text)
{
	json_t *result = asked(app, line);

	assert_string_equal(str(result, "text"), text);
	json_decref(result);
}

static void an_answer_is_told_from_other_frames_in_another_vlan(void **state)
{
	struct app *app = *state;

	set(app, VLANS "port set red,blue access 10\nport set green access 20");
	they_talk(app);
	set(app, "port set blue access 20");
	red_pings(app);
	ping(app, "blue", BOB, CAROL, true);
	assert_text(app, "why red blue",
		    "frames from red are in VLAN 10, but port blue is in VLAN "
		    "20; the last frame from blue came in on port blue: VLAN "
		    "20");
	blue_answers(app);
	assert_text(app, "why red blue",
		    "frames from red are in VLAN 10, but port blue is in VLAN "
		    "20; blue answered, but its frames came in on port blue: "
		    "VLAN 20");
}

static void it_is_said_whether_a_silent_end_sends_to_others(void **state)
{
	struct app *app = *state;

	assert_text(app, "why red blue",
		    "red sent no frame to blue; none from it is recorded");
	ping(app, "red", ALICE, CAROL, false);
	ping(app, "blue", BOB, CAROL, true);
	assert_text(app, "why red blue",
		    "red sent no frame to blue, only to others");
	later(app);
	assert_text(app, "why red blue last 5s",
		    "red sent no frame to blue; its last frame is older than "
		    "the time that was asked for");
	/* No station of green is known, so that these may be for it. */
	assert_text(app, "why red green",
		    "frames from red reach port green, and green does not "
		    "answer");
}

static void frames_that_a_port_did_not_send_are_a_number(void **state)
{
	struct app *app = *state;
	json_t *result;

	they_talk(app);
	later(app);
	red_pings(app);
	app->bridge->counters[P2].tx_drops[TX_REASON_QUEUE_FULL] = 7;
	result = asked(app, "why red blue last 5s");
	assert_string_equal(str(result, "cause"), "no-answer");
	assert_string_equal(str(in(result, "findings", 1), "cause"),
			    "queue-full");
	assert_string_equal(str(in(result, "findings", 1), "text"),
			    "port blue did not send 7 of its frames since its "
			    "counters were reset: the receiver is too slow, "
			    "and the queue to it is full");
	json_decref(result);
}

static void only_the_entry_that_misleads_is_deleted(void **state)
{
	struct app *app = *state;
	json_t *result;

	set(app, VLANS "port set red,blue,green trunk 10,20 native 10");
	they_talk(app);
	set(app, "fdb replace 02:00:00:00:00:0b port green vlan 10,20 static");
	red_pings(app);
	result = asked(app, "why red blue");
	assert_string_equal(str(result, "cause"), "wrong-port");
	assert_string_equal(str(result, "text"),
			    "the table has 02:00:00:00:00:0b on port green, so "
			    "that frames from red to blue are not sent to port "
			    "blue");
	set(app, str(json_object_get(result, "remedy"), "command"));
	json_decref(result);
	result = asked(app, "fdb show vlan 10,20 static");
	assert_int_equal(json_array_size(result), 1);
	json_decref(result);
}

static void what_no_command_can_change_is_said_in_words(void **state)
{
	struct app *app = *state;
	const struct mac pause = { { 0x01, 0x80, 0xc2, 0, 0, 0x01 } };
	json_t *result;

	ping(app, "red", ALICE, pause, false);
	result = asked(app, "why red 01:80:c2:00:00:01");
	assert_string_equal(str(result, "cause"), "reserved");
	assert_string_equal(str(json_object_get(result, "remedy"), "text"),
			    "send to another address: a pause frame never "
			    "leaves its link");
	json_decref(result);
	set(app, "mirror add m from red to blue");
	result = asked(app, "why red blue");
	assert_string_equal(str(result, "text"),
			    "port blue is a monitor: it gets the copies of a "
			    "mirror, and only listens");
	json_decref(result);
}

static void frames_need_not_wait_for_an_answer(void **state)
{
	struct app *app = *state;
	const char line[] = "why red blue";
	struct answer answer = { .fd = -1 };
	struct args *args;
	struct err err;
	json_t *result;
	int ret = ANSWER_MORE;

	for (int i = 0; i < 3000; i++)
		red_pings(app);
	assert_int_equal(
		grammar_read(&command_grammar, line, strlen(line), &args, &err),
		0);
	assert_int_equal(args_command(args)->run(app, args, &answer, &err), 0);
	for (int calls = 0; ret == ANSWER_MORE; calls++) {
		assert_in_range(calls, 0, 9);
		ret = answer.more(app, args, &answer, &err);
		red_pings(app);
	}
	assert_int_equal(ret, ANSWER_DONE);
	result = json_loadb(answer.out.text, answer.out.len, 0, NULL);
	assert_int_equal(
		json_integer_value(json_object_get(result, "examined")), 3000);
	json_decref(result);
	writer_free(&answer.out);
	free(answer.state);
	args_free(args);
}

static void what_cannot_be_asked_is_told(void **state)
{
	static const struct {
		const char *line, *code;
		unsigned int word;
		const char *text;
	} cases[] = {
		{ "why red gren", "no-such-port", 3,
		  "\"gren\" is no IP address, no MAC address and no port, did "
		  "you mean \"green\"?" },
		{ "why 02:00:00:00:00 blue", "no-such-port", 2,
		  "\"02:00:00:00:00\" is no IP address, no MAC address and no "
		  "port" },
		{ "why red red", "bad-value", 3, NULL },
		{ "why 192.0.2.1 192.0.2.1", "bad-value", 3, NULL },
		{ "why ff:ff:ff:ff:ff:ff red", "bad-value", 2, NULL },
		{ "why red blue last soon", "bad-value", 5, NULL },
		{ "why red", "missing-value", 2, NULL },
		{ "why -x blue", "bad-value", 2, NULL },
	};
	struct err err;
	json_t *result;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_not_equal(run(*state, cases[i].line, &result, &err),
				     0);
		assert_string_equal(err.code, cases[i].code);
		assert_int_equal(err.word, cases[i].word);
		if (cases[i].text)
			assert_string_equal(err.text, cases[i].text);
	}
	set(*state, "switch set recorder 0");
	assert_int_not_equal(run(*state, "why red blue", &result, &err), 0);
	assert_string_equal(err.code, "recorder-off");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_switch, free_switch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cause_is_named_and_its_remedy_helps),
		TEST(the_answer_says_what_became_of_frames_both_ways),
		TEST(an_answer_is_told_from_other_frames_in_another_vlan),
		TEST(it_is_said_whether_a_silent_end_sends_to_others),
		TEST(frames_that_a_port_did_not_send_are_a_number),
		TEST(only_the_entry_that_misleads_is_deleted),
		TEST(what_no_command_can_change_is_said_in_words),
		TEST(frames_need_not_wait_for_an_answer),
		TEST(what_cannot_be_asked_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
