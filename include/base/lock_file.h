/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lock for programs that look whether a file exists and then create it, so that
 * only one of them does so at a time.  It is a second file beside it, NAME.lock.
 * Only its owner may open that, so that nobody else can keep it locked; it is
 * removed with the lock.
 *
 * Nobody waits: while it is locked, somebody else is making that very file.
 */
#ifndef BASE_LOCK_FILE_H
#define BASE_LOCK_FILE_H

#include "base/err.h"

/**
 * lock_file_take() - Lock what is to be in a directory
 * @path:	Where that is, for people
 *
 * Return: for lock_file_leave(), or a negative errno with @err set: -EBUSY when
 * it is locked, -EPERM when the lock's file is none of ours
 */
int lock_file_take(int dir, const char *name, const char *path,
		   struct err *err);

void lock_file_leave(int dir, const char *name, int fd);

#endif /* BASE_LOCK_FILE_H */
