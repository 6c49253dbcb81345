/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "port/address.h"
#include "port/listener.h"
#include "port/port.h"

_Static_assert(CLAIM_ADDRESS_SIZE == sizeof(struct sockaddr_storage),
	       "a socket's address fits");

static LIST_HEAD(claim_list, claim) claims;

struct claim_resource claim_interface(struct netns_id netns, int index)
{
	return (struct claim_resource){
		.kind = CLAIM_INTERFACE,
		.netns = netns,
		.index = index,
	};
}

struct claim_resource claim_file(dev_t dev, ino_t ino)
{
	return (struct claim_resource){
		.kind = CLAIM_FILE,
		.dev = dev,
		.ino = ino,
	};
}

struct claim_resource claim_path(int dir, const char *path)
{
	struct stat st;

	if (fstatat(dir, path, &st, 0) || !S_ISSOCK(st.st_mode))
		return (struct claim_resource){ .kind = CLAIM_NOTHING };
	return claim_file(st.st_dev, st.st_ino);
}

static struct claim_address copy_of(const struct address *address)
{
	const struct address a = address_unmapped(address);
	struct claim_address copy = { .len = a.len };

	memcpy(copy.bytes, &a.storage, a.len);
	return copy;
}

struct claim_resource claim_address(int type, const struct address *local)
{
	return (struct claim_resource){
		.kind = CLAIM_ADDRESS,
		.type = type,
		.local = copy_of(local),
	};
}

struct claim_resource claim_group(const struct address *group, int index)
{
	struct claim_resource resource = claim_address(SOCK_DGRAM, group);

	resource.index = index;
	return resource;
}

static int option_of(int fd, int option)
{
	int value = -1;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &len) ? -1 : value;
}

static struct claim_resource by_itself(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return (struct claim_resource){ .kind = CLAIM_NOTHING };
	return claim_file(st.st_dev, st.st_ino);
}

/* Accepted connections share the local address of their listening socket, so
 * they are identified by inode. */
struct claim_resource claim_socket(int fd)
{
	struct address local = { .len = sizeof(local.storage) };
	struct address remote = { .len = sizeof(remote.storage) };
	struct claim_resource resource = { .kind = CLAIM_NOTHING };
	int type = option_of(fd, SO_TYPE);
	const char *path;

	if ((type != SOCK_DGRAM && option_of(fd, SO_ACCEPTCONN) != 1) ||
	    getsockname(fd, &local.any, &local.len) ||
	    local.len <= sizeof(sa_family_t))
		return by_itself(fd);
	path = address_path(&local);
	if (path) {
		resource = claim_path(AT_FDCWD, path);
		return resource.kind == CLAIM_NOTHING ? by_itself(fd)
						      : resource;
	}
	resource = claim_address(type, &local);
	if (local.any.sa_family != AF_UNIX &&
	    !getpeername(fd, &remote.any, &remote.len))
		resource.remote = copy_of(&remote);
	return resource;
}

static bool is_same(const struct claim_address *a,
		    const struct claim_address *b)
{
	return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

static in_port_t port_of(const struct sockaddr_storage *a)
{
	return a->ss_family == AF_INET6
		       ? ((const struct sockaddr_in6 *)a)->sin6_port
		       : ((const struct sockaddr_in *)a)->sin_port;
}

static bool is_of_all(const struct sockaddr_storage *a)
{
	if (a->ss_family == AF_INET6)
		return IN6_IS_ADDR_UNSPECIFIED(
			&((const struct sockaddr_in6 *)a)->sin6_addr);
	return ((const struct sockaddr_in *)a)->sin_addr.s_addr == INADDR_ANY;
}

static bool is_inet(const struct sockaddr_storage *a)
{
	return a->ss_family == AF_INET || a->ss_family == AF_INET6;
}

/* A socket bound to the wildcard address has its port at every address; bound
 * to ::, also at every IPv4 address. */
static bool has_both(const struct claim_address *a,
		     const struct claim_address *b)
{
	struct sockaddr_storage x, y;

	memcpy(&x, a->bytes, sizeof(x));
	memcpy(&y, b->bytes, sizeof(y));
	if (!is_inet(&x) || !is_inet(&y) || port_of(&x) != port_of(&y))
		return false;
	if (x.ss_family == y.ss_family)
		return is_of_all(&x) || is_of_all(&y);
	return is_of_all(x.ss_family == AF_INET6 ? &x : &y);
}

static bool is_same_local(const struct claim_address *a,
			  const struct claim_address *b)
{
	return is_same(a, b) || has_both(a, b);
}

/* A socket without a peer receives from every sender. */
static bool is_same_remote(const struct claim_address *a,
			   const struct claim_address *b)
{
	return !a->len || !b->len || is_same(a, b);
}

static bool may_be_same_index(int a, int b)
{
	return !a || !b || a == b;
}

bool claim_overlaps(const struct claim_resource *a,
		    const struct claim_resource *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CLAIM_NOTHING:
		return false;
	case CLAIM_INTERFACE:
		return a->index == b->index &&
		       netns_id_equal(a->netns, b->netns);
	case CLAIM_FILE:
		return a->ino == b->ino && a->dev == b->dev;
	case CLAIM_ADDRESS:
		return a->type == b->type &&
		       is_same_local(&a->local, &b->local) &&
		       is_same_remote(&a->remote, &b->remote) &&
		       may_be_same_index(a->index, b->index);
	}
	return false;
}

int claim_refuse(const struct claim *holder, const char *what, struct err *err)
{
	char text[ADDRESS_TEXT_SIZE];

	if (holder->port)
		return err_say(err, EBUSY, "in-use", 0,
			       "%s is in use by port \"%s\"", what,
			       holder->port->name);
	return err_say(
		err, EBUSY, "in-use", 0,
		"%s is in use by \"port listen %s %s\"", what,
		holder->listener->ops->type,
		address_format(&holder->listener->endpoint.address, text));
}

int claim_check(const struct claim *claim,
		const struct claim_resource *resource, const char *what,
		struct err *err)
{
	const struct claim *other;

	LIST_FOREACH(other, &claims, list)
		if (other != claim &&
		    claim_overlaps(&other->resource, resource))
			return claim_refuse(other, what, err);
	return 0;
}

int claim_take(struct claim *claim, const struct claim_resource *resource,
	       const char *what, struct err *err)
{
	int ret = claim_check(claim, resource, what, err);

	if (ret)
		return ret;
	claim_drop(claim);
	if (resource->kind == CLAIM_NOTHING)
		return 0;
	claim->resource = *resource;
	LIST_INSERT_HEAD(&claims, claim, list);
	return 0;
}

void claim_drop(struct claim *claim)
{
	if (claim->resource.kind == CLAIM_NOTHING)
		return;
	LIST_REMOVE(claim, list);
	claim->resource.kind = CLAIM_NOTHING;
}
