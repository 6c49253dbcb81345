/* SPDX-License-Identifier: BSD-2-Clause */
/* Samples of counters become rates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../tools/tapctl/rates.h"

static json_t *parse(const char *text)
{
	json_t *value = json_loads(text, 0, NULL);

	assert_non_null(value);
	return value;
}

static void sample_switch(struct rates *r, int64_t now_ms, const char *shown,
			  const char *ports, const char *stats)
{
	json_t *answers[RATES_QUESTION_COUNT] = {
		[RATES_SWITCH] = parse(shown),
		[RATES_PORTS] = parse(ports),
		[RATES_STATS] = parse(stats),
		[RATES_FDB] = parse("[{\"port\":\"p1\",\"fdb_used\":3}]"),
	};

	assert_true(rates_update(r, answers, now_ms));
	for (size_t i = 0; i < RATES_QUESTION_COUNT; i++)
		json_decref(answers[i]);
}

static void sample(struct rates *r, int64_t now_ms, const char *stats)
{
	sample_switch(r, now_ms, "{}",
		      "[{\"name\":\"p1\",\"oper\":\"up\",\"errdisabled\":\"\"},"
		      "{\"name\":\"p2\",\"oper\":\"down\","
		      "\"errdisabled\":\"storm\"}]",
		      stats);
}

static void the_first_sample_has_no_rates(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 5000,
	       "[{\"port\":\"p1\",\"rx_packets\":100,"
	       "\"drops\":{\"runt\":7}}]");

	assert_true(r.is_first);
	assert_int_equal(r.ports[0].rx_packets.total, 100);
	assert_int_equal(r.ports[0].rx_packets.per_s, 0);
	assert_int_equal(r.reasons[0].rate.per_s, 0);
	assert_int_equal(r.ports[0].samples, 0);
	rates_free(&r);
}

static void a_rate_is_the_increase_in_a_second(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 5000, "[{\"port\":\"p1\",\"rx_packets\":100}]");
	sample(&r, 7000, "[{\"port\":\"p1\",\"rx_packets\":150}]");

	assert_false(r.is_first);
	assert_int_equal(r.ports[0].rx_packets.total, 150);
	assert_int_equal(r.ports[0].rx_packets.per_s, 25);
	rates_free(&r);
}

static void a_counter_that_is_lower_has_counted_since_a_reset(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 5000, "[{\"port\":\"p1\",\"rx_packets\":1000}]");
	sample(&r, 6000, "[{\"port\":\"p1\",\"rx_packets\":30}]");

	assert_int_equal(r.ports[0].rx_packets.per_s, 30);
	rates_free(&r);
}

static void a_new_port_has_no_rates_yet(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 5000, "[{\"port\":\"p1\",\"rx_packets\":1}]");
	sample(&r, 6000,
	       "[{\"port\":\"p2\",\"rx_packets\":900},"
	       "{\"port\":\"p1\",\"rx_packets\":5}]");

	assert_string_equal(r.ports[0].name, "p2");
	assert_int_equal(r.ports[0].rx_packets.per_s, 0);
	assert_int_equal(r.ports[1].rx_packets.per_s, 4);
	rates_free(&r);
}

static void a_port_that_is_gone_is_forgotten(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 5000, "[{\"port\":\"p1\"},{\"port\":\"p2\"}]");
	sample(&r, 6000, "[{\"port\":\"p2\"}]");

	assert_int_equal(r.port_count, 1);
	assert_string_equal(r.ports[0].name, "p2");
	rates_free(&r);
}

static void the_history_begins_with_the_last_sample(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 1000, "[{\"port\":\"p1\",\"rx_bytes\":0,\"tx_bytes\":0}]");
	sample(&r, 2000, "[{\"port\":\"p1\",\"rx_bytes\":10,\"tx_bytes\":0}]");
	sample(&r, 3000, "[{\"port\":\"p1\",\"rx_bytes\":10,\"tx_bytes\":5}]");

	assert_int_equal(r.ports[0].samples, 2);
	assert_int_equal(r.ports[0].history[0], 40);
	assert_int_equal(r.ports[0].history[1], 80);
	rates_free(&r);
}

static void the_history_is_bounded(void **state)
{
	struct rates r = { 0 };
	(void)state;

	for (int64_t i = 1; i < 3 * RATES_HISTORY; i++)
		sample(&r, i * 1000, "[{\"port\":\"p1\"}]");

	assert_int_equal(r.ports[0].samples, RATES_HISTORY);
	rates_free(&r);
}

static void a_port_has_its_state_or_why_it_is_errdisabled(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 1000, "[{\"port\":\"p1\"},{\"port\":\"p2\"}]");

	assert_string_equal(r.ports[0].state, "up");
	assert_string_equal(r.ports[1].state, "storm");
	assert_int_equal(r.ports[0].stations, 3);
	rates_free(&r);
}

static void a_reason_is_added_over_all_ports(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 1000, "[{\"port\":\"p1\",\"drops\":{\"runt\":1}}]");
	sample(&r, 2000,
	       "[{\"port\":\"p1\",\"drops\":{\"runt\":3}},"
	       "{\"port\":\"p2\",\"drops\":{\"runt\":10}}]");
	sample(&r, 3000,
	       "[{\"port\":\"p1\",\"drops\":{\"runt\":3}},"
	       "{\"port\":\"p2\",\"drops\":{\"runt\":12},"
	       "\"tx_drops\":{\"runt\":4}}]");

	assert_int_equal(r.reason_count, 2);
	assert_int_equal(r.reasons[0].rate.total, 15);
	assert_int_equal(r.reasons[0].rate.per_s, 2);
	assert_string_equal(r.reasons[1].where, "tx_drops");
	assert_int_equal(r.reasons[1].rate.per_s, 4);
	rates_free(&r);
}

static void frames_missed_are_drops_and_not_tx_drops(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 1000,
	       "[{\"port\":\"p1\",\"drops\":{\"runt\":1},"
	       "\"missed\":{\"socket-full\":2},"
	       "\"tx_drops\":{\"queue-full\":4}}]");

	assert_int_equal(r.ports[0].drops.total, 3);
	assert_int_equal(r.ports[0].tx_drops.total, 4);
	rates_free(&r);
}

static void a_port_that_is_deleted_takes_its_drops_along(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 1000,
	       "[{\"port\":\"p1\",\"drops\":{\"runt\":1000}},"
	       "{\"port\":\"p2\",\"drops\":{\"runt\":500}}]");
	sample(&r, 2000, "[{\"port\":\"p2\",\"drops\":{\"runt\":503}}]");

	assert_int_equal(r.reasons[0].rate.total, 503);
	assert_int_equal(r.reasons[0].rate.per_s, 3);
	rates_free(&r);
}

static void a_port_that_is_reset_has_dropped_what_it_shows(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 1000,
	       "[{\"port\":\"p1\",\"drops\":{\"runt\":1000}},"
	       "{\"port\":\"p2\",\"drops\":{\"runt\":500}}]");
	sample(&r, 2000,
	       "[{\"port\":\"p1\",\"drops\":{\"runt\":2}},"
	       "{\"port\":\"p2\",\"drops\":{\"runt\":503}}]");

	assert_int_equal(r.reasons[0].rate.per_s, 5);
	rates_free(&r);
}

static void the_loop_is_busy_as_long_as_its_iterations(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample_switch(&r, 1000,
		      "{\"iterations\":{\"count\":10,\"total_us\":1000}}", "[]",
		      "[]");
	sample_switch(&r, 3000,
		      "{\"iterations\":{\"count\":30,\"total_us\":501000,"
		      "\"max_us\":70}}",
		      "[]", "[]");

	assert_int_equal(r.busy * 100, 25);
	assert_int_equal(r.iterations.per_s, 10);
	assert_int_equal(r.longest_us, 70);
	rates_free(&r);
}

static void a_name_that_is_too_long_is_cut(void **state)
{
	struct rates r = { 0 };
	(void)state;

	sample(&r, 1000,
	       "[{\"port\":\"a234567890b234567890c234567890d234567\"}]");

	assert_int_equal(strlen(r.ports[0].name), RATES_TEXT_SIZE - 1);
	rates_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_sample_has_no_rates),
		cmocka_unit_test(a_rate_is_the_increase_in_a_second),
		cmocka_unit_test(
			a_counter_that_is_lower_has_counted_since_a_reset),
		cmocka_unit_test(a_new_port_has_no_rates_yet),
		cmocka_unit_test(a_port_that_is_gone_is_forgotten),
		cmocka_unit_test(the_history_begins_with_the_last_sample),
		cmocka_unit_test(the_history_is_bounded),
		cmocka_unit_test(a_port_has_its_state_or_why_it_is_errdisabled),
		cmocka_unit_test(a_reason_is_added_over_all_ports),
		cmocka_unit_test(frames_missed_are_drops_and_not_tx_drops),
		cmocka_unit_test(a_port_that_is_deleted_takes_its_drops_along),
		cmocka_unit_test(
			a_port_that_is_reset_has_dropped_what_it_shows),
		cmocka_unit_test(the_loop_is_busy_as_long_as_its_iterations),
		cmocka_unit_test(a_name_that_is_too_long_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
