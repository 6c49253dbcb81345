/* SPDX-License-Identifier: BSD-2-Clause */
/* stats reasons */
#include "commands/commands.h"
#include "core/reasons.h"

static void show_reason(const char *word, const char *counted, const char *help,
			struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_str(out, "reason", word);
	writer_str(out, "counted", counted);
	writer_str(out, "help", help);
	writer_end_object(out);
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
		show_reason(reason_word((enum reason)r),
			    r < REASON_DROPS ? "in" : "drops",
			    reason_help((enum reason)r), out);
	for (unsigned int r = 0; r < TX_REASON_COUNT; r++)
		show_reason(tx_reason_word((enum tx_reason)r), "tx_drops",
			    tx_reason_help((enum tx_reason)r), out);
	for (unsigned int m = 0; m < MISS_COUNT; m++)
		show_reason(miss_word((enum miss)m), "missed",
			    miss_help((enum miss)m), out);
	writer_end_array(out);
	return 0;
}
