/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/allow.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define IPV6_HOST_BITS 64 /* the host chooses the other bits: RFC 4862 */

static int refuse(const char *text, size_t len, struct err *err)
{
	return err_say(err, EINVAL, "bad-value", 0,
		       "allow \"%.*s\": expected an address with /length, as "
		       "192.0.2.0/24 or 2001:db8::/32",
		       (int)len, text);
}

/* Clients' IPv4 addresses are compared as IPv4, also on an IPv6 socket. */
static void unmap(struct prefix *prefix)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (prefix->family != AF_INET6 || prefix->bits < 8 * sizeof(mapped) ||
	    memcmp(prefix->address, mapped, sizeof(mapped)) != 0)
		return;
	*prefix = (struct prefix){
		.family = AF_INET,
		.bits = (uint8_t)(prefix->bits - 8 * sizeof(mapped)),
		.address = { prefix->address[12], prefix->address[13],
			     prefix->address[14], prefix->address[15] },
	};
}

int allow_parse(const char *text, struct allow *allow, struct err *err)
{
	struct allow found = { .n = 0 };
	char one[PREFIX_TEXT_SIZE];
	size_t len;

	do {
		len = strcspn(text, ",");
		if (found.n == ALLOW_MAX)
			return err_say(err, E2BIG, "bad-value", 0,
				       "allow: more than %d prefixes",
				       ALLOW_MAX);
		if (len >= sizeof(one))
			return refuse(text, sizeof(one), err);
		memcpy(one, text, len);
		one[len] = '\0';
		if (!prefix_parse(one, &found.prefixes[found.n]))
			return refuse(text, len, err);
		unmap(&found.prefixes[found.n++]);
		text += len;
	} while (*text++);
	*allow = found;
	return 0;
}

void allow_words(const struct allow *allow, struct line *line)
{
	char list[ALLOW_MAX * PREFIX_TEXT_SIZE], one[PREFIX_TEXT_SIZE];
	size_t len = 0;

	if (!allow->n)
		return;
	for (size_t i = 0; i < allow->n; i++)
		len += (size_t)snprintf(
			list + len, sizeof(list) - len, "%s%s", i ? "," : "",
			prefix_format(&allow->prefixes[i], one));
	line_words(line, "allow %s", list);
}

/* The address as a prefix of full length */
static struct prefix host_of(const struct address *from)
{
	const struct address a = address_unmapped(from);
	const struct sockaddr_in6 *in6 = (const void *)&a.storage;
	const struct sockaddr_in *in = (const void *)&a.storage;
	struct prefix host = { .family = a.any.sa_family };

	if (host.family == AF_INET)
		memcpy(host.address, &in->sin_addr, sizeof(in->sin_addr));
	else if (host.family == AF_INET6)
		memcpy(host.address, &in6->sin6_addr, sizeof(host.address));
	host.bits = host.family == AF_INET ? 32 : 128;
	return host;
}

static bool lists(const struct allow *allow, const struct prefix *prefix)
{
	for (size_t i = 0; i < allow->n; i++)
		if (allow->prefixes[i].bits == prefix->bits &&
		    prefix_has(&allow->prefixes[i], prefix))
			return true;
	return false;
}

static bool lists_all_of(const struct allow *allow, const struct allow *other)
{
	for (size_t i = 0; i < other->n; i++)
		if (!lists(allow, &other->prefixes[i]))
			return false;
	return true;
}

bool allow_equal(const struct allow *a, const struct allow *b)
{
	return lists_all_of(a, b) && lists_all_of(b, a);
}

bool allow_has(const struct allow *allow, const struct address *from)
{
	const struct prefix host = host_of(from);

	for (size_t i = 0; i < allow->n; i++)
		if (prefix_has(&allow->prefixes[i], &host))
			return true;
	return !allow->n;
}

bool allow_is_same_host(const struct address *a, const struct address *b)
{
	const struct prefix other = host_of(b);
	struct prefix one = host_of(a);

	if (one.family == AF_INET6)
		one.bits = IPV6_HOST_BITS;
	return prefix_has(&one, &other);
}
