/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "port/address.h"

static bool is_same(const char *one, const char *other)
{
	struct address a, b;
	struct err err;

	assert_int_equal(address_parse(one, &a, &err), 0);
	assert_int_equal(address_parse(other, &b, &err), 0);
	return address_is_same(&a, &b);
}

static void different_texts_may_mean_the_same_address(void **state)
{
	(void)state;

	assert_true(is_same("/a", "/a"));
	assert_true(is_same("/a", "//a"));
	assert_true(is_same("/dev/./a", "/dev//a/"));
	assert_true(is_same("/proc/self/cwd/a", "./a"));
	assert_true(is_same("localhost:1", "[::ffff:127.0.0.1]:1"));
	assert_true(is_same("@a", "@a"));

	assert_false(is_same("/a", "/b"));
	assert_false(is_same("/dev/a", "/a"));
	assert_false(is_same("/dev/a", "/dev/aa"));
	assert_false(is_same("/a", "@a"));
	assert_false(is_same("@a", "@aa"));
	assert_false(is_same("localhost:1", "localhost:2"));
}

int main(void)
{
	const struct CMUnitTest same[] = {
		cmocka_unit_test(different_texts_may_mean_the_same_address),
	};

	return cmocka_run_group_tests(same, NULL, NULL);
}
