/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/quota.h"

#include <stdlib.h>

#include "control/server.h"

void quota_init(struct quota *quota, uid_t own)
{
	*quota = (struct quota){ .own = own };
	LIST_INIT(&quota->list);
}

struct quota_user *quota_find_user(const struct quota *quota, uid_t uid)
{
	struct quota_user *u;

	LIST_FOREACH(u, &quota->list, link)
		if (u->uid == uid)
			return u;
	return NULL;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

enum quota_check quota_check(const struct quota *quota, uid_t uid, size_t left)
{
	const bool is_trusted = !uid || uid == quota->own;
	const struct quota_user *u = quota_find_user(quota, uid);
	const size_t more = least(left, SERVER_CLIENTS_MAX) + 1;
	const size_t places = least(quota->clients + more, SERVER_CLIENTS_MAX);
	const size_t user = least(places / 4, SERVER_CLIENTS_USER);
	const size_t reserve = least(places / 4, SERVER_CLIENTS_RESERVE);

	if (!is_trusted && u && u->clients >= user)
		return QUOTA_USER_FULL;
	if (quota->clients + (is_trusted ? 0 : reserve) >= places)
		return QUOTA_ALL_FULL;
	return QUOTA_OK;
}

struct quota_user *quota_add_client(struct quota *quota, uid_t uid)
{
	struct quota_user *u = quota_find_user(quota, uid);

	if (!u) {
		u = calloc(1, sizeof(*u));
		if (!u)
			return NULL;
		u->uid = uid;
		LIST_INSERT_HEAD(&quota->list, u, link);
	}
	u->clients++;
	quota->clients++;
	return u;
}

void quota_remove_client(struct quota *quota, struct quota_user *user)
{
	quota->clients--;
	if (--user->clients)
		return;
	LIST_REMOVE(user, link);
	free(user);
}

void quota_set_bytes(struct quota *quota, struct quota_user *user,
		     size_t before, size_t now)
{
	user->bytes += now - before;
	quota->bytes += now - before;
}

struct quota_user *quota_most_clients(const struct quota *quota)
{
	struct quota_user *u, *most = LIST_FIRST(&quota->list);

	LIST_FOREACH(u, &quota->list, link)
		if (u->clients > most->clients)
			most = u;
	return most;
}

struct quota_user *quota_most_bytes(const struct quota *quota)
{
	struct quota_user *u, *most = LIST_FIRST(&quota->list);

	LIST_FOREACH(u, &quota->list, link)
		if (u->bytes > most->bytes)
			most = u;
	return most;
}
