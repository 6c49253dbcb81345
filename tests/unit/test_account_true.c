/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The account of a frame is true: for random frames through random switches, it
 * names the ports that then get the frame and copies of it, the tags and the
 * forms that they get, in order, and the counters that then change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "any_switch.h"
#include "assembly.h"
#include "base/bytes.h"
#include "base/log.h"
#include "core/account.h"
#include "core/commit.h"
#include "frame/tag.h"
#include "path/mirror.h"
#include "path/pipeline.h"
#include "path/preview.h"

enum { PORTS = ANY_PORTS, SWITCHES = 500, FRAMES = 200 };

/* Frames that a port may get of one that is received */
#define GOT_MAX 4096

/* What a port got since the last frame was received, in order */
static struct got {
	size_t n;
	struct {
		uint32_t len;
		uint16_t tpid;
		uint16_t tci;
	} frame[GOT_MAX];
} got[PORTS + 1];

static void keep(struct port *port, const struct buf *bufs, size_t n)
{
	struct got *g = &got[port->no];

	for (size_t i = 0; i < n; i++) {
		const uint8_t *type = bufs[i].data + ETH_HEADER_SIZE - 2;
		const bool is_tagged =
			tag_is_tpid(get_be16(type)) &&
			bufs[i].len >= ETH_HEADER_SIZE + VLAN_TAG_SIZE;

		assert_true(g->n < GOT_MAX);
		g->frame[g->n].len = bufs[i].len;
		g->frame[g->n].tpid = is_tagged ? get_be16(type) : 0;
		g->frame[g->n++].tci = is_tagged ? get_be16(type + 2) : 0;
	}
}

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.tx = keep,
};

/**
 * struct foreseen - What the account says
 * @ports:	Ports that get the frame
 * @copies:	What mirrors copy of it, to these and other ports
 */
struct foreseen {
	struct verdict v;
	struct account account;
	struct portset ports;
	struct preview preview[PORTS + 1];
	struct mirror_account copies;
	struct counters counters[PORTS + 1];
};

/* Which cases the random frames have tried */
struct tried {
	uint64_t reasons[REASON_COUNT];
	uint64_t copies[MIRROR_BOTH];
	uint64_t misses[MIRROR_MISS_COUNT];
	uint64_t into_vlans;
	uint64_t beside_the_frame;
};

static void foresee(const struct app *app, const struct frame *f, port_no in,
		    struct foreseen *s)
{
	struct err err;

	decide_explained(app->bridge, f, in, app->now_ms, &s->v, &s->account);
	verdict_ports(&s->v, &s->ports);
	assert_int_equal(mirror_explain(app, f, &s->v, &s->copies, &err), 0);
	assert_int_equal(s->copies.left_off, 0);
	for (port_no no = 1; no <= PORTS; no++) {
		bridge_forecast(app->bridge, f, &s->v, app->now_ms, no,
				&s->counters[no]);
		mirror_account_count(&s->copies, s->v.pkt_type, no,
				     &s->counters[no]);
		if (!portset_has(&s->ports, no))
			continue;
		assert_int_equal(
			preview_make(app, f, &s->v, no, &s->preview[no], &err),
			0);
		preview_count(&s->preview[no], s->v.pkt_type, &s->counters[no]);
	}
}

/* Exactly one rule decides, and it gives the verdict's reason. */
static void check_steps(const struct foreseen *s)
{
	const struct account *a = &s->account;
	unsigned int deciding = 0;

	assert_true(a->count > 0);
	for (unsigned int i = 0; i < a->count; i++) {
		if (a->step[i].reason == REASON_NONE)
			continue;
		deciding++;
		assert_int_equal(a->step[i].reason, s->v.reason);
	}
	assert_int_equal(deciding, 1);
}

static bool is_true(const struct bridge *br, const struct frame *f,
		    const struct verdict *v, port_no no, enum omission why)
{
	const struct bridge_port *p = &br->port[no];

	switch (why) {
	case OMISSION_INGRESS:
		return no == v->in && !p->settings.hairpin;
	case OMISSION_ERRDISABLED:
		return p->errdisabled;
	case OMISSION_DOWN:
		return !p->up;
	case OMISSION_MONITOR:
		return p->state == PORT_STATE_MONITOR;
	case OMISSION_STATE:
		return p->state != PORT_STATE_FORWARDING;
	case OMISSION_FLAG:
		return !(v->pkt_type == PKT_UCAST   ? p->settings.flood
			 : v->pkt_type == PKT_MCAST ? p->settings.mcast_flood
						    : p->settings.bcast_flood);
	case OMISSION_VLAN:
		return !portset_has(&br->vlan[v->vid].members, no);
	case OMISSION_ISOLATED:
		return p->settings.isolated &&
		       br->port[v->in].settings.isolated;
	case OMISSION_TOO_LONG:
		return verdict_excess(br, f, v, no);
	case OMISSION_NONE:
		break;
	}
	return false;
}

static void check_omissions(const struct bridge *br, const struct frame *f,
			    const struct foreseen *s)
{
	const struct account *a = &s->account;
	const bool is_flooded = a->step[a->count - 1].kind == STEP_FLOOD;

	for (port_no no = 1; no <= PORTS; no++) {
		enum omission why = (enum omission)a->omitted[no];

		assert_int_equal(why != OMISSION_NONE,
				 is_flooded && !portset_has(&s->ports, no));
		if (why != OMISSION_NONE)
			assert_true(is_true(br, f, &s->v, no, why));
	}
}

