/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/end.h"

#include "capture/heard.h"

struct end end_of_port(port_no port)
{
	return (struct end){ .kind = END_PORT, .port = port };
}

struct end end_of_station(struct mac mac)
{
	struct end end = { .kind = END_STATION, .stations = 1 };

	end.station[0].mac = mac;
	return end;
}

struct end end_of_host(const struct ip_address *address)
{
	struct end end = { .kind = END_HOST,
			   .has_v4 = address->is_v4,
			   .hosts = 1 };

	end.host[0] = *address;
	return end;
}

bool end_is_group(const struct end *end)
{
	return end->kind == END_STATION && mac_is_group(end->station[0].mac);
}

static struct end_station *find_station(const struct end *end, struct mac mac)
{
	for (unsigned int i = 0; i < end_station_count(end); i++)
		if (mac_equal(end->station[i].mac, mac))
			return (struct end_station *)&end->station[i];
	return NULL;
}

static bool has_host(const struct end *end, const struct ip_address *address)
{
	for (unsigned int i = 0; i < end->hosts; i++)
		if (ip_address_equal(&end->host[i], address))
			return true;
	return false;
}

static bool is_from(const struct end *end, const struct heard *h)
{
	switch (end->kind) {
	case END_PORT:
		return h->record->in == end->port;
	case END_STATION:
		return mac_equal(h->f.src, end->station[0].mac);
	case END_HOST:
		return h->hosts.has_sender && has_host(end, &h->hosts.sender);
	}
	return false;
}

bool end_is_receiver(const struct end *end, const struct heard *h)
{
	return h->hosts.has_receiver && has_host(end, &h->hosts.receiver) &&
	       !mac_is_group(h->f.dst);
}

static void note_station(struct end *end, struct mac mac)
{
	if (mac_is_group(mac) || find_station(end, mac))
		return;
	end->station[end->stations++ % END_STATIONS] =
		(struct end_station){ .mac = mac };
}

/* Most addresses that a router sends with are of other hosts: they must leave
 * room for its own. */
static void note_host(struct end *end, const struct hosts *hosts)
{
	const bool is_own = hosts->hop_limit == HOP_LIMIT_MAX;

	if (!hosts->has_sender)
		return;
	end->has_v4 |= is_own && hosts->sender.is_v4;
	if (end->hosts < (is_own ? END_HOSTS : END_HOSTS / 2) &&
	    !has_host(end, &hosts->sender))
		end->host[end->hosts++] = hosts->sender;
}

/* A router sends packets of a host, too: they have a lower hop limit than those
 * of the host itself. */
static bool is_of_router(const struct end *end, const struct heard *h)
{
	return end->kind == END_HOST && h->hosts.hop_limit < end->hop_limit &&
	       !find_station(end, h->f.src);
}

/* What was taken for the station of a host is a router, or was only expected to
 * be it. */
static void correct(struct end *end, const struct heard *h)
{
	const bool is_nearer =
		h->hosts.hop_limit > end->hop_limit && heard_is_accepted(h);

	if (end->kind != END_HOST || (end->has_sent && !is_nearer))
		return;
	if (is_nearer)
		end->hop_limit = h->hosts.hop_limit;
	end->stations = 0;
	end->port = PORT_NONE;
}

/* As long as a host has sent nothing, its station is the one to which its
 * packets are sent: its own, or that of a router. */
static void expect(struct end *end, const struct heard *h)
{
	if (end->kind != END_HOST || end->has_sent || !end_is_receiver(end, h))
		return;
	end->station[0] = (struct end_station){ .mac = h->f.dst };
	end->stations = 1;
}

void end_learn(struct end *end, const struct heard *h)
{
	if (!is_from(end, h)) {
		expect(end, h);
		return;
	}
	if (is_of_router(end, h))
		return;
	correct(end, h);
	end->has_sent = true;
	if (h->record->vid != VLAN_NONE)
		end->vid = h->record->vid;
	if (end->kind != END_PORT &&
	    (end->port == PORT_NONE || heard_is_accepted(h)))
		end->port = h->record->in;
	if (end->kind != END_STATION)
		note_station(end, h->f.src);
	if (end->kind != END_HOST)
		note_host(end, &h->hosts);
}

/* The table knows stations whose frames are no longer recorded. */
static void look_up(struct end *end, struct mac mac, const struct bridge *br,
		    int64_t now_ms)
{
	struct fdb_entry e;

	for (vlan_id vid = VLAN_NONE; vid <= VLAN_MAX; vid++)
		if (fdb_has_vlan(br->fdb, vid) &&
		    fdb_lookup(br->fdb, vid, mac, now_ms, &e)) {
			end->port = e.port;
			end->vid = vid;
			return;
		}
}

void end_settle(struct end *end, const struct bridge *br, int64_t now_ms)
{
	for (unsigned int i = 0;
	     end->port == PORT_NONE && i < end_station_count(end); i++)
		look_up(end, end->station[i].mac, br, now_ms);
}

static void move(struct end_station *s, int64_t at_ns)
{
	if (s->other != PORT_NONE && at_ns - s->moved_ns < END_TURN_NS) {
		s->turns++;
		s->turned_ns = at_ns;
	}
	s->other = s->port;
	s->moved_ns = at_ns;
}

/* A host may send with one address from several ports in different VLANs. */
void end_follow(struct end *end, const struct heard *h)
{
	struct end_station *s = find_station(end, h->f.src);

	if (!s || !heard_is_accepted(h))
		return;
	if (s->port != PORT_NONE && s->port != h->record->in &&
	    s->vid == h->record->vid)
		move(s, h->record->at_ns);
	s->port = h->record->in;
	s->vid = h->record->vid;
}

bool end_sent(const struct end *end, const struct heard *h)
{
	if (end->kind == END_PORT)
		return h->record->in == end->port;
	return end->has_sent && find_station(end, h->f.src);
}

/* Whether a question is for the end.  One for an address that is not known may
 * be: a port may have further hosts, and a host has several addresses of IPv6,
 * and of IPv4 if none is known. */
static enum address asks_for(const struct end *end, const struct hosts *hosts)
{
	for (unsigned int i = 0; i < end->hosts; i++)
		if (hosts_ask_for(hosts, &end->host[i]))
			return ADDRESS_END;
	if (end->kind == END_PORT || !end->has_v4 || !hosts->target.is_v4)
		return ADDRESS_ALL;
	return ADDRESS_OTHER;
}

enum address end_address(const struct end *end, const struct heard *h,
			 const struct bridge *br, int64_t now_ms)
{
	struct fdb_entry e;

	if (find_station(end, h->f.dst))
		return ADDRESS_END;
	if (end_is_group(end))
		return ADDRESS_OTHER;
	if (mac_is_group(h->f.dst))
		return h->hosts.asks ? asks_for(end, &h->hosts) : ADDRESS_ALL;
	if (fdb_lookup(br->fdb, h->record->vid, h->f.dst, now_ms, &e))
		return end->kind == END_PORT && e.port == end->port
			       ? ADDRESS_END
			       : ADDRESS_OTHER;
	/* It may be for an end of which no station is known. */
	return end->stations ? ADDRESS_OTHER : ADDRESS_END;
}
