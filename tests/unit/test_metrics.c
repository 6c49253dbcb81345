/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers of a switch as OpenMetrics text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/tapctl/metrics.h"

static const char switch_show[] =
	"{\"name\":\"a \\\"b\\\" \\\\ c\\nd\\u00e4\",\"version\":\"1.0\",\"engine\":\"\","
	"\"uptime_ms\":1500,\"fdb_count\":{\"learned\":7},"
	"\"clients_cut_off\":9007199254740991,"
	"\"iterations\":{\"count\":6,\"total_us\":61,\"max_us\":30},"
	"\"iteration_times\":[{\"from_us\":0,\"iterations\":3},"
	"{\"from_us\":10,\"iterations\":2},{\"from_us\":1000000,"
	"\"iterations\":1}]}";

/* The label that its name becomes */
#define SWITCH "switch=\"a \\\"b\\\" \\\\ c\\ndä\""

static json_t *parse(const char *text)
{
	json_t *value = json_loads(text, 0, NULL);

	assert_non_null(value);
	return value;
}

static int write_text(void **state)
{
	json_t *results[SOURCES] = {
		[SOURCE_SWITCH] = parse(switch_show),
	};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	metrics_write(out, results);
	fclose(out);
	for (size_t i = 0; i < SOURCES; i++)
		json_decref(results[i]);
	*state = text;
	return 0;
}

static int free_text(void **state)
{
	free(*state);
	return 0;
}

/* How many lines of the text are exactly this */
static size_t count_lines(const char *text, const char *line)
{
	const size_t len = strlen(line);
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, line)); at += len)
		n += (at == text || at[-1] == '\n') && at[len] == '\n';
	return n;
}

static void assert_line(const char *text, const char *line)
{
	if (count_lines(text, line) != 1)
		fail_msg("once wanted: %s\nin:\n%s", line, text);
}

static void a_family_has_its_type_its_unit_and_a_help(void **state)
{
	assert_line(*state, "# TYPE tapswitch_uptime_seconds gauge");
	assert_line(*state, "# UNIT tapswitch_uptime_seconds seconds");
	assert_line(*state, "# HELP tapswitch_uptime_seconds "
			    "Time since the switch was started");
}

static void a_counter_ends_in_total_and_keeps_every_digit(void **state)
{
	assert_line(*state, "tapswitch_control_clients_cut_off_total{" SWITCH
			    "} 9007199254740991");
}

static void events_are_told_apart_by_a_label(void **state)
{
	assert_line(*state, "tapswitch_fdb_events_total{" SWITCH
			    ",event=\"learned\"} 7");
}

static void a_label_without_a_value_is_left_out(void **state)
{
	assert_line(*state,
		    "tapswitch_build_info{" SWITCH ",version=\"1.0\"} 1");
}

static void times_are_in_seconds(void **state)
{
	assert_line(*state, "tapswitch_uptime_seconds{" SWITCH "} 1.5");
	assert_line(*state,
		    "tapswitch_iteration_longest_seconds{" SWITCH "} 3e-05");
}

static void buckets_of_a_histogram_include_those_below(void **state)
{
	assert_line(*state,
		    "tapswitch_iteration_duration_seconds_bucket{" SWITCH
		    ",le=\"1e-05\"} 3");
	assert_line(*state,
		    "tapswitch_iteration_duration_seconds_bucket{" SWITCH
		    ",le=\"1.0\"} 5");
	assert_line(*state,
		    "tapswitch_iteration_duration_seconds_bucket{" SWITCH
		    ",le=\"+Inf\"} 6");
	assert_line(*state,
		    "tapswitch_iteration_duration_seconds_count{" SWITCH "} 6");
	assert_line(*state, "tapswitch_iteration_duration_seconds_sum{" SWITCH
			    "} 6.1e-05");
}

static void a_value_that_is_not_there_has_no_sample(void **state)
{
	assert_null(strstr(*state, "tapswitch_fdb_limit_entries{"));
	assert_null(strstr(*state, "event=\"aged\""));
}

static void the_text_ends_with_eof(void **state)
{
	const char *text = *state;

	assert_string_equal(text + strlen(text) - strlen("# EOF\n"), "# EOF\n");
	assert_line(text, "# EOF");
}

/* Names are those of OpenMetrics: without suffixes of samples, and with the unit */
static void names_of_families_differ_and_are_well_formed(void **state)
{
	(void)state;

	for (size_t i = 0; i < metric_family_count; i++) {
		const struct openmetrics_family *f = &metric_families[i].family;
		const char *end = strrchr(f->name, '_') + 1;

		assert_string_not_equal(end, "total");
		assert_string_not_equal(end, "info");
		if (f->unit)
			assert_string_equal(end, f->unit);
		assert_int_equal(strspn(f->name, "abcdefghijklmnopqrstuvwxyz_"),
				 strlen(f->name));
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(f->name,
						metric_families[j].family.name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_family_has_its_type_its_unit_and_a_help),
		cmocka_unit_test(a_counter_ends_in_total_and_keeps_every_digit),
		cmocka_unit_test(events_are_told_apart_by_a_label),
		cmocka_unit_test(a_label_without_a_value_is_left_out),
		cmocka_unit_test(times_are_in_seconds),
		cmocka_unit_test(buckets_of_a_histogram_include_those_below),
		cmocka_unit_test(a_value_that_is_not_there_has_no_sample),
		cmocka_unit_test(the_text_ends_with_eof),
		cmocka_unit_test(names_of_families_differ_and_are_well_formed),
	};

	return cmocka_run_group_tests(tests, write_text, free_text);
}
