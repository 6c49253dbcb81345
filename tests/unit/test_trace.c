/* SPDX-License-Identifier: BSD-2-Clause */
/* The command trace: it explains, helps, and changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>

#include "config_fixture.h"
#include "core/account.h"
#include "process_events.h"
#include "stations.h"

#define BOBS  "02:00:00:00:00:0b"
#define VLANS "switch set vlan_filtering on\n"

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

/* Three ports that are up, unless a line says otherwise */
static struct app *a_switch(const char *lines)
{
	struct app *app = switch_of("port add p1 null\n"
				    "port add p2 null\n"
				    "port add p3 null\n");

	set(app, lines);
	return app;
}

static json_t *trace(struct app *app, const char *line)
{
	struct writer out = { 0 };
	struct err err;
	json_t *account;

	if (run_line(app, line, strlen(line), &out, &err))
		fail_msg("%s: %s", line, err.text);
	account = json_loadb(out.text, out.len, 0, NULL);
	assert_non_null(account);
	writer_free(&out);
	return account;
}

static const char *str(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* The row of a port in a list; NULL if there is none */
static json_t *row_of(const json_t *account, const char *list, const char *port)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(account, list), i, row) {
		if (!strcmp(str(row, "port"), port))
			return row;
	}
	return NULL;
}

static void a_frame_that_arrives_has_one_deciding_rule(void **state)
{
	struct app *app = a_switch("fdb add " BOBS " port p2");
	json_t *account = trace(app, "trace p1 dst " BOBS);
	json_t *steps = json_object_get(account, "steps");
	json_t *last = json_array_get(steps, json_array_size(steps) - 1);

	(void)state;
	assert_string_equal(str(account, "reason"), "forwarded");
	assert_string_equal(str(last, "reason"), "forwarded");
	assert_string_equal(str(last, "step"), "mtu");
	assert_int_equal(json_array_size(json_object_get(account, "egress")),
			 1);
	assert_non_null(row_of(account, "egress", "p2"));
	json_decref(account);
	app_free(app);
}

static void each_copy_is_shown_with_its_tag(void **state)
{
	struct app *app = a_switch(VLANS "port set p1 access 10\n"
					 "port set p2 trunk 10\n"
					 "port set p3 access 10");
	json_t *account = trace(app, "trace p1 len 100");
	json_t *row = row_of(account, "egress", "p2");

	(void)state;
	assert_string_equal(str(row, "tagging"), "added");
	assert_int_equal(json_integer_value(json_object_get(
				 json_object_get(row, "tag"), "vid")),
			 10);
	assert_int_equal(json_integer_value(json_object_get(row, "bytes")),
			 104);
	row = row_of(account, "egress", "p3");
	assert_string_equal(str(row, "tagging"), "kept");
	assert_true(json_is_null(json_object_get(row, "tag")));
	json_decref(account);

	account = trace(app, "trace p2 vlan 10 prio 5");
	row = row_of(account, "egress", "p1");
	assert_string_equal(str(row, "tagging"), "removed");
	json_decref(account);
	app_free(app);
}

static void the_counters_are_those_of_stats_show(void **state)
{
	struct app *app = a_switch("port del p3");
	json_t *account = trace(app, "trace p1 len 100");
	json_t *wanted = json_pack(
		"[{s:s, s:i, s:i, s:i, s:i, s:i, s:{}, s:{}, s:{}},"
		" {s:s, s:i, s:i, s:i, s:{}, s:{}, s:{}}]",
		"port", "p1", "rx_packets", 1, "rx_bytes", 100, "rx_bcast", 1,
		"flooded", 1, "copies", 1, "drops", "tx_drops", "protocols",
		"port", "p2", "tx_packets", 1, "tx_bytes", 100, "tx_bcast", 1,
		"drops", "tx_drops", "protocols");

	(void)state;
	assert_non_null(wanted);
	assert_true(json_equal(json_object_get(account, "counters"), wanted));
	json_decref(wanted);
	json_decref(account);
	app_free(app);
}

