/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SipHash-2-4: a keyed hash of short messages, which cannot be computed without
 * the key.
 *
 * J.-P. Aumasson, D. J. Bernstein: "SipHash: a fast short-input PRF", 2012.
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include "base/types.h"

/** struct siphash_key - 128 random bits, to be kept secret */
struct siphash_key {
	uint8_t bytes[16];
};

uint64_t siphash(const struct siphash_key *key, const void *data, size_t len);

#endif /* BASE_SIPHASH_H */
