/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Of two programs that look whether a file is there, and then make it, one sees
 * what the other has done: it holds the lock of that file meanwhile, which is
 * another file beside it, NAME.lock.  That may be opened by its owner alone, so
 * that nobody else can keep it locked; it is gone when the lock is.
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
