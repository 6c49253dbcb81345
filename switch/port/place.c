/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/log.h"
#include "base/unix_socket.h"
#include "port/denied.h"

#define BACKLOG 128

/* A host may get its addresses after the switch has started. */
static int bind_failed(const struct address *a, int type, struct err *err)
{
	const char *what = type == SOCK_STREAM ? "listen on" : "bind to";
	const int errnum = errno;
	char text[ADDRESS_TEXT_SIZE];

	if (errnum == EADDRNOTAVAIL)
		return err_say(err, errnum, "no-address", 0,
			       "%s %s: no interface has this address: \"ip "
			       "address add\" gives it to one",
			       what, address_format(a, text));
	return denied_bind(
		err_set(err, errnum, "%s %s", what, address_format(a, text)),
		err);
}

static int open_without_file(const struct address *a, int type, struct err *err)
{
	int fd = socket(a->any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);
	const int one = 1;
	struct address there;
	int ret;

	if (fd < 0)
		return denied_socket(err_set(err, errno, "make a socket"),
				     a->any.sa_family, err);
	/* What was said to a switch before us need not time out first. */
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	ret = address_on_link(a, &there, err);
	if (!ret && !bind(fd, &there.any, there.len) &&
	    (type != SOCK_STREAM || !listen(fd, BACKLOG)))
		return fd;
	if (!ret)
		ret = bind_failed(a, type, err);
	close(fd);
	return ret;
}

/* Others than this host can reach it, and nothing says who they may be. */
static bool is_open_to_all(const struct place *place)
{
	static const struct prefix loopbacks[] = {
		{ AF_INET, { 127 }, 8 },
		{ AF_INET6, { [15] = 1 }, 128 },
	};
	struct allow loopback = { .n = ARRAY_SIZE(loopbacks) };

	memcpy(loopback.prefixes, loopbacks, sizeof(loopbacks));
	return place->address.any.sa_family != AF_UNIX && !place->allow.n &&
	       !secret_is_set(&place->secret) &&
	       !allow_has(&loopback, &place->address);
}

static void warn_if_open_to_all(const struct place *place)
{
	char text[ADDRESS_TEXT_SIZE];

	if (is_open_to_all(place))
		log_warn("%s: whoever can reach this may plug in: say who may "
			 "with \"allow\" or \"secret_file\"",
			 address_format(&place->address, text));
}

int place_open(struct place *place, int type, struct err *err)
{
	const struct unix_socket file = {
		.path = address_path(&place->address),
		.type = type,
		.mode = place->mode,
		.group = place->group,
	};

	int fd = file.path ? unix_socket_open(&file, &place->made, err)
			   : open_without_file(&place->address, type, err);

	if (fd >= 0 && descriptor_is_reserved(fd)) {
		place_close(place, fd);
		return descriptor_err(err, EMFILE, "a socket");
	}
	if (fd >= 0 && type == SOCK_STREAM)
		warn_if_open_to_all(place);
	return fd;
}

bool place_admits(const struct place *place, int fd)
{
	struct address from = { .len = sizeof(from.storage) };

	return !place->allow.n || (!getpeername(fd, &from.any, &from.len) &&
				   allow_has(&place->allow, &from));
}

int place_open_claimed(struct place *place, int type, struct claim *claim,
		       struct err *err)
{
	const char *path = address_path(&place->address);
	char text[ADDRESS_TEXT_SIZE], what[ADDRESS_TEXT_SIZE + 16];
	struct claim_thing thing;
	struct address there;
	int fd, ret;

	ret = address_on_link(&place->address, &there, err);
	if (ret)
		return ret;
	thing = path ? claim_path(AT_FDCWD, path) : claim_address(type, &there);
	snprintf(what, sizeof(what), "socket \"%s\"",
		 address_format(&place->address, text));
	ret = claim_check(claim, &thing, what, err);
	if (ret)
		return ret;
	fd = place_open(place, type, err);
	if (fd < 0)
		return fd;
	if (path)
		thing = claim_file(place->made.dev, place->made.ino);
	claim_take(claim, &thing, what, err); /* nobody has what is new */
	return fd;
}

bool place_is_there(const struct place *place, int fd)
{
	struct address there, bound = { .len = sizeof(bound.storage) };
	struct err why;

	return !*place->address.scope ||
	       (!address_on_link(&place->address, &there, &why) &&
		!getsockname(fd, &bound.any, &bound.len) &&
		!memcmp(&bound.storage, &there.storage, there.len));
}

void place_close(const struct place *place, int fd)
{
	const char *path = address_path(&place->address);

	if (path)
		unix_socket_close(fd, path, &place->made);
	else
		close(fd);
}

void place_allow(struct place *place, mode_t mode, gid_t group)
{
	const char *path = address_path(&place->address);
	struct err err;

	if (place->mode == mode && place->group == group)
		return;
	place->mode = mode;
	place->group = group;
	if (path && unix_socket_allow(path, &place->made, mode, group, &err))
		log_error("%s", err.text);
}

void place_swap(struct place *place, struct place *wanted)
{
	const struct place was = *place;

	place_allow(place, wanted->mode, wanted->group);
	place->allow = wanted->allow;
	wanted->allow = was.allow;
	secret_swap(&place->secret, &wanted->secret);
	wanted->mode = was.mode;
	wanted->group = was.group;
}

void place_words(const struct place *place, struct line *line)
{
	if (place->mode != PLACE_MODE)
		line_words(line, "mode %04o", place->mode);
	if (place->group != (gid_t)-1)
		line_words(line, "group %u", place->group);
	allow_words(&place->allow, line);
	if (secret_is_set(&place->secret)) {
		line_words(line, "secret_file");
		line_word(line, place->secret.path);
	}
}
