/* SPDX-License-Identifier: BSD-2-Clause */
/* Token buckets: text, time and debt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/meter.h"
#include "frame/segment.h"
#include "parsing.h"

#define YEAR (INT64_C(365) * 24 * 60 * MINUTE)

static struct meter_rate rate_of(const char *text)
{
	struct meter_rate rate;

	assert_true(meter_parse(text, &rate));
	return rate;
}

/* Full at time 0 */
static struct meter bucket(const char *text)
{
	struct meter_rate rate = rate_of(text);
	struct meter m = { 0 };

	meter_set(&m, &rate, 0);
	return m;
}

static bool passes(struct meter *m, uint64_t cost, int64_t now_ms)
{
	if (!meter_has(m, cost, now_ms))
		return false;
	meter_take(m, cost, now_ms);
	return true;
}

/* Our own generator, so that the traffic is the same on every machine. */
static uint64_t dice(uint64_t sides)
{
	static uint64_t seed = 20240229;

	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (seed >> 24) % sides;
}

static void assert_reads_as(const char *text, const char *written)
{
	char out[METER_TEXT_SIZE];
	struct meter_rate rate = rate_of(text), again;

	assert_string_equal(meter_format(&rate, out), written);
	again = rate_of(out);
	assert_int_equal(again.unit, rate.unit);
	assert_int_equal(again.rate, rate.rate);
	assert_int_equal(again.burst, rate.burst);
}

static void a_rate_is_written_in_the_largest_unit_that_fits(void **state)
{
	(void)state;

	assert_reads_as("off", "off");
	assert_reads_as("10pps/5", "10pps/5");
	assert_reads_as("007pps/08", "7pps/8");
	assert_reads_as("999bit/7b", "999bit/7b");
	assert_reads_as("1000bit/1000b", "1kbit/1kb");
	assert_reads_as("1000kbit/1500b", "1mbit/1500b");
	assert_reads_as("1000000kbit/3000kb", "1gbit/3mb");
	assert_reads_as("999999999999bit/999999999b",
			"999999999999bit/999999999b");
}

static void the_default_burst_is_what_the_rate_gives_in_20_ms(void **state)
{
	(void)state;

	assert_reads_as("1gbit", "1gbit/2500kb");
	assert_reads_as("6000400bit", "6000400bit/15001b");
	assert_reads_as("6000399bit", "6000399bit/15kb");
	assert_reads_as("1bit", "1bit/15kb");
	assert_reads_as("2000pps", "2000pps/40");
	assert_reads_as("650pps", "650pps/13");
	assert_reads_as("550pps", "550pps/11");
	assert_reads_as("549pps", "549pps/10");
	assert_reads_as("1pps", "1pps/10");
}

static void rates_and_bursts_above_the_maximum_are_refused(void **state)
{
	struct meter_rate rate;
	(void)state;

	assert_reads_as("1000gbit/1000mb", "1000gbit/1000mb");
	assert_reads_as("1000000000000bit", "1000gbit/1000mb");
	assert_reads_as("1000000000000pps", "1000000000000pps/8000000000");
	assert_reads_as("1pps/8000000000", "1pps/8000000000");
	assert_reads_as("1bit/1000000000b", "1bit/1000mb");

	assert_false(meter_parse("1000000000001bit", &rate));
	assert_false(meter_parse("1000000001kbit", &rate));
	assert_false(meter_parse("1001gbit", &rate));
	assert_false(meter_parse("1000000000001pps", &rate));
	assert_false(meter_parse("1pps/8000000001", &rate));
	assert_false(meter_parse("1bit/1000000001b", &rate));
	assert_false(meter_parse("1bit/1001mb", &rate));
	assert_false(meter_parse("18446744073709551615gbit", &rate));
	assert_false(meter_parse("18446744073709551616bit", &rate));
	assert_false(meter_parse("1bit/18446744073709551616b", &rate));
	assert_false(meter_parse("1bit/2305843009213693953b", &rate));
}

