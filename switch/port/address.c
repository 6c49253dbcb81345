/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

static int parse_unix(const char *text, struct address *a, struct err *err)
{
	size_t len = strlen(text);

	if (len >= sizeof(a->un.sun_path))
		return err_say(err, ENAMETOOLONG, "bad-value", 0,
			       "\"%.40s...\" has %zu bytes, %zu at most", text,
			       len, sizeof(a->un.sun_path) - 1);
	a->un.sun_family = AF_UNIX;
	memcpy(a->un.sun_path, text, len + 1);
	a->len = sizeof(a->un);
	if (*text == '@') {
		a->un.sun_path[0] = '\0';
		a->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				     len);
	}
	return 0;
}

#define HOST_SIZE (INET6_ADDRSTRLEN + 2 + ADDRESS_SCOPE_SIZE) /* [a%e] */

/* Splits @text at its last colon. */
static bool split_port(const char *text, char host[HOST_SIZE], in_port_t *port)
{
	const char *colon = strrchr(text, ':');
	unsigned long number;
	size_t len;
	char *end;

	if (!colon || colon[1] < '0' || colon[1] > '9')
		return false;
	number = strtoul(colon + 1, &end, 10);
	len = (size_t)(colon - text);
	if (*end || !number || number > UINT16_MAX || len >= HOST_SIZE)
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	*port = htons((uint16_t)number);
	return true;
}

static bool parse_ipv4(const char *host, in_port_t port, struct address *a)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&a->storage;

	if (!*host)
		host = "0.0.0.0";
	if (!strcmp(host, "localhost"))
		host = "127.0.0.1";
	in->sin_family = AF_INET;
	in->sin_port = port;
	a->len = sizeof(*in);
	return inet_pton(AF_INET, host, &in->sin_addr) == 1;
}

/* Moves the interface's name behind '%' (RFC 4007, 11) from @host to
 * @a->scope. */
static bool split_scope(char *host, struct address *a)
{
	char *percent = strchr(host, '%');
	size_t len = percent ? strlen(percent + 1) : 0;

	if (!percent)
		return true;
	if (!len || len >= sizeof(a->scope))
		return false;
	memcpy(a->scope, percent + 1, len);
	*percent = '\0';
	return true;
}

/* Brackets are required: else the last group could be taken for a port. */
static bool parse_ipv6(char *host, in_port_t port, struct address *a)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&a->storage;
	char *last = host + strlen(host) - 1;

	if (*last != ']')
		return false;
	*last = '\0';
	in6->sin6_family = AF_INET6;
	in6->sin6_port = port;
	a->len = sizeof(*in6);
	return split_scope(host, a) &&
	       inet_pton(AF_INET6, host + 1, &in6->sin6_addr) == 1;
}

static bool parse_inet(const char *text, struct address *a)
{
	char host[HOST_SIZE];
	in_port_t port;

	if (!split_port(text, host, &port))
		return false;
	return *host == '[' ? parse_ipv6(host, port, a)
			    : parse_ipv4(host, port, a);
}

int address_parse(const char *text, struct address *address, struct err *err)
{
	*address = (struct address){ .len = 0 };
	if (strchr(text, '/') || (*text == '@' && text[1]))
		return parse_unix(text, address, err);
	if (parse_inet(text, address))
		return 0;
	return err_say(err, EINVAL, "bad-value", 0,
		       "\"%s\" is not an address: expected /a/path, @name, "
		       "192.0.2.1:4000 or [2001:db8::1]:4000",
		       text);
}

static void format_unix(const struct address *a, char text[ADDRESS_TEXT_SIZE])
{
	size_t len = a->len > offsetof(struct sockaddr_un, sun_path)
			     ? a->len - offsetof(struct sockaddr_un, sun_path)
			     : 0;

	*text = '\0';
	if (len && !a->un.sun_path[0])
		snprintf(text, ADDRESS_TEXT_SIZE, "@%.*s", (int)len - 1,
			 a->un.sun_path + 1);
	else if (len)
		snprintf(text, ADDRESS_TEXT_SIZE, "%.*s", (int)len,
			 a->un.sun_path);
}

