/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mirrors: each selects frames of some ports or VLANs, and copies of these are
 * sent to a port, its monitor, or into a VLAN.
 *
 * A copy is what was on the wire: of a frame that is received, as it came,
 * whatever becomes of it; of a frame that is sent, as it leaves.  A copy is
 * never mirrored again.
 *
 * Monitor: a port with the name that a mirror sends to.  It is in state
 *          monitor: it gets copies and nothing else, and all that it receives
 *          is dropped (REASON_MONITOR_PORT).  If one of its mirrors has
 *          @ingress, it is a port like others that gets copies, too.  Its
 *          own frames are never mirrored.
 * VLAN:    the ports that are tagged members of the VLAN and forward get copies
 *          with its tag in front of those that the frame has (RSPAN), except
 *          the port that received or sends it.  A frame that comes in a VLAN
 *          for copies is not copied into one again, or it could circulate.
 * Shape:   a short list.  Ports are selected by name, so a mirror also selects
 *          ports that are added or renamed later, and its monitor may appear
 *          later.
 * Limit:   MIRRORS_MAX, because each frame is compared with all of them.
 * Owner:   struct bridge; but see bridge_take_mirror().
 */
#ifndef CORE_MIRROR_H
#define CORE_MIRROR_H

#include "base/names.h"
#include "base/portset.h"
#include "base/vids.h"
#include "frame/filter.h"

#define MIRRORS_MAX		16
#define MIRROR_NAME_SIZE	PORT_NAME_SIZE
#define MIRROR_ALL		"all"	/* as @ports: all but monitors */
#define MIRROR_CONFLICT_SIZE	160

/** enum mirror_direction - Which frames of a port are copied; may be joined */
enum mirror_direction {
	MIRROR_IN = 1,			/* those that it receives */
	MIRROR_OUT = 2,			/* those that it sends */
	MIRROR_BOTH = 3,
};

const char *mirror_direction_word(enum mirror_direction direction);

/* Why a copy is not made: name, word in `mirror show`, help */
#define MIRROR_MISSES(X)                                                       \
	X(NO_PORT, "no-port", "there is no port to send it to")                \
	X(PORT_DOWN, "port-down", "the port is down")                          \
	X(MTU_EXCEEDED, "mtu-exceeded", "it is too long for the port")

enum mirror_miss {
#define X(name, word, help) MIRROR_MISS_##name,
	MIRROR_MISSES(X)
#undef X
	MIRROR_MISS_COUNT,
	MIRROR_MISS_NONE = MIRROR_MISS_COUNT,
};

const char *mirror_miss_word(enum mirror_miss miss);
const char *mirror_miss_help(enum mirror_miss miss);

/**
 * struct mirror - One mirror
 * @ports:	Names of the ports whose frames it copies, see base/names.h, or
 *		MIRROR_ALL
 * @in_vlans:	Only frames that are in one of @vids, while VLANs are on
 * @direction:	An enum mirror_direction
 * @to:		Name of the monitor; "" if it sends to a VLAN
 * @to_vid:	The VLAN; VLAN_NONE if it sends to a port
 * @snaplen:	Bytes of a copy at most; 0: the whole frame
 * @every:	Copy one of so many frames, 1 or more
 * @ingress:	The monitor also forwards, as if it were none
 * @filter:	Which of the frames
 * @selected:	Numbers of the ports with names of @ports; not used for
 *		MIRROR_ALL
 * @monitor:	Number of the monitor; PORT_NONE if it does not exist
 * @frames:	Frames that it selected; a frame that leaves by several ports
 *		counts for each
 * @copies:	Copies of them that were passed on to the monitor
 * @missed:	Copies that were not made, by enum mirror_miss
 */
struct mirror {
	char name[MIRROR_NAME_SIZE];
	char ports[NAMES_SIZE];
	bool in_vlans;
	struct vids vids;
	uint8_t direction;
	char to[PORT_NAME_SIZE];
	vlan_id to_vid;
	uint32_t snaplen;
	uint32_t every;
	bool ingress;
	struct filter filter;
	struct portset selected;
	port_no monitor;
	uint64_t frames;
	uint64_t copies;
	uint64_t missed[MIRROR_MISS_COUNT];
};

