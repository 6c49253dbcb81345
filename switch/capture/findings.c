/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a conversation whose records are read. */
#include <assert.h>

#include "capture/blame.h"

/* For so long after it last moved, a station may still be there twice. */
#define TURNS_PAST_MS 60000

static const char *const words[CAUSE_COUNT] = {
#define X(name, word, sentence, remedy, command) [CAUSE_##name] = word,
	CAUSES(X)
#undef X
};

const char *finding_word(const struct finding *finding)
{
	switch (finding->cause) {
	case CAUSE_DROPPED:
		return reason_word(finding->reason);
	case CAUSE_NOT_SENT:
		return tx_reason_word(finding->tx_reason);
	default:
		return words[finding->cause];
	}
}

static bool is_of_all(const struct diagnosis *d, const struct finding *f)
{
	return f->flow >= 0 && d->way[f->way].flow[f->flow].is_for_all;
}

/* Frames for all do not stop a conversation whose own frames arrive; and
 * frames for the link never concern another port. */
static bool is_aside(const struct diagnosis *d, const struct finding *f)
{
	return is_of_all(d, f) &&
	       (d->way[f->way].arrived ||
		(f->cause == CAUSE_DROPPED && f->reason == REASON_RESERVED));
}

/*
 * Frames for all say less than those for the other end, and that no frame was
 * sent less than that frames were not forwarded.
 */
static unsigned int rank(const struct diagnosis *d, const struct finding *f)
{
	unsigned int rank = f->cause;

	if (!f->is_still)
		rank += 4 * CAUSE_COUNT;
	if (is_aside(d, f))
		rank += 3 * CAUSE_COUNT;
	else if (f->cause >= CAUSE_SILENT)
		rank += 2 * CAUSE_COUNT;
	else if (is_of_all(d, f))
		rank += CAUSE_COUNT;
	return rank;
}

static bool is_known(const struct diagnosis *d, const struct finding *f)
{
	for (unsigned int i = 0; i < d->findings; i++) {
		const struct finding *known = &d->finding[i];

		if (known->cause == f->cause && known->port == f->port &&
		    known->is_still == f->is_still &&
		    (f->cause != CAUSE_DROPPED || known->reason == f->reason) &&
		    (f->cause < CAUSE_WRONG_PVID || known->vid == f->vid))
			return true;
	}
	return false;
}

/* Keeps the findings in order; of equal ones only the first. */
static void add(struct diagnosis *d, const struct finding *f)
{
	unsigned int i = d->findings;

	if (is_known(d, f))
		return;
	assert(i < FINDINGS_MAX);
	for (; i && rank(d, &d->finding[i - 1]) > rank(d, f); i--)
		d->finding[i] = d->finding[i - 1];
	d->finding[i] = *f;
	d->findings++;
}

static void find_state(struct diagnosis *d, const struct scene *scene,
		       unsigned int way)
{
	const struct finding f = {
		.cause = port_cause(scene, d->end[way].port),
		.way = way,
		.flow = -1,
		.is_still = true,
		.port = d->end[way].port,
	};

	if (f.cause != CAUSE_NONE)
		add(d, &f);
}

static bool is_routed(const struct diagnosis *d)
{
	return traffic_is_relayed(&d->way[0]) || traffic_is_relayed(&d->way[1]);
}

/* Frames for all of one VLAN need not reach a port in another one. */
static bool is_expected(const struct diagnosis *d, unsigned int way,
			const struct flow *flow, enum cause cause)
{
	return flow->is_for_all && (d->way[way].any_arrived || is_routed(d)) &&
	       (cause == CAUSE_WRONG_PVID || cause == CAUSE_MISSING_VLAN);
}

static void find_faults(struct diagnosis *d, const struct scene *scene,
			unsigned int way, bool for_all)
{
	const struct traffic *traffic = &d->way[way];

	for (unsigned int i = 0; i < traffic->flows; i++) {
		const struct flow *flow = &traffic->flow[i];
		struct finding f = {
			.way = way,
			.flow = (int)i,
			.is_still = true,
		};

		if (flow->arrival != ARRIVAL_NO || flow->is_for_all != for_all)
			continue;
		blame(&f, scene, flow, d->end[!way].port);
		if (!is_expected(d, way, flow, f.cause))
			add(d, &f);
	}
}

/* A station that goes to another port and back at once is there twice; but a
 * cable may be put into another port, and back. */