static void a_malformed_rate_is_refused_and_changes_nothing(void **state)
{
	static const char *const wrong[] = {
		"",	      " ",	    "10",	   "pps",
		"0pps",	      "00bit",	    "-1pps",	   "+1pps",
		" 1pps",      "1 pps",	    "1pps ",	   "1pp",
		"1ppss",      "1Mbit",	    "1mbits",	   "1.5mbit",
		"1e3bit",     "0x10bit",    "1tbit",	   "1b",
		"1kb",	      "/",	    "/5",	   "1pps/",
		"1pps/0",     "1pps/-1",    "1pps/ 5",	   "1pps/5 ",
		"1pps/5/5",   "1pps/5pps",  "1pps/5b",	   "1pps/20kb",
		"10mbit/",    "10mbit/20",  "10mbit/0b",   "10mbit/1gb",
		"10mbit/kb",  "10mbit/1kB", "10mbit/1bit", "10mbit//1b",
		"10mbit/1b/", "OFF",	    "off ",	   "off/5",
		"of",	      "offf",	    "1bit,5b",	   "1mbit/1kbb",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct meter_rate rate = { METER_PACKETS, 7, 9 };

		assert_false(meter_parse(wrong[i], &rate));
		assert_int_equal(rate.unit, METER_PACKETS);
		assert_int_equal(rate.rate, 7);
		assert_int_equal(rate.burst, 9);
	}
}

static void a_meter_that_is_off_lets_everything_pass(void **state)
{
	struct meter m = { 0 };
	struct meter off = bucket("off");
	(void)state;

	for (int64_t now_ms = 0; now_ms < 100; now_ms++) {
		assert_true(passes(&m, UINT32_MAX, now_ms));
		assert_true(passes(&off, UINT32_MAX, now_ms));
		assert_int_equal(meter_when(&m, 1, now_ms), now_ms);
	}
	assert_int_equal(meter_when(&off, UINT32_MAX, YEAR), YEAR);
}

static void a_bucket_fills_with_millisecond_precision(void **state)
{
	struct meter m = bucket("10pps/5");
	(void)state;

	for (int i = 0; i < 5; i++)
		assert_true(passes(&m, 1, 0));
	assert_false(passes(&m, 1, 0));
	assert_int_equal(meter_when(&m, 1, 0), 100);

	assert_false(passes(&m, 1, 99));
	assert_true(passes(&m, 1, 100));
	assert_false(passes(&m, 1, 100));
	assert_false(passes(&m, 2, 299));
	assert_true(passes(&m, 2, 300));
}

static void fractions_of_a_millisecond_are_not_lost(void **state)
{
	struct meter m = bucket("3bit/1b");
	(void)state;

	assert_true(passes(&m, 8, 0));

	assert_int_equal(meter_when(&m, 1, 0), 334);
	assert_false(passes(&m, 1, 333));
	assert_true(passes(&m, 1, 334));
	assert_false(passes(&m, 1, 666));
	assert_true(passes(&m, 1, 667));
	assert_false(passes(&m, 1, 999));
	assert_true(passes(&m, 1, 1000));
}

static void checking_a_meter_does_not_change_it(void **state)
{
	struct meter m = bucket("8kbit/1kb");
	(void)state;

	meter_take(&m, 8000, 0);
	for (int64_t now_ms = 0; now_ms < 60; now_ms++) {
		assert_false(meter_has(&m, 480, now_ms));
		assert_int_equal(meter_when(&m, 480, now_ms), 60);
	}

	assert_true(meter_has(&m, 480, 60));
	assert_int_equal(meter_when(&m, 480, 60), 60);
	assert_int_equal(meter_when(&m, 480, 1000), 1000);
}

static void a_full_bucket_gets_no_more_tokens(void **state)
{
	struct meter m = bucket("1000pps/3");
	(void)state;

	assert_true(passes(&m, 1, 0));

	assert_true(passes(&m, 3, 10 * MINUTE));
	assert_false(passes(&m, 1, 10 * MINUTE));
	assert_true(passes(&m, 1, 10 * MINUTE + 1));
	assert_false(passes(&m, 1, 10 * MINUTE + 1));
}

