/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/endpoint.h"

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

/* EADDRNOTAVAIL has a code of its own, so that callers can wait for the
 * address: a host may get it after the switch has started. */
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
	/* Connections of an earlier switch may still be in TIME_WAIT. */
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	ret = address_resolve_scope(a, &there, err);
	if (!ret && !bind(fd, &there.any, there.len) &&
	    (type != SOCK_STREAM || !listen(fd, BACKLOG)))
		return fd;
	if (!ret)
		ret = bind_failed(a, type, err);
	close(fd);
	return ret;
}

/* Other hosts can reach it, and neither allow nor secret_file limits them. */
static bool is_open_to_all(const struct endpoint *endpoint)
{
	static const struct prefix loopbacks[] = {
		{ AF_INET, { 127 }, 8 },
		{ AF_INET6, { [15] = 1 }, 128 },
	};
	struct allow loopback = { .n = ARRAY_SIZE(loopbacks) };

	memcpy(loopback.prefixes, loopbacks, sizeof(loopbacks));
	return endpoint->address.any.sa_family != AF_UNIX &&
	       !endpoint->allow.n && !secret_is_set(&endpoint->secret) &&
	       !allow_has(&loopback, &endpoint->address);
}

static void warn_if_open_to_all(const struct endpoint *endpoint)
{
	char text[ADDRESS_TEXT_SIZE];

	if (is_open_to_all(endpoint))
		log_warn("%s: every host that can reach this address may "
			 "connect; limit that with \"allow\" or "
			 "\"secret_file\"",
			 address_format(&endpoint->address, text));
}

int endpoint_open(struct endpoint *endpoint, int type, struct err *err)
{
	const struct unix_socket file = {
		.path = address_path(&endpoint->address),
		.type = type,
		.mode = endpoint->mode,
		.group = endpoint->group,
	};

	int fd = file.path ? unix_socket_open(&file, &endpoint->made, err)
			   : open_without_file(&endpoint->address, type, err);

	if (fd >= 0 && descriptor_is_reserved(fd)) {
		endpoint_close(endpoint, fd);
		return descriptor_err(err, EMFILE, "a socket");
	}
	if (fd >= 0 && type == SOCK_STREAM)
		warn_if_open_to_all(endpoint);
	return fd;
}

bool endpoint_allows(const struct endpoint *endpoint, int fd)
{
	struct address from = { .len = sizeof(from.storage) };

	return !endpoint->allow.n || (!getpeername(fd, &from.any, &from.len) &&
				      allow_has(&endpoint->allow, &from));
}

int endpoint_open_claimed(struct endpoint *endpoint, int type,
			  struct claim *claim, struct err *err)
{
	const char *path = address_path(&endpoint->address);
	char text[ADDRESS_TEXT_SIZE], what[ADDRESS_TEXT_SIZE + 16];
	struct claim_resource resource;
	struct address there;
	int fd, ret;

	ret = address_resolve_scope(&endpoint->address, &there, err);
	if (ret)
		return ret;
	resource =
		path ? claim_path(AT_FDCWD, path) : claim_address(type, &there);
	snprintf(what, sizeof(what), "socket \"%s\"",
		 address_format(&endpoint->address, text));
	ret = claim_check(claim, &resource, what, err);
	if (ret)
		return ret;
	fd = endpoint_open(endpoint, type, err);
	if (fd < 0)
		return fd;
	if (path)
		resource = claim_file(endpoint->made.dev, endpoint->made.ino);
	claim_take(claim, &resource, what, err); /* succeeds: it was checked */
	return fd;
}

bool endpoint_is_bound(const struct endpoint *endpoint, int fd)
{
	struct address there, bound = { .len = sizeof(bound.storage) };
	struct err why;

	return !*endpoint->address.scope ||
	       (!address_resolve_scope(&endpoint->address, &there, &why) &&
		!getsockname(fd, &bound.any, &bound.len) &&
		!memcmp(&bound.storage, &there.storage, there.len));
}

void endpoint_close(const struct endpoint *endpoint, int fd)
{
	const char *path = address_path(&endpoint->address);

	if (path)
		unix_socket_close(fd, path, &endpoint->made);
	else
		close(fd);
}

void endpoint_allow(struct endpoint *endpoint, mode_t mode, gid_t group)
{
	const char *path = address_path(&endpoint->address);
	struct err err;

	if (endpoint->mode == mode && endpoint->group == group)
		return;
	endpoint->mode = mode;
	endpoint->group = group;
	if (path && unix_socket_allow(path, &endpoint->made, mode, group, &err))
		log_error("%s", err.text);
}

void endpoint_swap(struct endpoint *endpoint, struct endpoint *wanted)
{
	const struct endpoint was = *endpoint;

	endpoint_allow(endpoint, wanted->mode, wanted->group);
	endpoint->allow = wanted->allow;
	wanted->allow = was.allow;
	secret_swap(&endpoint->secret, &wanted->secret);
	wanted->mode = was.mode;
	wanted->group = was.group;
}

void endpoint_words(const struct endpoint *endpoint, struct line *line)
{
	if (endpoint->mode != ENDPOINT_MODE)
		line_words(line, "mode %04o", endpoint->mode);
	if (endpoint->group != (gid_t)-1)
		line_words(line, "group %u", endpoint->group);
	allow_words(&endpoint->allow, line);
	if (secret_is_set(&endpoint->secret)) {
		line_words(line, "secret_file");
		line_word(line, endpoint->secret.path);
	}
}
