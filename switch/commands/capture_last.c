/* SPDX-License-Identifier: BSD-2-Clause */
/* capture last: frames of the flight recorder, as a stream of pcapng blocks. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "commands/captures.h"
#include "commands/commands.h"
#include "commands/records.h"
#include "core/reasons.h"
#include "path/watch.h"

#define NOTE_SIZE 128

#define FATE_SIZE 320
#define NAME_ROOM 80 /* for another name, and for what follows the last one */

/**
 * struct replay - A client that captures recorded frames
 * @place:	Place in the recorder
 * @next:	Number of the next frame; one that is missing was overwritten
 * @last:	Number of the last frame that is wanted
 * @note:	What the answer says besides
 */
struct replay {
	struct capture *capture;
	uint64_t place;
	uint64_t next;
	uint64_t last;
	char note[NOTE_SIZE];
};

static void replay_free(void *state)
{
	capture_free(((struct replay *)state)->capture);
}

/* The frame with this number follows; those before it are lost. */
static void go_on_with(struct replay *r, uint64_t id)
{
	if (id > r->next)
		capture_lost(r->capture, id - r->next);
	r->next = id + 1;
}

static port_no port_of(const struct app *app, const struct record *record)
{
	return record_port_name(app, record, record->in) ? record->in
							 : PORT_NONE;
}

/* "destination unknown; egress: lan1, lan2 and 3 others" */
static void tell_fate(const struct app *app, const struct record *record,
		      char fate[FATE_SIZE])
{
	const char *between = "; egress: ";
	struct portset to;
	size_t others, len;

	snprintf(fate, FATE_SIZE, "%s",
		 reason_help((enum reason)record->reason));
	len = strlen(fate);
	if (!recorder_ports(app->recording.recorder, record, &to)) {
		snprintf(fate + len, FATE_SIZE - len, "%snot known any more",
			 between);
		return;
	}
	others = portset_count(&to);
	PORTSET_FOREACH(&to, no) {
		const char *name = record_port_name(app, record, no);

		if (len > FATE_SIZE - NAME_ROOM)
			break;
		len += (size_t)snprintf(fate + len, FATE_SIZE - len, "%s%s",
					between, name ? name : "a deleted one");
		between = ", ";
		others--;
	}
	if (others)
		snprintf(fate + len, FATE_SIZE - len, " and %zu others",
			 others);
}

/* Captures some records.  Return: whether they were the last */
static bool replay_some(const struct app *app, struct replay *r)
{
	const struct recorder *recorder = app->recording.recorder;
	char fate[FATE_SIZE];

	for (int i = 0; i < RECORDS_AT_ONCE; i++) {
		const struct record *record;

		if (capture_is_full(r->capture))
			return true;
		if (!capture_has_room(r->capture,
				      RECORDER_SNAPLEN_MAX + FATE_SIZE))
			return false;
		/* it may have been turned off or emptied meanwhile */
		record = recorder ? recorder_next(recorder, &r->place) : NULL;
		if (!record || record->id > r->last) {
			go_on_with(r, r->last + 1);
			return true;
		}
		go_on_with(r, record->id);
		tell_fate(app, record, fate);
		capture_recorded(r->capture, record, port_of(app, record),
				 fate);
	}
	return false;
}

static int last_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct replay *r = answer->state;
	bool has_ended = false;
	int ret;

	(void)args;
	(void)err;
	if (answer->is_ending || replay_some(app, r))
		has_ended = capture_end(r->capture, app->now_ns);
	ret = captures_send(r->capture, has_ended, answer);
	return ret == ANSWER_LATER ? ANSWER_MORE : ret;
}

static const struct record *first_record(const struct recorder *recorder,
					 uint64_t place)
{
	return recorder_next(recorder, &place);
}

/* Earlier frames were overwritten, or the recorder was off. */
static void say_what_is_missing(const struct app *app, struct replay *r,
				int64_t from_ns, struct answer *answer)
{
	const struct recorder *recorder = app->recording.recorder;
	const struct record *oldest = first_record(recorder, 0);

	if (!first_record(recorder, r->place))
		answer->note = "no frame of this time is recorded";
	if (!oldest || oldest->id == 1 || oldest->at_ns < from_ns)
		return;
	snprintf(r->note, sizeof(r->note),
		 "no frame is recorded of more than %" PRId64 " ms ago: "
		 "\"switch set recorder\" sets how many are kept",
		 (app->now_ns - oldest->at_ns) / NS_PER_MS);
	answer->note = r->note;
}

static void begin(const struct app *app, struct replay *r, int64_t from_ns)
{
	const struct recorder *recorder = app->recording.recorder;
	const struct record *first;

	r->place = recorder_place(recorder, from_ns);
	first = first_record(recorder, r->place);
	r->last = app->frames;
	r->next = first ? first->id : r->last + 1;
	watch_tell(app, r->capture);
}

/* Takes over the filter of @settings. */
static int start(const struct app *app, struct capture_settings *settings,
		 int64_t from_ns, struct answer *answer, struct err *err)
{
	struct capture *capture = captures_begin(app, settings, from_ns, err);
	struct replay *r;

	if (!capture)
		return -ENOMEM;
	r = calloc(1, sizeof(*r));
	if (!r) {
		capture_free(capture);
		return err_set(err, ENOMEM, "capture frames");
	}
	r->capture = capture;
	begin(app, r, from_ns);
	say_what_is_missing(app, r, from_ns, answer);
	answer->state = r;
	answer->state_size = sizeof(*r) + capture_size(capture);
	answer->drop = replay_free;
	answer->is_stream = true;
	answer->more = last_more;
	return 0;
}

int cmd_capture_last(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct capture_settings settings = { 0 };
	const uint32_t kept = app->recording.snaplen;
	int64_t from_ns;
	int ret = records_check(app, err);

	if (!ret)
		ret = records_from(app, args, &from_ns, err);
	if (!ret)
		ret = captures_read(app, args, &settings, err);
	if (ret)
		return ret;
	if (!settings.snaplen || settings.snaplen > kept)
		settings.snaplen = kept;
	return start(app, &settings, from_ns, answer, err);
}
