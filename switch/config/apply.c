/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Applies a plan.  Changes that may fail are made first, and those that are
 * easy to undo before the others:
 *
 *	1. New ports and listeners are opened, unless they conflict with
 *	   something that is to be removed.
 *	2. The devices of kept ports are changed while they are open.
 *	3. Whatever conflicts with a new port or listener is detached, and the
 *	   new one is opened.
 *
 * Each change that was made is recorded.  If one fails, the recorded ones are
 * undone in reverse order.  Otherwise finish() makes the remaining changes.
 */
#include "config/apply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "config/file.h"
#include "listeners.h"
#include "ports.h"
#include "process_events.h"
#include "removal.h"

static void note(struct apply *a, struct change *c)
{
	c->is_done = true;
	a->done[a->n++] = c;
}

/* The name and the socket that a new port or listener needs */
static struct config_need need_of(const struct apply *a, const struct change *c)
{
	const struct port *port;

	if (c->kind == CHANGE_LISTENER_ADD)
		return (struct config_need){
			.endpoint = &c->wanted_listener->endpoint,
		};
	port = a->plan->candidate->ports[c->wanted];
	return (struct config_need){ port->name, port_endpoint(port) };
}

/* Whether a change removes something that conflicts with @need, or with NULL
 * anything at all */
static bool is_conflicting(const struct change *c,
			   const struct config_need *need)
{
	if (c->is_done)
		return false;
	if (c->kind == CHANGE_PORT_REMOVE)
		return !need || config_port_conflicts(c->port, need);
	return c->kind == CHANGE_LISTENER_REMOVE && c->listener->open &&
	       (!need || config_listener_conflicts(c->listener, need));
}

/* The first removal that conflicts with a new port or listener; or NULL */
static struct change *find_conflicting(const struct apply *a,
				       const struct config_need *need)
{
	for (size_t i = 0; i < a->plan->n; i++)
		if (is_conflicting(&a->plan->changes[i], need))
			return &a->plan->changes[i];
	return NULL;
}

static int give_way(struct apply *a, struct change *c, struct err *err)
{
	if (c->kind == CHANGE_LISTENER_REMOVE) {
		listeners_detach(a->app, c->listener);
	} else {
		c->detached = detach(a->app, c->port);
		if (!c->detached)
			return err_set(err, ENOMEM, "apply a file");
	}
	note(a, c);
	return 0;
}

static int make_way(struct apply *a, const struct config_need *need,
		    struct err *err)
{
	struct change *c = find_conflicting(a, need);
	int ret = c ? lost_state_save_entries(&a->lost, a->app, err) : 0;

	for (; !ret && c; c = find_conflicting(a, need))
		ret = give_way(a, c, err);
	return ret;
}

/* Moves a port from the candidate to the running switch. */
static int open_port(struct apply *a, struct change *c, struct err *err)
{
	struct port **place = &a->plan->candidate->ports[c->wanted];
	struct port *port = *place;
	int ret;

	port->no = PORT_NONE; /* it was the number in the candidate */
	port->awaited = true;
	*place = NULL;
	ret = app_add_port(a->app, port, err);
	if (ret) {
		port->no = c->wanted;
		*place = port;
		config_locate(a->plan->config, a->plan->config->line[c->wanted],
			      err);
		return ret;
	}
	c->port = port;
	a->plan->match.live[c->wanted] = port;
	return 0;
}

static int open_listener(struct apply *a, struct change *c, struct err *err)
{
	struct listener *l = c->wanted_listener;
	int ret;

	TAILQ_REMOVE(&a->plan->candidate->listeners, l, list);
	l->awaited = true;
	ret = listeners_add(a->app, l, err);
	if (!ret)
		return 0;
	TAILQ_INSERT_TAIL(&a->plan->candidate->listeners, l, list);
	config_locate(a->plan->config, l->line_no, err);
	return ret;
}

static int open_new(struct apply *a, struct change *c, struct err *err)
{
	int ret = c->kind == CHANGE_PORT_ADD ? open_port(a, c, err)
					     : open_listener(a, c, err);

	if (!ret)
		note(a, c);
	return ret;
}

