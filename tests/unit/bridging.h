/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests that begin with a bridge, to be included after cmocka.h. */
#ifndef TEST_BRIDGING_H
#define TEST_BRIDGING_H

#include "core/bridge.h"
#include "stations.h"

/* Four ports, all up: P1 to P4. */
static inline int a_bridge_of_four(void **state)
{
	struct bridge *br = bridge_new(1);

	if (!br)
		return -1;
	for (port_no no = P1; no <= P4; no++) {
		assert_int_equal(bridge_add_port(br, 1500), no);
		bridge_set_up(br, no, true);
	}
	*state = br;
	return 0;
}

static inline int free_bridge(void **state)
{
	bridge_free(*state);
	return 0;
}

/* The newest event of a kind; NULL if there is none */
static inline const struct event *last_event(const struct bridge *br,
					     enum event_kind kind)
{
	struct event_reader reader = { 0 };
	const struct event *e, *last = NULL;
	uint64_t missed;

	while ((e = event_read(&br->events, &reader, &missed)))
		if (e->kind == kind)
			last = e;
	return last;
}

/* Whether the newest event of a kind exists and is about that port */
static inline bool has_event(const struct bridge *br, enum event_kind kind,
			     port_no no)
{
	const struct event *e = last_event(br, kind);

	return e && e->port == no;
}

#endif /* TEST_BRIDGING_H */
