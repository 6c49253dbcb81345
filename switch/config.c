/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "commands/commands.h"
#include "control/grammar.h"

#define FILE_SIZE_MAX (16 * 1024 * 1024)

/**
 * struct plan - A file on its way into a switch
 * @text:	The file, @len bytes
 * @rehearsal:	The switch that the file describes, nothing opened
 * @line:	By the rehearsal's port numbers: the line that made the port
 * @live:	Likewise: the live port that stands for it
 * @is_new:	Likewise: it was opened by this plan
 * @parked:	Ports that gave way to another of the same name
 */
struct plan {
	const char *file;
	char *text;
	size_t len;
	struct app *rehearsal;
	unsigned int line[PORT_MAX + 1];
	struct port *live[PORT_MAX + 1];
	bool is_new[PORT_MAX + 1];
	struct port *parked[PORT_MAX];
	size_t parked_count;
};

static int read_all(FILE *in, struct plan *plan, struct err *err)
{
	size_t size = 0, n;

	do {
		char *text;

		size = size ? size * 2 : 4096;
		text = size > FILE_SIZE_MAX ? NULL : realloc(plan->text, size);
		if (!text)
			return err_set(err, EFBIG, "read %s", plan->file);
		plan->text = text;
		n = fread(text + plan->len, 1, size - plan->len, in);
		plan->len += n;
	} while (plan->len == size);
	return ferror(in) ? err_set(err, errno, "read %s", plan->file) : 0;
}

static int read_file(struct plan *plan, struct err *err)
{
	FILE *in;
	int ret;

	if (!strcmp(plan->file, "-")) {
		plan->file = "standard input";
		return read_all(stdin, plan, err);
	}
	in = fopen(plan->file, "re");
	if (!in)
		return err_set(err, errno, "open %s", plan->file);
	ret = read_all(in, plan, err);
	fclose(in);
	return ret;
}

/* Puts "file:line:column: " in front of what went wrong. */
static void locate(const struct plan *plan, unsigned int number,
		   const char *line, size_t len, struct err *err)
{
	struct err inner = *err;
	size_t word_len;
	size_t column = grammar_column(line, len, inner.word, &word_len);

	if (column)
		snprintf(err->text, sizeof(err->text), "%s:%u:%zu: %.180s",
			 plan->file, number, column, inner.text);
	else
		snprintf(err->text, sizeof(err->text), "%s:%u: %.180s",
			 plan->file, number, inner.text);
}

static void note_new_ports(struct plan *plan, unsigned int number)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		if (!plan->rehearsal->ports[no])
			plan->line[no] = 0;
		else if (!plan->line[no])
			plan->line[no] = number;
	}
}

static int rehearse(struct plan *plan, struct err *err)
{
	const char *at = plan->text;
	const char *end = at + plan->len;
	unsigned int number = 0;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at);
		int ret = app_command(plan->rehearsal, at, len, NULL, err);

		number++;
		if (ret) {
			locate(plan, number, at, len, err);
			return ret;
		}
		note_new_ports(plan, number);
		at += len + 1;
	}
	return 0;
}

/* The n-th line of the file, for an error that opening a port brought. */
static void locate_port(const struct plan *plan, unsigned int number,
			struct err *err)
{
	const char *at = plan->text;
	const char *end = at + plan->len;
	const char *newline;

	for (unsigned int i = 1; i < number; i++)
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
	newline = memchr(at, '\n', (size_t)(end - at));
	if (!err->word)
		err->word = 3;
	locate(plan, number, at, (size_t)((newline ? newline : end) - at), err);
}

static bool is_same(const struct port *a, const struct port *b)
{
	struct line line_a = { 0 }, line_b = { 0 };
	bool same;

	port_line(a, &line_a);
	port_line(b, &line_b);
	same = !line_a.failed && !line_b.failed &&
	       !strcmp(line_a.text, line_b.text);
	line_free(&line_a);
	line_free(&line_b);
	return same;
}

static bool stays(const struct port *live, const struct port *wanted)
{
	return live && !live->lost && is_same(live, wanted);
}

/* Moves a configured port from the rehearsal into the live switch. */
static int plug_in(struct plan *plan, struct app *app, port_no no,
		   struct err *err)
{
	struct port *port = plan->rehearsal->ports[no];
	int ret;

	plan->rehearsal->ports[no] = NULL;
	ret = app_add_port(app, port, err);
	if (ret) {
		port_free(port);
		locate_port(plan, plan->line[no], err);
		return ret;
	}
	plan->live[no] = port;
	plan->is_new[no] = true;
	return 0;
}

