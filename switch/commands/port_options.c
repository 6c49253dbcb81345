/* SPDX-License-Identifier: BSD-2-Clause */
/* What every kind of port has: flags, limits, role, and what it is called. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "path/qdisc.h"
#include "ports.h"
#include "process_events.h"

static int take_backup(const struct app *app, const struct args *args,
		       struct bridge_port *bp, struct err *err)
{
	const char *name = args_str(args, "backup_port");
	const struct port *port;

	if (name || args_has(args, "nobackup_port"))
		bp->backup = PORT_NONE;
	if (!name || !strcmp(name, "none"))
		return 0;
	port = app_port(app, name);
	if (!port)
		return err_say(err, EINVAL, "no-such-port",
			       args_word(args, "backup_port"),
			       "backup_port \"%s\" does not exist", name);
	bp->backup = port->no;
	return 0;
}

static int take_pass(const struct args *args, struct bridge_port *bp,
		     struct err *err)
{
	const char *text = args_str(args, "group_fwd");
	unsigned int set = PORT_GROUP_FWD_DEFAULT;

	if (!text)
		return 0;
	if (strcmp(text, "default") != 0 && !l2protos_parse(text, &set))
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "group_fwd"),
			"group_fwd \"%s\": expected stp, lacp, dot1x, lldp, "
			"cdp or other, with commas between them; or all, "
			"none or default",
			text);
	bp->group_fwd = (uint8_t)set;
	return 0;
}

static void take_violation(const struct args *args, struct bridge_port *bp)
{
	const char *word = args_str(args, "violation");

	for (unsigned int i = 0; word && i < VIOLATION_MODE_COUNT; i++)
		if (!strcmp(word, violation_mode_word((enum violation_mode)i)))
			bp->violation = (uint8_t)i;
}

static enum vlan_accept accept_of(const struct args *args)
{
	const char *word = args_str(args, "accept");
	enum vlan_accept accept = VLAN_ACCEPT_ALL;

	while (strcmp(word, vlan_accept_word(accept)) != 0)
		accept++;
	return accept;
}

static void take_flags(const struct args *args, struct bridge_port *bp)
{
#define X(name, preset, help)                                                  \
	if (args_has(args, #name))                                             \
		bp->name = command_on(args, #name);
	PORT_FLAGS(X)
#undef X
}

static int take_rates(const struct args *args, struct bridge_port *bp,
		      struct err *err)
{
	static const char *const names[PORT_METER_COUNT] = {
#define X(id, name, help) [PORT_METER_##id] = #name,
		PORT_METERS(X)
#undef X
	};

	for (unsigned int i = 0; i < PORT_METER_COUNT; i++) {
		const char *text = args_str(args, names[i]);

		if (text && !meter_parse(text, &bp->rates[i]))
			return err_say(
				err, EINVAL, "bad-value",
				args_word(args, names[i]),
				"%s \"%s\": expected a rate as 10mbit, "
				"10mbit/64kb, 100pps or 100pps/20, or off",
				names[i], text);
	}
	return 0;
}

/* @flag needs others: name the word that was just said. */
static int lacks(const struct args *args, const char *flag, const char *need,
		 struct err *err)
{
	return err_say(err, EINVAL, "conflict",
		       args_has(args, flag) ? args_word(args, flag) : 0,
		       "\"%s\" needs %s", flag, need);
}

/* The settings that a line makes of those there are; whatever is wrong with it
 * is found here. */
static int take(const struct app *app, const struct args *args,
		struct bridge_port *bp, struct err *err)
{
	int ret = take_backup(app, args, bp, err);

