/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A port as the core sees it: its settings, a value that an administrator sets,
 * in bridge(8)'s words where it has them; and its state, which the switch sets.
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
	X(flood, true, "Send frames for unknown stations to here")             \
	X(mcast_flood, true, "Send frames for groups to here")                 \
	X(bcast_flood, true, "Send broadcasts to here")                        \
	X(isolated, false, "Forward nothing between here and other isolated "  \
			   "ports")                                            \
	X(hairpin, false, "Send frames also back to the port they came from")  \
	X(locked, false, "Accept frames only from stations known here")        \
	X(mab, false, "Record stations that a locked port rejects, as entries "\
		      "in state locked")                                       \
	X(fdb_sticky, false, "Make static entries of stations learned here")   \
	X(ingress_filtering, true, "Accept only frames of the port's VLANs")   \
	X(tunnel, false, "Ignore tags: all frames belong to the PVID")         \
	X(trusted, false, "Never errdisable the port, for a loop, a storm or " \
			  "a violation")

/**
 * enum errdisable_cause - Why a port is errdisabled
 *
 * An errdisabled port is down although its administrator wants it up.
 */
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
 * @PORT_STATE_MONITOR:		Sends what mirrors copy, and nothing else; drops
 *				all that it receives
 * @PORT_STATE_DISCARDING:	Drops all but frames for protocols of the switch
 * @PORT_STATE_LEARNING:	The same, but learns from the frames it drops
 * @PORT_STATE_FORWARDING:	Receives and sends
 */
enum port_state {
	PORT_STATE_DISABLED,
	PORT_STATE_MONITOR,
	PORT_STATE_DISCARDING,
	PORT_STATE_LEARNING,
	PORT_STATE_FORWARDING,
	PORT_STATE_COUNT,
};

const char *port_state_word(enum port_state state);

/** port_state_sends() - Whether a port in this state sends frames or copies */
static inline bool port_state_sends(enum port_state state)
{
	return state == PORT_STATE_FORWARDING || state == PORT_STATE_MONITOR;
}

/*
 * Rate limits of a port: name, word in commands, help.  The first three limit
 * flooded frames and are in the order of enum pkt_type.
 */
#define PORT_METERS(X)                                                         \
	X(UCAST, storm_ucast, "Limit flooding of frames for unknown stations " \
			      "from here, as 10mbit/64kb or 100pps/20")        \
	X(MCAST, storm_mcast, "Limit flooding of frames for groups from here") \
	X(BCAST, storm_bcast, "Limit flooding of broadcasts from here")        \
	X(POLICE, police, "Drop frames from here above this rate")             \
	X(SHAPE, shape, "Delay frames to here above this rate")

enum port_meter {
#define X(id, name, help) PORT_METER_##id,
	PORT_METERS(X)
#undef X
	PORT_METER_COUNT,
};

#define PORT_SHAPE_BYTES	524288	/* queued, and 40 for each frame */
#define PORT_SHAPE_LATENCY_MS	100	/* for which a frame may be queued */

#define PORT_GROUP_FWD_DEFAULT	UINT8_MAX

/**
 * struct port_settings - Settings that ports of all kinds have
 *
 * A value: it can be copied, compared, and printed (settings/port_options.c).
 * The VLANs of a port are a value of their own, struct vlan_port.
 *
 * @gro:	Frames received here may be merged into GSO frames, if the port
 *		itself does not receive GSO frames: generic receive offload
 * @storm_shutdown: Errdisable the port in a storm
 * @group_fwd:	Bits of 1 << enum l2proto: protocols whose frames are forwarded
 *		from here, and no others; PORT_GROUP_FWD_DEFAULT: the group_fwd
 *		of the switch applies
 * @violation:	An enum violation_mode: what is done about stations above
 *		@fdb_limit
 * @accept:	Acceptable frame types
 * @recovery_s:	Seconds after which the port recovers from a storm or violation
 *		that errdisabled it; 0: only by command
 * @fdb_limit:	Stations that may be known here; 0: any number
 * @shape_bytes: Limit of the shaper's queue, in bytes
 * @shape_latency_ms: Time that a frame may wait there
 * @backup:	Port that gets the frames for stations known here while this
 *		port is down; PORT_NONE for none
 * @alias:	A name for people (RFC 2863, ifAlias); may be empty
 * @rates:	By enum port_meter
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

/** port_settings_defaults() - The settings of a new port */
struct port_settings port_settings_defaults(void);

bool port_settings_equal(const struct port_settings *a,
			 const struct port_settings *b);

/**
 * struct bridge_port - One port
 * @up:		Administratively up, its device is present, and not errdisabled
 * @takes_tag:	The medium takes a frame of @frame_max plus one outermost tag
 *		of TPID 0x8100
 * @errdisabled: An enum errdisable_cause
 * @metered:	Bits of 1 << enum port_meter: the rates that are not off
 * @refuses:	An enum reason: why all frames received here are dropped; 0 if
 *		they are not
 * @pvid:	VLAN of frames without a VLAN tag; VLAN_NONE: they are dropped
 * @state:	PORT_STATE_DISABLED while not @up; PORT_STATE_MONITOR for a
 *		monitor; else @state_wanted
 * @state_wanted: Set by a protocol against loops; forwarding without one
 * @mtu:	Longest packet it may send: bytes behind the Ethernet header and
 *		tags
 * @frame_max:	Longest frame that its medium takes, in bytes with header and
 *		tags; UINT32_MAX: any
 * @errdisabled_until_ms: When it recovers; INT64_MAX: not without a command
 * @settings:	Set by bridge_set_port()
 *
 * The members are in an order that leaves no holes.  A port of exactly 256
 * bytes is indexed by a shift, which saves a forwarded frame some thirty
 * instructions.
 */
struct bridge_port {
	bool exists;
	bool up;
	bool takes_tag;
	uint8_t errdisabled;
	uint8_t metered;
	uint8_t refuses;
	vlan_id pvid;
	enum port_state state;
	enum port_state state_wanted;
	uint32_t mtu;
	uint32_t frame_max;
	int64_t errdisabled_until_ms;
	struct port_settings settings;
};

#endif /* CORE_BRIDGE_PORT_H */