static void check_counters(const struct app *app, const struct foreseen *s,
			   struct counters before[PORTS + 1])
{
	for (port_no no = 1; no <= PORTS; no++) {
		counters_fold(&before[no], &s->counters[no]);
		assert_memory_equal(&before[no], &app->bridge->counters[no],
				    sizeof(before[no]));
	}
}

/* Takes what is foreseen from the front of what a port got. */
static void take(const struct preview *p, port_no no, size_t *taken)
{
	const struct got *g = &got[no];
	uint64_t bytes = 0;

	assert_true(*taken + p->frames <= g->n);
	assert_int_equal(g->frame[*taken].tpid, p->tpid);
	assert_int_equal(g->frame[*taken].tci, p->tci);
	for (uint32_t i = 0; i < p->frames; i++)
		bytes += g->frame[(*taken)++].len;
	assert_int_equal(bytes, p->bytes);
}

static void take_copies(const struct foreseen *s,
			enum mirror_direction direction, port_no no,
			size_t *taken)
{
	for (size_t i = 0; i < s->copies.count; i++) {
		const struct mirror_copy *copy = &s->copies.copy[i];

		if (copy->direction == direction && copy->to == no &&
		    copy->missed == MIRROR_MISS_NONE)
			take(&copy->preview, no, taken);
	}
}

/* Each port got what was foreseen, in this order, and nothing else. */
static void check_got(const struct foreseen *s)
{
	for (port_no no = 1; no <= PORTS; no++) {
		size_t taken = 0;

		take_copies(s, MIRROR_IN, no, &taken);
		if (portset_has(&s->ports, no))
			take(&s->preview[no], no, &taken);
		take_copies(s, MIRROR_OUT, no, &taken);
		assert_int_equal(taken, got[no].n);
	}
}

static void check_mirrors(const struct bridge *br, const struct foreseen *s,
			  const struct mirror before[MIRRORS_MAX])
{
	for (size_t i = 0; i < br->mirrors.n; i++) {
		const struct mirror *m = br->mirrors.by[i];
		struct mirror wanted = before[i];

		for (size_t k = 0; k < s->copies.count; k++) {
			const struct mirror_copy *copy = &s->copies.copy[k];

			if (copy->mirror != m)
				continue;
			if (copy->missed == MIRROR_MISS_NONE)
				wanted.copies++;
			else
				wanted.missed[copy->missed]++;
		}
		assert_int_equal(m->frames, s->copies.frames[i]);
		assert_int_equal(m->copies, wanted.copies);
		assert_memory_equal(m->missed, wanted.missed,
				    sizeof(wanted.missed));
	}
}

static void note(struct tried *tried, const struct foreseen *s)
{
	tried->reasons[s->v.reason]++;
	for (size_t i = 0; i < s->copies.count; i++) {
		const struct mirror_copy *copy = &s->copies.copy[i];

		if (copy->missed != MIRROR_MISS_NONE) {
			tried->misses[copy->missed]++;
			continue;
		}
		tried->copies[copy->direction]++;
		tried->into_vlans += copy->mirror->to_vid != VLAN_NONE;
		tried->beside_the_frame += portset_has(&s->ports, copy->to);
	}
}

static void receive_and_compare(struct app *app, struct tried *tried)
{
	static struct foreseen s;
	static struct mirror mirrors[MIRRORS_MAX];
	const port_no in = (port_no)(1 + roll(PORTS));
	struct frame *f = any_frame(app);
	struct buf buf = { f->data, f->len };
	struct counters before[PORTS + 1];

	memcpy(before, app->bridge->counters, sizeof(before));
	for (size_t i = 0; i < app->bridge->mirrors.n; i++)
		mirrors[i] = *app->bridge->mirrors.by[i];
	for (port_no no = 1; no <= PORTS; no++)
		got[no].n = 0;
	foresee(app, f, in, &s);
	check_steps(&s);
	check_omissions(app->bridge, f, &s);
	pipeline_received(app->ports[in], &buf, 1);
	check_counters(app, &s, before);
	check_mirrors(app->bridge, &s, mirrors);
	check_got(&s);
	note(tried, &s);
	app_set_time(app, app->now_ms + roll(100));
	app_tick(app);
}

/* No frame that is too long can be made. */
static void check_all_was_tried(const struct tried *tried)
{
	for (unsigned int r = 0; r < REASON_COUNT; r++)
		if (r != REASON_OVERSIZE && !tried->reasons[r])
			fail_msg("no frame was %s",
				 reason_word((enum reason)r));
	for (unsigned int i = 0; i < MIRROR_MISS_COUNT; i++)
		if (!tried->misses[i])
			fail_msg("no copy was missed: %s",
				 mirror_miss_word((enum mirror_miss)i));
	assert_true(tried->copies[MIRROR_IN] && tried->copies[MIRROR_OUT]);
	assert_true(tried->into_vlans && tried->beside_the_frame);
}

static void an_account_agrees_with_what_then_happens(void **state)
{
	struct tried tried = { 0 };

	(void)state;
	log_open(LOG_LEVEL_ERROR);
	for (unsigned int i = 0; i < SWITCHES; i++) {
		struct app *app = any_switch(&fake_ops);

		for (unsigned int n = 0; n < FRAMES; n++)
			receive_and_compare(app, &tried);
		app_free(app);
	}
	check_all_was_tried(&tried);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_account_agrees_with_what_then_happens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
