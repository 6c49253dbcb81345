/* SPDX-License-Identifier: BSD-2-Clause */
/* The input of fuzz_decide, read piece by piece. */
#ifndef FUZZ_DECIDE_INPUT_H
#define FUZZ_DECIDE_INPUT_H

#include "core/bridge.h"
#include "frame/tag.h"

#define PORTS	 8 /* few, so that they interact */
#define LEN_MAX	 2048
#define TAGS_MAX 8 /* in front of a type; more than any parser reads */

/* Few, too; the first is that of a priority tag, the last may not be used */
static const vlan_id vids[] = { 0, 1, 2, 10, 11, 4093, 4094, 4095 };

static const uint16_t tpids[] = { TPID_8021Q, TPID_8021AD, TPID_9100,
				  TPID_9200 };

/* A switch, and what will happen to it */
struct run {
	struct bridge *br;
	int64_t now_ms;
	const uint8_t *data;
	size_t left;
};

static uint8_t take(struct run *run)
{
	if (!run->left)
		return 0;
	run->left--;
	return *run->data++;
}

static uint16_t take16(struct run *run)
{
	uint16_t high = take(run);

	return (uint16_t)(high << 8 | take(run));
}

static struct mac take_mac(struct run *run)
{
	uint8_t byte = take(run);
	uint8_t low = byte >> 4;

	switch (byte & 7) {
	case 0:
		return (struct mac){ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };
	case 1:
		return (struct mac){ { 0x01, 0x80, 0xc2, 0, 0, low } };
	case 2:
		return (struct mac){ { 0x33, 0x33, 0, 0, 0, low } };
	case 3:
		return (struct mac){ { 0 } };
	}
	return (struct mac){ { 2, 0, 0, 0, 0, low } };
}

/* PORT_NONE if there is no such port now */
static port_no take_port(struct run *run)
{
	port_no no = take(run) % PORTS + 1;

	return run->br->port[no].exists ? no : PORT_NONE;
}

/* A VLAN that ports can be members of */
static vlan_id take_vid(struct run *run)
{
	return vids[1 + take(run) % (ARRAY_SIZE(vids) - 2)];
}

static struct vids take_range(struct run *run)
{
	vlan_id first = take_vid(run), last = take_vid(run);
	struct vids range = { { 0 } };

	for (vlan_id vid = first; vid <= last; vid++)
		vids_add(&range, vid);
	return range;
}

#endif /* FUZZ_DECIDE_INPUT_H */
