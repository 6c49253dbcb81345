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

static const struct {
	const char *switch_show, *port_show, *stats_show, *stats_vlan,
		*fdb_stats, *mirror_show, *stats_reasons;
} answers = {
	"{\"name\":\"sw0\",\"version\":\"1.0\",\"engine\":\"uring\","
	"\"start_time_ms\":1764500000250,\"ports\":2,\"fdb_count\":{\"learned\":7},"
	"\"iterations\":{\"count\":6,\"total_us\":61,\"max_us\":30},"
	"\"iteration_times\":[{\"from_us\":0,\"iterations\":3},"
	"{\"from_us\":10,\"iterations\":2},{\"from_us\":1000000,"
	"\"iterations\":1}]}",
	"[{\"name\":\"lan1\",\"type\":\"tap\",\"oper\":\"up\","
	"\"errdisabled\":\"\",\"netns\":null,"
	"\"alias\":\"the \\\"old\\\" \\\\ one\\nN\\u00e4he\"},"
	"{\"name\":\"lan2\",\"type\":\"null\",\"oper\":\"down\","
	"\"errdisabled\":\"storm\",\"alias\":\"\"}]",
	"[{\"port\":\"lan1\",\"rx_bytes\":9007199254740991,\"rx_ucast\":3,"
	"\"rx_mcast\":2,\"rx_bcast\":1,\"forwarded\":4,"
	"\"drops\":{\"vlan-ingress\":5},\"protocols\":{\"stp\":8}}]",
	"[{\"vid\":10,\"name\":\"blue\",\"drops\":{\"a\":2,\"b\":3}}]",
	"[]",
	"[{\"name\":\"m1\",\"frames\":6,\"missed\":{}}]",
	"[{\"reason\":\"forwarded\",\"counted\":\"in\"},"
	"{\"reason\":\"runt\",\"counted\":\"drops\"},"
	"{\"reason\":\"vlan-ingress\",\"counted\":\"drops\","
	"\"devlink_trap\":\"ingress_vlan_filter\"}]",
};

static json_t *parse(const char *text)
{
	json_t *value = json_loads(text, 0, NULL);

	assert_non_null(value);
	return value;
}

static int write_text(void **state)
{
	json_t *results[SOURCE_COUNT] = {
		[SOURCE_SWITCH] = parse(answers.switch_show),
		[SOURCE_PORTS] = parse(answers.port_show),
		[SOURCE_STATS] = parse(answers.stats_show),
		[SOURCE_VLANS] = parse(answers.stats_vlan),
		[SOURCE_FDB] = parse(answers.fdb_stats),
		[SOURCE_MIRRORS] = parse(answers.mirror_show),
		[SOURCE_REASONS] = parse(answers.stats_reasons),
	};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	metrics_write(out, results);
	fclose(out);
	for (size_t i = 0; i < SOURCE_COUNT; i++)
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
	assert_line(*state, "# TYPE tapswitch_port_receive_bytes counter");
	assert_line(*state, "# UNIT tapswitch_port_receive_bytes bytes");
	assert_line(*state,
		    "# HELP tapswitch_port_receive_bytes Bytes received");
}

static void a_counter_ends_in_total_and_keeps_every_digit(void **state)
{
	assert_line(*state, "tapswitch_port_receive_bytes_total{"
			    "port=\"lan1\"} 9007199254740991");
}

static void kinds_of_frames_are_told_apart_by_a_label(void **state)
{
	assert_line(*state, "tapswitch_port_receive_packets_total{"
			    "port=\"lan1\",cast=\"multicast\"} 2");
}

static void a_reason_that_did_not_occur_is_zero(void **state)
{
	assert_line(*state,
		    "tapswitch_port_receive_drop_packets_total{"
		    "port=\"lan1\",reason=\"runt\",devlink_trap=\"\"} 0");
}

static void a_count_that_is_absent_among_others_is_zero(void **state)
{
	assert_line(*state, "tapswitch_port_receive_protocol_packets_total{"
			    "port=\"lan1\",protocol=\"stp\"} 8");
	assert_line(*state, "tapswitch_port_receive_protocol_packets_total{"
			    "port=\"lan1\",protocol=\"lldp\"} 0");
	assert_line(*state, "tapswitch_mirror_missed_copies_total{"
			    "mirror=\"m1\",reason=\"no-port\"} 0");
}

