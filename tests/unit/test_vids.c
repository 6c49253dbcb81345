/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/vids.h"

static void a_list_is_read_and_written(void **state)
{
	static const struct {
		const char *text;
		const char *again;
		size_t count;
	} lists[] = {
		{ "1", "1", 1 },
		{ "0", "0", 1 },
		{ "4094", "4094", 1 },
		{ "10,20,30-40", "10,20,30-40", 13 },
		{ "1-4094", "1-4094", 4094 },
		{ "0-4094", "0-4094", 4095 },
		{ "5-5", "5", 1 },
		{ "3,1,2", "1-3", 3 },
		{ "7-9,8-12", "7-12", 6 },
		{ "63,64,127-128", "63-64,127-128", 4 },
		{ "0010", "10", 1 },
		{ "all", "1-4094", 4094 },
	};
	char text[VIDS_TEXT_SIZE];
	struct vids vids;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		assert_true(vids_parse(lists[i].text, &vids));
		assert_string_equal(vids_format(&vids, text), lists[i].again);
		assert_int_equal(vids_count(&vids), lists[i].count);
	}
}

static void text_that_is_not_a_list_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"4095",
		"x",
		"10,",
		",10",
		"10,,11",
		"10-",
		"-10",
		"1-2-3",
		"20-10",
		"1 2",
		"1, 2",
		"1-5000",
		"0x10",
		"+1",
		"10x",
		"99999999999999999999",
		"all,1",
		"1,all",
		"ALL",
	};
	struct vids vids = { { 42 } };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_false(vids_parse(wrong[i], &vids));
	assert_int_equal(vids.word[0], 42);
}

static void the_longest_list_fits_in_the_buffer(void **state)
{
	static char text[VIDS_TEXT_SIZE];
	struct vids vids = { { 0 } }, again;
	(void)state;

	for (vlan_id vid = 0; vid <= VLAN_MAX; vid += 2)
		vids_add(&vids, vid);
	vids_format(&vids, text);

	assert_true(strlen(text) < sizeof(text));
	assert_true(vids_parse(text, &again));
	assert_memory_equal(&again, &vids, sizeof(vids));
}

static void a_walk_visits_each_member_once(void **state)
{
	struct vids vids, seen = { { 0 } };
	(void)state;

	assert_true(vids_parse("0,1,63-64,4000-4094", &vids));
	VIDS_FOREACH(&vids, vid) {
		assert_false(vids_has(&seen, vid));
		vids_add(&seen, vid);
	}
	assert_memory_equal(&seen, &vids, sizeof(vids));
	vids_del(&vids, 1);
	assert_false(vids_has(&vids, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_read_and_written),
		cmocka_unit_test(text_that_is_not_a_list_is_refused),
		cmocka_unit_test(the_longest_list_fits_in_the_buffer),
		cmocka_unit_test(a_walk_visits_each_member_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
