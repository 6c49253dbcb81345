/* SPDX-License-Identifier: BSD-2-Clause */
/* config show */
#include "commands/commands.h"
#include "control/server.h"

/* Takes the line's text over into the answer. */
static void show_line(struct line *line, struct writer *out)
{
	if (line->failed)
		out->failed = true;
	else
		writer_str(out, NULL, line->text);
	line_free(line);
}

static void show_port(const struct app *app, const struct port *port,
		      struct writer *out)
{
	struct line line = { 0 };

	port_line(port, &line);
	if (!app->bridge->port[port->no].learning)
		line_words(&line, "learning off");
	if (!port->gro)
		line_words(&line, "gro off");
	show_line(&line, out);
	if (!port->up) {
		line_words(&line, "port set %s down", port->name);
		show_line(&line, out);
	}
}

static void show_station(const struct app *app, const struct fdb_entry *e,
			 struct writer *out)
{
	struct line line = { 0 };
	char text[MAC_TEXT_SIZE];

	line_words(&line, "fdb add %s port %s", mac_format(e->mac, text),
		   app_port_name(app, e->port));
	if (e->vid != VLAN_NONE)
		line_words(&line, "vlan %u", e->vid);
	line_words(&line, "%s", fdb_state_word(e->state));
	show_line(&line, out);
}

/* Stations entered by hand may be many, so they come in pieces. */
static int show_stations(struct app *app, const struct args *args,
			 struct answer *answer, struct err *err)
{
	const struct fdb_filter by_hand = {
		.any_vid = true,
		.states = FDB_BY_HAND,
	};
	struct writer *out = &answer->out;
	size_t slots = SHOW_SLOTS;
	struct fdb_entry e;

	(void)args;
	(void)err;
	while (out->len < SERVER_OUT_SIZE &&
	       fdb_next(app->bridge->fdb, by_hand, app->now_ms, &answer->cursor,
			&slots, &e))
		show_station(app, &e, out);
	if (!slots || out->len >= SERVER_OUT_SIZE)
		return ANSWER_MORE;
	writer_end_array(out);
	return ANSWER_DONE;
}

int cmd_config_show(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;
	struct line line = { 0 };

	(void)args;
	(void)err;
	writer_begin_array(out, NULL);
	switch_line(app, &line);
	show_line(&line, out);
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		show_port(app, p, out);
	answer->more = show_stations;
	return 0;
}
