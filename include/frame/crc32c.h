/* SPDX-License-Identifier: BSD-2-Clause */
/* The checksum of SCTP: CRC32c, RFC 9260 6.8 and appendix A. */
#ifndef FRAME_CRC32C_H
#define FRAME_CRC32C_H

#include "base/types.h"

/**
 * crc32c() - Extend a CRC by more bytes
 * @crc:	CRC of the preceding bytes; 0 at the start
 *
 * Return: the CRC as a number, to be sent in little-endian order
 */
uint32_t crc32c(uint32_t crc, const uint8_t *bytes, size_t len);

#endif /* FRAME_CRC32C_H */
