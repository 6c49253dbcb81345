/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One end of a conversation: a port, a station or a host, and what the recorded
 * frames say about it.
 *
 * A port is all stations that sent frames from it; a host is all stations that
 * sent with its IP address, without the routers that forwarded its packets.  Of
 * a host that has sent nothing it is the station to which its packets are sent.
 *
 * Limit:   the last END_STATIONS stations and the first END_HOSTS addresses are
 *          kept, or half as many if they may all be of hosts behind a router.
 */
#ifndef CAPTURE_END_H
#define CAPTURE_END_H

#include "base/ip_address.h"
#include "base/time.h"
#include "capture/recorder.h"

#define END_STATIONS	16
#define END_HOSTS	16
#define END_TURN_NS	(5000 * NS_PER_MS)

/** enum end_kind - What the user has named */
enum end_kind {
	END_PORT,
	END_STATION,			/* a MAC address, also of a group */
	END_HOST,			/* an IP address */
};

/**
 * struct end_station - A MAC address of an end
 * @port, @vid:	Where its last frame was received; PORT_NONE for nowhere
 * @other:	The port where it was before it moved last, or PORT_NONE
 * @moved_ns:	When it moved last from one port to another in one VLAN
 * @turns:	How often it moved within END_TURN_NS of its last move, as one
 *		that sends from two ports by turns does
 * @turned_ns:	When it last did
 */
struct end_station {
	struct mac mac;
	port_no port;
	vlan_id vid;
	port_no other;
	int64_t moved_ns;
	uint32_t turns;
	int64_t turned_ns;
};

/**
 * struct end - One end
 * @port:	The port, or the one on which its last frame was received;
 *		PORT_NONE if it is not known
 * @vid:	VLAN of its last frame that was in one
 * @has_sent:	Any frame of it is recorded, however old
 * @hop_limit:	Of END_HOST: the highest one of its packets; those that a router
 *		has forwarded have a lower one
 * @station:	Some of its stations; @stations were noted, the oldest of which
 *		are overwritten
 * @has_v4:	An IPv4 address is known to be of the end itself, and not of a
 *		host behind a router
 * @host:	@hosts of the IP addresses that it sends with
 */
struct end {
	enum end_kind kind;
	port_no port;
	vlan_id vid;
	bool has_sent;
	bool has_v4;
	uint8_t hop_limit;
	unsigned int stations;
	unsigned int hosts;
	struct end_station station[END_STATIONS];
	struct ip_address host[END_HOSTS];
};

/** end_of_port(), end_of_station(), end_of_host() - Make an end */
struct end end_of_port(port_no port);
struct end end_of_station(struct mac mac);
struct end end_of_host(const struct ip_address *address);

/** end_is_group() - Whether it is a group address, which only receives */
bool end_is_group(const struct end *end);

/** end_station_count() - Number of elements of @station in use */
static inline unsigned int end_station_count(const struct end *end)
{
	return end->stations < END_STATIONS ? end->stations : END_STATIONS;
}

#endif /* CAPTURE_END_H */
