/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line of text against a table of commands.
 *
 * Words are parted by blanks; '...' and "..." quote as in a shell, \ takes the
 * next byte as it is, # at the start of a word begins a comment.
 *
 * Everything the parser returns points into struct args, which holds a copy of
 * the line: good until args_free().
 */
#ifndef CONTROL_GRAMMAR_H
#define CONTROL_GRAMMAR_H

#include "base/err.h"
#include "base/line.h"
#include "base/mac.h"
#include "base/types.h"
#include "base/vids.h"
#include "control/command.h"

#define LINE_SIZE_MAX	65536		/* bytes of a line, with its newline */

struct args;

/**
 * grammar_parse() - Find the command that a line calls, and its values
 * @line:	@len bytes without the newline; need not be text at all
 * @args:	Set on success, NULL when the line is empty or a comment
 *
 * Errors carry the word at fault, quote it, and say what was expected:
 * codes "syntax" (quotes, bytes that are no text), "unknown-command",
 * "bad-value", "missing-value", "unknown-word", "twice".
 *
 * Return: 0, or a negative errno with @err set
 */
int grammar_parse(const struct command *commands, size_t n, const char *line,
		  size_t len, struct args **args, struct err *err);
void args_free(struct args *args);

/** grammar_read() - The same with a grammar, which explains its errors */
int grammar_read(const struct grammar *grammar, const char *line, size_t len,
		 struct args **args, struct err *err);

/** args_command() - The row that matched */
const struct command *args_command(const struct args *args);

/**
 * args_line() - Append the line itself, as it would be typed again
 *
 * Without words like --may-exist, which say how to do it and not what.
 */
void args_line(const struct args *args, struct line *line);

/**
 * args_changes() - What two lines of one command say differently
 *
 * Appends "mtu 1400 -> 1300, learning off added, up removed".  Values that must be
 * there are not looked at.
 */
void args_changes(const struct args *before, const struct args *after,
		  struct line *changes);

/** args_count() - How many values were given, and words of [a|b] */
size_t args_count(const struct args *args);

/** args_has() - Whether a key, or one of a row's words in [a|b], was given */
bool args_has(const struct args *args, const char *name);

/** args_str() - The value by its name, the part before the colon; else NULL */
const char *args_str(const struct args *args, const char *name);

/** args_uint() - Likewise for numbers; @otherwise when not given */
uint64_t args_uint(const struct args *args, const char *name,
		   uint64_t otherwise);

/** args_mac() - Likewise for addresses; false when not given */
bool args_mac(const struct args *args, const char *name, struct mac *mac);

/** args_vids() - Likewise for VLANs; false when not given */
bool args_vids(const struct args *args, const char *name, struct vids *vids);

/** args_nth() - The n-th value, from 0, of a name that may repeat; else NULL */
const char *args_nth(const struct args *args, const char *name, size_t n);

/** args_word() - Which word of the line holds the value, from 1; 0 if none */
unsigned int args_word(const struct args *args, const char *name);
unsigned int args_nth_word(const struct args *args, const char *name, size_t n);

/**
 * grammar_column() - Where the n-th word of a line starts, from 1; 0 if none
 * @word_len:	Set to the bytes that the word takes in the line, quotes included
 */
size_t grammar_column(const char *line, size_t len, unsigned int word,
		      size_t *word_len);

#endif /* CONTROL_GRAMMAR_H */