static void park(struct plan *plan, struct app *app, struct port *port)
{
	app_unplug_port(app, port);
	plan->parked[plan->parked_count++] = port;
}

/* Ports with a name that is new here come first: while those may not open,
 * nothing has been taken away. */
static int open_ports(struct plan *plan, struct app *app, bool replace,
		      struct err *err)
{
	int ret = 0;

	for (port_no no = 1; no <= PORT_MAX && !ret; no++) {
		const struct port *wanted = plan->rehearsal->ports[no];
		struct port *live = wanted ? app_port(app, wanted->name) : NULL;

		if (!wanted || !live == replace)
			continue;
		if (stays(live, wanted)) {
			plan->live[no] = live;
			continue;
		}
		if (live)
			park(plan, app, live);
		ret = plug_in(plan, app, no, err);
	}
	return ret;
}

static void undo(struct plan *plan, struct app *app)
{
	struct err err;

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (plan->is_new[no])
			app_del_port(app, plan->live[no]);
	while (plan->parked_count) {
		struct port *port = plan->parked[--plan->parked_count];

		if (!app_add_port(app, port, &err))
			continue;
		log_error("port %s: cannot be put back: %s", port->name,
			  err.text);
		port_free(port);
	}
}

static void remove_others(const struct plan *plan, struct app *app)
{
	struct portset wanted = { 0 };

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (plan->live[no])
			portset_add(&wanted, plan->live[no]->no);
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->ports[no] && !portset_has(&wanted, no))
			app_del_port(app, app->ports[no]);
}

static void settle_ports(struct plan *plan, struct app *app)
{
	struct err err;

	while (plan->parked_count)
		port_free(plan->parked[--plan->parked_count]);
	remove_others(plan, app);
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *wanted = plan->rehearsal->ports[no];
		struct port *live = plan->live[no];

		if (!live)
			continue;
		app->bridge->port[live->no].learning =
			plan->rehearsal->bridge->port[no].learning;
		if (wanted && app_set_port_up(app, live, wanted->up, &err))
			log_error("port %s: %s", live->name, err.text);
	}
}

static void settle_bridge(const struct plan *plan, struct app *app)
{
	const struct bridge *from = plan->rehearsal->bridge;
	struct fdb *fdb = app->bridge->fdb;
	const struct fdb_filter by_hand = {
		.any_vid = true,
		.states = FDB_ANY_STATE & ~(1u << FDB_LEARNED),
	};
	size_t cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	app->bridge->group_fwd = from->group_fwd;
	fdb_set_ageing(fdb, fdb_ageing_ms(from->fdb));
	fdb_set_limit(fdb, fdb_limit(from->fdb), fdb_full(from->fdb));
	fdb_flush(fdb, by_hand);
	while (fdb_next(from->fdb, by_hand, plan->rehearsal->now_ms, &cursor,
			&slots, &e)) {
		e.port = plan->live[e.port]->no;
		e.heard_ms = app->now_ms;
		if (fdb_put(fdb, &e))
			log_error("no memory for a station of port %s",
				  app_port_name(app, e.port));
	}
}

static int carry_out(struct plan *plan, struct app *app, struct err *err)
{
	int ret = open_ports(plan, app, false, err);

	if (!ret)
		ret = open_ports(plan, app, true, err);
	if (ret) {
		undo(plan, app);
		return ret;
	}
	settle_ports(plan, app);
	settle_bridge(plan, app);
	return 0;
}

static void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	app_free(plan->rehearsal);
	free(plan->text);
	free(plan);
}

static int plan_make(const char *file, struct plan **out, struct err *err)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	int ret;

	if (!plan)
		return err_set(err, ENOMEM, "read %s", file);
	plan->file = file;
	plan->rehearsal = app_new("rehearsal", NULL, NULL, err);
	ret = plan->rehearsal ? read_file(plan, err) : -ENOMEM;
	if (!ret)
		ret = rehearse(plan, err);
	if (ret)
		plan_free(plan);
	else
		*out = plan;
	return ret;
}

int config_apply(struct app *app, const char *file, struct err *err)
{
	struct plan *plan;
	int ret = plan_make(file, &plan, err);

	if (ret)
		return ret;
	ret = carry_out(plan, app, err);
	plan_free(plan);
	return ret;
}

int config_check(const char *file, struct err *err)
{
	struct plan *plan;
	int ret = plan_make(file, &plan, err);

	if (!ret)
		plan_free(plan);
	return ret;
}
