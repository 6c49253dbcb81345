/* SPDX-License-Identifier: BSD-2-Clause */
/* Events as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/utc.h"
#include "commands/table.h"
#include "control/grammar.h"
#include "core/bridge_port.h"
#include "core/counters.h"
#include "core/event_show.h"
#include "core/fdb.h"
#include "stations.h"

#define WALL_MS INT64_C(1796040000123) /* 2026-11-30 12:00:00.123 UTC */

/* The JSON of an event, in static memory */
static const char *shown(const struct event *e)
{
	static char text[1024];
	struct writer out = { 0 };

	writer_begin_object(&out, NULL);
	event_show(e, &out);
	writer_end_object(&out);
	assert_true(out.len < sizeof(text));
	memcpy(text, out.text, out.len);
	text[out.len] = '\0';
	writer_free(&out);
	return text;
}

static void an_event_has_its_number_its_times_and_its_kind(void **state)
{
	(void)state;
	assert_string_equal(shown(&(struct event){ .seq = 7,
						   .at_ms = 1234,
						   .wall_ms = WALL_MS,
						   .kind = EVENT_CONFIG,
						   .by = PEER_NONE }),
			    "{\"seq\":7,\"at_ms\":1234,"
			    "\"time\":\"2026-11-30T12:00:00.123Z\","
			    "\"kind\":\"config\",\"event\":\"config\"}");
}

static void an_event_names_its_ports_its_vlan_and_its_station(void **state)
{
	(void)state;
	assert_non_null(strstr(shown(&(struct event){ .kind = EVENT_FDB_MOVED,
						      .port = 1,
						      .other = 2,
						      .vid = 10,
						      .mac = ALICE,
						      .name = "lan1",
						      .other_name = "lan2",
						      .by = PEER_NONE }),
			       "\"event\":\"fdb-moved\",\"port\":\"lan1\","
			       "\"other\":\"lan2\",\"vlan\":10,"
			       "\"mac\":\"02:00:00:00:00:0a\"}"));
}

static void an_event_names_the_client_that_caused_it(void **state)
{
	struct event e = { .kind = EVENT_CONFIG, .by = { 0, 4711 } };

	(void)state;
	assert_non_null(strstr(shown(&e), ",\"uid\":0,\"pid\":4711}"));
	/* its process is in a namespace that cannot be seen */
	e.by.pid = 0;
	assert_non_null(strstr(shown(&e), ",\"uid\":0}"));
}

static void each_kind_has_keys_for_what_it_tells(void **state)
{
	static const struct {
		struct event e;
		const char *tells;
	} cases[] = {
		{ { .kind = EVENT_PORT_ADDED, .value = 1500 }, "\"mtu\":1500" },
		{ { .kind = EVENT_PORT_RENAMED, .text = "p1" },
		  "\"before\":\"p1\"" },
		{ { .kind = EVENT_PORT_ADMIN, .value = 1 },
		  "\"admin\":\"up\"" },
		{ { .kind = EVENT_PORT_OPER, .value = 0 },
		  "\"oper\":\"down\"" },
		{ { .kind = EVENT_PORT_STATE, .value = PORT_STATE_FORWARDING },
		  "\"state\":\"forwarding\"" },
		{ { .kind = EVENT_PORT_LINK, .value = 1 }, "\"link\":\"up\"" },
		{ { .kind = EVENT_PORT_NOT_PRESENT, .value = 1 },
		  "\"disappeared\":true" },
		{ { .kind = EVENT_ERRDISABLED, .value = ERRDISABLE_STORM },
		  "\"cause\":\"storm\"" },
		{ { .kind = EVENT_OVERSIZE, .value = 1504, .excess = 4 },
		  "\"bytes\":1504,\"excess_bytes\":4" },
		{ { .kind = EVENT_FDB_LEARNED, .value = FDB_STICKY },
		  "\"state\":\"sticky\"" },
		{ { .kind = EVENT_FDB_REFUSED, .value = 3 }, "\"refused\":3" },
		{ { .kind = EVENT_FDB_FLUSHED, .value = 9 }, "\"flushed\":9" },
		{ { .kind = EVENT_STORM, .value = PKT_BCAST },
		  "\"frames\":\"bcast\"" },
		{ { .kind = EVENT_LOOP_FLAP, .value = 6 }, "\"moves\":6" },
		{ { .kind = EVENT_CLIENT_GONE, .text = "stream @lab" },
		  "\"listener\":\"stream @lab\"" },
		{ { .kind = EVENT_MARKER_ADDED, .text = "ping" },
		  "\"kind\":\"config\",\"event\":\"marker-added\","
		  "\"marker\":\"ping\"" },
		{ { .kind = EVENT_MIRROR_REMOVED, .text = "taps" },
		  "\"mirror\":\"taps\"" },
		{ { .kind = EVENT_MARKER,
		    .text = "ping",
		    .value = REASON_FLOODED,
		    .excess = 3 },
		  "\"marker\":\"ping\",\"reason\":\"flooded\","
		  "\"selected\":3" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_non_null(strstr(shown(&cases[i].e), cases[i].tells));
}

/* The row of `monitor` has its own list of words. */
static void monitor_accepts_the_word_of_each_group(void **state)
{
	(void)state;
	for (unsigned int g = 0; g < EVENT_GROUP_COUNT; g++) {
		struct args *args = NULL;
		struct err err;
		char line[64];

		snprintf(line, sizeof(line), "monitor %s",
			 event_group_word((enum event_group)g));
		if (grammar_parse(commands, command_count, line, strlen(line),
				  &args, &err))
			fail_msg("%s: %s", line, err.text);
		args_free(args);
	}
}

static void an_unknown_length_is_left_out(void **state)
{
	(void)state;
	assert_null(strstr(shown(&(struct event){ .kind = EVENT_OVERSIZE }),
			   "bytes"));
}

static void a_time_is_written_as_rfc_3339_says(void **state)
{
	char text[UTC_TEXT_SIZE];

	(void)state;
	assert_string_equal(utc_format(0, text), "1970-01-01T00:00:00.000Z");
	assert_string_equal(utc_format(WALL_MS, text),
			    "2026-11-30T12:00:00.123Z");
	assert_string_equal(utc_format(INT64_C(951827696007), text),
			    "2000-02-29T12:34:56.007Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_event_has_its_number_its_times_and_its_kind),
		cmocka_unit_test(
			an_event_names_its_ports_its_vlan_and_its_station),
		cmocka_unit_test(an_event_names_the_client_that_caused_it),
		cmocka_unit_test(each_kind_has_keys_for_what_it_tells),
		cmocka_unit_test(monitor_accepts_the_word_of_each_group),
		cmocka_unit_test(an_unknown_length_is_left_out),
		cmocka_unit_test(a_time_is_written_as_rfc_3339_says),
	};

	return cmocka_run_group_tests_name("event_show", tests, NULL, NULL);
}
