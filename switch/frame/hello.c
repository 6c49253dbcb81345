/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/hello.h"

#include <string.h>

#include "base/bytes.h"

#define MARK_SIZE (HELLO_SIZE - HELLO_NONCE_SIZE)

/* HELLO_LENGTH, and the version of what follows */
static const uint8_t mark[MARK_SIZE] = {
	't', 'a', 'p', 's', 'e', 'c', '0', '1'
};

void hello_write(uint8_t hello[HELLO_SIZE],
		 const uint8_t nonce[HELLO_NONCE_SIZE])
{
	memcpy(hello, mark, MARK_SIZE);
	memcpy(hello + MARK_SIZE, nonce, HELLO_NONCE_SIZE);
}

bool hello_matches(const uint8_t *bytes, size_t len)
{
	return !memcmp(bytes, mark, len < MARK_SIZE ? len : MARK_SIZE);
}

static uint64_t proof_of(const struct siphash_key *key, enum hello_side side,
			 uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE])
{
	uint8_t message[1 + HELLO_SIDE_COUNT * HELLO_SIZE] = { (uint8_t)side };

	for (size_t i = 0; i < HELLO_SIDE_COUNT; i++)
		memcpy(message + 1 + i * HELLO_SIZE, hellos[i], HELLO_SIZE);
	return siphash(key, message, sizeof(message));
}

void hello_prove(uint8_t proof[HELLO_PROOF_SIZE], const struct siphash_key *key,
		 enum hello_side side,
		 uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE])
{
	put_be64(proof, proof_of(key, side, hellos));
}

/* Compared as numbers, so that the time taken does not depend on how many bytes
 * of a wrong proof are right. */
bool hello_proof_matches(const uint8_t proof[HELLO_PROOF_SIZE],
			 const struct siphash_key *key, enum hello_side side,
			 uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE])
{
	return get_be64(proof) == proof_of(key, side, hellos);
}
