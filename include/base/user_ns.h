/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Users, as the user namespace that we are in shows them.
 *
 * user_namespaces(7): all whom it does not map, root of outside among them, have
 * one number there, the overflow user ID.
 */
#ifndef BASE_USER_NS_H
#define BASE_USER_NS_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * user_ns_is_unmapped() - Whether a user's number may be that of many users
 *
 * Two files, or a file and who asks for it, that have it may be of different users.
 */
bool user_ns_is_unmapped(uid_t uid);

#endif /* BASE_USER_NS_H */
