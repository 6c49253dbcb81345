/* SPDX-License-Identifier: BSD-2-Clause */
#include "sent.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "frame/parse.h"

static const struct {
	const char *name;
	struct mac mac;
} stations[] = {
	{ "alice", { { 2, 0, 0, 0, 0, 0xa } } },
	{ "bob", { { 2, 0, 0, 0, 0, 0xb } } },
	{ "carol", { { 2, 0, 0, 0, 0, 0xc } } },
	{ "dave", { { 2, 0, 0, 0, 0, 0xd } } },
	{ "erin", { { 2, 0, 0, 0, 0, 0xe } } },
	{ "nobody", { { 0, 0, 0, 0, 0, 0 } } },
	{ "some", { { 0x01, 0x00, 0x5e, 0, 0, 1 } } },
	{ "all", { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } } },
};

static const struct {
	const char *word;
	uint16_t type;
} types[] = {
	{ "arp", 0x0806 },   { "ipv4", 0x0800 },  { "ipv6", 0x86dd },
	{ "stp", 0x0026 },   { "pause", 0x8808 }, { "lacp", 0x8809 },
	{ "eapol", 0x888e }, { "lldp", 0x88cc },
};

static const struct {
	const char *word;
	uint16_t tpid;
} tags[] = {
	{ "tag", 0x8100 },
	{ "stag", 0x88a8 },
	{ "tag9100", 0x9100 },
	{ "tag9200", 0x9200 },
};

bool station_find(const char *name, struct mac *mac)
{
	for (size_t i = 0; i < ARRAY_SIZE(stations); i++) {
		if (!strcmp(name, stations[i].name)) {
			*mac = stations[i].mac;
			return true;
		}
	}
	return mac_parse(name, mac);
}

const char *station_name(struct mac mac, char text[MAC_TEXT_SIZE])
{
	for (size_t i = 0; i < ARRAY_SIZE(stations); i++)
		if (mac_equal(mac, stations[i].mac))
			return stations[i].name;
	return mac_format(mac, text);
}

static bool type_find(const char *word, uint16_t *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (!strcmp(word, types[i].word)) {
			*type = types[i].type;
			return true;
		}
	}
	return false;
}

static bool tag_find(const char *word, uint16_t *tpid)
{
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		if (!strcmp(word, tags[i].word)) {
			*tpid = tags[i].tpid;
			return true;
		}
	}
	return false;
}

static bool number_read(const char *text, unsigned long most,
			unsigned long *value)
{
	char *end;

	if (!text)
		return false;
	*value = strtoul(text, &end, 0);
	return end != text && !*end && *value <= most;
}

#define TAGS_MAX 8

/**
 * struct recipe - What the words behind the addresses mean
 * @size:	Bytes behind the Ethernet header, without tags
 * @tags:	The outer one first: TPID, then TCI
 */
struct recipe {
	uint16_t type;
	unsigned long size;
	size_t tag_count;
	uint16_t tags[TAGS_MAX][2];
};

static bool tag_read(struct recipe *r, uint16_t tpid, const char *text)
{
	unsigned long tci;

	if (r->tag_count == TAGS_MAX || !number_read(text, UINT16_MAX, &tci))
		return false;
	r->tags[r->tag_count][0] = tpid;
	r->tags[r->tag_count++][1] = (uint16_t)tci;
	return true;
}

static const char *recipe_read(struct recipe *r, char **words)
{
	const char *word;
	uint16_t tpid;

	while ((word = strtok_r(NULL, " \t", words))) {
		if (type_find(word, &r->type))
			continue;
		if (!strcmp(word, "size")) {
			if (!number_read(strtok_r(NULL, " \t", words), 10000,
					 &r->size))
				return "size 0..10000";
		} else if (tag_find(word, &tpid)) {
			if (!tag_read(r, tpid, strtok_r(NULL, " \t", words)))
				return "a tag's 16 bits, and 8 tags at most";
		} else {
			return "a word that no frame knows";
		}
	}
	return NULL;
}

static void build(struct sent *sent, struct mac src, struct mac dst,
		  const struct recipe *r)
{
	uint8_t *at = sent->room + SENT_AT;

	memset(sent->room, 0, sizeof(sent->room));
	memcpy(at, dst.byte, sizeof(dst.byte));
	memcpy(at + 6, src.byte, sizeof(src.byte));
	at += 12;
	for (size_t i = 0; i < r->tag_count; i++) {
		put_be16(at, r->tags[i][0]);
		put_be16(at + 2, r->tags[i][1]);
		at += VLAN_TAG_SIZE;
	}
	put_be16(at, r->type);
	at += 2 + r->size;
	sent->frame.len = (uint32_t)(at - sent->room) - SENT_AT;
}

static const char *build_hex(struct sent *sent, const char *hex)
{
	uint8_t *at = sent->room + SENT_AT;
	unsigned int byte;
	int taken;

	memset(sent->room, 0, sizeof(sent->room));
	for (; *hex && at < sent->room + sizeof(sent->room); hex += taken) {
		if (sscanf(hex, "%2x%n", &byte, &taken) != 1 || taken != 2)
			return "bytes in hex";
		*at++ = (uint8_t)byte;
	}
	sent->frame.len = (uint32_t)(at - sent->room) - SENT_AT;
	return NULL;
}

static const char *read_words(struct sent *sent, char *text)
{
	struct recipe recipe = { .type = 0x0800, .size = 46 };
	const char *port, *from, *arrow, *to, *wrong;
	struct mac src, dst;
	char *words;

	port = strtok_r(text, " \t", &words);
	from = strtok_r(NULL, " \t", &words);
	arrow = strtok_r(NULL, " \t", &words);
	to = strtok_r(NULL, " \t", &words);
	if (!port || !from || (arrow && !to))
		return "PORT SRC > DST, or PORT HEX";
	snprintf(sent->port, sizeof(sent->port), "%s", port);
	if (!arrow)
		return build_hex(sent, from);
	if (strcmp(arrow, ">") != 0 || !station_find(from, &src) ||
	    !station_find(to, &dst))
		return "SRC > DST, both stations";
	wrong = recipe_read(&recipe, &words);
	if (!wrong)
		build(sent, src, dst, &recipe);
	return wrong;
}

const char *sent_read(struct sent *sent, const char *text)
{
	char *copy = strdup(text);
	const char *wrong = copy ? read_words(sent, copy) : "memory";

	free(copy);
	sent->frame.data = sent->room + SENT_AT;
	if (!wrong)
		frame_parse(&sent->frame);
	return wrong;
}
