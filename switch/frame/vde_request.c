/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/vde_request.h"

#include <string.h>

#define MAGIC	    0xfeedface
#define FAMILY_UNIX 1
#define FAMILY_SIZE 2
#define TYPE_MAX    1 /* 0: a port; 1: port 0, which is served like any other */

/* Offsets of the fields in each version */
static const struct layout {
	size_t type;
	size_t socket;
} version_3 = { 8, 12 }, version_1 = { 4, 14 };

static uint32_t word_at(const uint8_t *bytes, size_t at)
{
	uint32_t word;

	memcpy(&word, bytes + at, sizeof(word));
	return word;
}

static const struct layout *layout_of(const uint8_t *bytes, size_t len)
{
	uint32_t version;

	if (len < 8 || word_at(bytes, 0) != MAGIC)
		return NULL;
	version = word_at(bytes, 4);
	if (version == 3)
		return &version_3;
	return version <= TYPE_MAX ? &version_1 : NULL;
}

static void copy_text(const uint8_t *bytes, size_t len,
		      char text[VDE_TEXT_SIZE])
{
	size_t n = len < VDE_TEXT_SIZE ? len : VDE_TEXT_SIZE - 1;

	for (size_t i = 0; i < n; i++)
		text[i] = bytes[i] >= ' ' && bytes[i] < 0x7f ? (char)bytes[i]
							     : '?';
	text[n] = '\0';
}

bool vde_request_parse(const uint8_t *bytes, size_t len,
		       struct vde_request *request)
{
	const struct layout *at = layout_of(bytes, len);
	size_t path, text;
	uint16_t family;

	if (!at)
		return false;
	path = at->socket + FAMILY_SIZE;
	text = path + VDE_PATH_SIZE;
	if (len < text || (word_at(bytes, at->type) & 0xff) > TYPE_MAX)
		return false;
	memcpy(&family, bytes + at->socket, sizeof(family));
	if (family != FAMILY_UNIX)
		return false;
	request->port = word_at(bytes, at->type) >> 8;
	memcpy(request->path, bytes + path, VDE_PATH_SIZE);
	request->path[VDE_PATH_SIZE] = '\0';
	copy_text(bytes + text, len - text, request->text);
	return true;
}
