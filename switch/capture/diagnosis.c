/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the records of a conversation; findings.c says what is wrong. */
#include "capture/diagnosis.h"

#include "capture/heard.h"

void diagnosis_begin(struct diagnosis *d, const struct scene *scene,
		     const struct end *from, const struct end *to,
		     int64_t from_ns, uint64_t last_id)
{
	*d = (struct diagnosis){ .from_ns = from_ns, .last_id = last_id };
	d->end[0] = *from;
	d->end[1] = *to;
	d->is_complete = recorder_reaches(scene->recorder, from_ns);
}

/* Whether the port of that time still exists */
static bool existed(const struct scene *scene, port_no no, uint64_t id)
{
	return scene->bridge->port[no].exists && id > scene->port[no].since;
}

static enum arrival arrival_at(const struct scene *scene,
			       const struct record *record, port_no no)
{
	struct portset ports;

	if (no == PORT_NONE || !existed(scene, no, record->id) ||
	    !recorder_ports(scene->recorder, record, &ports))
		return record->reason >= REASON_DROPS ? ARRIVAL_NO
						      : ARRIVAL_UNKNOWN;
	return portset_has(&ports, no) ? ARRIVAL_YES : ARRIVAL_NO;
}

static void count(struct diagnosis *d, const struct scene *scene,
		  const struct heard *h, unsigned int way)
{
	const struct end *to = &d->end[!way];
	enum address address;

	if (!end_sent(&d->end[way], h))
		return;
	d->way[way].any_sent = true;
	address = end_address(to, h, scene->bridge, scene->now_ms);
	if (address == ADDRESS_OTHER && end_is_receiver(to, h))
		traffic_relay(&d->way[way], h->f.dst, h->record->vid);
	if (address == ADDRESS_OTHER)
		return;
	traffic_count(&d->way[way], h->record,
		      arrival_at(scene, h->record, to->port),
		      address == ADDRESS_ALL);
}

static void examine(struct diagnosis *d, const struct scene *scene,
		    const struct record *record)
{
	struct heard h;

	if (!existed(scene, record->in, record->id) || !heard_read(&h, record))
		return;
	for (unsigned int i = 0; i < 2; i++) {
		if (d->pass == DIAGNOSIS_ENDS) {
			end_learn(&d->end[i], &h);
		} else {
			end_follow(&d->end[i], &h);
			count(d, scene, &h, i);
		}
	}
}

static void next_pass(struct diagnosis *d, const struct scene *scene)
{
	if (d->pass++ != DIAGNOSIS_ENDS)
		return;
	for (unsigned int i = 0; i < 2; i++)
		end_settle(&d->end[i], scene->bridge, scene->now_ms);
	d->place = recorder_place(scene->recorder, d->from_ns);
}

static void read_one(struct diagnosis *d, const struct scene *scene)
{
	const struct record *record = recorder_next(scene->recorder, &d->place);

	if (!record || record->id > d->last_id) {
		next_pass(d, scene);
		return;
	}
	if (d->pass == DIAGNOSIS_TRAFFIC && !d->examined++)
		d->oldest_ns = record->at_ns;
	examine(d, scene, record);
}

bool diagnosis_read(struct diagnosis *d, const struct scene *scene,
		    unsigned int records)
{
	if (!scene->recorder)
		d->pass = DIAGNOSIS_READ;
	while (d->pass != DIAGNOSIS_READ && records--)
		read_one(d, scene);
	return d->pass != DIAGNOSIS_READ;
}

bool flow_decide(const struct flow *flow, const struct scene *scene,
		 struct frame *f, struct verdict *v, struct account *account)
{
	const struct record *record = flow_record(flow);

	if (!scene->bridge->port[flow->in].exists ||
	    record->id <= scene->port[flow->in].since ||
	    !record_frame(record, f))
		return false;
	decide_explained(scene->bridge, f, flow->in, scene->now_ms, v, account);
	return true;
}
