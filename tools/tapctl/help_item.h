/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A command in the answer to `help`, and its items, as control/help.h describes
 * them.  An answer of another version may lack keys: they are empty then.
 */
#ifndef HELP_ITEM_H
#define HELP_ITEM_H

#include <jansson.h>

#include "base/types.h"

/** help_string() - The text under a key; "" when there is none */
const char *help_string(const json_t *object, const char *key);

/** help_items() - The items of a command; NULL when there are none */
json_t *help_items(const json_t *command);

/** help_item_is() - Whether the item is of a kind: "word", "key" */
bool help_item_is(const json_t *item, const char *kind);

bool help_item_is_optional(const json_t *item);

/** help_has_word() - Whether an array of strings has the word */
bool help_has_word(const json_t *words, const char *word);

/** help_item_text() - An item as it is typed: "mtu 68..65521"; free() it */
char *help_item_text(const json_t *item, bool has_brackets);

/** help_title() - What must be there: "port add <port> tap"; free() it */
char *help_title(const json_t *command);

#endif /* HELP_ITEM_H */
