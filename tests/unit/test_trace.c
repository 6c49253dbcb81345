/* SPDX-License-Identifier: BSD-2-Clause */
/* The command trace: it explains, helps, and changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/hex.h"
#include "commands/remedies.h"
#include "config_fixture.h"
#include "core/account.h"
#include "frames.h"
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

static void empty(struct app *app, enum port_meter which)
{
	meter_take(&app->bridge->meter[P1][which], 10000000, app->now_ms);
}

static void empty_meters(struct app *app)
{
	empty(app, PORT_METER_POLICE);
	empty(app, PORT_METER_BCAST);
}

static void errdisable(struct app *app)
{
	bridge_errdisable(app->bridge, P1, ERRDISABLE_STORM, INT64_MAX);
	bridge_errdisable(app->bridge, P2, ERRDISABLE_STORM, INT64_MAX);
}

/* A reason to drop a frame that a command can remove */
static const struct {
	const char *lines;
	void (*prepare)(struct app *app);
	const char *trace;
	enum reason reason;
} drops[] = {
	{ "port set p1 down", NULL, "trace p1", REASON_PORT_DOWN },
	{ "", errdisable, "trace p1", REASON_ERRDISABLED },
	{ "port set p1 police 1pps/1", empty_meters, "trace p1",
	  REASON_POLICED },
	{ "switch set group_fwd 802.1d", NULL,
	  "trace p1 dst 01:80:c2:00:00:0e type lldp", REASON_RESERVED },
	{ VLANS "port set p1 accept tagged", NULL, "trace p1",
	  REASON_VLAN_TYPE },
	{ VLANS "vlan del 1 port p1", NULL, "trace p1", REASON_VLAN_PVID },
	{ VLANS "vlan add 20 port p2", NULL, "trace p1 vlan 20",
	  REASON_VLAN_INGRESS },
	{ "port set p1 locked on", NULL, "trace p1", REASON_LOCKED },
	{ VLANS "port set p1 locked on", NULL, "trace p1", REASON_LOCKED },
	{ "port set p1 fdb_limit 1 violation protect\n"
	  "fdb add 02:00:00:00:00:77 port p1",
	  NULL, "trace p1", REASON_VIOLATION },
	{ "port set p1 isolated on\nport set p2 isolated on\n"
	  "fdb add " BOBS " port p2",
	  NULL, "trace p1 dst " BOBS, REASON_ISOLATED },
	{ "port set p1 storm_bcast 1pps/1", empty_meters, "trace p1",
	  REASON_STORM },
	{ VLANS "vlan add 20 port p1\nfdb add " BOBS " port p2 vlan 20", NULL,
	  "trace p1 vlan 20 dst " BOBS, REASON_VLAN_EGRESS },
	{ "fdb add " BOBS " port p2\nport set p2 down", NULL,
	  "trace p1 dst " BOBS, REASON_EGRESS_DOWN },
	{ "fdb add " BOBS " port p2", errdisable, "trace p3 dst " BOBS,
	  REASON_EGRESS_DOWN },
	{ "fdb add " BOBS " port p2\nport set p2 mtu 1000", NULL,
	  "trace p1 len 1400 dst " BOBS, REASON_MTU_EXCEEDED },
};

static void the_remedy_of_a_drop_lets_the_frame_pass(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(drops); i++) {
		struct app *app = a_switch(drops[i].lines);
		json_t *account;

		if (drops[i].prepare)
			drops[i].prepare(app);
		account = trace(app, drops[i].trace);
		assert_string_equal(str(account, "reason"),
				    reason_word(drops[i].reason));
		assert_true(json_is_true(json_object_get(account, "dropped")));
		set(app, str(json_object_get(account, "remedy"), "command"));
		json_decref(account);

		account = trace(app, drops[i].trace);
		if (json_is_true(json_object_get(account, "dropped")))
			fail_msg("%s: still %s", drops[i].trace,
				 str(account, "reason"));
		json_decref(account);
		app_free(app);
	}
}

/* A reason not to flood a frame to p2 that a command can remove */
static const struct {
	const char *lines;
	void (*prepare)(struct app *app);
	const char *trace;
	enum omission why;
} omissions[] = {
	{ "port set p2 down", NULL, "trace p1", OMISSION_DOWN },
	{ "", errdisable, "trace p3", OMISSION_ERRDISABLED },
	{ "port set p2 bcast_flood off", NULL, "trace p1", OMISSION_FLAG },
	{ "port set p2 mcast_flood off", NULL, "trace p1 dst 33:33:00:00:00:01",
	  OMISSION_FLAG },
	{ "port set p2 flood off", NULL, "trace p1 dst " BOBS, OMISSION_FLAG },
	{ VLANS "vlan add 20 port p1,p3", NULL, "trace p1 vlan 20",
	  OMISSION_VLAN },
	{ "port set p1,p2 isolated on", NULL, "trace p1", OMISSION_ISOLATED },
	{ "port set p2 mtu 1000", NULL, "trace p1 len 1400",
	  OMISSION_TOO_LONG },
};

