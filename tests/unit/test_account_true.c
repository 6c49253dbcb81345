/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The account of a frame is true: for random frames through random switches, it
 * names the ports that then get the frame, the tag and the form that they get,
 * and the counters that then change.
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
#include "path/pipeline.h"
#include "path/preview.h"

enum { PORTS = ANY_PORTS, SWITCHES = 500, FRAMES = 200 };

/* What a port got since the last frame was received */
static struct got {
	uint32_t frames;
	uint64_t bytes;
	uint16_t tpid;
	uint16_t tci;
} got[PORTS + 1];

static void keep(struct port *port, const struct buf *bufs, size_t n)
{
	struct got *g = &got[port->no];

	for (size_t i = 0; i < n; i++) {
		const uint8_t *type = bufs[i].data + ETH_HEADER_SIZE - 2;

		if (!g->frames++ && tag_is_tpid(get_be16(type)) &&
		    bufs[i].len >= ETH_HEADER_SIZE + VLAN_TAG_SIZE) {
			g->tpid = get_be16(type);
			g->tci = get_be16(type + 2);
		}
		g->bytes += bufs[i].len;
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
 */
struct foreseen {
	struct verdict v;
	struct account account;
	struct portset ports;
	struct preview preview[PORTS + 1];
	struct counters counters[PORTS + 1];
};

static void foresee(const struct app *app, const struct frame *f, port_no in,
		    struct foreseen *s)
{
	struct err err;

	decide_explained(app->bridge, f, in, app->now_ms, &s->v, &s->account);
	verdict_ports(&s->v, &s->ports);
	for (port_no no = 1; no <= PORTS; no++) {
		bridge_forecast(app->bridge, f, &s->v, app->now_ms, no,
				&s->counters[no]);
		if (!portset_has(&s->ports, no))
			continue;
		assert_int_equal(
			preview_make(app, f, &s->v, no, &s->preview[no], &err),
			0);
		preview_count(&s->preview[no], s->v.pkt_type, &s->counters[no]);
	}
}

/* The monitor, which gets nothing else, gets a copy of the frame as it came. */
static void foresee_copy(const struct app *app, const struct frame *f,
			 port_no in, struct foreseen *s)
{
	const struct bridge *br = app->bridge;
	const port_no to = br->mirrors.n ? br->mirrors.by[0]->monitor : 0;
	struct verdict v = { .vid = VLAN_NONE };
	struct err err;

	if (to == PORT_NONE || to == in || f->error != FRAME_OK ||
	    br->port[to].state != PORT_STATE_MONITOR ||
	    verdict_excess(br, f, &v, to))
		return;
	portset_add(&s->ports, to);
	assert_int_equal(preview_make(app, f, &v, to, &s->preview[to], &err),
			 0);
	preview_count(&s->preview[to], s->v.pkt_type, &s->counters[to]);
	s->counters[in].mirrored++;
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

static void check_copies(const struct foreseen *s)
{
	for (port_no no = 1; no <= PORTS; no++) {
		const struct preview *p = &s->preview[no];

		if (!portset_has(&s->ports, no)) {
			assert_int_equal(got[no].frames, 0);
			continue;
		}
		assert_int_equal(got[no].frames, p->frames);
		assert_int_equal(got[no].bytes, p->bytes);
		assert_int_equal(got[no].tpid, p->tpid);
		assert_int_equal(got[no].tci, p->tci);
	}
}

static void receive_and_compare(struct app *app, uint64_t seen[REASON_COUNT])
{
	static struct foreseen s;
	const port_no in = (port_no)(1 + roll(PORTS));
	struct frame *f = any_frame(app);
	struct buf buf = { f->data, f->len };
	struct counters before[PORTS + 1];

	memcpy(before, app->bridge->counters, sizeof(before));
	memset(got, 0, sizeof(got));
	foresee(app, f, in, &s);
	check_steps(&s);
	check_omissions(app->bridge, f, &s);
	foresee_copy(app, f, in, &s);
	pipeline_received(app->ports[in], &buf, 1);
	check_counters(app, &s, before);
	check_copies(&s);
	seen[s.v.reason]++;
	app_set_time(app, app->now_ms + roll(100));
	app_tick(app);
}

static void an_account_agrees_with_what_then_happens(void **state)
{
	uint64_t seen[REASON_COUNT] = { 0 };

	(void)state;
	log_open(LOG_LEVEL_ERROR);
	for (unsigned int i = 0; i < SWITCHES; i++) {
		struct app *app = any_switch(&fake_ops);

		for (unsigned int n = 0; n < FRAMES; n++)
			receive_and_compare(app, seen);
		app_free(app);
	}
	/* All of it was tried; no frame that is too long can be made. */
	for (unsigned int r = 0; r < REASON_COUNT; r++)
		if (r != REASON_OVERSIZE && !seen[r])
			fail_msg("no frame was %s",
				 reason_word((enum reason)r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_account_agrees_with_what_then_happens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
