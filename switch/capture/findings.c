/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a conversation whose records are read. */
#include "capture/blame.h"

static const char *const words[CAUSE_COUNT] = {
#define X(name, word, sentence, remedy, command) [CAUSE_##name] = word,
	CAUSES(X)
#undef X
};

const char *finding_word(const struct finding *finding)
{
	if (finding->cause == CAUSE_DROPPED)
		return reason_word(finding->reason);
	return words[finding->cause];
}

/* Frames for all say less than those for the other end. */
static unsigned int rank(const struct diagnosis *d, const struct finding *f)
{
	unsigned int rank = f->cause;

	if (!f->is_still)
		rank += 2 * CAUSE_COUNT;
	if (f->flow >= 0 && d->way[f->way].flow[f->flow].is_for_all)
		rank += CAUSE_COUNT;
	return rank;
}

static bool is_known(const struct diagnosis *d, const struct finding *f)
{
	for (unsigned int i = 0; i < d->findings; i++) {
		const struct finding *known = &d->finding[i];

		if (known->cause == f->cause && known->port == f->port &&
		    known->is_still == f->is_still &&
		    (f->cause < CAUSE_WRONG_PVID ||
		     (known->reason == f->reason && known->vid == f->vid)))
			return true;
	}
	return false;
}

/* Keeps the findings in order; of equal ones only the first. */
static void add(struct diagnosis *d, const struct finding *f)
{
	unsigned int i = d->findings;

	if (i == FINDINGS_MAX || is_known(d, f))
		return;
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

/* Frames for all of one VLAN need not reach a port in another one. */
static bool is_expected(const struct traffic *way, const struct flow *flow,
			enum cause cause)
{
	return flow->is_for_all && way->any_arrived &&
	       (cause == CAUSE_WRONG_PVID || cause == CAUSE_MISSING_VLAN);
}

static void find_faults(struct diagnosis *d, const struct scene *scene,
			unsigned int way)
{
	const struct traffic *traffic = &d->way[way];

	for (unsigned int i = 0; i < traffic->flows; i++) {
		const struct flow *flow = &traffic->flow[i];
		struct finding f = {
			.way = way,
			.flow = (int)i,
			.is_still = true,
		};

		if (flow->arrival != ARRIVAL_NO)
			continue;
		blame(&f, scene, flow, d->end[!way].port);
		if (!is_expected(traffic, flow, f.cause))
			add(d, &f);
	}
}

void diagnosis_conclude(struct diagnosis *d, const struct scene *scene)
{
	for (unsigned int way = 0; way < 2; way++) {
		find_state(d, scene, way);
		find_faults(d, scene, way);
	}
}

const struct finding *diagnosis_cause(const struct diagnosis *d)
{
	return d->findings && d->finding[0].is_still ? &d->finding[0] : NULL;
}
