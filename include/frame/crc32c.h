/* SPDX-License-Identifier: BSD-2-Clause */
/* The checksum of SCTP: CRC32c, RFC 9260 6.8 and appendix A. */
#ifndef FRAME_CRC32C_H
#define FRAME_CRC32C_H

#include "base/types.h"

/**
 * crc32c() - Extend a CRC over more bytes
 * @crc:	That of the bytes before; 0 at the start
 *
 * Return: it as a number, to be sent with the low byte first
 */
uint32_t crc32c(uint32_t crc, const uint8_t *bytes, size_t len);

#endif /* FRAME_CRC32C_H */
