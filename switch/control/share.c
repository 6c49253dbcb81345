/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/share.h"

#include <stdlib.h>

#include "control/server.h"

void shares_init(struct shares *shares, uid_t own)
{
	*shares = (struct shares){ .own = own };
	LIST_INIT(&shares->list);
}

struct share *shares_find(const struct shares *shares, uid_t uid)
{
	struct share *s;

	LIST_FOREACH(s, &shares->list, link)
		if (s->uid == uid)
			return s;
	return NULL;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

enum share_room shares_room(const struct shares *shares, uid_t uid, size_t left)
{
	const bool is_trusted = !uid || uid == shares->own;
	const struct share *s = shares_find(shares, uid);
	const size_t more = least(left, SERVER_CLIENTS_MAX) + 1;
	const size_t places = least(shares->clients + more, SERVER_CLIENTS_MAX);
	const size_t user = least(places / 4, SERVER_CLIENTS_USER);
	const size_t reserve = least(places / 4, SERVER_CLIENTS_RESERVE);

	if (!is_trusted && s && s->clients >= user)
		return SHARE_IS_FULL;
	if (shares->clients + (is_trusted ? 0 : reserve) >= places)
		return SHARES_ARE_FULL;
	return SHARE_HAS_ROOM;
}

struct share *shares_join(struct shares *shares, uid_t uid)
{
	struct share *s = shares_find(shares, uid);

	if (!s) {
		s = calloc(1, sizeof(*s));
		if (!s)
			return NULL;
		s->uid = uid;
		LIST_INSERT_HEAD(&shares->list, s, link);
	}
	s->clients++;
	shares->clients++;
	return s;
}

void shares_leave(struct shares *shares, struct share *share)
{
	shares->clients--;
	if (--share->clients)
		return;
	LIST_REMOVE(share, link);
	free(share);
}

void shares_hold(struct shares *shares, struct share *share, size_t before,
		 size_t now)
{
	share->bytes += now - before;
	shares->bytes += now - before;
}

struct share *shares_most_clients(const struct shares *shares)
{
	struct share *s, *most = LIST_FIRST(&shares->list);

	LIST_FOREACH(s, &shares->list, link)
		if (s->clients > most->clients)
			most = s;
	return most;
}

struct share *shares_most_bytes(const struct shares *shares)
{
	struct share *s, *most = LIST_FIRST(&shares->list);

	LIST_FOREACH(s, &shares->list, link)
		if (s->bytes > most->bytes)
			most = s;
	return most;
}