static bool is_new(const struct change *c)
{
	return (c->kind == CHANGE_PORT_ADD || c->kind == CHANGE_LISTENER_ADD) &&
	       !c->is_done;
}

/* Whether another port of the file has the device of a new port */
static bool is_in_file_twice(const struct apply *a, const struct change *c)
{
	const struct plan *plan = a->plan;

	if (c->kind != CHANGE_PORT_ADD)
		return false;
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *live = plan->match.live[no];

		if (live &&
		    port_compare(live, plan->candidate->ports[c->wanted]) !=
			    PORT_OTHER)
			return true;
	}
	return false;
}

/* Something that is to be removed may hold the device under another name. */
static bool may_be_conflicting(const struct apply *a, const struct change *c,
			       const struct err *err)
{
	return !strcmp(err->code, "in-use") && find_conflicting(a, NULL) &&
	       !is_in_file_twice(a, c);
}

static int open_if_free(struct apply *a, struct change *c, struct err *err)
{
	struct config_need need;
	int ret;

	if (!is_new(c))
		return 0;
	need = need_of(a, c);
	if (find_conflicting(a, &need))
		return 0;
	ret = open_new(a, c, err);
	return ret && may_be_conflicting(a, c, err) ? 0 : ret;
}

static int open_over(struct apply *a, struct change *c, struct err *err)
{
	struct config_need need;
	int ret;

	if (!is_new(c))
		return 0;
	need = need_of(a, c);
	ret = make_way(a, &need, err);
	if (ret)
		return ret;
	ret = open_new(a, c, err);
	if (!ret || !may_be_conflicting(a, c, err))
		return ret;
	ret = make_way(a, NULL, err);
	return ret ? ret : open_new(a, c, err);
}

/* The candidate's port gets the old settings, so that they can be restored. */
static int change_device(struct apply *a, struct change *c, struct err *err)
{
	int ret;

	if (c->kind != CHANGE_PORT_SET ||
	    a->plan->match.likeness[c->wanted] != PORT_CHANGED)
		return 0;
	ret = port_swap(c->port, a->plan->candidate->ports[c->wanted], err);
	if (ret) {
		config_locate(a->plan->config, a->plan->config->line[c->wanted],
			      err);
		return ret;
	}
	note(a, c);
	app_sync_port(c->port);
	return 0;
}

typedef int change_fn(struct apply *a, struct change *c, struct err *err);

static int for_each(struct apply *a, change_fn *fn, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < a->plan->n; i++)
		ret = fn(a, &a->plan->changes[i], err);
	return ret;
}

static void count(size_t *n, const void *is, const void *to_be)
{
	if (to_be && !is)
		++*n;
	else if (is && !to_be)
		--*n;
}

static int check_count(size_t n, size_t most, const char *noun,
		       const char *code, struct err *err)
{
	if (n <= most)
		return 0;
	return err_say(err, ENOSPC, code, 0,
		       "there would be %zu %s, and a switch has %zu at most: "
		       "delete some, or apply the file without \"keep\"",
		       n, noun, most);
}

/* With those that are kept there may be too many. */
static int check_counts(const struct apply *a, struct err *err)
{
	size_t markers = a->app->bridge->markers.n;
	size_t mirrors = a->app->bridge->mirrors.n;
	int ret;

	for (size_t i = 0; i < a->plan->n; i++) {
		const struct change *c = &a->plan->changes[i];

		count(&markers, c->marker, c->wanted_marker);
		count(&mirrors, c->mirror, c->wanted_mirror);
	}
	ret = check_count(markers, MARKERS_MAX, "markers", "too-many-markers",
			  err);
	return ret ? ret
		   : check_count(mirrors, MIRRORS_MAX, "mirrors",
				 "too-many-mirrors", err);
}

/* Whether a running mirror stays as it is */
static bool stays(const struct apply *a, const struct mirror *m)
{
	for (size_t i = 0; i < a->plan->n; i++)
		if (a->plan->changes[i].mirror == m)
			return false;
	return true;
}

