/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mac.h"
#include "stations.h"

static void an_address_is_read_as_it_is_written(void **state)
{
	char text[MAC_TEXT_SIZE];
	struct mac mac;
	(void)state;

	assert_true(mac_parse("02:00:5e:10:00:ff", &mac));

	assert_int_equal(mac.byte[0], 0x02);
	assert_int_equal(mac.byte[5], 0xff);
	assert_string_equal(mac_format(mac, text), "02:00:5e:10:00:ff");
}

static void an_address_may_have_dashes_and_capitals(void **state)
{
	struct mac with_colons, with_dashes;
	(void)state;

	assert_true(mac_parse("02:00:5e:10:00:ff", &with_colons));
	assert_true(mac_parse("02-00-5E-10-00-FF", &with_dashes));

	assert_true(mac_equal(with_colons, with_dashes));
}

static void an_invalid_address_is_refused_and_changes_nothing(void **state)
{
	static const char *const wrong[] = {
		"",
		"alice",
		"02:00:00:00:00",
		"02:00:00:00:00:",
		"02:00:00:00:00:0",
		"02:00:00:00:00:0a:0b",
		"02:00:00:00:00:0a ",
		" 02:00:00:00:00:0a",
		"02:00:00:00:00:0g",
		"02.00.00.00.00.0a",
		"2:0:0:0:0:a",
		"02000000000a",
		"02::00:00:00:0a",
		"-2:00:00:00:00:0a",
	};
	struct mac mac = ALICE;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (mac_parse(wrong[i], &mac))
			fail_msg("\"%s\" was taken for an address", wrong[i]);
		assert_true(mac_equal(mac, ALICE));
	}
}

static void the_group_bit_is_the_lowest_of_the_first_byte(void **state)
{
	(void)state;

	assert_true(mac_is_group(GROUP));
	assert_true(mac_is_group(ALL));
	assert_true(mac_is_group((struct mac){ { 1 } }));

	assert_false(mac_is_group(ALICE));
	assert_false(mac_is_group((struct mac){ { 0xfe, 1, 1, 1, 1, 1 } }));
}

static void only_an_address_of_all_ones_is_broadcast(void **state)
{
	(void)state;

	assert_true(mac_is_broadcast(ALL));

	for (size_t i = 0; i < sizeof(ALL.byte); i++) {
		struct mac nearly = ALL;

		nearly.byte[i] = 0xfe;
		assert_false(mac_is_broadcast(nearly));
	}
}

static void only_an_address_of_all_zeros_is_zero(void **state)
{
	(void)state;

	assert_true(mac_is_zero(NOBODY));

	for (size_t i = 0; i < sizeof(NOBODY.byte); i++) {
		struct mac nearly = NOBODY;

		nearly.byte[i] = 0x80;
		assert_false(mac_is_zero(nearly));
	}
}

static void
sixteen_addresses_are_reserved_and_not_their_neighbours(void **state)
{
	struct mac mac = { { 0x01, 0x80, 0xc2, 0, 0, 0 } };
	(void)state;

	for (unsigned int x = 0; x <= 0xff; x++) {
		mac.byte[5] = (uint8_t)x;
		assert_int_equal(mac_is_reserved(mac), x < 0x10);
	}
	for (size_t i = 0; i < 5; i++) {
		struct mac nearly = mac;

		nearly.byte[5] = 0;
		nearly.byte[i] ^= 1;
		assert_false(mac_is_reserved(nearly));
	}
}

int main(void)
{
	const struct CMUnitTest mac[] = {
		cmocka_unit_test(an_address_is_read_as_it_is_written),
		cmocka_unit_test(an_address_may_have_dashes_and_capitals),
		cmocka_unit_test(
			an_invalid_address_is_refused_and_changes_nothing),
		cmocka_unit_test(the_group_bit_is_the_lowest_of_the_first_byte),
		cmocka_unit_test(only_an_address_of_all_ones_is_broadcast),
		cmocka_unit_test(only_an_address_of_all_zeros_is_zero),
		cmocka_unit_test(
			sixteen_addresses_are_reserved_and_not_their_neighbours),
	};

	return cmocka_run_group_tests(mac, NULL, NULL);
}
