/* SPDX-License-Identifier: BSD-2-Clause */
/* The reserved group addresses that are forwarded; see core/bridge.h. */
#ifndef SETTINGS_GROUP_FWD_H
#define SETTINGS_GROUP_FWD_H

#include <stdint.h>

#include "base/err.h"
#include "control/grammar.h"

/**
 * group_fwd_parse() - Get the value "group_fwd", which must have been given
 *
 * Return: 0, or -EINVAL with @err set
 */
int group_fwd_parse(const struct args *args, uint16_t *mask, struct err *err);

/** group_fwd_format() - The word for a mask; if none, its number, in @text */
const char *group_fwd_format(uint16_t mask, char text[8]);

#endif /* SETTINGS_GROUP_FWD_H */