static int check_mirrors(const struct apply *a, struct err *err)
{
	const struct mirrors *is = &a->app->bridge->mirrors;
	const struct mirrors *to_be = &a->plan->candidate->bridge->mirrors;
	char text[MIRROR_CONFLICT_SIZE];

	for (size_t i = 0; i < is->n; i++) {
		const struct mirror *m = is->by[i], *other;

		if (mirrors_find(to_be, m->name) || !stays(a, m))
			continue;
		other = mirrors_conflict(to_be, m);
		if (other)
			return err_say(err, EINVAL, "conflict", 0,
				       "mirror \"%s\" would be kept, and %s: "
				       "delete it, or apply the file without "
				       "\"keep\"",
				       m->name,
				       mirror_conflict_format(m, other, text));
	}
	return 0;
}

static int save_lost_state(struct apply *a, struct err *err)
{
	lost_state_save(&a->lost, a->app);
	a->done = calloc(a->plan->n + 1, sizeof(a->done[0]));
	if (!a->done || (a->plan->candidate->bridge->vlan_filtering &&
			 vlan_prepare(a->app->bridge)))
		return err_set(err, ENOMEM, "apply a file");
	return 0;
}

static int do_what_may_fail(struct apply *a, struct err *err)
{
	int ret = save_lost_state(a, err);

	if (!ret)
		ret = check_counts(a, err);
	if (!ret)
		ret = check_mirrors(a, err);
	if (ret)
		return ret;
	aside_set(&a->aside, a->app, a->plan->candidate);
	ret = for_each(a, open_if_free, err);
	if (!ret)
		ret = for_each(a, change_device, err);
	if (!ret)
		ret = for_each(a, open_over, err);
	return ret;
}

static void change_device_back(struct apply *a, const struct change *c)
{
	struct err err;

	if (port_swap(c->port, a->plan->candidate->ports[c->wanted], &err))
		log_error("port %s: cannot be restored: %s", c->port->name,
			  err.text);
	app_sync_port(c->port);
}

static void undo(struct apply *a, struct change *c)
{
	switch (c->kind) {
	case CHANGE_PORT_ADD:
		port_undo(c->port);
		app_del_port(a->app, c->port);
		break;
	case CHANGE_LISTENER_ADD:
		listeners_del(a->app, c->wanted_listener);
		break;
	case CHANGE_PORT_SET:
		change_device_back(a, c);
		break;
	case CHANGE_PORT_REMOVE:
		attach(a->app, c->detached, &a->lost);
		break;
	case CHANGE_LISTENER_REMOVE:
		listeners_attach(a->app, c->listener);
		break;
	default: /* made by finish() */
		break;
	}
}

static void undo_all(struct apply *a)
{
	while (a->n) {
		undo(a, a->done[--a->n]);
		app_process_events(a->app);
	}
	aside_undo(&a->aside, a->app);
	lost_state_restore(&a->lost, a->app);
	app_process_events(a->app);
}

int plan_apply(struct plan *plan, struct err *err)
{
	struct apply *a = calloc(1, sizeof(*a));
	int ret;

	if (!a)
		return err_set(err, ENOMEM, "apply a file");
	a->plan = plan;
	a->app = plan->app;
	ret = do_what_may_fail(a, err);
	if (ret)
		undo_all(a);
	else
		finish(a);
	lost_state_free(&a->lost);
	free(a->done);
	free(a);
	return ret;
}

/* Setting a port up or down is logged by app_set_port_up(), unless the port is
 * not present. */
static void log_changes(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct change *c = &plan->changes[i];

		if (c->kind != CHANGE_PORT_UP || c->port->not_present)
			log_info("%s", c->text.text);
	}
}

int config_apply(struct config *config, struct app *app,
		 const struct config_how *how, struct err *err)
{
	struct plan *plan;
	int ret;

	removal_run(app, PORT_MAX); /* they are being deleted */
	listeners_reap(app);
	app_process_events(app); /* before ports are removed or renamed */
	plan = plan_new(config, app, how->keep);
	if (!plan)
		return err_set(err, ENOMEM, "apply %s", config->file);
	ret = plan_apply(plan, err);
	if (!ret && how->logs)
		log_changes(plan);
	if (!ret && how->plan)
		*how->plan = plan;
	else
		plan_free(plan);
	return ret;
}