static void a_reason_has_its_devlink_trap(void **state)
{
	assert_line(*state, "tapswitch_port_receive_drop_packets_total{"
			    "port=\"lan1\",reason=\"vlan-ingress\","
			    "devlink_trap=\"ingress_vlan_filter\"} 5");
}

static void a_frame_that_was_not_dropped_is_counted_by_its_reason(void **state)
{
	assert_line(*state,
		    "tapswitch_port_receive_switched_packets_total{"
		    "port=\"lan1\",reason=\"forwarded\",devlink_trap=\"\"} 4");
}

static void odd_characters_of_a_label_are_escaped(void **state)
{
	assert_line(
		*state,
		"tapswitch_port_info{"
		"port=\"lan1\",kind=\"tap\",ifname=\"\",netns=\"\",address=\"\","
		"alias=\"the \\\"old\\\" \\\\ one\\nN\u00e4he\"} 1");
}

static void a_label_without_a_value_is_empty(void **state)
{
	assert_line(
		*state,
		"tapswitch_port_info{"
		"port=\"lan2\",kind=\"null\",ifname=\"\",netns=\"\",address=\"\",alias=\"\"} 1");
}

static void the_switch_is_named_once(void **state)
{
	assert_line(*state, "tapswitch_info{"
			    "name=\"sw0\",version=\"1.0\",engine=\"uring\"} 1");
	assert_null(strstr(strstr(*state, "sw0") + 1, "sw0"));
}

static void a_state_is_one_or_zero(void **state)
{
	assert_line(*state, "tapswitch_port_up{port=\"lan1\"} 1");
	assert_line(*state, "tapswitch_port_up{port=\"lan2\"} 0");
	assert_line(
		*state,
		"tapswitch_port_errdisabled{port=\"lan2\",reason=\"storm\"} 1");
	assert_line(
		*state,
		"tapswitch_port_errdisabled{port=\"lan2\",reason=\"loop\"} 0");
}

static void times_are_in_seconds(void **state)
{
	assert_line(*state, "tapswitch_start_time_seconds 1764500000.25");
	assert_line(*state, "tapswitch_iteration_longest_seconds 3e-05");
}

static void
values_of_a_vlan_are_added_where_they_need_not_be_told_apart(void **state)
{
	assert_line(*state,
		    "tapswitch_vlan_receive_drop_packets_total{vlan=\"10\"} 5");
}

static void buckets_of_a_histogram_include_those_below(void **state)
{
	assert_line(
		*state,
		"tapswitch_iteration_duration_seconds_bucket{le=\"1e-05\"} 3");
	assert_line(
		*state,
		"tapswitch_iteration_duration_seconds_bucket{le=\"1.0\"} 5");
	assert_line(
		*state,
		"tapswitch_iteration_duration_seconds_bucket{le=\"+Inf\"} 6");
	assert_line(*state, "tapswitch_iteration_duration_seconds_count 6");
	assert_line(*state, "tapswitch_iteration_duration_seconds_sum 6.1e-05");
}

static void a_value_that_is_not_there_has_no_sample(void **state)
{
	assert_null(strstr(*state, "\ntapswitch_fdb_entries_limit "));
	assert_null(strstr(*state, "tapswitch_mirror_copies_total"));
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
		const char *last = strrchr(f->name, '_');
		const char *end = last ? last + 1 : f->name;

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
		cmocka_unit_test(kinds_of_frames_are_told_apart_by_a_label),
		cmocka_unit_test(a_reason_that_did_not_occur_is_zero),
		cmocka_unit_test(a_count_that_is_absent_among_others_is_zero),
		cmocka_unit_test(a_reason_has_its_devlink_trap),
		cmocka_unit_test(
			a_frame_that_was_not_dropped_is_counted_by_its_reason),
		cmocka_unit_test(odd_characters_of_a_label_are_escaped),
		cmocka_unit_test(a_label_without_a_value_is_empty),
		cmocka_unit_test(the_switch_is_named_once),
		cmocka_unit_test(a_state_is_one_or_zero),
		cmocka_unit_test(times_are_in_seconds),
		cmocka_unit_test(
			values_of_a_vlan_are_added_where_they_need_not_be_told_apart),
		cmocka_unit_test(buckets_of_a_histogram_include_those_below),
		cmocka_unit_test(a_value_that_is_not_there_has_no_sample),
		cmocka_unit_test(the_text_ends_with_eof),
		cmocka_unit_test(names_of_families_differ_and_are_well_formed),
	};

	return cmocka_run_group_tests(tests, write_text, free_text);
}
