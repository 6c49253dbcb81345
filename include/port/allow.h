/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may connect over a network: a list of prefixes, as 192.0.2.0/24,2001:db8::/32 */
#ifndef PORT_ALLOW_H
#define PORT_ALLOW_H

#include "base/line.h"
#include "base/prefix.h"
#include "port/address.h"

#define ALLOW_MAX 16

/** struct allow - The prefixes; none: whoever can reach us may */
struct allow {
	struct prefix prefixes[ALLOW_MAX];
	size_t n;
};

/** allow_parse() - Return: 0, or a negative errno with @err set */
int allow_parse(const char *text, struct allow *allow, struct err *err);

/** allow_words() - "allow ...", unless there is none */
void allow_words(const struct allow *allow, struct line *line);

/** allow_equal() - Whether both list the same prefixes, in whatever order */
bool allow_equal(const struct allow *a, const struct allow *b);

/** allow_has() - Whether somebody at this address may connect */
bool allow_has(const struct allow *allow, const struct address *from);

/**
 * allow_is_same_host() - Whether both may be of one, whatever their ports
 *
 * A host of IPv6 has as many addresses of its /64 as it likes.
 */
bool allow_is_same_host(const struct address *a, const struct address *b);

#endif /* PORT_ALLOW_H */
