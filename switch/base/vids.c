/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/vids.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define ALL "1-4094"

/* Reads a number at *@at and advances *@at past it. */
static bool vid_parse(const char **at, unsigned int *vid)
{
	const char *p = *at;

	*vid = 0;
	while (isdigit((unsigned char)*p) && *vid <= VLAN_MAX)
		*vid = *vid * 10 + (unsigned int)(*p++ - '0');
	if (p == *at || *vid > VLAN_MAX)
		return false;
	*at = p;
	return true;
}

bool vids_parse(const char *text, struct vids *vids)
{
	struct vids found = { { 0 } };
	const char *at = text;
	unsigned int first, last;

	if (!strcmp(text, "all"))
		at = ALL;
	do {
		if (!vid_parse(&at, &first))
			return false;
		last = first;
		if (*at == '-' && (at++, !vid_parse(&at, &last)))
			return false;
		if (last < first)
			return false;
		for (unsigned int vid = first; vid <= last; vid++)
			vids_add(&found, (vlan_id)vid);
	} while (*at++ == ',');
	if (at[-1])
		return false;
	*vids = found;
	return true;
}

/* The last VID of the run of consecutive members that begins with @vid */
static vlan_id last_of(const struct vids *vids, vlan_id vid)
{
	while (vid < VLAN_MAX && vids_has(vids, vid + 1))
		vid++;
	return vid;
}

char *vids_format(const struct vids *vids, char text[VIDS_TEXT_SIZE])
{
	char *at = text;

	*at = '\0';
	for (vlan_id vid = vids_next(vids, 0), last; vid < VLAN_COUNT;
	     vid = vids_next(vids, last + 1u)) {
		last = last_of(vids, vid);
		at += sprintf(at, at == text ? "%u" : ",%u", vid);
		if (last > vid)
			at += sprintf(at, "-%u", last);
	}
	return text;
}