	if (!ret)
		ret = take_pass(args, bp, err);
	if (!ret)
		ret = take_rates(args, bp, err);
	if (ret)
		return ret;
	take_flags(args, bp);
	take_violation(args, bp);
	if (args_has(args, "storm_action"))
		bp->storm_shutdown =
			!strcmp(args_str(args, "storm_action"), "shutdown");
	bp->shape_bytes =
		(uint32_t)args_uint(args, "shape_bytes", bp->shape_bytes);
	bp->shape_latency_ms = (uint32_t)args_uint(args, "shape_latency",
						   bp->shape_latency_ms);
	bp->fdb_limit = (uint32_t)args_uint(args, "fdb_limit", bp->fdb_limit);
	bp->recovery_s = (uint32_t)args_uint(args, "recovery", bp->recovery_s);
	if (bp->fdb_limit && !bp->learning)
		return lacks(args, "fdb_limit", "learning on", err);
	if (bp->mab && !(bp->locked && bp->learning))
		return lacks(args, "mab", "locked on and learning on", err);
	if (bp->fdb_sticky && !bp->fdb_limit)
		return lacks(args, "fdb_sticky", "a fdb_limit", err);
	return 0;
}

int port_settings_check(const struct app *app, const struct args *args,
			port_no no, struct err *err)
{
	const char *alias = args_str(args, "alias");
	struct bridge_port bp = no == PORT_NONE ? bridge_port_defaults()
						: app->bridge->port[no];
	int ret = take(app, args, &bp, err);

	if (ret)
		return ret;
	if (alias && strlen(alias) >= PORT_ALIAS_SIZE)
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "alias"),
			       "alias \"%.40s...\": %d bytes at most", alias,
			       PORT_ALIAS_SIZE - 1);
	return 0;
}

int port_options_check(const struct app *app, const struct args *args,
		       port_no no, struct err *err)
{
	struct portset one = { 0 };
	int ret = port_settings_check(app, args, no, err);

	if (ret)
		return ret;
	portset_add(&one, no);
	return port_role_check(app, args, no == PORT_NONE ? NULL : &one, err);
}

int port_settings_apply(struct app *app, const struct args *args,
			struct port *port, struct err *err)
{
	const char *alias = args_str(args, "alias");
	struct bridge_port bp = app->bridge->port[port->no];

	take(app, args, &bp, err);
	if (qdisc_prepare(app, port->no, &bp))
		return err_set(err, ENOMEM, "shape port \"%s\"", port->name);

	if (args_has(args, "accept"))
		bp.accept = accept_of(args);
	bridge_set_port(app->bridge, port->no, &bp, app->now_ms);
	app_process_events(app); /* who is trusted now is open again */
	if (alias)
		snprintf(port->alias, sizeof(port->alias), "%s", alias);
	if (args_has(args, "gro"))
		port->gro = command_on(args, "gro");
	return 0;
}

int port_options_apply(struct app *app, const struct args *args,
		       struct port *port, struct err *err)
{
	struct portset one = { 0 };
	int ret = port_settings_apply(app, args, port, err);

	if (ret)
		return ret;
	portset_add(&one, port->no);
	port_role_apply(app, args, &one);
	return 0;
}

bool port_options_are(const struct app *app, const struct args *args,
		      const struct port *port)
{
	const struct bridge_port *now = &app->bridge->port[port->no];
	const char *alias = args_str(args, "alias");
	struct line is = { 0 }, wanted = { 0 };
	struct bridge_port bp = *now;
	struct err ignored;
	bool same;

	take(app, args, &bp, &ignored);
	if (args_has(args, "accept"))
		bp.accept = accept_of(args);
	port_options_words(port, now, &is);
	port_options_words(port, &bp, &wanted);
	same = !is.failed && !wanted.failed &&
	       !strcmp(is.text ? is.text : "", wanted.text ? wanted.text : "");
	line_free(&is);
	line_free(&wanted);
	return same && bp.backup == now->backup &&
	       (!alias || !strcmp(alias, port->alias)) &&
	       (!args_has(args, "gro") ||
		port->gro == command_on(args, "gro")) &&
	       port_role_is(app, args, port->no);
}

