/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/bytes.h"
#include "frame/frame.h"
#include "frame/framing.h"
#include "frame/hello.h"

static const struct siphash_key key = { { 1, 2, 3 } };
static const struct siphash_key other_key = { { 1, 2, 4 } };

static uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE];
static uint8_t proof[HELLO_PROOF_SIZE];

static void say_hello(enum hello_side side, uint8_t first)
{
	const uint8_t nonce[HELLO_NONCE_SIZE] = { first };

	hello_write(hellos[side], nonce);
}

static int two_hellos(void **state)
{
	(void)state;
	say_hello(HELLO_ACCEPTED, 7);
	say_hello(HELLO_CONNECTED, 9);
	hello_prove(proof, &key, HELLO_CONNECTED, hellos);
	return 0;
}

static bool is_proved(void)
{
	return hello_proof_matches(proof, &key, HELLO_CONNECTED, hellos);
}

static void a_proof_made_with_the_secret_is_accepted(void **state)
{
	(void)state;
	assert_true(is_proved());
	hello_prove(proof, &other_key, HELLO_CONNECTED, hellos);
	assert_false(is_proved());
}

static void a_proof_with_any_bit_changed_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < 8 * sizeof(proof); i++) {
		proof[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_false(is_proved());
		proof[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	assert_true(is_proved());
}

static void a_proof_of_another_side_or_other_hellos_is_refused(void **state)
{
	(void)state;
	assert_false(hello_proof_matches(proof, &key, HELLO_ACCEPTED, hellos));
	for (size_t i = 0; i < sizeof(hellos); i++) {
		((uint8_t *)hellos)[i] ^= 0x10;
		assert_false(is_proved());
		((uint8_t *)hellos)[i] ^= 0x10;
	}
	say_hello(HELLO_ACCEPTED, 9);
	say_hello(HELLO_CONNECTED, 7);
	assert_false(is_proved());
}

static void a_hello_is_recognised_by_its_first_bytes(void **state)
{
	(void)state;
	for (size_t len = 0; len <= HELLO_SIZE; len++)
		assert_true(hello_matches(hellos[0], len));
	hellos[0][3] ^= 1;
	assert_true(hello_matches(hellos[0], 3));
	assert_false(hello_matches(hellos[0], 4));
	hellos[0][3] ^= 1;
	hellos[0][7] ^= 1;
	assert_false(hello_matches(hellos[0], HELLO_SIZE));
}

static void the_start_of_a_hello_is_not_a_valid_length_of_a_frame(void **state)
{
	uint8_t room[VNET_HDR_SIZE + FRAME_SIZE_MAX];
	struct buf buf = { room + VNET_HDR_SIZE, 0 };
	struct bytebuf in;
	size_t n;
	(void)state;

	assert_true(get_be32(hellos[0]) == HELLO_LENGTH);
	assert_true(bytebuf_init(&in, FRAMING_BACKLOG));
	assert_true(bytebuf_put(&in, hellos[0], HELLO_SIZE));
	assert_true(framing_take(&in, 0, &buf, 1, &n) == HELLO_LENGTH);
	assert_true(framing_take(&in, VNET_HDR_SIZE, &buf, 1, &n) ==
		    HELLO_LENGTH);
	bytebuf_free(&in);
}

#define TEST(f) cmocka_unit_test_setup(f, two_hellos)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_proof_made_with_the_secret_is_accepted),
		TEST(a_proof_with_any_bit_changed_is_refused),
		TEST(a_proof_of_another_side_or_other_hellos_is_refused),
		TEST(a_hello_is_recognised_by_its_first_bytes),
		TEST(the_start_of_a_hello_is_not_a_valid_length_of_a_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
