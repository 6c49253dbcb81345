/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts what is in the blocks of a capture. */
#ifndef PCAPNG_SUMS_H
#define PCAPNG_SUMS_H

#include "base/types.h"

/**
 * struct pcapng_sums - The sums so far; all zeros at first
 * @packets:	Packets
 * @interfaces:	Interfaces that were described
 * @lost:	Packets that could not be captured, by interface, as the newest
 *		statistics say; UINT64_MAX if there are none yet
 */
struct pcapng_sums {
	uint64_t packets;
	uint32_t interfaces;
	uint64_t *lost;
};

/** pcapng_sums_add() - Count a block; false if it is not valid */
bool pcapng_sums_add(struct pcapng_sums *s, const uint8_t *block);

/**
 * pcapng_sums_lost() - Packets that could not be captured
 * @lost:	Set to their number
 *
 * Return: whether it is known of each interface, as it is when a capture has ended
 */
bool pcapng_sums_lost(const struct pcapng_sums *s, uint64_t *lost);

void pcapng_sums_free(struct pcapng_sums *s);

#endif /* PCAPNG_SUMS_H */
