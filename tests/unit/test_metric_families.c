/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of metrics has what a switch shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "../../tools/tapctl/metrics.h"
#include "config_fixture.h"
#include "core/l2proto.h"
#include "core/mirror.h"

/* Numbers that are settings, or in a metric of another source */
static const char *const others[SOURCE_COUNT] = {
	[SOURCE_SWITCH] = " pid uptime_ms busy_poll recorder snaplen "
			  "ageing_time vlan_default_pvid flap_moves "
			  "flap_recovery loop_interval loop_recovery "
			  "events.oldest iterations.count iterations.total_us ",
	[SOURCE_PORTS] = " no overruns pvid fdb_used recovery shape_bytes "
			 "shape_latency ",
	[SOURCE_STATS] = " rx_packets tx_packets forwarded flooded filtered "
			 "local ",
	[SOURCE_VLANS] = " vid forwarded flooded filtered local ",
	[SOURCE_FDB] = " fdb_limit ",
	[SOURCE_MIRRORS] = " snaplen every ",
	[SOURCE_MARKERS] = "",
};

static bool has(enum metric_source source, const char *key)
{
	for (size_t i = 0; i < metric_family_count; i++)
		for (size_t k = 0; k < METRIC_KEYS_MAX; k++)
			if (metric_families[i].source == source &&
			    metric_families[i].keys[k].key &&
			    !strcmp(metric_families[i].keys[k].key, key))
				return true;
	return false;
}

static void check_key(enum metric_source source, const char *key)
{
	char word[64];

	snprintf(word, sizeof(word), " %s ", key);
	if (!has(source, key) && !strstr(others[source], word))
		fail_msg("\"%s\" of %s is no metric", key,
			 metric_questions[source]);
}

static void check_object(enum metric_source source, json_t *object)
{
	const char *key, *inner;
	json_t *value, *count;

	json_object_foreach(object, key, value) {
		if (json_is_number(value))
			check_key(source, key);
		if (has(source, key))
			continue;
		json_object_foreach(value, inner, count) {
			char path[64];

			snprintf(path, sizeof(path), "%s.%s", key, inner);
			check_key(source, path);
		}
	}
}

static json_t *ask(struct app *app, const char *question)
{
	struct writer out = { 0 };
	struct err err;
	json_t *shown;

	if (run_line(app, question, strlen(question), &out, &err))
		fail_msg("%s: %s", question, err.text);
	shown = json_loadb(out.text, out.len, JSON_DECODE_ANY, NULL);
	assert_non_null(shown);
	writer_free(&out);
	return shown;
}

static void every_number_that_is_shown_is_a_metric_or_a_setting(void **state)
{
	struct app *app = switch_of("port add a null\n"
				    "port add b null\n"
				    "mirror add m from a to b\n"
				    "marker add k\n");
	(void)state;

	for (unsigned int s = 0; s < SOURCE_REASONS; s++) {
		json_t *shown = ask(app, metric_questions[s]);
		json_t *object =
			json_is_array(shown) ? json_array_get(shown, 0) : shown;

		assert_true(json_object_size(object) > 0);
		check_object((enum metric_source)s, object);
		json_decref(shown);
	}
	app_free(app);
}

static void every_word_of_counts_is_in_the_table(void **state)
{
	char path[64];
	(void)state;

	for (unsigned int i = 0; i < L2PROTO_COUNT; i++) {
		snprintf(path, sizeof(path), "protocols.%s",
			 l2proto_word((enum l2proto)i));
		check_key(SOURCE_STATS, path);
	}
	for (unsigned int i = 0; i < MIRROR_MISS_COUNT; i++) {
		snprintf(path, sizeof(path), "missed.%s",
			 mirror_miss_word((enum mirror_miss)i));
		check_key(SOURCE_MIRRORS, path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_number_that_is_shown_is_a_metric_or_a_setting),
		cmocka_unit_test(every_word_of_counts_is_in_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
