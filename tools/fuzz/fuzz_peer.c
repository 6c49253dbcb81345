/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Data from an untrusted peer.  Input: a byte that selects the kind, then
 *
 *	V	a VDE client's request
 *	D	a datagram: the length of its sender's address, the address after the
 *		family, then the data
 *	A	an address as users write it
 *
 * What is accepted is read correctly, and printed without control characters.
 */
#include <string.h>

#include "base/bytes.h"
#include "frame/vde_request.h"
#include "fuzz.h"
#include "port/address.h"
#include "port/dgram_peer.h"

#define MAGIC	    0xfeedface
#define PATH_AT	    offsetof(struct sockaddr_un, sun_path)
#define ADDRESS_MAX sizeof(struct sockaddr_un)

static uint32_t word_at(const uint8_t *data, size_t at)
{
	uint32_t word;

	memcpy(&word, data + at, sizeof(word));
	return word;
}

/* Checks that it is what the request has @at these offsets. */
static void check_request(const struct vde_request *r, const uint8_t *data,
			  size_t size, size_t type_at, size_t socket_at)
{
	const char *path = (const char *)data + socket_at + PATH_AT;
	const size_t text_at = socket_at + ADDRESS_MAX;
	size_t text_len = size - text_at;
	uint16_t family;

	must(size >= text_at);
	memcpy(&family, data + socket_at, sizeof(family));
	must(family == AF_UNIX);
	must((word_at(data, type_at) & 0xff) < 2);
	must(r->port == word_at(data, type_at) >> 8);
	must(memchr(r->path, '\0', sizeof(r->path)));
	must(strlen(r->path) == strnlen(path, VDE_PATH_SIZE));
	must(!strncmp(r->path, path, VDE_PATH_SIZE));
	must(memchr(r->text, '\0', sizeof(r->text)));
	must(strlen(r->text) ==
	     (text_len < VDE_TEXT_SIZE ? text_len : VDE_TEXT_SIZE - 1));
	for (const char *c = r->text; *c; c++)
		must(*c >= ' ' && *c <= '~');
}

static void check_vde(const uint8_t *data, size_t size)
{
	struct vde_request request;
	uint32_t version;

	memset(&request, 0xee, sizeof(request));
	if (!vde_request_parse(data, size, &request))
		return;
	must(size > 8 && word_at(data, 0) == MAGIC);
	version = word_at(data, 4);
	must(version == 3 || version < 2);
	if (version == 3)
		check_request(&request, data, size, 8, 12);
	else
		check_request(&request, data, size, 4, 14);
}

/* As recvmsg(2) returns it, with other bytes after its length. */
static struct address sender(const uint8_t *data, size_t len, int behind)
{
	struct address a;

	memset(&a, behind, sizeof(a));
	memset(&a.un.sun_family, 0, sizeof(a.un.sun_family));
	if (len >= PATH_AT) {
		a.un.sun_family = AF_UNIX;
		memcpy(a.un.sun_path, data, len - PATH_AT);
	}
	a.len = (socklen_t)len;
	return a;
}

/* An address that can be parsed again is the same one.  A relative path is not
 * checked, since it may look like anything. */
static void check_printed(const struct address *a, const char *text)
{
	const char *path = address_path(a);
	struct address again;
	struct err err;

	if (path ? *path != '/' : strlen(text) != a->len - PATH_AT)
		return;
	if (address_parse(text, &again, &err))
		return;
	must(path ? !strcmp(address_path(&again), text)
		  : address_equal(a, &again));
}

static void check_sender(const uint8_t *data, size_t len)
{
	const struct address a = sender(data, len, '!'),
			     b = sender(data, len, '?');
	char text[ADDRESS_TEXT_SIZE], other[ADDRESS_TEXT_SIZE];

	memset(text, 'x', sizeof(text));
	must(address_format(&a, text) == text);
	must(memchr(text, '\0', sizeof(text)));
	must(!strcmp(text, address_format(&b, other)));
	must(len > PATH_AT || !*text);
	must(address_equal(&a, &b) && address_equal(&b, &a));
	check_printed(&a, text);
}

static void check_datagram(const uint8_t *data, size_t size)
{
	size_t len = size ? data[0] % (ADDRESS_MAX + 1) : 0;
	size_t of_input = len > PATH_AT ? len - PATH_AT : 0;
	struct buf datagram;

	if (size < 1 + of_input)
		return;
	check_sender(data + 1, len);
	datagram.len = (uint32_t)(size - 1 - of_input);
	/* The input is only read; libFuzzer would notice a write. */
	datagram.data = (uint8_t *)(uintptr_t)data + 1 + of_input;
	must(dgram_is_greeting(&datagram) ==
	     (datagram.len == 4 && get_be32(datagram.data) == 0x56464b54));
}

static void check_address(const struct address *a, const char *text)
{
	char printed[ADDRESS_TEXT_SIZE];
	struct address again;
	struct err err;

	must(a->len <= sizeof(a->storage));
	memset(printed, 'x', sizeof(printed));
	address_format(a, printed);
	must(memchr(printed, '\0', sizeof(printed)));
	must(!address_parse(printed, &again, &err));
	must(address_equal(a, &again));
	if (a->any.sa_family != AF_UNIX) {
		must(!address_path(a) && !strchr(text, '/'));
		return;
	}
	must(!strcmp(printed, text));
	must(!address_path(a) == (*text == '@'));
	must(!address_path(a) || !strcmp(address_path(a), text));
}

static void check_address_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct address a;
	struct err err = { 0 };

	must(text);
	memcpy(text, data, size);
	text[size] = '\0';
	if (!address_parse(text, &a, &err))
		check_address(&a, text);
	else
		must(err.code && !strcmp(err.code, "bad-value") &&
		     memchr(err.text, '\0', sizeof(err.text)));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	switch (data[0]) {
	case 'V':
		check_vde(data + 1, size - 1);
		break;
	case 'D':
		check_datagram(data + 1, size - 1);
		break;
	case 'A':
		check_address_text(data + 1, size - 1);
		break;
	}
	return 0;
}
