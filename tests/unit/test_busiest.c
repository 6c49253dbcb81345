/* SPDX-License-Identifier: BSD-2-Clause */
/* Recorded frames become the busiest stations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../tools/tapctl/busiest.h"

static struct busiest read_sample(const char *text)
{
	json_t *records = json_loads(text, 0, NULL);
	struct busiest b;

	assert_non_null(records);
	busiest_read(&b, records);
	json_decref(records);
	return b;
}

static void the_station_that_sent_most_bytes_is_first(void **state)
{
	const struct busiest b = read_sample(
		"[{\"id\":1,\"ago_ms\":500,\"src\":\"a\",\"length\":60},"
		"{\"id\":2,\"ago_ms\":90,\"src\":\"b\",\"length\":1000},"
		"{\"id\":3,\"ago_ms\":10,\"src\":\"a\",\"length\":40}]");
	(void)state;

	assert_int_equal(b.station_count, 2);
	assert_string_equal(b.stations[0].mac, "b");
	assert_int_equal(b.stations[0].bytes, 1000);
	assert_int_equal(b.stations[0].frames, 1);
	assert_string_equal(b.stations[1].mac, "a");
	assert_int_equal(b.stations[1].bytes, 100);
	assert_int_equal(b.stations[1].frames, 2);
}

static void the_sample_has_its_size_and_its_time(void **state)
{
	const struct busiest b = read_sample(
		"[{\"id\":1,\"ago_ms\":2500,\"src\":\"a\",\"length\":60},"
		"{\"id\":2,\"ago_ms\":10,\"length\":9}]");
	(void)state;

	assert_int_equal(b.frames, 2);
	assert_int_equal(b.bytes, 69);
	assert_int_equal(b.s * 1000, 2500);
	assert_int_equal(b.station_count, 1);
}

static void a_station_is_on_the_port_of_its_last_frame(void **state)
{
	const struct busiest b =
		read_sample("[{\"id\":8,\"src\":\"a\",\"port\":\"lan1\"},"
			    "{\"id\":9,\"src\":\"a\",\"port\":\"lan2\"},"
			    "{\"id\":10,\"src\":\"b\",\"port\":null}]");
	(void)state;

	assert_string_equal(b.stations[0].port, "lan2");
	assert_string_equal(b.stations[1].port, "");
}

static void only_the_busiest_are_kept(void **state)
{
	json_t *records = json_array();
	struct busiest b;
	(void)state;

	for (int i = 0; i < 2 * BUSIEST_MAX; i++)
		json_array_append_new(records,
				      json_pack("{s:i,s:o,s:i}", "id", i, "src",
						json_sprintf("%03d", i),
						"length", i));
	busiest_read(&b, records);
	json_decref(records);

	assert_int_equal(b.station_count, BUSIEST_MAX);
	assert_string_equal(b.stations[0].mac, "019");
	assert_string_equal(b.stations[BUSIEST_MAX - 1].mac, "010");
}

static void without_a_sample_there_are_no_stations(void **state)
{
	struct busiest b;
	(void)state;

	busiest_read(&b, NULL);

	assert_int_equal(b.station_count, 0);
	assert_int_equal(b.frames, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_station_that_sent_most_bytes_is_first),
		cmocka_unit_test(the_sample_has_its_size_and_its_time),
		cmocka_unit_test(a_station_is_on_the_port_of_its_last_frame),
		cmocka_unit_test(only_the_busiest_are_kept),
		cmocka_unit_test(without_a_sample_there_are_no_stations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