/* In any period, at most the burst and what the rate gives may pass. */
static void no_period_passes_more_than_the_burst_and_the_rate(void **state)
{
	enum { SENT = 1500 };
	static int64_t at_ms[SENT];
	static uint64_t cost[SENT];
	struct meter m = bucket("1234567bit/5000b");
	int64_t now_ms = 0;
	(void)state;

	for (size_t n = 0; n < SENT;) {
		cost[n] = 8 * (14 + dice(1500));
		at_ms[n] = now_ms;
		if (passes(&m, cost[n], now_ms))
			n++;
		else
			now_ms += 1 + (int64_t)dice(dice(50) ? 3 : 100);
	}

	for (size_t i = 0; i < SENT; i++) {
		uint64_t sum = 0;

		for (size_t j = i; j < SENT; j++) {
			uint64_t while_ms = (uint64_t)(at_ms[j] - at_ms[i]);

			sum += cost[j] * 1000;
			assert_true(sum <= m.settings.burst * 1000 +
						   m.settings.rate * while_ms);
		}
	}
}

/* Sends whenever it may; returns thousandths of units. */
static uint64_t sent_by(struct meter *m, uint64_t cost, int64_t end_ms)
{
	uint64_t sent = 0;

	for (int64_t now_ms = meter_when(m, cost, 0); now_ms < end_ms;
	     now_ms = meter_when(m, cost, now_ms)) {
		assert_true(passes(m, cost, now_ms));
		sent += cost * 1000;
	}
	return sent;
}

static void a_sender_that_never_waits_too_long_gets_the_whole_rate(void **state)
{
	enum { END = 5 * MINUTE };
	struct meter m = bucket("1234567bit/15kb");
	uint64_t sent = sent_by(&m, 12112, END);
	(void)state;

	assert_true(sent <= m.settings.burst * 1000 + m.settings.rate * END);
	assert_true(sent + 2 * 12112 * 1000 >
		    m.settings.burst * 1000 + m.settings.rate * END);
}

static void a_frame_above_the_burst_passes_when_the_bucket_is_full(void **state)
{
	struct meter m = bucket("8kbit/100b");
	(void)state;

	assert_true(passes(&m, 8, 0));
	assert_false(passes(&m, 8000, 0));
	assert_int_equal(meter_when(&m, 8000, 0), 1);

	assert_true(passes(&m, 8000, 1));
	assert_int_equal(meter_when(&m, 8, 1), 1 + 900 + 1);
	assert_int_equal(meter_when(&m, 8000, 1), 1 + 1000);
}

/* A frame of 12,000 bits every 12 ms, however small the burst is. */
static void frames_above_the_burst_keep_to_the_rate(void **state)
{
	static const char *const bursts[] = { "1mbit/1b", "1mbit/1kb",
					      "1mbit/1499b", "1mbit/1500b" };
	enum { END = 10 * MINUTE };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bursts); i++) {
		struct meter m = bucket(bursts[i]);

		assert_int_equal(sent_by(&m, 12000, END),
				 m.settings.rate * END);
	}
}

/* Only the tokens that overflow within a millisecond are lost. */
static void a_debt_is_never_forgiven(void **state)
{
	(void)state;

	for (size_t i = 0; i < 200; i++) {
		struct meter m = {
			.settings = { METER_BITS, 1000 + dice(1000000),
				      8 * (1 + dice(100)) },
		};
		uint64_t cost = m.settings.burst + 1 + dice(12000);
		uint64_t most = m.settings.rate * 5 * MINUTE;
		uint64_t sent = sent_by(&m, cost, 5 * MINUTE);
		uint64_t frames = sent / (cost * 1000);

		assert_true(sent <= most + cost * 1000);
		assert_true(sent + cost * 1000 + frames * m.settings.rate >=
			    most);
	}
}

