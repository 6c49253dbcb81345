/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of all types of ports: flags, limits, rates, alias and role. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "path/qdisc.h"
#include "ports.h"
#include "settings/no_such_port.h"
#include "settings/port_options.h"
#include "settings/port_role.h"

static int take_backup(const struct app *app, const struct args *args,
		       struct port_settings *s, struct err *err)
{
	const char *name = args_str(args, "backup_port");
	const struct port *port;

	if (name || args_has(args, "nobackup_port"))
		s->backup = PORT_NONE;
	if (!name || !strcmp(name, "none"))
		return 0;
	port = app_port(app, name);
	if (!port)
		return no_such_port(app, "backup_port", name,
				    args_word(args, "backup_port"), err);
	s->backup = port->no;
	return 0;
}

static int take_group_fwd(const struct args *args, struct port_settings *s,
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
	s->group_fwd = (uint8_t)set;
	return 0;
}

static void take_violation(const struct args *args, struct port_settings *s)
{
	const char *word = args_str(args, "violation");

	for (unsigned int i = 0; word && i < VIOLATION_MODE_COUNT; i++)
		if (!strcmp(word, violation_mode_word((enum violation_mode)i)))
			s->violation = (uint8_t)i;
}

static void take_accept(const struct args *args, struct port_settings *s)
{
	const char *word = args_str(args, "accept");

	for (unsigned int i = 0; word && i < VLAN_ACCEPT_COUNT; i++)
		if (!strcmp(word, vlan_accept_word((enum vlan_accept)i)))
			s->accept = (enum vlan_accept)i;
}

static int take_alias(const struct args *args, struct port_settings *s,
		      struct err *err)
{
	const char *alias = args_str(args, "alias");

	if (alias && strlen(alias) >= sizeof(s->alias))
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "alias"),
			       "alias \"%.40s...\": %zu bytes at most", alias,
			       sizeof(s->alias) - 1);
	if (alias)
		snprintf(s->alias, sizeof(s->alias), "%s", alias);
	return 0;
}

