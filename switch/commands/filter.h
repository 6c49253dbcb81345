/* SPDX-License-Identifier: BSD-2-Clause */
/* What the commands of markers and of mirrors share.  Both have names, and filters
 * in their lines: [filter <filter:word>] [bpf <bpf:word>] */
#ifndef COMMANDS_FILTER_H
#define COMMANDS_FILTER_H

#include "base/line.h"
#include "base/writer.h"
#include "control/grammar.h"
#include "frame/filter.h"

/**
 * command_filter() - Read the values "filter" and "bpf"
 * @filter:	Set on success, to be freed by filter_free(); every frame if the
 *		line has neither
 *
 * Return: 0, or a negative errno with @err set
 */
int command_filter(const struct args *args, struct filter *filter,
		   struct err *err);

/** command_show_filter() - Write it under the keys "filter" and "bpf" */
void command_show_filter(const struct filter *filter, struct writer *out);

/**
 * command_exists() - Report that there is already one of this name
 * @noun:	Its noun, which is also the key of the name in the line
 * @code:	Error code
 * @is:		The line that adds it as it is; freed
 *
 * Return: -EEXIST
 */
int command_exists(const struct args *args, const char *noun, const char *code,
		   struct line *is, struct err *err);

#endif /* COMMANDS_FILTER_H */
