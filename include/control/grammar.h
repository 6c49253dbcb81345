/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parses a line as one of the commands of a table.
 *
 * Words are separated by blanks; '...' and "..." quote as in a shell, \ takes
 * the next byte as it is, # at the start of a word begins a comment.
 *
 * struct args holds a copy of the line.  Strings that the functions return
 * point into it, and are valid until args_free().
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
 * grammar_parse() - Find the command and the values of a line
 * @commands:	@n rows
 * @line:	@len bytes without the newline; any bytes
 * @args:	Set on success; NULL if the line is empty or a comment
 *
 * An error has the index of the wrong word, quotes it, and says what was
 * expected.  Its code is "syntax" (quotes, bytes that are no text),
 * "unknown-command", "bad-value", "missing-value", "unknown-word" or "twice".
 *
 * Return: 0, or a negative errno with @err set
 */
int grammar_parse(const struct command *commands, size_t n, const char *line,
		  size_t len, struct args **args, struct err *err);
void args_free(struct args *args);

/** grammar_read() - The same with a grammar, and its @explain for errors */
int grammar_read(const struct grammar *grammar, const char *line, size_t len,
		 struct args **args, struct err *err);

/** args_command() - The row that matched */
const struct command *args_command(const struct args *args);

/**
 * args_line() - Append the line, quoted so that it parses to the same
 *
 * Words like --may-exist are left out: they are not part of the settings.
 */
void args_line(const struct args *args, struct line *line);

/**
 * args_changes() - Describe how two lines of one command differ
 *
 * Appends "mtu 1400 -> 1300, learning off added, up removed".  Only options are
 * compared.
 */
void args_changes(const struct args *before, const struct args *after,
		  struct line *changes);

/** args_count() - Number of values and of words in [a|b] that were given */
size_t args_count(const struct args *args);

/** args_has() - Whether a key, or a word of [a|b], was given */
bool args_has(const struct args *args, const char *name);

/** args_str() - A value, by its name or key; NULL if it was not given */
const char *args_str(const struct args *args, const char *name);

/** args_on() - Whether a value, which must have been given, is "on" */
bool args_on(const struct args *args, const char *name);

/** args_uint() - A number; @otherwise if it was not given */
uint64_t args_uint(const struct args *args, const char *name,
		   uint64_t otherwise);

/** args_mac() - A MAC address; false if it was not given, @mac is unchanged */
bool args_mac(const struct args *args, const char *name, struct mac *mac);

/** args_vids() - VLANs; false, and @vids unchanged, if they were not given */
bool args_vids(const struct args *args, const char *name, struct vids *vids);

/** args_nth() - The n-th value, from 0, of an option that repeats; or NULL */
const char *args_nth(const struct args *args, const char *name, size_t n);

/** args_word() - Index of the word that is the value, from 1; 0 if none is */
unsigned int args_word(const struct args *args, const char *name);
unsigned int args_nth_word(const struct args *args, const char *name, size_t n);

/**
 * grammar_column() - Find the column where a word of a line begins
 * @word:	Index of the word, from 1
 * @word_len:	Set to the bytes that the word takes in the line, with its
 *		quotes
 *
 * Return: the column, from 1, in bytes; 0 if there is no such word
 */
size_t grammar_column(const char *line, size_t len, unsigned int word,
		      size_t *word_len);

#endif /* CONTROL_GRAMMAR_H */
