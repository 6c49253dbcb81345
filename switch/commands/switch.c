/* SPDX-License-Identifier: BSD-2-Clause */
/* switch show, switch set, switch stop */
#include <errno.h>
#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "commands/commands.h"
#include "commands/show.h"
#include "control/server.h"
#include "frame/tag.h"
#include "io/io.h"
#include "ports.h"
#include "settings/group_fwd.h"
#include "settings/switch_settings.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static void show_fdb(const struct app *app, struct writer *out)
{
	const struct fdb *fdb = app->bridge->fdb;

	writer_uint(out, "fdb_limit", fdb_limit(fdb));
	writer_str(out, "fdb_full", fdb_full_word(fdb_full(fdb)));
	writer_uint(out, "fdb_used", fdb_used(fdb));
	writer_begin_object(out, "fdb_count");
	fdb_show_count(fdb, PORT_NONE, out);
	writer_end_object(out);
}

static void show_server(const struct app *app, struct writer *out)
{
	struct server_status status;

	if (!app->server)
		return;
	status = server_status(app->server);
	writer_str(out, "socket", status.path);
	if (status.read_only_path)
		writer_str(out, "read_only_socket", status.read_only_path);
	writer_uint(out, "clients", status.clients);
	writer_uint(out, "clients_cut_off", status.cut_off);
}

static void show_events(const struct events *events, struct writer *out)
{
	writer_begin_object(out, "events");
	writer_uint(out, "oldest", events_oldest(events));
	writer_uint(out, "newest", events->count);
	writer_end_object(out);
}

/* The histogram has a key of its own, which tapctl shows as a table. */
static void show_iterations(const struct iteration_stats *stats,
			    struct writer *out)
{
	writer_begin_object(out, "iterations");
	writer_uint(out, "count", stats->count);
	writer_uint(out, "total_us", (uint64_t)stats->total_ns / 1000);
	writer_uint(out, "max_us", (uint64_t)stats->max_ns / 1000);
	writer_end_object(out);
	writer_begin_array(out, "iteration_times");
	for (size_t i = 0; i < ITERATION_BUCKETS; i++) {
		writer_begin_object(out, NULL);
		writer_uint(out, "from_us", iteration_stats_from_us[i]);
		writer_uint(out, "iterations", stats->bucket[i]);
		writer_end_object(out);
	}
	writer_end_array(out);
}

static size_t count_ports(const struct app *app)
{
	size_t n = 0;

	for (struct port *p = NULL; (p = app_next_port(app, p));)
		n++;
	return n;
}

int cmd_switch_show(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;
	char mac_text[MAC_TEXT_SIZE], text[8];

	(void)args;
	(void)err;
	writer_begin_object(out, NULL);
	writer_str(out, "name", app->name);
	writer_str(out, "version", VERSION);
	writer_uint(out, "pid", (uint64_t)getpid());
	writer_int(out, "start_time_ms", app->start_wall_ms);
	writer_int(out, "uptime_ms", app->now_ms - app->start_ms);
	if (app->io) {
		writer_str(out, "engine", io_engine(app->io));
		writer_str(out, "engine_why", io_engine_why(app->io));
	}
	writer_uint(out, "busy_poll", app->busy_poll_us);
	writer_uint(out, "recorder", app->recording.frames);
	writer_uint(out, "snaplen", app->recording.snaplen);
	writer_uint(out, "ports", count_ports(app));
	writer_int(out, "ageing_time", fdb_ageing_ms(app->bridge->fdb) / 1000);
	writer_str(out, "group_fwd",
		   group_fwd_format(app->bridge->group_fwd, text));
	writer_str(out, "mac", mac_format(app->bridge->mac, mac_text));
	writer_bool(out, "vlan_filtering", app->bridge->vlan_filtering);
	writer_str(out, "vlan_protocol",
		   vlan_protocol_word(app->bridge->vlan_protocol));
	writer_uint(out, "vlan_default_pvid", app->bridge->vlan_default_pvid);
	loop_show(&app->bridge->loop, out);
	writer_uint(out, "violations", app->bridge->violations.n);
	writer_uint(out, "violations_evicted", app->bridge->violations.evicted);
	show_fdb(app, out);
	show_server(app, out);
	show_events(&app->bridge->events, out);
	show_iterations(&app->iterations, out);
	writer_end_object(out);
	return 0;
}

static void take_loop_action(const struct args *args, const char *name,
			     enum loop_action *action)
{
	const char *word = args_str(args, name);

	for (unsigned int i = 0; word && i < LOOP_ACTION_COUNT; i++)
		if (!strcmp(word, loop_action_word((enum loop_action)i)))
			*action = (enum loop_action)i;
}

static void take_u32(const struct args *args, const char *name, uint32_t *value)
{
	*value = (uint32_t)args_uint(args, name, *value);
}

static void take_fdb(const struct args *args, struct switch_settings *s)
{
	const char *full = args_str(args, "fdb_full");

	if (full)
		s->fdb_full =
			strcmp(full, "evict") ? FDB_FULL_FLOOD : FDB_FULL_EVICT;
	s->fdb_limit = args_uint(args, "fdb_limit", s->fdb_limit);
	if (args_has(args, "ageing_time"))
		s->ageing_ms =
			1000 * (int64_t)args_uint(args, "ageing_time", 0);
}

static void take_vlans(const struct args *args, struct switch_settings *s)
{
	const char *protocol = args_str(args, "vlan_protocol");

	if (args_has(args, "vlan_filtering"))
		s->vlan_filtering = args_on(args, "vlan_filtering");
	if (protocol)
		s->vlan_protocol =
			strcmp(protocol, "802.1ad") ? TPID_8021Q : TPID_8021AD;
	s->vlan_default_pvid = (vlan_id)args_uint(args, "vlan_default_pvid",
						  s->vlan_default_pvid);
}

/* Changes the settings of the switch as the line says. */
static int take(const struct args *args, struct switch_settings *s,
		struct err *err)
{
	if (args_has(args, "group_fwd") &&
	    group_fwd_parse(args, &s->group_fwd, err))
		return -EINVAL;
	take_fdb(args, s);
	take_vlans(args, s);
	s->busy_poll_us =
		(unsigned int)args_uint(args, "busy_poll", s->busy_poll_us);
	take_u32(args, "recorder", &s->recorder);
	take_u32(args, "snaplen", &s->snaplen);
	take_loop_action(args, "flap", &s->flap);
	take_u32(args, "flap_moves", &s->flap_moves);
	take_u32(args, "flap_recovery", &s->flap_recovery_s);
	take_loop_action(args, "loop_probe", &s->probe);
	take_u32(args, "loop_interval", &s->probe_s);
	take_u32(args, "loop_recovery", &s->probe_recovery_s);
	return 0;
}

int cmd_switch_set(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	struct switch_settings s = switch_settings_get(app);

	(void)answer;
	if (!args_count(args))
		return err_say(err, EINVAL, "missing-value", 0,
			       "nothing to set: see \"help switch\"");
	if (take(args, &s, err))
		return -EINVAL;
	if (switch_settings_set(app, &s))
		return err_set(err, ENOMEM, "change the settings");
	return 0;
}

/* The answer is still sent in this iteration of the loop, the last one. */
int cmd_switch_stop(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)args;
	if (answer->is_local)
		return err_say(
			err, EINVAL, "not-in-a-file", 0,
			"a configuration file cannot stop the switch: remove "
			"this line");
	log_info("stopped by switch stop");
	if (app->loop)
		ev_break(app->loop, EVBREAK_ALL);
	return 0;
}
