/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of VLANs: one bit for each VID; as text a list: 10,20,30-40. */
#ifndef BASE_VIDS_H
#define BASE_VIDS_H

#include <string.h>

#include "base/bits.h"

#define VIDS_WORDS	(VLAN_COUNT / 64)
#define VIDS_TEXT_SIZE	(VLAN_COUNT * 5) /* bytes of any list, with the zero */

struct vids {
	uint64_t word[VIDS_WORDS];
};

/**
 * vids_parse() - Read VIDs and ranges of VIDs, separated by commas
 *
 * "all" is 1-4094.  0 is accepted: it is not a VLAN in a tag, but the one that
 * all stations are in while vlan_filtering is off.
 *
 * Return: whether @text is a list of VIDs up to 4094 and nothing else; @vids is
 * set only then
 */
bool vids_parse(const char *text, struct vids *vids);

/** vids_format() - Write the shortest list; returns @text */
char *vids_format(const struct vids *vids, char text[VIDS_TEXT_SIZE]);

static inline bool vids_has(const struct vids *vids, vlan_id vid)
{
	return bits_has(vids->word, vid);
}

static inline void vids_add(struct vids *vids, vlan_id vid)
{
	bits_add(vids->word, vid);
}

static inline void vids_del(struct vids *vids, vlan_id vid)
{
	bits_del(vids->word, vid);
}

static inline bool vids_equal(const struct vids *a, const struct vids *b)
{
	return !memcmp(a->word, b->word, sizeof(a->word));
}

static inline bool vids_empty(const struct vids *vids)
{
	return bits_empty(vids->word, VIDS_WORDS);
}

static inline size_t vids_count(const struct vids *vids)
{
	return bits_count(vids->word, VIDS_WORDS);
}

/** vids_next() - The first member from @vid on; VLAN_COUNT if there is none */
static inline vlan_id vids_next(const struct vids *vids, unsigned int vid)
{
	return (vlan_id)bits_next(vids->word, VIDS_WORDS, vid);
}

#define VIDS_FOREACH(vids, vid)                                                \
	for (vlan_id vid = vids_next(vids, 0); vid < VLAN_COUNT;               \
	     vid = vids_next(vids, vid + 1u))

#endif /* BASE_VIDS_H */
