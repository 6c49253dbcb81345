/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lock for programs that check whether a file exists and then create it, so
 * that only one of them does so at a time.
 *
 * The lock is flock(2) on a second file beside the first, NAME.lock, of mode
 * 0600, so that other users cannot hold it.  That file is removed when the lock
 * is released.  Taking the lock never waits: if it is held, another program is
 * creating that very file.
 */
#ifndef BASE_LOCK_FILE_H
#define BASE_LOCK_FILE_H

#include "base/err.h"

/**
 * lock_file_take() - Take the lock for a file
 * @dir:	Descriptor of the directory
 * @name:	Name of the file in @dir, which need not exist
 * @path:	Path of the file, for messages
 *
 * Return: a descriptor for lock_file_leave(); or a negative errno with @err
 * set: -EBUSY if another program holds the lock, -EPERM if NAME.lock is not a
 * regular file of our user with mode 0600
 */
int lock_file_take(int dir, const char *name, const char *path,
		   struct err *err);

/** lock_file_leave() - Release the lock, and remove its file */
void lock_file_leave(int dir, const char *name, int fd);

#endif /* BASE_LOCK_FILE_H */
