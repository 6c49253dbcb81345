/* SPDX-License-Identifier: BSD-2-Clause */
/* Time for people and programs, as text (RFC 3339). */
#ifndef BASE_UTC_H
#define BASE_UTC_H

#include "base/types.h"

#define UTC_TEXT_SIZE	32

/**
 * utc_format() - Write a time as 2026-11-30T12:00:00.123Z
 * @wall_ms:	Milliseconds since 1970
 *
 * Return: @text
 */
const char *utc_format(int64_t wall_ms, char text[UTC_TEXT_SIZE]);

#endif /* BASE_UTC_H */
