/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of ports: one bit a port, by number. */
#ifndef BASE_PORTSET_H
#define BASE_PORTSET_H

#include "base/types.h"

#define PORTSET_WORDS	(PORT_MAX / 64 + 1)

struct portset {
	uint64_t word[PORTSET_WORDS];
};

static inline bool portset_has(const struct portset *set, port_no no)
{
	return set->word[no / 64] >> (no % 64) & 1;
}

static inline void portset_add(struct portset *set, port_no no)
{
	set->word[no / 64] |= UINT64_C(1) << (no % 64);
}

static inline void portset_del(struct portset *set, port_no no)
{
	set->word[no / 64] &= ~(UINT64_C(1) << (no % 64));
}

static inline bool portset_empty(const struct portset *set)
{
	uint64_t any = 0;

	for (size_t i = 0; i < PORTSET_WORDS; i++)
		any |= set->word[i];
	return !any;
}

static inline size_t portset_count(const struct portset *set)
{
	size_t n = 0;

	for (size_t i = 0; i < PORTSET_WORDS; i++)
		n += (size_t)__builtin_popcountll(set->word[i]);
	return n;
}

/** portset_next() - First member from @no on, PORT_NONE behind the last */
static inline port_no portset_next(const struct portset *set, unsigned int no)
{
	size_t i = no / 64;
	uint64_t word;

	if (i >= PORTSET_WORDS)
		return PORT_NONE;
	word = set->word[i] >> (no % 64) << (no % 64);
	while (!word) {
		if (++i == PORTSET_WORDS)
			return PORT_NONE;
		word = set->word[i];
	}
	return (port_no)(i * 64 + (size_t)__builtin_ctzll(word));
}

#define PORTSET_FOREACH(set, no)                                               \
	for (port_no no = portset_next(set, 1); no != PORT_NONE;               \
	     no = portset_next(set, no + 1u))

#endif /* BASE_PORTSET_H */