/**
 * struct mirrors - All mirrors, in the order in which they were added
 * @in:		Ports of which some may copy the frames that they receive
 * @out:	The same for those that they send
 * @any_out:	@out is not empty
 * @monitors:	Ports to which they send
 * @silent:	Those of them that are in state monitor
 */
struct mirrors {
	size_t n;
	struct mirror *by[MIRRORS_MAX];
	struct portset in;
	struct portset out;
	bool any_out;
	struct portset monitors;
	struct portset silent;
};

/**
 * mirror_new() - Make a mirror of all ports and both directions, to no port yet
 *
 * Return: the mirror, for the caller to free or to add; NULL if memory is short
 */
struct mirror *mirror_new(const char *name);
void mirror_free(struct mirror *m);

/** mirror_equal() - Whether two have the same settings; counts may differ */
bool mirror_equal(const struct mirror *a, const struct mirror *b);

/** mirror_reset() - Start its counts again at 0 */
void mirror_reset(struct mirror *m);

/** mirrors_find() - Find a mirror by name; NULL if there is none */
struct mirror *mirrors_find(const struct mirrors *mirrors, const char *name);

/**
 * mirrors_conflict() - Find a mirror which could not be there beside @m
 *
 * Copies are not copied again, so they are in conflict if one names as its
 * source the port or the VLAN that gets the copies of the other.  A pattern that
 * a monitor's name matches is no conflict: it leaves the monitor out.  Copies
 * that arrive in a VLAN may be copied to a port.
 *
 * Return: the other; @m if it is in conflict with itself; NULL if none is
 */
const struct mirror *mirrors_conflict(const struct mirrors *mirrors,
				      const struct mirror *m);

/** mirror_names_copies() - Whether a source of @m gets the copies of @other */
bool mirror_names_copies(const struct mirror *m, const struct mirror *other);

/**
 * mirror_conflict_format() - Say why a mirror could not be there
 * @other:	With which it is in conflict
 *
 * Return: @text
 */
const char *mirror_conflict_format(const struct mirror *m,
				   const struct mirror *other,
				   char text[MIRROR_CONFLICT_SIZE]);

/** mirrors_free() - Free all mirrors */
void mirrors_free(struct mirrors *mirrors);

/**
 * mirrors_send_to() - Whether any sends to a VLAN
 */
bool mirrors_send_to(const struct mirrors *mirrors, vlan_id vid);

/**
 * mirrors_add() - Add a mirror
 * @m:		Its name is not in use, and it conflicts with none
 *
 * Use bridge_add_mirror() for the mirrors of a bridge.
 *
 * Return: false if there are MIRRORS_MAX already
 */
bool mirrors_add(struct mirrors *mirrors, struct mirror *m);

/** mirrors_take() - Remove a mirror; the caller owns it then */
void mirrors_take(struct mirrors *mirrors, struct mirror *m);

/** mirror_name_port() - A port has got this name; NULL: it is removed */
void mirror_name_port(struct mirror *m, port_no no, const char *name);

/**
 * mirrors_update() - Find sources and monitors again after any of these changes
 *
 * Return: the ports that are in state monitor now and were not before, or the
 * opposite
 */
struct portset mirrors_update(struct mirrors *mirrors);

/**
 * mirrors_at() - How many may copy what a port receives, or what it sends
 * @no:		PORT_NONE: any port
 */
size_t mirrors_at(const struct mirrors *mirrors,
		  enum mirror_direction direction, port_no no);

/**
 * mirror_wants() - Select a frame, and count it
 * @direction:	MIRROR_IN: @f was received at @no; MIRROR_OUT: @no sends it
 * @vid:	VLAN in which it is; VLAN_NONE while VLANs are off
 * @frames:	How many it has selected before; counts this one, too
 *
 * Return: whether a copy is due
 */
bool mirror_wants(const struct mirrors *mirrors, const struct mirror *m,
		  enum mirror_direction direction, port_no no, vlan_id vid,
		  const struct frame *f, uint64_t *frames);

#endif /* CORE_MIRROR_H */
