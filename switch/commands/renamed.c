/* SPDX-License-Identifier: BSD-2-Clause */
#include "commands/renamed.h"

#include <stdio.h>
#include <string.h>

#include "base/types.h"
#include "control/grammar.h"

static const struct {
	const char *before, *now;
} renamed[] = {
	{ "block", "errdisable" },
	{ "flap_block", "flap_recovery" },
	{ "loop_block", "loop_recovery" },
	{ "pass", "group_fwd" },
};

void renamed_explain(const char *line, size_t len, struct err *err)
{
	size_t word_len;
	size_t column = grammar_column(line, len, err->word, &word_len);

	if (!column)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(renamed); i++)
		if (strlen(renamed[i].before) == word_len &&
		    !memcmp(line + column - 1, renamed[i].before, word_len))
			snprintf(err->text, sizeof(err->text),
				 "\"%s\" is named \"%s\" now",
				 renamed[i].before, renamed[i].now);
}
