/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Markers: each selects frames as the switch receives them, counts them, and
 * writes an event for them, so that one conversation can be watched among many.
 *
 * A frame is compared as it came, before its tags change, and whatever becomes
 * of it.  A GSO frame is one frame.  A marker changes nothing else.
 *
 * Shape:   a short list.  Ports are selected by name, so a marker also selects
 *          ports that are added or renamed later.
 * Limit:   MARKERS_MAX, because each frame is compared with all of them.  A
 *          marker writes at most MARKER_EVENTS_PER_S events in a second, so
 *          that it does not push all others out of the ring; each event says
 *          how many frames it stands for.
 * Owner:   struct bridge; but see bridge_take_marker().
 */
#ifndef CORE_MARKER_H
#define CORE_MARKER_H

#include "base/names.h"
#include "base/portset.h"
#include "frame/filter.h"

#define MARKERS_MAX		64
#define MARKER_NAME_SIZE	PORT_NAME_SIZE
#define MARKER_EVENTS_PER_S	1000

struct bridge;
struct verdict;

/**
 * struct marker - One marker
 * @ports:	Names of the ports whose frames it selects, see base/names.h; ""
 *		for all ports
 * @selected:	Numbers of these ports
 * @filter:	Which of their frames
 * @frames, @bytes: What it selected
 * @last_ms:	When it selected the last frame; valid if @frames
 * @second_ms:	When the second began in which it wrote @events events
 * @unreported:	Frames since its last event
 */
struct marker {
	char name[MARKER_NAME_SIZE];
	char ports[NAMES_SIZE];
	struct portset selected;
	struct filter filter;
	uint64_t frames;
	uint64_t bytes;
	int64_t last_ms;
	int64_t second_ms;
	uint32_t events;
	uint32_t unreported;
};

/**
 * struct markers - All markers
 * @by:		@n markers, in the order in which they were added
 * @in:		Ports of which any of them selects frames
 */
struct markers {
	size_t n;
	struct marker *by[MARKERS_MAX];
	struct portset in;
};

/**
 * marker_new() - Make a marker that selects every frame
 *
 * Return: the marker, for the caller to free or to add; NULL if memory is short
 */
struct marker *marker_new(const char *name);
void marker_free(struct marker *m);

/** marker_equal() - Whether two have the same settings; counts may differ */
bool marker_equal(const struct marker *a, const struct marker *b);

/** marker_reset() - Start its counts again at 0 */
void marker_reset(struct marker *m);

/** markers_find() - Find a marker by name; NULL if there is none */
struct marker *markers_find(const struct markers *markers, const char *name);

/** markers_free() - Free all markers */
void markers_free(struct markers *markers);

/**
 * bridge_add_marker() - Add a marker
 * @m:		Its name is not in use; the bridge owns it then
 *
 * Return: false if there are MARKERS_MAX already, and the caller still owns it
 */
bool bridge_add_marker(struct bridge *br, struct marker *m);

/** bridge_take_marker() - Remove a marker; the caller owns it then */
void bridge_take_marker(struct bridge *br, struct marker *m);

/** markers_name_port() - A port has got this name */
void markers_name_port(struct markers *markers, port_no no, const char *name);

/**
 * bridge_mark() - Compare a frame with all markers
 * @f:		As it was received
 *
 * It need not be called if the port is not in @in of struct markers.
 */
void bridge_mark(struct bridge *br, const struct frame *f,
		 const struct verdict *v, int64_t now_ms);

#endif /* CORE_MARKER_H */
