/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors end somewhere, and the last ones are not for ports: whoever asks on
 * the control socket must be served, namespaces visited and the kernel asked
 * also when no more clients and taps can be.
 */
#ifndef BASE_DESCRIPTOR_H
#define BASE_DESCRIPTOR_H

#include "base/err.h"
#include "base/types.h"

#define DESCRIPTOR_RESERVE 32

/** descriptor_is_reserved() - Whether it is one of the last */
bool descriptor_is_reserved(int fd);

/** descriptor_left() - How many may be made beyond one that was just made */
size_t descriptor_left(int fd);

/**
 * descriptor_claim() - Take what was just made for a port
 * @fd:		-1 with errno is passed on
 *
 * Return: @fd; or -1 with errno EMFILE, and it is closed, for it is reserved
 */
int descriptor_claim(int fd);

/** descriptor_is_short() - Whether a call failed for want of them */
bool descriptor_is_short(int errnum);

/**
 * descriptor_err() - Say that there is none for something, and what to raise
 * @errnum:	One that is short
 *
 * Return: -@errnum
 */
int descriptor_err(struct err *err, int errnum, const char *for_what);

#endif /* BASE_DESCRIPTOR_H */
