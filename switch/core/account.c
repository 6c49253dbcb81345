/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/account.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *word, *clause, *rule;
} steps[STEP_COUNT] = {
#define X(name, word, clause, rule) [STEP_##name] = { word, clause, rule },
	STEPS(X)
#undef X
};

static const struct {
	const char *word, *help;
} omissions[OMISSION_COUNT] = {
#define X(name, word, help) [OMISSION_##name] = { word, help },
	OMISSIONS(X)
#undef X
};

const char *step_word(enum step_kind kind)
{
	return steps[kind].word;
}

const char *step_clause(enum step_kind kind)
{
	return steps[kind].clause;
}

const char *step_rule(enum step_kind kind)
{
	return steps[kind].rule;
}

const char *omission_word(enum omission why)
{
	return omissions[why].word;
}

const char *omission_help(enum omission why)
{
	return omissions[why].help;
}

void account_begin(struct account *account)
{
	account->count = 0;
	memset(account->omitted, OMISSION_NONE, sizeof(account->omitted));
}

/* A rule is applied once, so that there is room for all. */
void account_add(struct account *account, const struct verdict *v,
		 enum step_kind kind, enum reason reason, port_no port)
{
	assert(account->count < STEP_COUNT);
	account->step[account->count++] = (struct step){
		.kind = kind,
		.reason = reason,
		.port = port,
		.vid = v->vid,
	};
}

void account_entry(struct account *account, const struct fdb_entry *e)
{
	struct step *last = &account->step[account->count - 1];

	last->found = true;
	last->entry = *e;
}

/* Why a port is not in bridge->egress */
static enum omission why_no_egress(const struct bridge_port *p)
{
	if (p->errdisabled)
		return OMISSION_ERRDISABLED;
	if (!p->up)
		return OMISSION_DOWN;
	if (p->state == PORT_STATE_MONITOR)
		return OMISSION_MONITOR;
	return p->state != PORT_STATE_FORWARDING ? OMISSION_STATE
						 : OMISSION_FLAG;
}

static bool is_sent_back(const struct bridge *br, const struct verdict *v)
{
	return br->port[v->in].settings.hairpin;
}

void account_omit(struct account *account, const struct bridge *br,
		  const struct verdict *v, enum omission why)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		uint8_t *omitted = &account->omitted[no];

		if (!br->port[no].exists || portset_has(&v->flood, no) ||
		    *omitted != OMISSION_NONE)
			continue;
		if (no == v->in && !is_sent_back(br, v))
			*omitted = OMISSION_INGRESS;
		else if (why == OMISSION_FLAG)
			*omitted = (uint8_t)why_no_egress(&br->port[no]);
		else
			*omitted = (uint8_t)why;
	}
}
