/* SPDX-License-Identifier: BSD-2-Clause */
/* The path of a frame through the switch.  Each step uses the result of the one
 * before; none calls an earlier one. */
#include "path/pipeline.h"

#include "app.h"
#include "capture/recorder.h"
#include "core/commit.h"
#include "frame/parse.h"
#include "io/io.h"
#include "path/egress.h"
#include "path/headerless.h"
#include "path/mirror.h"
#include "path/watch.h"
#include "process_events.h"
#include "protocols.h"

/* A port's MTU may have been raised without a notification.  Asking the kernel
 * now would delay all frames: the driver does it later, and this frame is
 * dropped and counted. */
static void note_too_long(const struct app *app, const struct verdict *v)
{
	PORTSET_FOREACH(&v->too_long, no)
		app->ports[no]->mtu_exceeded = true;
}

/* Parses the frames of a batch, and prefetches the FDB entries of their
 * sources. */
static void read_frames(struct app *app, const struct port *from,
			const struct buf *bufs, size_t n,
			struct frame frames[IO_BATCH])
{
	const struct bridge *br = app->bridge;
	const void *places[IO_BATCH];
	size_t sound = 0;

	for (size_t i = 0; i < n; i++) {
		struct frame *f = &frames[i];

		f->data = bufs[i].data;
		f->len = bufs[i].len;
		if (frame_parse(f) == FRAME_OK)
			places[sound++] = fdb_prefetch(
				br->fdb, bridge_vlan_of(br, f, from->no),
				f->src);
		f->id = ++app->frames;
	}
	for (size_t i = 0; i < sound; i++)
		fdb_prefetch_more(places[i]);
}

static bool is_observed(const struct app *app, port_no in)
{
	const struct mirrors *mirrors = &app->bridge->mirrors;

	return watch_wants(app, in) ||
	       (mirrors->n &&
		(mirrors->any_out || portset_has(&mirrors->in, in)));
}

/* Carries a decision out, and shows the frame, as it was received, to all that
 * only look.  Who watches sees it first: an account of the decision says what is
 * known before the source is learned. */
static __attribute__((noinline)) void
commit_observed(struct app *app, const struct frame *f, const struct verdict *v)
{
	if (watch_wants(app, v->in))
		watch_received(app, f, v);
	bridge_commit(app->bridge, f, v, app->now_ms);
	if (portset_has(&app->bridge->mirrors.in, v->in))
		mirror_received(app, f, v);
}

void pipeline_received(struct port *from, struct buf *bufs, size_t n)
{
	struct app *app = from->owner;
	struct recorder *recorder = app->recording.recorder;
	const bool observed = is_observed(app, from->no);
	struct frame frames[IO_BATCH];
	struct verdict v;

	if (from->headerless)
		headerless_received(from, bufs, n);
	read_frames(app, from, bufs, n, frames);
	if (app->bridge->port[from->no].settings.gro &&
	    !(from->offloads & (OFFLOAD_TSO4 | OFFLOAD_TSO6)))
		egress_merge(app);
	for (size_t i = 0; i < n; i++) {
		struct frame *f = &frames[i];

		decide(app->bridge, f, from->no, app->now_ms, &v);
		if (v.some_too_long)
			note_too_long(app, &v);
		if (observed)
			commit_observed(app, f, &v);
		else
			bridge_commit(app->bridge, f, &v, app->now_ms);
		if (recorder)
			recorder_note(recorder, f, &v, app->now_ns);
		if (v.trap != TRAP_NONE)
			protocols_receive(app, f, &v);
		if (observed && app->bridge->mirrors.any_out)
			mirror_add(app, f, &v);
		else
			egress_add(app, f, &v);
	}
	egress_flush(app);
	app_process_events(app);
}
