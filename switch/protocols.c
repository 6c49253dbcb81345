/* SPDX-License-Identifier: BSD-2-Clause */
#include "protocols.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "path/originate.h"
#include "ports.h"
#include "proto/loop_probe.h"

/**
 * struct protocols - The protocol machines and their timers
 * @probing:	Timer for the next probes
 */
struct protocols {
	struct loop_probe loop_probe;
	struct timer probing;
};

void protocols_restart_probes(struct app *app)
{
	const struct loop_detect *loop = &app->bridge->loop;

	timer_at(&app->timers, &app->protocols->probing,
		 loop->probe == LOOP_OFF
			 ? TIMER_NEVER
			 : app->now_ms + 1000 * (int64_t)loop->probe_s);
}

static void send_probes(void *arg)
{
	struct app *app = arg;
	uint8_t data[LOOP_PROBE_SIZE];

	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		loop_probe_write(&app->protocols->loop_probe, p->no,
				 app->now_ms, data);
		originate(app, (struct origin){ .port = p->no }, data,
			  sizeof(data));
	}
	protocols_restart_probes(app);
}

static void receive_probe(struct app *app, const struct frame *f, port_no in)
{
	port_no left_by =
		loop_probe_read(&app->protocols->loop_probe, f, app->now_ms);

	if (left_by != PORT_NONE)
		bridge_note_loop(app->bridge, left_by, in, app->now_ms);
}

void protocols_receive(struct app *app, const struct frame *f,
		       const struct verdict *v)
{
	switch (v->trap) {
	case TRAP_LOOP_PROBE:
		receive_probe(app, f, v->in);
		break;
	case TRAP_NONE:
		break;
	}
}

/* Without random numbers probes work, but can be forged. */
static void make_key(struct siphash_key *key)
{
	if (getrandom(key, sizeof(*key), GRND_NONBLOCK) < 0)
		log_debug("no random key, loop probes can be forged: %s",
			  strerror(errno));
}

struct protocols *protocols_new(struct app *app)
{
	struct protocols *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	app->protocols = p;
	p->loop_probe.self = app->bridge->mac;
	make_key(&p->loop_probe.key);
	app->bridge->traps[TRAP_LOOP_PROBE] = (struct trap_rule){
		.dst = loop_probe_group,
		.type = LOOP_PROBE_TYPE,
		.is_own = true,
	};
	timer_init(&p->probing, send_probes, app);
	protocols_restart_probes(app);
	return p;
}

void protocols_free(struct protocols *p)
{
	free(p);
}
