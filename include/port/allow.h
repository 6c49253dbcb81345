/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The prefixes from which clients may connect over a network, written as
 * 192.0.2.0/24,2001:db8::/32.
 */
#ifndef PORT_ALLOW_H
#define PORT_ALLOW_H

#include "base/line.h"
#include "base/prefix.h"
#include "port/address.h"

#define ALLOW_MAX 16

/** struct allow - The prefixes; with none, every address is allowed */
struct allow {
	struct prefix prefixes[ALLOW_MAX];
	size_t n;
};

/** allow_parse() - Parse a list; 0, or a negative errno with @err set */
int allow_parse(const char *text, struct allow *allow, struct err *err);

/** allow_words() - Append "allow LIST" to @line, unless the list is empty */
void allow_words(const struct allow *allow, struct line *line);

/** allow_equal() - Whether both list the same prefixes, in any order */
bool allow_equal(const struct allow *a, const struct allow *b);

/** allow_has() - Whether a client at this address may connect */
bool allow_has(const struct allow *allow, const struct address *from);

/**
 * allow_is_same_host() - Whether both addresses may be one host's
 *
 * TCP or UDP ports are not compared.  Of IPv6 the first 64 bits are compared: a
 * host can use any number of addresses in its /64.
 */
bool allow_is_same_host(const struct address *a, const struct address *b);

#endif /* PORT_ALLOW_H */