static void find_duplicates(struct diagnosis *d, const struct scene *scene,
			    unsigned int way)
{
	const int64_t since_ns = (scene->now_ms - TURNS_PAST_MS) * NS_PER_MS;
	const struct end *end = &d->end[way];

	for (unsigned int i = 0; i < end_station_count(end); i++) {
		const struct end_station *s = &end->station[i];
		const struct finding f = {
			.cause = CAUSE_DUPLICATE_MAC,
			.way = way,
			.flow = -1,
			.is_still = s->turned_ns > since_ns,
			.port = s->port,
			.other = s->other,
			.vid = s->vid,
			.mac = s->mac,
		};

		if (s->turns)
			add(d, &f);
	}
}

/* What its port did not send, most often of what is not seen otherwise.  How
 * long ago that was is not known. */
static void find_not_sent(struct diagnosis *d, const struct scene *scene,
			  unsigned int way)
{
	static const enum tx_reason reasons[] = {
		TX_REASON_QUEUE_FULL,
		TX_REASON_SHAPER_FULL,
		TX_REASON_SHAPER_LATE,
		TX_REASON_WRITE_ERROR,
	};
	const port_no no = d->end[way].port;
	struct finding f = {
		.cause = CAUSE_NOT_SENT,
		.way = way,
		.flow = -1,
		.is_still = true,
		.port = no,
	};

	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		const uint64_t frames =
			scene->bridge->counters[no].tx_drops[reasons[i]];

		if (frames > f.frames) {
			f.frames = frames;
			f.tx_reason = reasons[i];
		}
	}
	if (f.frames)
		add(d, &f);
}

/* What is wrong with an end */
static void add_end(struct diagnosis *d, enum cause cause, unsigned int way)
{
	const struct finding f = {
		.cause = cause,
		.way = way,
		.flow = -1,
		.is_still = true,
		.port = d->end[way].port,
	};

	add(d, &f);
}

/* Frames were sent to an end, or may have been, which has sent none to the
 * other one. */
static void find_no_answer(struct diagnosis *d, const struct scene *scene,
			   unsigned int way)
{
	const struct traffic *there = &d->way[!way];

	if (!there->arrived && !there->unknown)
		return;
	if (d->end[way].port == PORT_NONE) {
		add_end(d, CAUSE_UNHEARD, way);
		return;
	}
	add_end(d, there->arrived ? CAUSE_NO_ANSWER : CAUSE_UNTRACED, way);
	find_not_sent(d, scene, way);
}

/* Frames between stations behind one port need not come to the switch. */
static bool is_one_port(const struct diagnosis *d)
{
	return d->end[0].port != PORT_NONE &&
	       d->end[0].port == d->end[1].port && !d->way[0].arrived &&
	       !d->way[1].arrived;
}

static void find_router(struct diagnosis *d, const struct scene *scene,
			unsigned int way)
{
	const struct traffic *traffic = &d->way[way];
	struct finding f = {
		.cause = CAUSE_ROUTED,
		.way = way,
		.flow = -1,
		.is_still = true,
		.vid = traffic->relay_vid,
		.mac = traffic->relay,
	};
	struct fdb_entry e;

	if (!traffic_is_relayed(traffic))
		return;
	if (fdb_lookup(scene->bridge->fdb, f.vid, f.mac, scene->now_ms, &e))
		f.port = e.port;
	add(d, &f);
}

static void find_silence(struct diagnosis *d, const struct scene *scene)
{
	const uint64_t there = d->way[0].frames, back = d->way[1].frames;
	const bool only_first_sends = d->end[0].has_sent && !d->end[1].has_sent;

	if (is_one_port(d)) {
		add_end(d, CAUSE_SAME_PORT, 0);
	} else if (end_is_group(&d->end[1])) {
		if (!there)
			add_end(d, CAUSE_SILENT, 0);
	} else if (!there && !back) {
		add_end(d, CAUSE_SILENT, only_first_sends);
	} else if (!there) {
		find_no_answer(d, scene, 0);
	} else if (!back) {
		find_no_answer(d, scene, 1);
	}
}

void diagnosis_conclude(struct diagnosis *d, const struct scene *scene)
{
	for (unsigned int way = 0; way < 2; way++) {
		find_state(d, scene, way);
		find_faults(d, scene, way, false);
		find_duplicates(d, scene, way);
		find_router(d, scene, way);
	}
	for (unsigned int way = 0; way < 2; way++)
		find_faults(d, scene, way, true);
	if (!is_routed(d))
		find_silence(d, scene);
}

const struct finding *diagnosis_cause(const struct diagnosis *d)
{
	const struct finding *first = &d->finding[0];

	return d->findings && first->is_still && !is_aside(d, first) ? first
								     : NULL;
}
