/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes eight bytes at a time (slicing by 8): table[i][b] is the CRC of
 * byte b followed by i zero bytes.
 */
#include "frame/crc32c.h"

#include <endian.h>
#include <string.h>

#define POLYNOMIAL 0x82f63b78 /* 0x1edc6f41 with the bits reversed */
#define SLICES	   8

static uint32_t table[SLICES][256];

static void fill_table(void)
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t crc = byte;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		table[0][byte] = crc;
	}
	for (uint32_t byte = 0; byte < 256; byte++)
		for (int i = 1; i < SLICES; i++)
			table[i][byte] = table[i - 1][byte] >> 8 ^
					 table[0][table[i - 1][byte] & 0xff];
}

static uint32_t add_eight(uint32_t crc, const uint8_t *bytes)
{
	uint64_t word;
	uint32_t sum = 0;

	memcpy(&word, bytes, sizeof(word));
	word = le64toh(word) ^ crc;
	for (int i = SLICES - 1; i >= 0; i--, word >>= 8)
		sum ^= table[i][word & 0xff];
	return sum;
}

uint32_t crc32c(uint32_t crc, const uint8_t *bytes, size_t len)
{
	if (!table[0][1])
		fill_table();
	crc = ~crc;
	for (; len >= SLICES; bytes += SLICES, len -= SLICES)
		crc = add_eight(crc, bytes);
	for (; len; len--)
		crc = crc >> 8 ^ table[0][(crc ^ *bytes++) & 0xff];
	return ~crc;
}
