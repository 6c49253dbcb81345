/* SPDX-License-Identifier: BSD-2-Clause */
/* The Internet checksum, RFC 1071. */
#ifndef FRAME_CSUM_H
#define FRAME_CSUM_H

#include "base/types.h"

/**
 * csum_add() - Add bytes to a sum
 * @sum:	Sum of the preceding bytes, an even number of them; 0 at the
 *		start
 *
 * Return: the sum, not yet folded or complemented
 */
uint64_t csum_add(uint64_t sum, const uint8_t *bytes, size_t len);

/** csum_finish() - Fold and complement a sum; in host order, for put_be16() */
uint16_t csum_finish(uint64_t sum);

#endif /* FRAME_CSUM_H */
