/* SPDX-License-Identifier: BSD-2-Clause */
/* stats reasons */
#include "commands/commands.h"
#include "core/reasons.h"

/**
 * struct shown_reason - A reason of any of the three lists
 * @counted:	Where in the counters of a port it is counted
 * @trap:	As reason_devlink_trap() returns it
 */
struct shown_reason {
	const char *word;
	const char *counted;
	const char *trap;
	const char *help;
};

static void show_reason(const struct shown_reason *r, struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_str(out, "reason", r->word);
	writer_str(out, "counted", r->counted);
	if (r->trap)
		writer_str(out, "devlink_trap", r->trap);
	writer_str(out, "help", r->help);
	writer_end_object(out);
}

static void show_rx_reason(enum reason r, struct writer *out)
{
	show_reason(&(struct shown_reason){ reason_word(r),
					    r < REASON_DROPS ? "in" : "drops",
					    reason_devlink_trap(r),
					    reason_help(r) },
		    out);
}

static void show_tx_reason(enum tx_reason r, struct writer *out)
{
	show_reason(&(struct shown_reason){ tx_reason_word(r), "tx_drops",
					    tx_reason_devlink_trap(r),
					    tx_reason_help(r) },
		    out);
}

static void show_miss(enum miss m, struct writer *out)
{
	show_reason(&(struct shown_reason){ miss_word(m), "missed", NULL,
					    miss_help(m) },
		    out);
}

int cmd_stats_reasons(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;

	(void)app;
	(void)args;
	(void)err;
	writer_begin_array(out, NULL);
	for (unsigned int r = 0; r < REASON_COUNT; r++)
		show_rx_reason((enum reason)r, out);
	for (unsigned int r = 0; r < TX_REASON_COUNT; r++)
		show_tx_reason((enum tx_reason)r, out);
	for (unsigned int m = 0; m < MISS_COUNT; m++)
		show_miss((enum miss)m, out);
	writer_end_array(out);
	return 0;
}
