/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of networks from which clients may connect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "port/allow.h"

static bool has(const char *list, const char *from)
{
	struct allow allow = { .n = 0 };
	struct address address;
	struct err err;

	assert_int_equal(allow_parse(list, &allow, &err), 0);
	assert_int_equal(address_parse(from, &address, &err), 0);
	return allow_has(&allow, &address);
}

static void an_address_in_one_of_the_prefixes_is_allowed(void **state)
{
	static const char list[] = "192.0.2.0/24,198.51.100.7/32,2001:db8::/32";
	(void)state;

	assert_true(has(list, "192.0.2.200:4000"));
	assert_true(has(list, "198.51.100.7:1"));
	assert_true(has(list, "[2001:db8::5]:4000"));
	assert_false(has(list, "198.51.100.8:4000"));
	assert_false(has(list, "[2001:db9::5]:4000"));
}

static void an_ipv4_mapped_address_is_compared_as_ipv4(void **state)
{
	(void)state;

	assert_true(has("192.0.2.0/24", "[::ffff:192.0.2.1]:4000"));
	assert_false(has("192.0.2.0/24", "[::ffff:192.0.3.1]:4000"));
	assert_false(has("::/0", "[::ffff:192.0.2.1]:4000"));
}

static void an_ipv4_mapped_prefix_is_an_ipv4_prefix(void **state)
{
	struct allow mapped, plain;
	struct err err;
	(void)state;

	assert_true(has("::ffff:127.0.0.0/104", "127.0.0.1:4000"));
	assert_true(has("::ffff:127.0.0.0/104", "[::ffff:127.9.9.9]:4000"));
	assert_false(has("::ffff:127.0.0.0/104", "128.0.0.1:4000"));
	assert_true(has("::ffff:0.0.0.0/96", "203.0.113.1:4000"));
	assert_false(has("::ffff:0.0.0.0/96", "[2001:db8::1]:4000"));

	allow_parse("::ffff:c000:200/120", &mapped, &err);
	allow_parse("192.0.2.0/24", &plain, &err);
	assert_true(allow_equal(&mapped, &plain));
}

static void an_empty_list_allows_all_addresses(void **state)
{
	const struct allow none = { .n = 0 };
	struct address address;
	struct err err;
	(void)state;

	assert_int_equal(address_parse("203.0.113.1:1", &address, &err), 0);
	assert_true(allow_has(&none, &address));
}

static void an_invalid_list_is_refused_and_changes_nothing(void **state)
{
	static const char long_one[] =
		"0000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000/24";
	static const char *const wrong[] = {
		"",
		",",
		"192.0.2.0/24,",
		",192.0.2.0/24",
		"192.0.2.0/33",
		"192.0.2.0",
		"all",
		"192.0.2.0/24 2001:db8::/32",
		long_one,
	};
	struct allow allow = { .n = 7 };
	struct err err;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		assert_int_equal(allow_parse(wrong[i], &allow, &err), -EINVAL);
		assert_string_equal(err.code, "bad-value");
		assert_int_equal(allow.n, 7);
	}
}

static void a_list_has_sixteen_prefixes_at_most(void **state)
{
	char list[17 * 13] = "192.0.2.0/24";
	struct allow allow = { .n = 7 };
	struct err err;
	(void)state;

	for (int i = 1; i < ALLOW_MAX; i++)
		strcat(list, ",192.0.2.0/24");
	assert_int_equal(allow_parse(list, &allow, &err), 0);
	assert_int_equal(allow.n, ALLOW_MAX);
	strcat(list, ",::/0");
	assert_int_equal(allow_parse(list, &allow, &err), -E2BIG);
}

static void a_list_is_printed_as_it_is_parsed(void **state)
{
	struct line line = { 0 };
	struct allow allow;
	struct err err;
	(void)state;

	allow_parse("192.0.2.0/24,2001:DB8::/32", &allow, &err);
	allow_words(&allow, &line);

	assert_string_equal(line.text, "allow 192.0.2.0/24,2001:db8::/32");
	line_free(&line);
	allow_words(&(struct allow){ .n = 0 }, &line);
	assert_null(line.text);
}

static void an_ipv4_host_is_identified_by_its_address(void **state)
{
	struct address a, b, c, d;
	struct err err;
	(void)state;

	address_parse("192.0.2.1:1", &a, &err);
	address_parse("192.0.2.1:2", &b, &err);
	address_parse("[::ffff:192.0.2.1]:3", &c, &err);
	address_parse("192.0.2.2:1", &d, &err);

	assert_true(allow_is_same_host(&a, &b));
	assert_true(allow_is_same_host(&a, &c));
	assert_false(allow_is_same_host(&a, &d));
}

static void an_ipv6_host_is_identified_by_its_64_bit_prefix(void **state)
{
	struct address a, b, c;
	struct err err;
	(void)state;

	address_parse("[2001:db8:0:1::1]:1", &a, &err);
	address_parse("[2001:db8:0:1:ffff:ffff:ffff:ffff]:2", &b, &err);
	address_parse("[2001:db8:0:2::1]:1", &c, &err);

	assert_true(allow_is_same_host(&a, &b));
	assert_false(allow_is_same_host(&a, &c));
}

static bool are_equal(const char *one, const char *other)
{
	struct allow a, b;
	struct err err;

	assert_int_equal(allow_parse(one, &a, &err), 0);
	assert_int_equal(allow_parse(other, &b, &err), 0);
	return allow_equal(&a, &b);
}

static void lists_are_compared_by_their_prefixes(void **state)
{
	(void)state;

	assert_true(are_equal("192.0.2.0/24", "192.0.2.7/24"));
	assert_true(are_equal("192.0.2.0/24,2001:db8::/32",
			      "2001:db8:0::1/32,192.0.2.0/24"));
	assert_false(are_equal("192.0.2.0/24", "192.0.2.0/25"));
	assert_false(are_equal("192.0.2.0/24", "198.51.100.0/24"));
	assert_false(are_equal("192.0.2.0/24", "192.0.2.0/24,::1/128"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_in_one_of_the_prefixes_is_allowed),
		cmocka_unit_test(an_ipv4_mapped_address_is_compared_as_ipv4),
		cmocka_unit_test(an_ipv4_mapped_prefix_is_an_ipv4_prefix),
		cmocka_unit_test(an_empty_list_allows_all_addresses),
		cmocka_unit_test(
			an_invalid_list_is_refused_and_changes_nothing),
		cmocka_unit_test(a_list_has_sixteen_prefixes_at_most),
		cmocka_unit_test(a_list_is_printed_as_it_is_parsed),
		cmocka_unit_test(lists_are_compared_by_their_prefixes),
		cmocka_unit_test(an_ipv4_host_is_identified_by_its_address),
		cmocka_unit_test(
			an_ipv6_host_is_identified_by_its_64_bit_prefix),
	};

	return cmocka_run_group_tests_name("allow", tests, NULL, NULL);
}