static void the_remedy_of_an_omission_floods_the_frame_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(omissions); i++) {
		struct app *app = a_switch(omissions[i].lines);
		json_t *account, *row;

		if (omissions[i].prepare)
			omissions[i].prepare(app);
		account = trace(app, omissions[i].trace);
		row = row_of(account, "not_sent", "p2");
		assert_string_equal(str(row, "why"),
				    omission_word(omissions[i].why));
		assert_null(row_of(account, "egress", "p2"));
		set(app, str(json_object_get(row, "remedy"), "command"));
		json_decref(account);

		account = trace(app, omissions[i].trace);
		assert_non_null(row_of(account, "egress", "p2"));
		json_decref(account);
		app_free(app);
	}
}

static void block(struct app *app)
{
	bridge_set_state(app->bridge, P2, PORT_STATE_DISCARDING);
	bridge_set_state(app->bridge, P3, PORT_STATE_LEARNING);
}

/* A reason to drop a frame that no command removes */
static const struct {
	const char *lines;
	void (*prepare)(struct app *app);
	const char *trace;
	enum reason reason;
} final_drops[] = {
	{ "", NULL, "trace p1 0102", REASON_RUNT },
	{ "", NULL, "trace p1 src 01:00:00:00:00:01", REASON_GROUP_SOURCE },
	{ VLANS, NULL, "trace p1 vlan 4095", REASON_VLAN_VID },
	{ "", NULL, "trace p1 dst 01:80:c2:00:00:01", REASON_RESERVED },
	{ "", block, "trace p2", REASON_DISCARDING },
	{ "", block, "trace p3", REASON_LEARNING },
	{ "", block, "trace p1", REASON_NO_EGRESS },
	{ "fdb add " BOBS " port p2", block, "trace p1 dst " BOBS,
	  REASON_EGRESS_DISCARDING },
	{ "port set p2,p3 mtu 1000", NULL, "trace p1 len 1400",
	  REASON_MTU_EXCEEDED },
};

static void what_no_command_can_help_is_said_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(final_drops); i++) {
		struct app *app = a_switch(final_drops[i].lines);
		const json_t *remedy;
		json_t *account;

		if (final_drops[i].prepare)
			final_drops[i].prepare(app);
		account = trace(app, final_drops[i].trace);
		remedy = json_object_get(account, "remedy");
		assert_string_equal(str(account, "reason"),
				    reason_word(final_drops[i].reason));
		assert_true(*str(remedy, "text"));
		assert_true(json_is_null(json_object_get(remedy, "command")));
		json_decref(account);
		app_free(app);
	}
}

static void every_drop_and_every_omission_has_a_remedy(void **state)
{
	static const char *const drops_helped[REASON_COUNT] = {
#define X(name, text, command) [REASON_##name] = (text),
		REMEDIES(X)
#undef X
	};
	static const char *const omissions_helped[OMISSION_COUNT] = {
#define X(name, text, command) [OMISSION_##name] = (text),
		OMISSION_REMEDIES(X)
#undef X
	};

	(void)state;
	for (unsigned int r = 0; r < REASON_COUNT; r++)
		assert_int_equal(drops_helped[r] != NULL, r >= REASON_DROPS);
	for (unsigned int o = 0; o < OMISSION_COUNT; o++)
		assert_int_equal(omissions_helped[o] != NULL,
				 o != OMISSION_INGRESS);
}

