/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/syntax.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/ip_address.h"
#include "base/mac.h"
#include "base/names.h"
#include "base/prefix.h"
#include "base/vids.h"

#define IFNAME_LEN_MAX 15

bool span_is(struct span span, const char *text)
{
	return strlen(text) == span.len && !memcmp(span.at, text, span.len);
}

struct span span_cut(struct span *rest, char c)
{
	const char *found = memchr(rest->at, c, rest->len);
	struct span part = *rest;

	if (found)
		part.len = (size_t)(found - rest->at);
	rest->at += part.len + !!found;
	rest->len -= part.len + !!found;
	return part;
}

/* Reads <name:type> or <type>. */
static void read_value(struct span text, struct syntax_item *item)
{
	struct span inner = { text.at + 1, text.len - 2 };
	struct span type = inner;

	assert(text.len > 2 && text.at[0] == '<' &&
	       text.at[text.len - 1] == '>');
	item->name = span_cut(&type, ':');
	item->type = type.len ? type : inner;
	if (!type.len && item->kind == SYNTAX_KEY)
		item->name = item->word;
}

static void read_item(struct span text, struct syntax_item *item)
{
	if (*text.at == '<') {
		item->kind = SYNTAX_VALUE;
		read_value(text, item);
		return;
	}
	item->is_bare = *text.at == '[';
	item->word = span_cut(&text, ' ');
	if (item->is_bare) {
		assert(item->word.at[item->word.len - 1] == ']');
		item->word.at++;
		item->word.len -= 2;
	}
	if (text.len) {
		item->kind = SYNTAX_KEY;
		read_value(text, item);
	} else {
		item->kind = item->optional ? SYNTAX_CHOICE : SYNTAX_WORD;
	}
}

size_t syntax_len(const char *row)
{
	unsigned int depth = 0;
	size_t len = 0;

	for (; row[len] && (depth || row[len] != ' '); len++) {
		depth += row[len] == '[';
		depth -= row[len] == ']' && depth;
	}
	return len;
}

struct span syntax_head(const char *row)
{
	size_t len = strcspn(row, "<[|");

	while (row[len - 1] == ' ')
		len--;
	return (struct span){ row, len };
}

bool syntax_next(const char **row, struct syntax_item *item)
{
	const char *p = *row + strspn(*row, " ");
	struct span text = { p, syntax_len(p) };

	if (!*p)
		return false;
	*row = p + text.len;
	*item = (struct syntax_item){ .optional = *p == '[' };
	if (item->optional) {
		item->repeats = (*row)[-1] == '.';
		text.len -= item->repeats ? strlen("[]...") : strlen("[]");
		text.at++;
		assert(text.at[text.len] == ']');
	}
	read_item(text, item);
	return true;
}

bool span_has_word(struct span words, const char *word)
{
	while (words.len)
		if (span_is(span_cut(&words, '|'), word))
			return true;
	return false;
}

bool syntax_number(const char *word, uint64_t *value)
{
	bool hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
	const char *digits = hex ? word + 2 : word;
	char *end;

	/* strtoull() would accept a blank or a sign */
	if (hex ? !isxdigit((unsigned char)*digits)
		: !isdigit((unsigned char)*digits))
		return false;
	errno = 0;
	*value = strtoull(digits, &end, hex ? 16 : 10);
	return !*end && !errno;
}

bool syntax_range(struct span type, uint64_t *least, uint64_t *most)
{
	char *end;

	if (!isdigit((unsigned char)*type.at))
		return false;
	*least = strtoull(type.at, &end, 10);
	if (end + 2 >= type.at + type.len || strncmp(end, "..", 2))
		return false;
	*most = strtoull(end + 2, &end, 10);
	return end == type.at + type.len;
}

static bool is_name(const char *word)
{
	size_t len = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789_.:-");

	return len && len < PORT_NAME_SIZE && !word[len] && *word != '-';
}

/* The same rules as dev_valid_name() of the kernel */
static bool is_ifname(const char *word)
{
	size_t len = strlen(word);

	return len && len <= IFNAME_LEN_MAX &&
	       !strpbrk(word, "/: \t\n\v\f\r") && strcmp(word, ".") &&
	       strcmp(word, "..");
}

static bool is_mac(const char *word)
{
	struct mac mac;

	return mac_parse(word, &mac);
}

static bool is_prefix(const char *word)
{
	struct prefix prefix;

	return prefix_parse(word, &prefix);
}

static bool is_ip(const char *word)
{
	struct ip_address address;

	return ip_address_parse(word, &address);
}

/* MAC addresses are spelt like names. */
static bool is_end(const char *word)
{
	return is_name(word) || is_ip(word);
}

static bool is_vids(const char *word)
{
	struct vids vids;

	return vids_parse(word, &vids);
}

static bool is_any(const char *word)
{
	(void)word;
	return true;
}

static const struct {
	const char *type;
	bool (*fits)(const char *word);
	const char *what;
} types[] = {
	{ "name", is_name, "a name: 1 to 31 of A-Z a-z 0-9 _ . : -" },
	{ "new", is_name, "a name: 1 to 31 of A-Z a-z 0-9 _ . : -" },
	{ "ports", names_is_list, "ports, as lan1,p1-p8,vm*" },
	{ "ifname", is_ifname,
	  "an interface's name: 1 to 15 bytes, no / : or blank" },
	{ "mac", is_mac, "a MAC address" },
	{ "prefix", is_prefix, "an address with its length, as 192.0.2.1/24" },
	{ "ip", is_ip, "an IPv4 or IPv6 address" },
	{ "host", is_end, "an IP address, or a port that has one" },
	{ "end", is_end, "a port, a MAC address or an IP address" },
	{ "hex", hex_is, "bytes as an even number of hexadecimal digits" },
	{ "vids", is_vids, "VLANs up to 4094, as 10,20,30-40 or all" },
	{ "word", is_any, "a word" },
};

static size_t find_type(struct span type)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(types) && !span_is(type, types[i].type))
		i++;
	assert(i < ARRAY_SIZE(types));
	return i;
}

bool syntax_is_choice(struct span type)
{
	return type.len && memchr(type.at, '|', type.len);
}

bool syntax_fits(struct span type, const char *word)
{
	uint64_t least, most, value;

	if (syntax_range(type, &least, &most))
		return syntax_number(word, &value) && value >= least &&
		       value <= most;
	if (syntax_is_choice(type))
		return span_has_word(type, word);
	return types[find_type(type)].fits(word);
}

void syntax_describe(struct span type, char *text, size_t size)
{
	uint64_t least, most;

	if (syntax_range(type, &least, &most))
		snprintf(text, size, "a number from %ju to %ju",
			 (uintmax_t)least, (uintmax_t)most);
	else
		snprintf(text, size, "%s", types[find_type(type)].what);
}
