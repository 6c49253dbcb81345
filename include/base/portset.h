/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of ports: one bit for each port number. */
#ifndef BASE_PORTSET_H
#define BASE_PORTSET_H

#include "base/bits.h"

#define PORTSET_WORDS	(PORT_MAX / 64 + 1)

struct portset {
	uint64_t word[PORTSET_WORDS];
};

static inline bool portset_has(const struct portset *set, port_no no)
{
	return bits_has(set->word, no);
}

static inline void portset_add(struct portset *set, port_no no)
{
	bits_add(set->word, no);
}

static inline void portset_del(struct portset *set, port_no no)
{
	bits_del(set->word, no);
}

static inline bool portset_empty(const struct portset *set)
{
	return bits_empty(set->word, PORTSET_WORDS);
}

static inline size_t portset_count(const struct portset *set)
{
	return bits_count(set->word, PORTSET_WORDS);
}

/** portset_join() - Add the members of @other */
static inline void portset_join(struct portset *set,
				const struct portset *other)
{
	for (size_t i = 0; i < PORTSET_WORDS; i++)
		set->word[i] |= other->word[i];
}

/** portset_keep() - Remove all ports that are not in @other */
static inline void portset_keep(struct portset *set,
				const struct portset *other)
{
	for (size_t i = 0; i < PORTSET_WORDS; i++)
		set->word[i] &= other->word[i];
}

/** portset_drop() - Remove the members of @other */
static inline void portset_drop(struct portset *set,
				const struct portset *other)
{
	for (size_t i = 0; i < PORTSET_WORDS; i++)
		set->word[i] &= ~other->word[i];
}

/** portset_meets() - Whether any port is in both sets */
static inline bool portset_meets(const struct portset *set,
				 const struct portset *other)
{
	uint64_t both = 0;

	for (size_t i = 0; i < PORTSET_WORDS; i++)
		both |= set->word[i] & other->word[i];
	return both;
}

/** portset_next() - The first member from @no on; PORT_NONE if there is none */
static inline port_no portset_next(const struct portset *set, unsigned int no)
{
	size_t found = bits_next(set->word, PORTSET_WORDS, no);

	return found < PORTSET_WORDS * 64 ? (port_no)found : PORT_NONE;
}

#define PORTSET_FOREACH(set, no)                                               \
	for (port_no no = portset_next(set, 1); no != PORT_NONE;               \
	     no = portset_next(set, no + 1u))

#endif /* BASE_PORTSET_H */
