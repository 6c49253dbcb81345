/* SPDX-License-Identifier: BSD-2-Clause */
/* recorder show: what became of the last frames */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/duration.h"
#include "base/time.h"
#include "commands/commands.h"
#include "commands/port_names.h"
#include "commands/records.h"
#include "commands/show.h"
#include "frame/describe.h"

/**
 * struct wanted - The records that a line asks for
 * @ports:	Frames that came from or went to one of these
 * @any_port:	All frames, also those of ports that were deleted
 * @has_mac:	Only frames from or to @mac
 * @end:	Only frames up to this one
 */
struct wanted {
	struct portset ports;
	bool any_port;
	bool has_mac;
	struct mac mac;
	uint64_t end;
};

const char *record_port_name(const struct app *app, const struct record *record,
			     port_no no)
{
	const struct port *port = app->ports[no];

	return port && record->id > port->added_frames ? port->name : NULL;
}

static bool is_at(const struct app *app, const struct record *record,
		  const struct wanted *w)
{
	struct portset at;

	if (w->any_port)
		return true;
	if (!recorder_ports(app->recording.recorder, record, &at))
		at = (struct portset){ 0 };
	portset_add(&at, record->in);
	portset_keep(&at, &w->ports);
	PORTSET_FOREACH(&at, no)
		if (record_port_name(app, record, no))
			return true;
	return false;
}

static bool is_wanted(const struct app *app, const struct record *record,
		      const struct wanted *w)
{
	struct frame f;

	if (w->has_mac &&
	    (!record_frame(record, &f) ||
	     (!mac_equal(f.src, w->mac) && !mac_equal(f.dst, w->mac))))
		return false;
	return is_at(app, record, w);
}

static void show_egress(const struct app *app, const struct record *record,
			struct writer *out)
{
	struct portset to;

	if (!recorder_ports(app->recording.recorder, record, &to)) {
		writer_str(out, "egress", NULL);
		return;
	}
	writer_begin_array(out, "egress");
	PORTSET_FOREACH(&to, no)
		writer_str(out, NULL, record_port_name(app, record, no));
	writer_end_array(out);
}

static void show_frame(const struct record *record, struct writer *out)
{
	char type[sizeof("0x0800")], text[DESCRIBE_SIZE];
	struct frame f;

	if (!record_frame(record, &f))
		return;
	snprintf(type, sizeof(type), "0x%04x", f.type);
	writer_mac(out, "src", f.src);
	writer_mac(out, "dst", f.dst);
	writer_str(out, "type", type);
	writer_str(out, "frame", frame_describe(&f, text));
}

static void show(const struct app *app, const struct record *record,
		 struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_uint(out, "id", record->id);
	writer_int(out, "ago_ms", (app->now_ns - record->at_ns) / NS_PER_MS);
	writer_str(out, "port", record_port_name(app, record, record->in));
	writer_uint(out, "vlan", record->vid);
	show_frame(record, out);
	writer_uint(out, "length", record->len);
	writer_str(out, "reason", reason_word((enum reason)record->reason));
	show_egress(app, record, out);
	writer_end_object(out);
}

static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	const struct recorder *recorder = app->recording.recorder;
	const struct wanted *w = answer->state;
	const struct record *record = NULL;

	(void)args;
	(void)err;
	for (int i = 0; recorder && i < RECORDS_AT_ONCE; i++) {
		record = recorder_next(recorder, &answer->cursor);
		if (!record || record->id > w->end)
			break;
		if (is_wanted(app, record, w))
			show(app, record, &answer->out);
	}
	if (recorder && record && record->id <= w->end)
		return ANSWER_MORE;
	writer_end_array(&answer->out);
	return ANSWER_DONE;
}

static int read_wanted(const struct app *app, const struct args *args,
		       struct wanted *w, struct err *err)
{
	w->any_port = !args_has(args, "port");
	w->has_mac = args_mac(args, "mac", &w->mac);
	w->end = app->frames;
	return command_ports(app, args, &w->ports, err);
}

int records_check(const struct app *app, struct err *err)
{
	if (app->recording.recorder)
		return 0;
	return err_say(err, ENOENT, "recorder-off", 0,
		       "the recorder is off: \"switch set recorder %u\" "
		       "turns it on",
		       RECORDER_FRAMES);
}

int records_from(const struct app *app, const struct args *args,
		 int64_t *from_ns, struct err *err)
{
	const char *last = args_str(args, "last");
	int64_t ms;

	*from_ns = INT64_MIN;
	if (!last)
		return 0;
	if (!duration_parse(last, &ms))
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "last"),
			"bad last \"%s\", expected a duration, as 500ms, "
			"10s or 5m",
			last);
	*from_ns = app->now_ns - ms * NS_PER_MS;
	return 0;
}

static uint64_t first_place(const struct recorder *recorder,
			    const struct args *args, int64_t from_ns)
{
	const uint64_t place = recorder_place(recorder, from_ns);
	const uint64_t newest = recorder_newest(
		recorder, args_uint(args, "newest", UINT64_MAX));

	return newest > place ? newest : place;
}

int cmd_recorder_show(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	struct wanted w;
	int64_t from_ns;
	int ret = records_check(app, err);

	if (!ret)
		ret = read_wanted(app, args, &w, err);
	if (!ret)
		ret = records_from(app, args, &from_ns, err);
	if (ret)
		return ret;
	answer->cursor = first_place(app->recording.recorder, args, from_ns);
	answer->state = malloc(sizeof(w));
	if (!answer->state)
		return err_set(err, ENOMEM, "read the recorder");
	answer->state_size = sizeof(w);
	*(struct wanted *)answer->state = w;
	writer_begin_array(&answer->out, NULL);
	answer->more = show_more;
	return 0;
}
