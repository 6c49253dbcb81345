/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives up what a process that talks to sockets does not need. */
#ifndef CONFINE_H
#define CONFINE_H

#include "base/err.h"

/**
 * confine() - Drop privileges for good
 *
 * Afterwards this process has no capabilities and cannot get any, and it can read,
 * write, make or run no file.  The last needs Landlock (Linux 5.13); without it, or
 * where a seccomp filter does not permit it, which is printed, the permissions of the
 * user apply.  Sockets can still be connected to, and files be removed, as its own
 * Unix socket must be.
 *
 * Return: 0, or a negative errno with @err set
 */
int confine(struct err *err);

#endif /* CONFINE_H */