static void meter_when_is_the_first_time_that_a_frame_passes(void **state)
{
	struct meter m = { 0 };
	int64_t now_ms = 0;
	(void)state;

	for (size_t i = 0; i < 200000; i++) {
		uint64_t cost = 1 + dice(1 + dice(600000));
		int64_t when_ms;

		if (!dice(100))
			meter_set(
				&m,
				&(struct meter_rate){
					METER_BITS,
					1 + dice(dice(2) ? 99 : METER_RATE_MAX),
					1 + dice(600000) },
				now_ms);
		when_ms = meter_when(&m, cost, now_ms);
		assert_true(when_ms >= now_ms);
		assert_int_equal(meter_has(&m, cost, now_ms),
				 when_ms == now_ms);
		if (when_ms > now_ms)
			assert_false(meter_has(&m, cost, when_ms - 1));
		now_ms = when_ms;
		assert_true(passes(&m, cost, now_ms));
	}
}

static void the_fastest_bucket_does_not_overflow_with_time(void **state)
{
	struct meter m = bucket("1000gbit/1000mb");
	int64_t now_ms = 0;
	(void)state;

	for (size_t i = 0; i < 100; i++) {
		assert_true(passes(&m, METER_BURST_MAX, now_ms));
		assert_false(meter_has(&m, 1, now_ms));
		assert_int_equal(meter_when(&m, METER_BURST_MAX, now_ms),
				 now_ms + 8);
		assert_false(meter_has(&m, METER_BURST_MAX, now_ms + 7));
		now_ms += 100 * YEAR;
	}

	assert_true(passes(&m, METER_BURST_MAX, INT64_MAX));
	assert_false(meter_has(&m, 1, INT64_MAX));
}

static void the_slowest_bucket_fills_in_centuries(void **state)
{
	struct meter m = bucket("1bit/1000mb");
	(void)state;

	assert_true(passes(&m, METER_BURST_MAX, 0));

	assert_int_equal(meter_when(&m, METER_BURST_MAX, 0),
			 METER_BURST_MAX * 1000);
	assert_false(meter_has(&m, 1, 999));
	assert_true(meter_has(&m, YEAR / 1000, YEAR));
	assert_false(meter_has(&m, YEAR / 1000 + 1, YEAR));
	assert_true(meter_has(&m, METER_BURST_MAX, 254 * YEAR));
	assert_true(passes(&m, METER_BURST_MAX, INT64_MAX));
	assert_false(meter_has(&m, 1, INT64_MAX));
}

static void the_greatest_debt_is_paid_in_time(void **state)
{
	const uint64_t cost = UINT64_C(8) * SEGMENT_ROOM_MAX;
	struct meter m = bucket("1bit/1b");
	(void)state;

	assert_true(passes(&m, cost, 0));

	assert_int_equal(meter_when(&m, cost, 0), cost * 1000);
	assert_false(meter_has(&m, 1, ((int64_t)cost - 8 + 1) * 1000 - 1));
	assert_true(meter_has(&m, 1, ((int64_t)cost - 8 + 1) * 1000));
}

static void assert_costs_what_its_pieces_cost(struct recipe recipe)
{
	static uint8_t room[SEGMENT_ROOM_MAX];
	static struct buf pieces[SEGMENT_MAX];
	const struct meter bits = bucket("1mbit"), packets = bucket("1pps");
	const struct frame *f = parsed(recipe);
	const uint64_t in_bits = meter_cost(&bits, f);
	const uint64_t in_packets = meter_cost(&packets, f);
	size_t n = segment_make(f, false, room, pieces);
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += pieces[i].len;
	assert_int_equal(f->error, FRAME_OK);
	assert_int_equal(in_bits, 8 * bytes);
	assert_int_equal(in_packets, n);
}

