/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many clients of the control socket each user has, and how much memory
 * they take.
 *
 * Limits:  SERVER_CLIENTS_MAX clients in all, or as many as there are
 *          descriptors for; SERVER_CLIENTS_USER of them for one user.  The last
 *          SERVER_CLIENTS_RESERVE places are kept for root and the switch's own
 *          user, who have no other limit: they could stop the switch anyway.
 *          If there are few places, one user may have a quarter of them, and
 *          the reserve is another quarter.
 * Owner:   an entry exists while its user has clients.
 */
#ifndef CONTROL_QUOTA_H
#define CONTROL_QUOTA_H

#include <sys/queue.h>
#include <sys/types.h>

#include "base/types.h"

/** struct quota_user - One user; @bytes: memory for lines and answers */
struct quota_user {
	LIST_ENTRY(quota_user) link;
	uid_t uid;
	size_t clients;
	size_t bytes;
};

/** struct quota - All users, and their sums; @own: user of the switch itself */
struct quota {
	LIST_HEAD(quota_list, quota_user) list;
	uid_t own;
	size_t clients;
	size_t bytes;
};

/** enum quota_check - Whether there is room for one more client of a user */
enum quota_check {
	QUOTA_OK,
	QUOTA_USER_FULL,		/* the user has reached the limit */
	QUOTA_ALL_FULL,			/* all users together have */
};

void quota_init(struct quota *quota, uid_t own);

/**
 * quota_check() - Check whether a user may have one more client
 * @left:	Descriptors that are left besides the one for this client
 */
enum quota_check quota_check(const struct quota *quota, uid_t uid, size_t left);

/** quota_add_client() - Count one client more; NULL when memory is short */
struct quota_user *quota_add_client(struct quota *quota, uid_t uid);

/** quota_remove_client() - Remove a client, whose memory was set to 0 */
void quota_remove_client(struct quota *quota, struct quota_user *user);

/** quota_set_bytes() - A client takes @now bytes of memory, after @before */
void quota_set_bytes(struct quota *quota, struct quota_user *user,
		     size_t before, size_t now);

/** quota_find_user() - Find a user; NULL if none of the clients is theirs */
struct quota_user *quota_find_user(const struct quota *quota, uid_t uid);

/** quota_most_clients() - The user with most clients; NULL if there are none */
struct quota_user *quota_most_clients(const struct quota *quota);

/** quota_most_bytes() - The user with most memory; NULL if there are none */
struct quota_user *quota_most_bytes(const struct quota *quota);

#endif /* CONTROL_QUOTA_H */
