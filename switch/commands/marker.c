/* SPDX-License-Identifier: BSD-2-Clause */
/* marker add, del, show, reset */
#include <errno.h>
#include <stdio.h>

#include "commands/commands.h"
#include "commands/filter.h"
#include "control/server.h"
#include "settings/lines.h"

#define NO_PORT_YET                                                             \
	"no port has such a name; the marker selects frames of ports that get " \
	"one"

int command_marker(const struct app *app, const struct args *args,
		   struct marker **m, struct err *err)
{
	const char *name = args_str(args, "marker");

	*m = name ? markers_find(&app->bridge->markers, name) : NULL;
	if (!name || *m)
		return 0;
	return err_say(err, ENOENT, "no-such-marker", args_word(args, "marker"),
		       "marker \"%s\" does not exist: see \"marker show\"",
		       name);
}

/* Makes the marker of a line, @made. */
static int make_marker(const struct args *args, struct marker **made,
		       struct err *err)
{
	struct marker *m = marker_new(args_str(args, "marker"));
	const char *ports = args_str(args, "port");
	int ret;

	if (!m)
		return err_set(err, ENOMEM, "add a marker");
	if (ports)
		snprintf(m->ports, sizeof(m->ports), "%s", ports);
	ret = command_filter(args, &m->filter, err);
	if (ret)
		marker_free(m);
	else
		*made = m;
	return ret;
}

/* With --may-exist: fails unless the existing marker is as the line says. */
static int check_same(const struct args *args, const struct marker *there,
		      const struct marker *wanted, struct err *err)
{
	struct line line = { 0 };

	if (args_has(args, "--may-exist") && marker_equal(there, wanted))
		return 0;
	marker_line(there, &line);
	return command_exists(args, "marker", "marker-exists", &line, err);
}

/* The switch opens no files of its clients. */
static int check_by_client(const struct args *args, struct err *err)
{
	if (!args_has(args, "capture"))
		return 0;
	return err_say(err, EINVAL, "not-by-the-switch",
		       args_word(args, "capture"),
		       "the switch writes no capture files: send \"capture "
		       "marker %s\", as tapctl does",
		       args_str(args, "marker"));
}

int cmd_marker_add(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	const struct marker *there =
		markers_find(&app->bridge->markers, args_str(args, "marker"));
	struct marker *m = NULL;
	int ret = check_by_client(args, err);

	if (!ret)
		ret = make_marker(args, &m, err);
	if (ret)
		return ret;
	if (there) {
		ret = check_same(args, there, m, err);
		marker_free(m);
		return ret;
	}
	if (!bridge_add_marker(app->bridge, m)) {
		marker_free(m);
		return err_say(err, ENOSPC, "too-many-markers",
			       args_word(args, "marker"),
			       "a switch has %d markers at most", MARKERS_MAX);
	}
	if (*m->ports && portset_empty(&m->selected))
		answer->note = NO_PORT_YET;
	return 0;
}

int cmd_marker_del(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	struct marker *m;
	int ret = command_marker(app, args, &m, err);

	(void)answer;
	if (ret)
		return args_has(args, "--if-exists") ? 0 : ret;
	bridge_take_marker(app->bridge, m);
	marker_free(m);
	return 0;
}

static void show_marker(const struct app *app, const struct marker *m,
			struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_str(out, "name", m->name);
	writer_str(out, "port", *m->ports ? m->ports : NULL);
	command_show_filter(&m->filter, out);
	writer_uint(out, "frames", m->frames);
	writer_uint(out, "bytes", m->bytes);
	if (m->frames)
		writer_int(out, "last_ms", app->now_ms - m->last_ms);
	writer_end_object(out);
}

/* The cursor is the next marker. */
static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	const struct markers *markers = &app->bridge->markers;

	(void)args;
	(void)err;
	for (; answer->cursor < markers->n; answer->cursor++) {
		if (answer->out.len >= SERVER_OUT_SIZE)
			return ANSWER_MORE;
		show_marker(app, markers->by[answer->cursor], &answer->out);
	}
	writer_end_array(&answer->out);
	return ANSWER_DONE;
}

int cmd_marker_show(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct marker *m;
	int ret = command_marker(app, args, &m, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	if (m) {
		show_marker(app, m, &answer->out);
		writer_end_array(&answer->out);
	} else {
		answer->more = show_more;
	}
	return 0;
}

int cmd_marker_reset(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct markers *markers = &app->bridge->markers;
	struct marker *m;
	int ret = command_marker(app, args, &m, err);

	(void)answer;
	if (ret)
		return ret;
	for (size_t i = 0; i < markers->n; i++)
		if (!m || m == markers->by[i])
			marker_reset(markers->by[i]);
	return 0;
}
