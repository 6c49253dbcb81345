/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * File descriptors are limited (RLIMIT_NOFILE), and ports may not use the last
 * DESCRIPTOR_RESERVE of them: the control socket must be able to accept a
 * connection, and the switch to enter namespaces and to query the kernel, when
 * there is no room for another tap or client.
 */
#ifndef BASE_DESCRIPTOR_H
#define BASE_DESCRIPTOR_H

#include "base/err.h"
#include "base/types.h"

#define DESCRIPTOR_RESERVE 32

/** descriptor_is_reserved() - Whether @fd is one of the last allowed ones */
bool descriptor_is_reserved(int fd);

/** descriptor_left() - How many may be opened after @fd, the newest one */
size_t descriptor_left(int fd);

/**
 * descriptor_claim() - Keep a descriptor that was just opened for a port,
 * unless it is reserved
 * @fd:		What the system call returned; -1 is returned again, with errno
 *		as it was
 *
 * Return: @fd; or -1 with errno EMFILE if @fd was reserved and has been closed
 */
int descriptor_claim(int fd);

/** descriptor_is_short() - Whether a call failed for lack of descriptors */
bool descriptor_is_short(int errnum);

/**
 * descriptor_err() - Report the lack of descriptors, and which limit to raise
 * @errnum:	EMFILE or ENFILE
 * @for_what:	What it was wanted for, for the message
 *
 * Return: -@errnum
 */
int descriptor_err(struct err *err, int errnum, const char *for_what);

#endif /* BASE_DESCRIPTOR_H */
