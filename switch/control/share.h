/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each user holds of the control socket: clients, and memory for them.
 *
 * Limits:  SERVER_CLIENTS_MAX clients in all, or as many as there are descriptors
 *          for; one user has SERVER_CLIENTS_USER of them at most, and the last
 *          SERVER_CLIENTS_RESERVE places are for root and for the switch's own
 *          user alone, who have no other limit: they may end the switch anyhow.
 *          Of few places, one user's are a quarter, and the reserve as many.
 * Owner:   a share lives as long as its user has clients.
 */
#ifndef CONTROL_SHARE_H
#define CONTROL_SHARE_H

#include <sys/queue.h>
#include <sys/types.h>

#include "base/types.h"

/** struct share - One user's; @bytes: what their lines and answers take */
struct share {
	LIST_ENTRY(share) link;
	uid_t uid;
	size_t clients;
	size_t bytes;
};

/** struct shares - All users'; @own: whose switch it is */
struct shares {
	LIST_HEAD(share_list, share) list;
	uid_t own;
	size_t clients;
	size_t bytes;
};

/** enum share_room - Whether one more client may come, and why not */
enum share_room {
	SHARE_HAS_ROOM,
	SHARE_IS_FULL,			/* the user has as many as one may */
	SHARES_ARE_FULL,		/* all have, together */
};

void shares_init(struct shares *shares, uid_t own);

/**
 * shares_room() - May that user have another one?
 * @left:	Descriptors that there are beside the one for it
 */
enum share_room shares_room(const struct shares *shares, uid_t uid,
			    size_t left);

/** shares_join() - One client more; NULL when memory is short */
struct share *shares_join(struct shares *shares, uid_t uid);

/** shares_leave() - One client less, which holds nothing any more */
void shares_leave(struct shares *shares, struct share *share);

/** shares_hold() - A client holds @now bytes; it held @before */
void shares_hold(struct shares *shares, struct share *share, size_t before,
		 size_t now);

/** shares_find() - That user's; NULL when none of the clients is theirs */
struct share *shares_find(const struct shares *shares, uid_t uid);

/** shares_most_clients() - Who has most; NULL when nobody has any */
struct share *shares_most_clients(const struct shares *shares);

/** shares_most_bytes() - Who holds most; likewise */
struct share *shares_most_bytes(const struct shares *shares);

#endif /* CONTROL_SHARE_H */
