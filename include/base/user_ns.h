/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User IDs as our user namespace shows them.
 *
 * user_namespaces(7): all users that the namespace does not map, the initial
 * namespace's root among them, appear with the same ID, the overflow user ID.
 */
#ifndef BASE_USER_NS_H
#define BASE_USER_NS_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * user_ns_is_unmapped() - Whether a user ID may stand for several users
 *
 * If so, a file with this owner and a process with this user ID may belong to
 * different users.
 */
bool user_ns_is_unmapped(uid_t uid);

#endif /* BASE_USER_NS_H */
