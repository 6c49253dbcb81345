/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A port as the core sees it: its settings, which are a value that somebody says,
 * in bridge(8)'s words where it has one; and its state, which nobody says.
 */
#ifndef CORE_BRIDGE_PORT_H
#define CORE_BRIDGE_PORT_H

#include "base/types.h"
#include "core/meter.h"
#include "core/violation.h"
#include "core/vlan.h"

/*
 * Flags of a port: name, default, help.  The commands' syntax and help, `port
 * show` and `config show` follow from this list.
 */
#define PORT_FLAGS(X)                                                          \
	X(learning, true, "Learn the source addresses of frames from here")    \
	X(flood, true, "Send frames for unknown stations out here")            \
	X(mcast_flood, true, "Send frames for groups out here")                \
	X(bcast_flood, true, "Send broadcasts out here")                       \
	X(isolated, false, "Forward nothing between here and other isolated "  \
			   "ports")                                            \
	X(hairpin, false, "Let frames leave by the port they came in by")      \
	X(locked, false, "Accept frames only from stations known here")        \
	X(mab, false, "Note stations that a locked port keeps out, as entries "\
		      "in state locked")                                       \
	X(fdb_sticky, false, "Make stations static that are learned here")     \
	X(ingress_filtering, true, "Accept only frames of the port's VLANs")   \
	X(tunnel, false, "Ignore tags: all frames belong to the PVID")         \
	X(trusted, false, "Never errdisable the port, for a loop, a storm or " \
			  "a violation")

/** enum errdisable_cause - Why a port is errdisabled: it is down, though its
 *	administrator wants it up */
enum errdisable_cause {
	ERRDISABLE_NONE,
	ERRDISABLE_VIOLATION,
	ERRDISABLE_STORM,
	ERRDISABLE_LOOP,
	ERRDISABLE_COUNT,
};

const char *errdisable_word(enum errdisable_cause cause);

/**
 * enum port_state - What a port does with frames (802.1Q-2018 8.4)
 * @PORT_STATE_DISABLED:	Nothing: it is down
 * @PORT_STATE_DISCARDING:	It drops all but what a protocol of the switch reads
 * @PORT_STATE_LEARNING:	The same, but it learns from what it drops
 * @PORT_STATE_FORWARDING:	It receives and sends
 */
enum port_state {
	PORT_STATE_DISABLED,
	PORT_STATE_DISCARDING,
	PORT_STATE_LEARNING,
	PORT_STATE_FORWARDING,
	PORT_STATE_COUNT,
};

const char *port_state_word(enum port_state state);

/*
 * Rate limits of a port: name in commands, help.  The first three, for flooded
 * frames, are in the order of enum pkt_type.
 */
#define PORT_METERS(X)                                                         \
	X(UCAST, storm_ucast, "Limit flooding of frames for unknown stations " \
			      "from here, as 10mbit/64kb or 100pps/20")        \
	X(MCAST, storm_mcast, "Limit flooding of frames for groups from here") \
	X(BCAST, storm_bcast, "Limit flooding of broadcasts from here")        \
	X(POLICE, police, "Drop what comes in here above this rate")           \
	X(SHAPE, shape, "Delay what leaves here above this rate")

enum port_meter {
#define X(id, name, help) PORT_METER_##id,
	PORT_METERS(X)
#undef X
	PORT_METER_COUNT,
};

#define PORT_SHAPE_BYTES	524288	/* may wait, with some 40 for each frame */
#define PORT_SHAPE_LATENCY_MS	100	/* that a frame may wait */

#define PORT_GROUP_FWD_DEFAULT	UINT8_MAX

/**
 * struct port_settings - What an administrator says of a port of any kind
 *
 * A value: it can be copied, compared, and printed (commands/port_options.c).  A
 * port's part in VLANs is another one, struct vlan_port.
 *
 * @alias:	What people call it (RFC 2863, ifAlias); empty for nothing
 * @gro:	What comes from here may be merged, where it comes without GSO
 *		frames: generic receive offload
 * @accept:	Which frames it lets in
 * @backup:	Takes a known station's frames while this one is down; or PORT_NONE
 * @group_fwd:	Bits of 1 << enum l2proto that come in from here, whatever the
 *		switch's says, and no others; PORT_GROUP_FWD_DEFAULT: as that says
 * @violation:	Of enum violation_mode: what happens to one station more than
 *		@fdb_limit
 * @storm_shutdown: Too much to flood shuts the port
 * @recovery_s:	What shuts the port does so for so long; 0: for good
 * @fdb_limit:	Stations that may be known here; 0: any number
 * @shape_bytes, @shape_latency_ms: What may wait, and how long
 */
struct port_settings {
#define X(name, preset, help) bool name;
	PORT_FLAGS(X)
#undef X
	bool gro;
	bool storm_shutdown;
	uint8_t group_fwd;
	uint8_t violation;
	enum vlan_accept accept;
	uint32_t recovery_s;
	uint32_t fdb_limit;
	uint32_t shape_bytes;
	uint32_t shape_latency_ms;
	port_no backup;
	char alias[PORT_ALIAS_SIZE];
	struct meter_rate rates[PORT_METER_COUNT];
};

/** port_settings_defaults() - Of a new port */
struct port_settings port_settings_defaults(void);

bool port_settings_equal(const struct port_settings *a,
			 const struct port_settings *b);

/**
 * struct bridge_port - One port
 * @up:		It is enabled: wanted by the administrator, and there
 * @state:	Disabled while it is not @up, else @state_wanted
 * @state_wanted: By a protocol that guards against loops; else forwarding
 * @errdisabled:	Of enum errdisable_cause
 * @errdisabled_until_ms: When that ends; INT64_MAX: when somebody says so
 * @mtu:	Longest packet it may send, bytes behind the Ethernet header
 * @frame_max:	Longest frame that its medium takes, tags and all; UINT32_MAX: any
 * @takes_tag:	And such a frame with one tag of 0x8100 more, outside of all others
 * @pvid:	VLAN of frames that have no VLAN's tag; VLAN_NONE: they are dropped
 * @metered:	Bits of 1 << enum port_meter: those of the rates that are not off
 * @settings:	Set by bridge_set_port()
 *
 * In an order that leaves no holes: of 256 bytes, a port is found by a shift of its
 * number, which spares a forwarded frame some thirty instructions.
 */
struct bridge_port {
	bool exists;
	bool up;
	bool takes_tag;
	uint8_t errdisabled;
	uint8_t metered;
	vlan_id pvid;
	enum port_state state;
	enum port_state state_wanted;
	uint32_t mtu;
	uint32_t frame_max;
	int64_t errdisabled_until_ms;
	struct port_settings settings;
};

#endif /* CORE_BRIDGE_PORT_H */
