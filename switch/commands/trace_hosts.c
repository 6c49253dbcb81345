/* SPDX-License-Identifier: BSD-2-Clause */
#include "commands/trace_hosts.h"

#include <errno.h>
#include <string.h>

#include "capture/recorder.h"
#include "commands/records.h"
#include "frame/compose.h"
#include "frame/hosts.h"
#include "port/tap.h"
#include "ports.h"
#include "settings/no_such_port.h"

static struct ip_address address_of(const struct prefix *prefix)
{
	struct ip_address address = { .is_v4 = prefix_is_v4(prefix) };

	memcpy(address.bytes, prefix->address, sizeof(address.bytes));
	return address;
}

static bool has_address(const struct port *port,
			const struct ip_address *address)
{
	const struct tap_config *tap = tap_configured(port);

	for (size_t i = 0; tap && i < tap->address_count; i++) {
		const struct ip_address own = address_of(&tap->addresses[i]);

		if (ip_address_equal(&own, address))
			return true;
	}
	return false;
}

/* The kernel gives an open tap a MAC address if the configuration has none. */
static bool find_tap(const struct app *app, struct trace_host *host)
{
	struct port_device device;

	for (const struct port *p = NULL; (p = app_next_port(app, p));) {
		if (!has_address(p, &host->address))
			continue;
		port_save_device(p, &device);
		host->mac = device.mac;
		return p->open || device.has_mac;
	}
	return false;
}

static int read_port(const struct app *app, const struct args *args,
		     const char *key, struct trace_host *host, struct err *err)
{
	const char *name = args_str(args, key);
	const struct port *port = app_port(app, name);
	const struct tap_config *tap = port ? tap_configured(port) : NULL;
	const size_t n = tap ? tap->address_count : 0;

	if (!port)
		return no_such_port(app, "IP address or port", name,
				    args_word(args, key), err);
	if (n != 1)
		return err_say(err, EINVAL, "bad-value", args_word(args, key),
			       "port \"%s\" has %s in the configuration: give "
			       "the IP address instead",
			       name, n ? "several addresses" : "no address");
	host->address = address_of(tap->addresses);
	return 0;
}

int trace_host_read(const struct app *app, const struct args *args,
		    const char *key, struct trace_host *host, struct err *err)
{
	int ret = 0;

	*host = (struct trace_host){ 0 };
	if (!ip_address_parse(args_str(args, key), &host->address))
		ret = read_port(app, args, key, host, err);
	if (ret)
		return ret;
	host->is_settled = find_tap(app, host);
	if (host->is_settled)
		return 0;
	host->mac = compose_mac(&host->address);
	/* The address of a group follows from that of IP. */
	host->is_settled = mac_is_group(host->mac);
	host->is_made_up = !host->is_settled;
	return 0;
}

static void note_sender(struct trace_host *host, const struct hosts *hosts,
			struct mac src)
{
	if (host->is_settled ||
	    !ip_address_equal(&host->address, &hosts->sender))
		return;
	host->mac = src;
	host->is_made_up = false;
}

/* Records are read from the oldest on, so the last frame of a host counts.
 * Frames that were dropped as they came may have been forged. */
static void examine(const struct record *record, struct trace_hosts *hosts)
{
	struct hosts named;
	struct frame f;

	if (!record_is_accepted(record) || !record_frame(record, &f))
		return;
	frame_hosts(&f, &named);
	if (!named.has_sender)
		return;
	note_sender(&hosts->from, &named, f.src);
	note_sender(&hosts->to, &named, f.src);
}

bool trace_hosts_look(const struct app *app, struct trace_hosts *hosts)
{
	const struct recorder *recorder = app->recording.recorder;
	const struct record *record;

	if (!recorder || (hosts->from.is_settled && hosts->to.is_settled))
		return false;
	for (unsigned int i = 0; i < RECORDS_AT_ONCE; i++) {
		record = recorder_next(recorder, &hosts->place);
		if (!record || record->id > hosts->last_id)
			return false;
		examine(record, hosts);
	}
	return true;
}