static void take_flags(const struct args *args, struct port_settings *s)
{
#define X(name, preset, help)                                                  \
	if (args_has(args, #name))                                             \
		s->name = args_on(args, #name);
	PORT_FLAGS(X)
#undef X
}

static int take_rates(const struct args *args, struct port_settings *s,
		      struct err *err)
{
	static const char *const names[PORT_METER_COUNT] = {
#define X(id, name, help) [PORT_METER_##id] = #name,
		PORT_METERS(X)
#undef X
	};

	for (unsigned int i = 0; i < PORT_METER_COUNT; i++) {
		const char *text = args_str(args, names[i]);

		if (text && !meter_parse(text, &s->rates[i]))
			return err_say(
				err, EINVAL, "bad-value",
				args_word(args, names[i]),
				"%s \"%s\": expected a rate as 10mbit, "
				"10mbit/64kb, 100pps or 100pps/20, or off",
				names[i], text);
	}
	return 0;
}

/* @flag needs another option.  The error points at @flag if the line has it. */
static int lacks(const struct args *args, const char *flag, const char *need,
		 struct err *err)
{
	return err_say(err, EINVAL, "conflict",
		       args_has(args, flag) ? args_word(args, flag) : 0,
		       "\"%s\" needs %s", flag, need);
}

/* Changes settings as the line says.  All errors of the line are found here. */
static int take(const struct app *app, const struct args *args,
		struct port_settings *s, struct err *err)
{
	int ret = take_backup(app, args, s, err);

	if (!ret)
		ret = take_group_fwd(args, s, err);
	if (!ret)
		ret = take_rates(args, s, err);
	if (!ret)
		ret = take_alias(args, s, err);
	if (ret)
		return ret;
	take_flags(args, s);
	take_accept(args, s);
	take_violation(args, s);
	if (args_has(args, "gro"))
		s->gro = args_on(args, "gro");
	if (args_has(args, "storm_action"))
		s->storm_shutdown =
			!strcmp(args_str(args, "storm_action"), "shutdown");
	s->shape_bytes =
		(uint32_t)args_uint(args, "shape_bytes", s->shape_bytes);
	s->shape_latency_ms =
		(uint32_t)args_uint(args, "shape_latency", s->shape_latency_ms);
	s->fdb_limit = (uint32_t)args_uint(args, "fdb_limit", s->fdb_limit);
	s->recovery_s = (uint32_t)args_uint(args, "recovery", s->recovery_s);
	if (s->fdb_limit && !s->learning)
		return lacks(args, "fdb_limit", "learning on", err);
	if (s->mab && !(s->locked && s->learning))
		return lacks(args, "mab", "locked on and learning on", err);
	if (s->fdb_sticky && !s->fdb_limit)
		return lacks(args, "fdb_sticky", "a fdb_limit", err);
	return 0;
}

int port_settings_check(const struct app *app, const struct args *args,
			port_no no, struct err *err)
{
	struct port_settings s = no == PORT_NONE
					 ? port_settings_defaults()
					 : app->bridge->port[no].settings;

	return take(app, args, &s, err);
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
	struct port_settings s = app->bridge->port[port->no].settings;

	take(app, args, &s, err);
	if (qdisc_prepare(app, port->no, &s))
		return err_set(err, ENOMEM, "shape port \"%s\"", port->name);
	bridge_set_port(app->bridge, port->no, &s, app->now_ms);
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

bool port_options_match(const struct app *app, const struct args *args,
			const struct port *port)
{
	const struct port_settings *now = &app->bridge->port[port->no].settings;
	struct port_settings s = *now;
	struct err ignored;

	take(app, args, &s, &ignored);
	return port_settings_equal(&s, now) &&
	       port_role_matches(app, args, port->no);
}

static void flag_words(const struct port_settings *s,
		       const struct port_settings *defaults, struct line *line)
{
#define X(name, preset, help)                                                  \
	if (s->name != defaults->name)                                         \
		line_words(line, #name " %s", s->name ? "on" : "off");
	PORT_FLAGS(X)
#undef X
}

static void rate_words(const struct port_settings *s,
		       const struct port_settings *defaults, struct line *line)
{
	char text[METER_TEXT_SIZE];

#define X(id, name, help)                                                      \
	if (!meter_rate_equal(&s->rates[PORT_METER_##id],                      \
			      &defaults->rates[PORT_METER_##id]))              \
		line_words(line, #name " %s",                                  \
			   meter_format(&s->rates[PORT_METER_##id], text));
	PORT_METERS(X)
#undef X
	if (s->storm_shutdown != defaults->storm_shutdown)
		line_words(line, "storm_action %s",
			   s->storm_shutdown ? "shutdown" : "drop");
	if (s->shape_bytes != defaults->shape_bytes)
		line_words(line, "shape_bytes %u", s->shape_bytes);
	if (s->shape_latency_ms != defaults->shape_latency_ms)
		line_words(line, "shape_latency %u", s->shape_latency_ms);
}

static const char *group_fwd_word(uint8_t set, char text[L2PROTOS_TEXT_SIZE])
{
	return set == PORT_GROUP_FWD_DEFAULT ? "default"
					     : l2protos_format(set, text);
}

static void limit_words(const struct port_settings *s,
			const struct port_settings *defaults, struct line *line)
{
	if (s->fdb_limit != defaults->fdb_limit)
		line_words(line, "fdb_limit %u", s->fdb_limit);
	if (s->violation != defaults->violation)
		line_words(
			line, "violation %s",
			violation_mode_word((enum violation_mode)s->violation));
	if (s->recovery_s != defaults->recovery_s)
		line_words(line, "recovery %u", s->recovery_s);
}

void port_settings_words(const struct port_settings *s,
			 const struct port_settings *defaults,
			 struct line *line)
{
	char text[L2PROTOS_TEXT_SIZE];

	if (strcmp(s->alias, defaults->alias) != 0) {
		line_words(line, "alias");
		line_word(line, s->alias);
	}
	if (s->gro != defaults->gro)
		line_words(line, "gro %s", s->gro ? "on" : "off");
	flag_words(s, defaults, line);
	if (s->accept != defaults->accept)
		line_words(line, "accept %s", vlan_accept_word(s->accept));
	if (s->group_fwd != defaults->group_fwd)
		line_words(line, "group_fwd %s",
			   group_fwd_word(s->group_fwd, text));
	limit_words(s, defaults, line);
	rate_words(s, defaults, line);
}

static void show_rates(const struct port_settings *s, struct writer *out)
{
	char text[METER_TEXT_SIZE];

#define X(id, name, help)                                                      \
	writer_str(out, #name, meter_format(&s->rates[PORT_METER_##id], text));
	PORT_METERS(X)
#undef X
	writer_str(out, "storm_action",
		   s->storm_shutdown ? "shutdown" : "drop");
	writer_uint(out, "shape_bytes", s->shape_bytes);
	writer_uint(out, "shape_latency", s->shape_latency_ms);
}

void port_options_show(const struct app *app, const struct port *port,
		       struct writer *out)
{
	const struct bridge_port *bp = &app->bridge->port[port->no];
	const struct port_settings *s = &bp->settings;
	char text[L2PROTOS_TEXT_SIZE];

	writer_str(out, "alias", s->alias);
	writer_bool(out, "gro", s->gro);
	writer_uint(out, "pvid", bp->pvid);
	writer_str(out, "accept", vlan_accept_word(s->accept));
#define X(name, preset, help) writer_bool(out, #name, s->name);
	PORT_FLAGS(X)
#undef X
	writer_str(out, "group_fwd", group_fwd_word(s->group_fwd, text));
	writer_str(out, "backup_port",
		   s->backup == PORT_NONE ? "none"
					  : app_port_name(app, s->backup));
	writer_uint(out, "fdb_limit", s->fdb_limit);
	writer_uint(out, "fdb_used", fdb_on_port(app->bridge->fdb, port->no));
	writer_str(out, "violation",
		   violation_mode_word((enum violation_mode)s->violation));
	writer_uint(out, "recovery", s->recovery_s);
	show_rates(s, out);
	writer_str(out, "errdisabled",
		   errdisable_word((enum errdisable_cause)bp->errdisabled));
}
