/* SPDX-License-Identifier: BSD-2-Clause */
/* Bit arrays of 64-bit words, used by struct portset and struct vids. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include "base/types.h"

static inline bool bits_has(const uint64_t *words, size_t no)
{
	return words[no / 64] >> (no % 64) & 1;
}

static inline void bits_add(uint64_t *words, size_t no)
{
	words[no / 64] |= UINT64_C(1) << (no % 64);
}

static inline void bits_del(uint64_t *words, size_t no)
{
	words[no / 64] &= ~(UINT64_C(1) << (no % 64));
}

static inline bool bits_empty(const uint64_t *words, size_t n)
{
	uint64_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= words[i];
	return !any;
}

static inline size_t bits_count(const uint64_t *words, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += (size_t)__builtin_popcountll(words[i]);
	return count;
}

/** bits_next() - The first bit set at @no or above; @n * 64 if there is none */
static inline size_t bits_next(const uint64_t *words, size_t n, size_t no)
{
	size_t i = no / 64;
	uint64_t word;

	if (i >= n)
		return n * 64;
	word = words[i] >> (no % 64) << (no % 64);
	while (!word) {
		if (++i == n)
			return n * 64;
		word = words[i];
	}
	return i * 64 + (size_t)__builtin_ctzll(word);
}

#endif /* BASE_BITS_H */
