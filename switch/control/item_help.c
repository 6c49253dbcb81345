/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/item_help.h"

#include <stdio.h>
#include <string.h>

#define VALUE_SIZE 64

static bool is_help_of(const struct word_help *help,
		       const struct syntax_item *item)
{
	char value[VALUE_SIZE];

	switch (item->kind) {
	case SYNTAX_WORD:
		return false;
	case SYNTAX_VALUE:
		snprintf(value, sizeof(value), "<%.*s>", (int)item->name.len,
			 item->name.at);
		return !strcmp(help->word, value);
	case SYNTAX_KEY:
	case SYNTAX_CHOICE:
		return span_has_word(item->word, help->word);
	}
	return false;
}

const char *item_help(const struct command *command,
		      const struct syntax_item *item)
{
	const struct word_help *const lists[] = { command->words,
						  command->shared };

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		for (const struct word_help *h = lists[i]; h && h->word; h++)
			if (is_help_of(h, item))
				return h->help;
	return NULL;
}
