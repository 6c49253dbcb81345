/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Help: commands described as JSON.
 *
 * A topic is up to three words, the values <noun>, <verb> and <word> of `help`.
 * It means the commands that begin with these words, as "port add".  If there
 * are none, its last word may stand anywhere in a command: "port add learning",
 * "port add tap", or "learning" alone.
 *
 * The result is an array with an object for each command, in the order of the
 * table:
 *
 *	syntax	 its row of the table, see control/command.h
 *	help	 one sentence, without a full stop
 *	example	 a line
 *	changes	 whether it changes the configuration or the state
 *	items	 what it is made of, in order, objects:
 *
 *	kind	 "word": one of @words must be there
 *		 "value": a value
 *		 "key": one of @words, and a value behind it
 *		 "choice": one of @words
 *	words	 not for "value": words that mean the same, or that exclude each
 *		 other ("choice")
 *	name	 for "value" and "key": what the value is called
 *	type	 for "value" and "key": "number" from @min to @max, "choice" of
 *		 @values, or a type of control/command.h
 *	optional whether it may be left out
 *	repeats	 whether it may be given several times
 *	bare	 for "key": whether the value may be given without the key
 *	help	 what it means: a phrase without a full stop; not for every item
 *
 * Programs may rely on these keys; others may be added.
 */
#ifndef CONTROL_HELP_H
#define CONTROL_HELP_H

#include "base/err.h"
#include "base/writer.h"
#include "control/command.h"

struct args;

#define HELP_TOPIC_WORDS 3

/**
 * struct help_topic - The subject of a line of `help`
 * @word:	@n words
 * @is_within:	No command begins with all of the words; the last one may stand
 *		anywhere in a command
 */
struct help_topic {
	const char *word[HELP_TOPIC_WORDS];
	size_t n;
	bool is_within;
};

/**
 * help_find() - Find out which commands a line of `help` means
 * @topic:	Points into @args
 *
 * Return: 0, or -ENOENT if there are none, with @err set, which suggests a
 * similar word
 */
int help_find(const struct command *commands, size_t n,
	      const struct args *args, struct help_topic *topic,
	      struct err *err);

/** help_is_about() - Whether the topic means a command */
bool help_is_about(const struct command *command,
		   const struct help_topic *topic);

/** help_write() - Describe a command, as an element of an open array */
void help_write(const struct command *command, struct writer *out);

#endif /* CONTROL_HELP_H */
