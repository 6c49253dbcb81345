/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the filter of a line: [filter <filter:word>] [bpf <bpf:word>] */
#ifndef COMMANDS_FILTER_H
#define COMMANDS_FILTER_H

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

#endif /* COMMANDS_FILTER_H */
