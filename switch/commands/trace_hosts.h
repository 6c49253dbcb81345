/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts that a line of `trace` names, and their MAC addresses.
 *
 * The MAC address of a host is that of the tap for which the configuration has
 * its IP address; else the one from which it sent the last of the recorded
 * frames; else it is made up.
 */
#ifndef COMMANDS_TRACE_HOSTS_H
#define COMMANDS_TRACE_HOSTS_H

#include "app.h"
#include "base/ip_address.h"
#include "control/grammar.h"

/**
 * struct trace_host - A host
 * @mac:	Its MAC address; see compose_mac() if it is made up
 * @is_settled:	Records need not be examined for it
 */
struct trace_host {
	struct ip_address address;
	struct mac mac;
	bool is_made_up;
	bool is_settled;
};

/**
 * struct trace_hosts - Two hosts
 * @place:	The next record to examine; 0 at first
 * @last_id:	Frames after this one are not examined
 */
struct trace_hosts {
	struct trace_host from;
	struct trace_host to;
	uint64_t place;
	uint64_t last_id;
};

/**
 * trace_host_read() - Read a host: an IP address, or a port that has just one
 * @key:	The value that names it
 *
 * Return: 0, or a negative errno with @err set
 */
int trace_host_read(const struct app *app, const struct args *args,
		    const char *key, struct trace_host *host, struct err *err);

/**
 * trace_hosts_look() - Examine some records for their MAC addresses
 *
 * Return: whether there are more
 */
bool trace_hosts_look(const struct app *app, struct trace_hosts *hosts);

#endif /* COMMANDS_TRACE_HOSTS_H */