static void a_gso_frame_costs_what_its_segments_cost(void **state)
{
	struct recipe largest = tcp4, tagged = tcp6, exact = tcp4, one = tcp4;
	(void)state;

	largest.payload = 65000;
	largest.gso_size = 536;
	largest.tcp_options = 12;
	tagged.tags = 2;
	tagged.extensions = 3;
	exact.payload = 3 * 1448;
	one.payload = 1448;

	assert_costs_what_its_pieces_cost(tcp4);
	assert_costs_what_its_pieces_cost(tcp6);
	assert_costs_what_its_pieces_cost(udp4);
	assert_costs_what_its_pieces_cost(udp6);
	assert_costs_what_its_pieces_cost(largest);
	assert_costs_what_its_pieces_cost(tagged);
	assert_costs_what_its_pieces_cost(exact);
	assert_costs_what_its_pieces_cost(one);
}

static void any_other_frame_costs_its_bytes_or_one(void **state)
{
	const struct meter bits = bucket("1mbit"), packets = bucket("1pps");
	const struct frame *f = parsed((struct recipe){ .payload = 46 });
	(void)state;

	assert_int_equal(meter_cost(&bits, f), 480);
	assert_int_equal(meter_cost(&packets, f), 1);

	f = parsed((struct recipe){ .ip = 4, .payload = 6, .csum_only = true });
	assert_int_equal(meter_cost(&bits, f), 8 * (14 + 20 + 20 + 6));
	assert_int_equal(meter_cost(&packets, f), 1);
}

static void setting_the_same_rate_keeps_the_level_of_a_bucket(void **state)
{
	struct meter_rate rate = rate_of("10pps/5");
	struct meter m = bucket("10pps/5");
	(void)state;

	assert_true(passes(&m, 5, 0));
	meter_set(&m, &rate, 50);
	assert_int_equal(meter_when(&m, 1, 50), 100);

	rate.burst = 4;
	meter_set(&m, &rate, 60);
	assert_true(passes(&m, 4, 60));
	assert_int_equal(meter_when(&m, 1, 60), 160);
	rate.rate = 1;
	meter_set(&m, &rate, 70);
	assert_true(passes(&m, 4, 70));
	rate.unit = METER_BITS;
	meter_set(&m, &rate, 70);
	assert_true(passes(&m, 4, 70));
	assert_false(passes(&m, 1, 70));
}

int main(void)
{
	const struct CMUnitTest meter[] = {
		cmocka_unit_test(
			a_rate_is_written_in_the_largest_unit_that_fits),
		cmocka_unit_test(
			the_default_burst_is_what_the_rate_gives_in_20_ms),
		cmocka_unit_test(
			rates_and_bursts_above_the_maximum_are_refused),
		cmocka_unit_test(
			a_malformed_rate_is_refused_and_changes_nothing),
		cmocka_unit_test(a_meter_that_is_off_lets_everything_pass),
		cmocka_unit_test(a_bucket_fills_with_millisecond_precision),
		cmocka_unit_test(fractions_of_a_millisecond_are_not_lost),
		cmocka_unit_test(checking_a_meter_does_not_change_it),
		cmocka_unit_test(a_full_bucket_gets_no_more_tokens),
		cmocka_unit_test(
			no_period_passes_more_than_the_burst_and_the_rate),
		cmocka_unit_test(
			a_sender_that_never_waits_too_long_gets_the_whole_rate),
		cmocka_unit_test(
			a_frame_above_the_burst_passes_when_the_bucket_is_full),
		cmocka_unit_test(frames_above_the_burst_keep_to_the_rate),
		cmocka_unit_test(a_debt_is_never_forgiven),
		cmocka_unit_test(
			meter_when_is_the_first_time_that_a_frame_passes),
		cmocka_unit_test(
			the_fastest_bucket_does_not_overflow_with_time),
		cmocka_unit_test(the_slowest_bucket_fills_in_centuries),
		cmocka_unit_test(the_greatest_debt_is_paid_in_time),
		cmocka_unit_test(a_gso_frame_costs_what_its_segments_cost),
		cmocka_unit_test(any_other_frame_costs_its_bytes_or_one),
		cmocka_unit_test(
			setting_the_same_rate_keeps_the_level_of_a_bucket),
	};

	return cmocka_run_group_tests(meter, NULL, NULL);
}
