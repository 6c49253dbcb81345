/* SPDX-License-Identifier: BSD-2-Clause */
#include "connect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "control/syntax.h"
#include "diagnostic.h"

/* Timeouts of `wait`, as in the switch */
#define WAIT_S	   10
#define WAIT_S_MAX 86400

struct lookup connect_lookup(const struct options *o)
{
	const char *preset = getenv("TAPSWITCH_SOCKET");
	struct lookup l = { .name = o->name, .socket = o->socket };

	if (!o->socket && !o->name && preset && *preset)
		l.socket = preset;
	return l;
}

/* `wait switch [timeout S]`: tapctl waits too, until the switch can be asked */
static bool is_wait_for_switch(char *const *words, uint64_t *timeout_s)
{
	*timeout_s = WAIT_S;
	if (!words[0] || strcmp(words[0], "wait") != 0 || !words[1] ||
	    strcmp(words[1], "switch") != 0)
		return false;
	return !words[2] ||
	       (!strcmp(words[2], "timeout") && words[3] &&
		syntax_number(words[3], timeout_s) && *timeout_s <= WAIT_S_MAX);
}

enum status connect_to_switch(const struct options *o, const struct lookup *l,
			      struct session *s)
{
	struct err err;

	if (!lookup_open(l, time_now_ms() + LOOKUP_START_MS, s, &err))
		return STATUS_DONE;
	diagnostic_say(o->is_json, err.code, "%s", err.text);
	return STATUS_NO_SWITCH;
}

static enum status wait_for_switch(const struct options *o,
				   const struct lookup *l, uint64_t timeout_s,
				   struct session *s)
{
	const int64_t until_ms = time_now_ms() + (int64_t)timeout_s * 1000;
	struct err err;
	int ret = lookup_wait(l, until_ms, &err);

	if (!ret)
		ret = lookup_open(l, until_ms, s, &err);
	if (!ret)
		return STATUS_DONE;
	diagnostic_say(o->is_json, err.code, "%s", err.text);
	return ret == -ETIMEDOUT || ret == -ENOENT ? STATUS_TIMED_OUT
						   : STATUS_NO_SWITCH;
}

enum status connect_for_command(const struct options *o, char *const *words,
				struct session *s)
{
	const struct lookup l = connect_lookup(o);
	uint64_t timeout_s;

	if (is_wait_for_switch(words, &timeout_s))
		return wait_for_switch(o, &l, timeout_s, s);
	return connect_to_switch(o, &l, s);
}