/* An address from the kernel has the interface's index in place of its name. */
static void format_ipv6(const struct address *a, char text[ADDRESS_TEXT_SIZE])
{
	const struct sockaddr_in6 *in6 = (const void *)&a->storage;
	char host[INET6_ADDRSTRLEN], ifname[IF_NAMESIZE] = "";
	const char *scope = a->scope;

	inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof(host));
	if (!*scope && in6->sin6_scope_id &&
	    if_indextoname(in6->sin6_scope_id, ifname))
		scope = ifname;
	snprintf(text, ADDRESS_TEXT_SIZE, "[%s%s%s]:%u", host,
		 *scope ? "%" : "", scope, ntohs(in6->sin6_port));
}

const char *address_format(const struct address *address,
			   char text[ADDRESS_TEXT_SIZE])
{
	const struct sockaddr_in *in = (const void *)&address->storage;
	char host[INET_ADDRSTRLEN];

	*text = '\0';
	switch (address->any.sa_family) {
	case AF_UNIX:
		format_unix(address, text);
		break;
	case AF_INET:
		inet_ntop(AF_INET, &in->sin_addr, host, sizeof(host));
		snprintf(text, ADDRESS_TEXT_SIZE, "%s:%u", host,
			 ntohs(in->sin_port));
		break;
	case AF_INET6:
		format_ipv6(address, text);
		break;
	}
	return text;
}

const char *address_path(const struct address *address)
{
	if (address->any.sa_family != AF_UNIX || !address->un.sun_path[0])
		return NULL;
	return address->un.sun_path;
}

struct address address_unmapped(const struct address *address)
{
	const struct sockaddr_in6 *in6 = (const void *)&address->storage;
	struct address plain = { .len = sizeof(struct sockaddr_in) };
	struct sockaddr_in *in = (struct sockaddr_in *)&plain.storage;

	if (address->any.sa_family != AF_INET6 ||
	    !IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
		return *address;
	in->sin_family = AF_INET;
	in->sin_port = in6->sin6_port;
	memcpy(&in->sin_addr, &in6->sin6_addr.s6_addr[12],
	       sizeof(in->sin_addr));
	return plain;
}

bool address_equal(const struct address *a, const struct address *b)
{
	return a->len == b->len && !memcmp(&a->storage, &b->storage, a->len) &&
	       (a->any.sa_family != AF_INET6 || !strcmp(a->scope, b->scope));
}

/* The IPv4 address, also if it is IPv4-mapped; 0 for other addresses */
static in_addr_t ipv4_of(const struct address *address)
{
	const struct address a = address_unmapped(address);
	const struct sockaddr_in *in = (const void *)&a.storage;

	return a.any.sa_family == AF_INET ? ntohl(in->sin_addr.s_addr) : 0;
}

void address_trim_slashes(struct address *a)
{
	const char *path = address_path(a);
	size_t len = path ? strlen(path) : 0;

	while (len > 1 && path[len - 1] == '/')
		a->un.sun_path[--len] = '\0';
}

bool address_is_same(const struct address *a, const struct address *b)
{
	const char *path = address_path(a), *other = address_path(b);
	const struct address x = address_unmapped(a), y = address_unmapped(b);

	if (path && other)
		return path_is_same(path, other);
	return address_equal(&x, &y);
}

bool address_is_group(const struct address *a)
{
	const struct sockaddr_in6 *in6 = (const void *)&a->storage;

	return IN_MULTICAST(ipv4_of(a)) ||
	       (a->any.sa_family == AF_INET6 &&
		IN6_IS_ADDR_MULTICAST(&in6->sin6_addr));
}

bool address_is_broadcast(const struct address *a)
{
	return ipv4_of(a) == INADDR_BROADCAST;
}

bool address_is_any(const struct address *address)
{
	const struct address a = address_unmapped(address);
	const struct sockaddr_in6 *in6 = (const void *)&a.storage;

	if (a.any.sa_family == AF_INET)
		return ipv4_of(&a) == INADDR_ANY;
	return a.any.sa_family == AF_INET6 &&
	       IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr);
}

bool address_is_link_local(const struct address *a)
{
	const struct sockaddr_in6 *in6 = (const void *)&a->storage;

	return a->any.sa_family == AF_INET6 &&
	       IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr);
}

int address_resolve_scope(const struct address *address,
			  struct address *resolved, struct err *err)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&resolved->storage;
	char text[ADDRESS_TEXT_SIZE];
	unsigned int index;

	*resolved = *address;
	if (!*resolved->scope)
		return 0;
	index = if_nametoindex(resolved->scope);
	if (!index)
		return err_say(err, ENODEV, "no-such-interface", 0,
			       "%s: interface \"%s\" does not exist",
			       address_format(resolved, text), resolved->scope);
	in6->sin6_scope_id = index;
	return 0;
}
