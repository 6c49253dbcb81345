/* SPDX-License-Identifier: BSD-2-Clause */
/* SipHash-2-4, with the test vectors of its paper (appendix A) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/siphash.h"

static const struct siphash_key key = { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
					  12, 13, 14, 15 } };

static void the_hash_of_the_papers_message_is_that_of_the_paper(void **state)
{
	static const uint8_t message[] = { 0, 1, 2,  3,	 4,  5,	 6, 7,
					   8, 9, 10, 11, 12, 13, 14 };
	(void)state;

	assert_true(siphash(&key, message, sizeof(message)) ==
		    UINT64_C(0xa129ca6149be45e5));
}

/* From the authors' reference implementation: vectors_sip64 */
static void the_hashes_of_other_lengths_are_those_of_the_authors(void **state)
{
	static const uint8_t message[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
	(void)state;

	assert_true(siphash(&key, message, 0) == UINT64_C(0x726fdb47dd0e0e31));
	assert_true(siphash(&key, message, 1) == UINT64_C(0x74f839c593dc67fd));
	assert_true(siphash(&key, message, 8) == UINT64_C(0x93f5f5799a932462));
}

static void another_key_gives_another_hash(void **state)
{
	struct siphash_key other = key;
	(void)state;

	for (size_t i = 0; i < sizeof(other.bytes); i++) {
		other.bytes[i] ^= 1;
		assert_false(siphash(&other, "probe", 5) ==
			     siphash(&key, "probe", 5));
		other.bytes[i] ^= 1;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_hash_of_the_papers_message_is_that_of_the_paper),
		cmocka_unit_test(
			the_hashes_of_other_lengths_are_those_of_the_authors),
		cmocka_unit_test(another_key_gives_another_hash),
	};

	return cmocka_run_group_tests_name("siphash", tests, NULL, NULL);
}
