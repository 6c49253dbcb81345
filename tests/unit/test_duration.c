/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/duration.h"

static void a_number_with_a_unit_is_a_duration(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "0", 0 },
		{ "10", 10000 },
		{ "500ms", 500 },
		{ "10s", 10000 },
		{ "5m", 300000 },
		{ "2h", 7200000 },
		{ "2400h", DURATION_MAX_MS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		int64_t ms = -1;

		assert_true(duration_parse(good[i].text, &ms));
		assert_int_equal(ms, good[i].ms);
	}
}

static void anything_else_is_none(void **state)
{
	static const char *const bad[] = {
		"",    "s",	"ms",	" 1s",		"1 s",
		"-1s", "+1",	"1.5s", "1d",		"1sx",
		"1S",  "2401h", "0x10", "8640000001ms", "18446744073709551617s",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		int64_t ms = -1;

		assert_false(duration_parse(bad[i], &ms));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_with_a_unit_is_a_duration),
		cmocka_unit_test(anything_else_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
