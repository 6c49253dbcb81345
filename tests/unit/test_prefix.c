/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/socket.h>

#include "base/prefix.h"

static void an_ipv4_prefix_is_read_as_it_is_written(void **state)
{
	char text[PREFIX_TEXT_SIZE];
	struct prefix prefix;
	(void)state;

	assert_true(prefix_parse("192.0.2.1/24", &prefix));

	assert_int_equal(prefix.family, AF_INET);
	assert_int_equal(prefix.bits, 24);
	assert_memory_equal(prefix.address, "\xc0\0\2\1", 4);
	assert_string_equal(prefix_format(&prefix, text), "192.0.2.1/24");
}

static void an_ipv6_prefix_is_written_in_its_short_form(void **state)
{
	char text[PREFIX_TEXT_SIZE];
	struct prefix prefix;
	(void)state;

	assert_true(prefix_parse("2001:DB8:0:0:0:0:0:1/64", &prefix));

	assert_int_equal(prefix.family, AF_INET6);
	assert_int_equal(prefix.bits, 64);
	assert_string_equal(prefix_format(&prefix, text), "2001:db8::1/64");
}

static void the_length_may_be_0_up_to_the_whole_address(void **state)
{
	struct prefix prefix;
	(void)state;

	assert_true(prefix_parse("192.0.2.1/0", &prefix));
	assert_true(prefix_parse("192.0.2.1/32", &prefix));
	assert_true(prefix_parse("2001:db8::1/0", &prefix));
	assert_true(prefix_parse("2001:db8::1/128", &prefix));

	assert_false(prefix_parse("192.0.2.1/33", &prefix));
	assert_false(prefix_parse("2001:db8::1/129", &prefix));
}

static bool has(const char *outer_text, const char *inner_text)
{
	struct prefix outer, inner;

	assert_true(prefix_parse(outer_text, &outer));
	assert_true(prefix_parse(inner_text, &inner));
	return prefix_has(&outer, &inner);
}

static void a_prefix_includes_addresses_that_begin_with_it(void **state)
{
	(void)state;

	assert_true(has("192.0.2.0/24", "192.0.2.255/32"));
	assert_true(has("192.0.2.77/24", "192.0.2.1/32"));
	assert_false(has("192.0.2.0/24", "192.0.3.0/32"));
	assert_true(has("192.0.2.128/25", "192.0.2.129/32"));
	assert_false(has("192.0.2.128/25", "192.0.2.127/32"));
	assert_true(has("192.0.2.6/31", "192.0.2.7/32"));
	assert_false(has("192.0.2.6/31", "192.0.2.8/32"));
	assert_true(has("192.0.2.7/32", "192.0.2.7/32"));
	assert_false(has("192.0.2.7/32", "192.0.2.6/32"));
	assert_true(has("2001:db8::/33", "2001:db8:7fff::1/128"));
	assert_false(has("2001:db8::/33", "2001:db8:8000::1/128"));
	assert_true(has("2001:db8::1/128", "2001:db8::1/128"));
	assert_false(has("2001:db8::1/128", "2001:db8::2/128"));
}

static void a_prefix_excludes_shorter_ones_and_other_families(void **state)
{
	(void)state;

	assert_true(has("0.0.0.0/0", "192.0.2.1/32"));
	assert_true(has("::/0", "2001:db8::1/128"));
	assert_false(has("0.0.0.0/0", "2001:db8::1/128"));
	assert_false(has("::/0", "192.0.2.1/32"));
	assert_false(has("192.0.2.0/24", "192.0.2.0/23"));
}

static void an_invalid_prefix_is_refused_and_changes_nothing(void **state)
{
	static const char *const wrong[] = {
		"",
		"/",
		"/24",
		"192.0.2.1",
		"192.0.2.1/",
		"192.0.2/24",
		"192.0.2.256/24",
		"192.0.2.1/-1",
		"192.0.2.1/+1",
		"192.0.2.1/ 1",
		"192.0.2.1/24 ",
		" 192.0.2.1/24",
		"192.0.2.1/24/8",
		"192.0.2.1/0024",
		"192.0.2.1/4294967320",
		"2001:db8::1::/64",
		"router/24",
		"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:1/64",
		("10000000000000000000000000000000000000000000000000000000"
		 "000000000000000000000000000/24"),
	};
	struct prefix prefix = { .family = AF_INET, .bits = 7 };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (prefix_parse(wrong[i], &prefix))
			fail_msg("\"%s\" was taken for a prefix", wrong[i]);
		assert_int_equal(prefix.family, AF_INET);
		assert_int_equal(prefix.bits, 7);
	}
}

int main(void)
{
	const struct CMUnitTest prefix[] = {
		cmocka_unit_test(an_ipv4_prefix_is_read_as_it_is_written),
		cmocka_unit_test(an_ipv6_prefix_is_written_in_its_short_form),
		cmocka_unit_test(the_length_may_be_0_up_to_the_whole_address),
		cmocka_unit_test(
			a_prefix_includes_addresses_that_begin_with_it),
		cmocka_unit_test(
			a_prefix_excludes_shorter_ones_and_other_families),
		cmocka_unit_test(
			an_invalid_prefix_is_refused_and_changes_nothing),
	};

	return cmocka_run_group_tests(prefix, NULL, NULL);
}