static void
a_frame_that_arrives_has_no_remedy_and_one_deciding_rule(void **state)
{
	struct app *app = a_switch("fdb add " BOBS " port p2");
	json_t *account = trace(app, "trace p1 dst " BOBS);
	json_t *steps = json_object_get(account, "steps");
	json_t *last = json_array_get(steps, json_array_size(steps) - 1);

	(void)state;
	assert_string_equal(str(account, "reason"), "forwarded");
	assert_true(json_is_null(json_object_get(account, "remedy")));
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

/* The copy of what is received comes first; @n says which copy. */
static json_t *copy_of(const json_t *account, size_t n)
{
	return json_array_get(json_object_get(account, "copies"), n);
}

static void each_copy_of_a_mirror_is_shown(void **state)
{
	struct app *app =
		a_switch(VLANS "port set p1 access 10\n"
			       "port set p2 trunk 10\n"
			       "port add mon null\n"
			       "mirror add m from p1,p2 to mon snaplen 64\n"
			       "mirror add far from p1 to vlan 900\n"
			       "mirror add gone from p2 direction out to mon9");
	json_t *account = trace(app, "trace p1 len 100");
	const json_t *stats = row_of(account, "counters", "mon");

	(void)state;
	assert_int_equal(json_array_size(json_object_get(account, "copies")),
			 4);
	assert_string_equal(str(copy_of(account, 0), "mirror"), "m");
	assert_string_equal(str(copy_of(account, 0), "port"), "mon");
	assert_string_equal(str(copy_of(account, 0), "of"), "p1");
	assert_string_equal(str(copy_of(account, 0), "direction"), "in");
	assert_true(json_is_null(json_object_get(copy_of(account, 0), "tag")));
	assert_string_equal(str(copy_of(account, 1), "missed"), "no-port");
	assert_true(json_is_null(json_object_get(copy_of(account, 1), "port")));
	assert_string_equal(str(copy_of(account, 2), "of"), "p2");
	assert_string_equal(str(copy_of(account, 2), "direction"), "out");
	assert_true(
		json_is_object(json_object_get(copy_of(account, 2), "tag")));
	assert_string_equal(str(copy_of(account, 3), "mirror"), "gone");
	assert_string_equal(str(copy_of(account, 3), "port"), "mon9");
	assert_string_equal(str(copy_of(account, 3), "missed"), "no-port");
	assert_int_equal(
		json_integer_value(json_object_get(stats, "tx_packets")), 2);
	assert_int_equal(json_integer_value(json_object_get(stats, "tx_bytes")),
			 128);
	assert_int_equal(app->bridge->mirrors.by[0]->frames, 0);
	json_decref(account);
	app_free(app);
}

/* A line that traces TCP of 3,000 bytes; valid until the next call */
static const char *trace_of_tcp(const char *port)
{
	static struct made made;
	static char line[16384];
	const struct frame *f = frames_make(&made, (struct recipe){
							   .dst = ALL,
							   .src = ALICE,
							   .ip = 4,
							   .payload = 3000,
						   });

	hex_format(f->data, f->len, line + sprintf(line, "trace %s ", port));
	return line;
}

/* What a port gets is the same as what the port before it gets, or is not. */
static void ports_that_follow_each_other_get_what_is_theirs(void **state)
{
	static const struct {
		const char *port, *tagging, *form;
	} rows[] = {
		{ "p1", "added", "whole" },	{ "p2", "added", "whole" },
		{ "p3", "kept", "whole" },	{ "p5", "kept", "segmented" },
		{ "p6", "added", "segmented" },
	};
	struct app *app = a_switch(VLANS "port add p4 stream listen @test "
					 "offload implied access 10\n"
					 "port add p5 null access 10\n"
					 "port add p6 null trunk 10\n"
					 "port set p1-p2 trunk 10\n"
					 "port set p3 access 10");
	json_t *account, *row;

	(void)state;
	for (port_no no = P1; no <= P3; no++)
		app->ports[no]->offloads = OFFLOAD_ALL;
	account = trace(app, trace_of_tcp("p4"));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		row = row_of(account, "egress", rows[i].port);
		assert_string_equal(str(row, "tagging"), rows[i].tagging);
		assert_string_equal(str(row, "form"), rows[i].form);
	}
	json_decref(account);
	app_free(app);
}

/* As it is when it is received there: without its header, TCP of 3,000 bytes is
 * a GSO frame of a peer that has cut the header off. */
static void a_header_that_a_port_implies_is_implied_here(void **state)
{
	struct app *app = a_switch("port add p4 stream listen @test "
				   "offload implied\n"
				   "port set p1 mtu 9000");
	const char *const ports[] = { "p3", "p4" };
	json_t *account, *row;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++) {
		account = trace(app, trace_of_tcp(ports[i]));
		row = row_of(account, "egress", "p1");
		assert_string_equal(str(row, "form"),
				    i ? "segmented" : "whole");
		assert_int_equal(
			json_integer_value(json_object_get(row, "frames")),
			i ? 3 : 1);
		json_decref(account);
	}
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
	json_object_del(json_object_get(account, "frame"), "made_up");
	json_object_del(json_object_get(again, "frame"), "made_up");
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
		{ "trace p1 ping 192.0.2.1 192.0.2.2 len 65550", "bad-value",
		  7 },
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
		cmocka_unit_test(the_remedy_of_a_drop_lets_the_frame_pass),
		cmocka_unit_test(
			the_remedy_of_an_omission_floods_the_frame_there),
		cmocka_unit_test(what_no_command_can_help_is_said_in_words),
		cmocka_unit_test(every_drop_and_every_omission_has_a_remedy),
		cmocka_unit_test(
			a_frame_that_arrives_has_no_remedy_and_one_deciding_rule),
		cmocka_unit_test(each_copy_is_shown_with_its_tag),
		cmocka_unit_test(
			ports_that_follow_each_other_get_what_is_theirs),
		cmocka_unit_test(each_copy_of_a_mirror_is_shown),
		cmocka_unit_test(a_header_that_a_port_implies_is_implied_here),
		cmocka_unit_test(the_counters_are_those_of_stats_show),
		cmocka_unit_test(the_bytes_that_are_shown_can_be_traced_again),
		cmocka_unit_test(nothing_changes_by_asking),
		cmocka_unit_test(a_wrong_field_is_pointed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
