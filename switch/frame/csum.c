/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sums words in host byte order: a one's complement sum is independent of byte
 * order if the result is swapped (RFC 1071, 2(B)).  Words of 32 bits are added
 * to 64 bits, so that no carry is lost in less than 16 GiB.
 */
#include "frame/csum.h"

#include <endian.h>
#include <string.h>

static inline uint64_t load(const uint8_t *bytes)
{
	uint32_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

uint64_t csum_add(uint64_t sum, const uint8_t *bytes, size_t len)
{
	uint64_t second = 0; /* a second sum, to be computed in parallel */
	uint8_t rest[4] = { 0 };

	for (; len >= 16; bytes += 16, len -= 16) {
		sum += load(bytes) + load(bytes + 4);
		second += load(bytes + 8) + load(bytes + 12);
	}
	for (; len >= 4; bytes += 4, len -= 4)
		sum += load(bytes);
	memcpy(rest, bytes, len);
	return sum + second + load(rest);
}

uint16_t csum_finish(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~be16toh((uint16_t)sum);
}