static void flag_words(const struct bridge_port *bp, struct line *line)
{
#define X(name, preset, help)                                                  \
	if (bp->name != (preset))                                              \
		line_words(line, #name " %s", bp->name ? "on" : "off");
	PORT_FLAGS(X)
#undef X
}

static void rate_words(const struct bridge_port *bp, struct line *line)
{
	char text[METER_TEXT_SIZE];

#define X(id, name, help)                                                      \
	if (bp->rates[PORT_METER_##id].unit != METER_OFF)                      \
		line_words(line, #name " %s",                                  \
			   meter_format(&bp->rates[PORT_METER_##id], text));
	PORT_METERS(X)
#undef X
	if (bp->storm_shutdown)
		line_words(line, "storm_action shutdown");
	if (bp->shape_bytes != PORT_SHAPE_BYTES)
		line_words(line, "shape_bytes %u", bp->shape_bytes);
	if (bp->shape_latency_ms != PORT_SHAPE_LATENCY_MS)
		line_words(line, "shape_latency %u", bp->shape_latency_ms);
}

void port_options_words(const struct port *port, const struct bridge_port *bp,
			struct line *line)
{
	char text[L2PROTOS_TEXT_SIZE];

	if (*port->alias) {
		line_words(line, "alias");
		line_word(line, port->alias);
	}
	if (!port->gro)
		line_words(line, "gro off");
	flag_words(bp, line);
	if (bp->accept != VLAN_ACCEPT_ALL)
		line_words(line, "accept %s", vlan_accept_word(bp->accept));
	if (bp->group_fwd != PORT_GROUP_FWD_DEFAULT)
		line_words(line, "group_fwd %s",
			   l2protos_format(bp->group_fwd, text));
	if (bp->fdb_limit)
		line_words(line, "fdb_limit %u", bp->fdb_limit);
	if (bp->violation != VIOLATION_FLOOD)
		line_words(line, "violation %s",
			   violation_mode_word(
				   (enum violation_mode)bp->violation));
	if (bp->recovery_s)
		line_words(line, "recovery %u", bp->recovery_s);
	rate_words(bp, line);
}

static void show_rates(const struct bridge_port *bp, struct writer *out)
{
	char text[METER_TEXT_SIZE];

#define X(id, name, help)                                                      \
	writer_str(out, #name, meter_format(&bp->rates[PORT_METER_##id], text));
	PORT_METERS(X)
#undef X
	writer_str(out, "storm_action",
		   bp->storm_shutdown ? "shutdown" : "drop");
	writer_uint(out, "shape_bytes", bp->shape_bytes);
	writer_uint(out, "shape_latency", bp->shape_latency_ms);
}

void port_options_show(const struct app *app, const struct port *port,
		       struct writer *out)
{
	const struct bridge_port *bp = &app->bridge->port[port->no];
	char text[L2PROTOS_TEXT_SIZE];

	writer_str(out, "alias", port->alias);
	writer_bool(out, "gro", port->gro);
	writer_uint(out, "pvid", bp->pvid);
	writer_str(out, "accept", vlan_accept_word(bp->accept));
#define X(name, preset, help) writer_bool(out, #name, bp->name);
	PORT_FLAGS(X)
#undef X
	writer_str(out, "group_fwd",
		   bp->group_fwd == PORT_GROUP_FWD_DEFAULT
			   ? "default"
			   : l2protos_format(bp->group_fwd, text));
	writer_str(out, "backup_port",
		   bp->backup == PORT_NONE ? "none"
					   : app_port_name(app, bp->backup));
	writer_uint(out, "fdb_limit", bp->fdb_limit);
	writer_uint(out, "fdb_used", fdb_on_port(app->bridge->fdb, port->no));
	writer_str(out, "violation",
		   violation_mode_word((enum violation_mode)bp->violation));
	writer_uint(out, "recovery", bp->recovery_s);
	show_rates(bp, out);
	writer_str(out, "errdisabled",
		   errdisable_word((enum errdisable_cause)bp->errdisabled));
}
