/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "frame/crc32c.h"
#include "frame/csum.h"
#include "frames.h"

static void the_sum_of_the_example_in_rfc_1071_is_right(void **state)
{
	static const uint8_t bytes[] = { 0x00, 0x01, 0xf2, 0x03,
					 0xf4, 0xf5, 0xf6, 0xf7 };
	(void)state;

	assert_int_equal(csum_finish(csum_add(0, bytes, sizeof(bytes))),
			 0xffff & ~0xddf2);
}

static void the_sum_of_no_bytes_is_zero(void **state)
{
	static const uint8_t none[1];
	(void)state;

	assert_int_equal(csum_finish(csum_add(0, none, 0)), 0xffff);
}

static void an_odd_last_byte_is_padded_with_zero(void **state)
{
	static const uint8_t byte[] = { 0x12 };
	(void)state;

	assert_int_equal(csum_finish(csum_add(0, byte, 1)), 0xffff & ~0x1200);
}

static void
every_length_at_every_alignment_agrees_with_the_slow_sum(void **state)
{
	uint8_t bytes[16 + 200];
	(void)state;

	for (uint32_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = payload_byte(i);

	for (uint32_t at = 0; at < 16; at++)
		for (uint32_t len = 0; len <= 200; len++)
			assert_int_equal(
				csum_finish(csum_add(0, bytes + at, len)),
				slow_csum(bytes + at, len));
}

static void no_carry_is_lost_in_the_longest_frame(void **state)
{
	static uint8_t bytes[FRAME_SIZE_MAX & ~1];
	(void)state;

	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(csum_finish(csum_add(0, bytes, sizeof(bytes))), 0);

	bytes[sizeof(bytes) - 1] = 0xfe;
	assert_int_equal(csum_finish(csum_add(0, bytes, sizeof(bytes))), 1);
}

static void a_sum_can_be_continued_after_any_even_number_of_bytes(void **state)
{
	uint8_t bytes[101];
	(void)state;

	for (uint32_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = payload_byte(i);

	for (uint32_t first = 0; first < sizeof(bytes); first += 2) {
		uint64_t sum = csum_add(0, bytes, first);

		sum = csum_add(sum, bytes + first, sizeof(bytes) - first);
		assert_int_equal(csum_finish(sum),
				 slow_csum(bytes, sizeof(bytes)));
	}
}

/* The test vectors of RFC 3720 B.4: iSCSI uses the same CRC as SCTP. */
static void the_crc32c_of_the_examples_in_rfc_3720_is_right(void **state)
{
	uint8_t bytes[32] = { 0 };
	(void)state;

	assert_int_equal(crc32c(0, bytes, 32), 0x8a9136aa);
	memset(bytes, 0xff, 32);
	assert_int_equal(crc32c(0, bytes, 32), 0x62a8ab43);
	for (uint8_t i = 0; i < 32; i++)
		bytes[i] = i;
	assert_int_equal(crc32c(0, bytes, 32), 0x46dd794e);
	assert_int_equal(crc32c(0, (const uint8_t *)"123456789", 9),
			 0xe3069283);
}

static void a_crc32c_can_be_continued_after_any_number_of_bytes(void **state)
{
	uint8_t bytes[100];
	(void)state;

	for (uint32_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = payload_byte(i);

	for (uint32_t first = 0; first <= sizeof(bytes); first++) {
		uint32_t crc = crc32c(0, bytes, first);

		assert_int_equal(
			crc32c(crc, bytes + first, sizeof(bytes) - first),
			crc32c(0, bytes, sizeof(bytes)));
	}
}

int main(void)
{
	const struct CMUnitTest csum[] = {
		cmocka_unit_test(the_sum_of_the_example_in_rfc_1071_is_right),
		cmocka_unit_test(the_sum_of_no_bytes_is_zero),
		cmocka_unit_test(an_odd_last_byte_is_padded_with_zero),
		cmocka_unit_test(
			every_length_at_every_alignment_agrees_with_the_slow_sum),
		cmocka_unit_test(no_carry_is_lost_in_the_longest_frame),
		cmocka_unit_test(
			a_sum_can_be_continued_after_any_even_number_of_bytes),
		cmocka_unit_test(
			the_crc32c_of_the_examples_in_rfc_3720_is_right),
		cmocka_unit_test(
			a_crc32c_can_be_continued_after_any_number_of_bytes),
	};

	return cmocka_run_group_tests(csum, NULL, NULL);
}