static void the_bytes_that_are_shown_can_be_traced_again(void **state)
{
	struct app *app = a_switch("");
	json_t *account =
		trace(app, "trace p1 ping 192.0.2.1 192.0.2.2 vlan 7");
	const json_t *frame = json_object_get(account, "frame");
	char line[512];
	json_t *again;

	(void)state;
	assert_string_equal(str(frame, "src"), "02:00:c0:00:02:01");
	assert_string_equal(str(frame, "dst"), "02:00:c0:00:02:02");
	snprintf(line, sizeof(line), "trace p1 %s", str(frame, "hex"));
	again = trace(app, line);
	assert_true(json_equal(account, again));
	json_decref(again);
	json_decref(account);
	app_free(app);
}

static void nothing_changes_by_asking(void **state)
{
	static const char *const lines[] = {
		"trace p1",
		"trace p1 dst 02:00:00:00:00:0b",
		"trace p1 src 02:00:00:00:00:77 vlan 10",
		"trace p1 arp who-has 192.0.2.2 tell 192.0.2.1",
		"trace p2 ping 2001:db8::1 2001:db8::2 len 9000",
		"trace p1 00",
	};
	struct app *app = a_switch(VLANS "fdb add " BOBS " port p2\n"
					 "port set p1 police 2pps/1 "
					 "storm_bcast 1pps/1 fdb_limit 1 "
					 "violation shutdown\n"
					 "port set p1 storm_action shutdown");
	struct bridge *before = malloc(sizeof(*before));
	const size_t vlans = VLAN_COUNT * sizeof(struct vlan);
	struct vlan *vlans_before = malloc(vlans);

	(void)state;
	assert_true(before && vlans_before);
	memcpy(before, app->bridge, sizeof(*before));
	memcpy(vlans_before, app->bridge->vlan, vlans);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		json_decref(trace(app, lines[i]));
	assert_memory_equal(before, app->bridge, sizeof(*before));
	assert_memory_equal(vlans_before, app->bridge->vlan, vlans);
	free(before);
	free(vlans_before);
	app_free(app);
}

static void a_wrong_field_is_pointed_at(void **state)
{
	static const struct {
		const char *line;
		const char *code;
		unsigned int word;
	} cases[] = {
		{ "trace p9", "no-such-port", 2 },
		{ "trace p1 arp who-has 2001:db8::1 tell 192.0.2.1",
		  "bad-value", 5 },
		{ "trace p1 arp who-has 192.0.2.1 tell ::1", "bad-value", 7 },
		{ "trace p1 ping 192.0.2.1 ::1", "bad-value", 5 },
		{ "trace p1 ping 192.0.2.1 192.0.2.2 len 41", "bad-value", 7 },
		{ "trace p1 vlan 1 vlan 2 vlan 3 vlan 4", "bad-value", 10 },
		{ "trace p1 type token-ring", "bad-value", 4 },
		{ "trace p1 type 65536", "bad-value", 4 },
		{ "trace p1 vlan 1 ethertype 0x1234", "bad-value", 6 },
		{ "trace p1 abc", "unknown-word", 3 },
	};
	struct app *app = a_switch("");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct writer out = { 0 };
		struct err err;

		assert_true(run_line(app, cases[i].line, strlen(cases[i].line),
				     &out, &err) < 0);
		assert_int_equal(out.len, 0);
		if (cases[i].word != err.word ||
		    (*cases[i].code && strcmp(cases[i].code, err.code) != 0))
			fail_msg("%s: %s, word %u: %s", cases[i].line, err.code,
				 err.word, err.text);
		writer_free(&out);
	}
	app_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_that_arrives_has_one_deciding_rule),
		cmocka_unit_test(each_copy_is_shown_with_its_tag),
		cmocka_unit_test(the_counters_are_those_of_stats_show),
		cmocka_unit_test(the_bytes_that_are_shown_can_be_traced_again),
		cmocka_unit_test(nothing_changes_by_asking),
		cmocka_unit_test(a_wrong_field_is_pointed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
