/* SPDX-License-Identifier: BSD-2-Clause */
/* Events as lines of text, as `tapctl monitor` prints them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../tools/tapctl/event_text.h"

#define MARKER                                                                 \
	"\"time\":\"2026-11-30T12:34:56.007Z\",\"kind\":\"marker\","           \
	"\"event\":\"marker\",\"port\":\"p1\",\"marker\":\"web\","             \
	"\"mac\":\"02:00:00:00:00:0a\",\"reason\":\"flooded\""

static void assert_printed(const char *event, bool has_number,
			   const char *wanted)
{
	json_t *json = json_loads(event, 0, NULL);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(json);
	assert_non_null(out);
	event_print(out, json, has_number);
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
	json_decref(json);
}

static void
an_event_of_a_marker_has_the_number_of_frames_if_it_is_not_1(void **state)
{
	(void)state;
	assert_printed("{\"seq\":7," MARKER ",\"vlan\":10,\"selected\":1}",
		       false,
		       "12:34:56.007 marker    p1       web: "
		       "02:00:00:00:00:0a flooded, vlan 10\n");
	assert_printed("{\"seq\":7," MARKER ",\"selected\":12}", false,
		       "12:34:56.007 marker    p1       web: "
		       "02:00:00:00:00:0a flooded, frames: 12\n");
}

static void the_numbers_of_events_are_aligned(void **state)
{
	static const char rest[] = "12:34:56.007 port      p1       up\n";
	static const unsigned int numbers[] = { 1, 12, 999999, 1000000 };
	char event[256], wanted[64];

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		snprintf(event, sizeof(event),
			 "{\"seq\":%u,\"time\":\"2026-11-30T12:34:56.007Z\","
			 "\"kind\":\"port\",\"event\":\"port-oper\","
			 "\"port\":\"p1\",\"oper\":\"up\"}",
			 numbers[i]);
		snprintf(wanted, sizeof(wanted), "%6u %s", numbers[i], rest);
		assert_printed(event, true, wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_event_of_a_marker_has_the_number_of_frames_if_it_is_not_1),
		cmocka_unit_test(the_numbers_of_events_are_aligned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
