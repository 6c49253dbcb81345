/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A command is one row of a table.  The row serves the parser, `help`, the
 * completion, the manual, the fuzzer's dictionary, and a test that runs every
 * example.
 *
 * Syntax, word by word:
 *	port add		words that stand as they are
 *	port|dev		one of these words, which mean the same
 *	<port:name>		a value that must be there: <what:type>
 *	[mtu <mtu:68..65521>]	a key and its value, or neither, in any order
 *	[port|dev <port:name>]	the key has several names
 *	[[port] <port:name>]	the key may be left out
 *	[up|down]		one of these words, or none
 *	[address <prefix>]...	may come several times
 *	[--if-exists]		a word that may come anywhere
 *	[<noun:word>]		a value that may be there
 * A value goes by its name and by its key: [mtu <size:68..65521>] is "size" and
 * "mtu"; without a name of its own, [offload <on|off>] is "offload" alone.  A key
 * of several names needs a name for its value.
 * A line of one word means its "show", if it has one: vlan is vlan show.
 * Keys of a line may come in any order behind the words and values that must
 * be there.
 *
 * Types:
 *	A..B		a whole number, decimal or 0x
 *	a|b|c		one of these words
 *	name		1..31 of A-Z a-z 0-9 _ . : - not starting with '-'
 *	new		the same, and nothing bears it yet: the completion
 *			offers none
 *	ports		ports by their names: lan1,p1-p8,vm*, see base/names.h
 *	ifname		an interface name: 1..15 bytes, no '/', ':' or blank,
 *			neither "." nor ".."
 *	mac		a MAC address
 *	prefix		an IPv4 or IPv6 address with /length
 *	vids		VLANs, a list as 10,20,30-40, or all; 0 may be among them
 *	word		any word, also an empty one in quotes
 * <word> alone is short for <word:type> with both the same.
 */
#ifndef CONTROL_COMMAND_H
#define CONTROL_COMMAND_H

#include "base/err.h"
#include "base/mac.h"
#include "base/types.h"
#include "base/writer.h"

struct app;
struct args;

/** enum answer_next - What a long answer wants next */
enum answer_next {
	ANSWER_DONE,			/* it is whole */
	ANSWER_MORE,			/* call again when the client has room */
	ANSWER_LATER,			/* call again: see @changes */
};

/**
 * struct answer - What a command says
 * @out:	Where the value of "result" is written: one JSON value.  Nothing
 *		written counts as null
 * @more:	Set by run() when the answer goes on: called again until it
 *		returns ANSWER_DONE, or a negative errno with @err set, which is
 *		allowed only while nothing has been written to @out
 * @cursor:	For @more, whatever it likes
 * @state:	Likewise; freed with free() at the end
 * @state_size:	What it holds, with all that it points to: counts as the client's
 * @drop:	What else is to be done with @state then; NULL for nothing
 * @changes:	ANSWER_LATER is for when server_changed() was told of something
 *		and this returns another number, or for @until_ms; NULL: for a few
 *		milliseconds later.  It is called often, so it must be cheap
 * @until_ms:	By time_now_ms(); or, without @changes, whatever @more likes
 * @late:	Likewise: a failure that is told later
 * @note:	What a person should know beside the result; NULL for nothing
 * @fd:		A descriptor that came with the line, or -1; a handler that keeps
 *		it sets -1
 * @is_local:	The line comes from the switch's own configuration file, not
 *		from a client
 */
struct answer {
	struct writer out;
	int (*more)(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err);
	size_t cursor;
	void *state;
	size_t state_size;
	void (*drop)(void *state);
	uint64_t (*changes)(const struct app *app, const struct args *args);
	int64_t until_ms;
	struct err late;
	const char *note;
	int fd;
	bool is_local;
};

/**
 * struct word_help - What a word of a command means
 * @word:	"mtu" for [mtu <mtu:68..65521>], "up" for [up|down], "<mac>" for a
 *		value that has no key
 * @help:	A phrase, without a full stop
 *
 * A list of them ends with one that has no word.
 */
struct word_help {
	const char *word;
	const char *help;
};

/**
 * struct command - One line of the grammar
 * @syntax:	See above
 * @run:	Return: 0, or a negative errno with @err set, nothing written and
 *		nothing changed
 * @changes:	Alters the configuration or the state
 * @help:	One sentence for `help`, the manual and the README
 * @example:	A line that works in tests/data/lab.conf; `make check` runs it
 * @words:	What its words mean, for `help` and the manual; may be NULL
 * @shared:	Likewise, for words that several commands have: the manual explains
 *		them once, in a section of its own; may be NULL
 */
struct command {
	const char *syntax;
	int (*run)(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err);
	bool changes;
	const char *help;
	const char *example;
	const struct word_help *words;
	const struct word_help *shared;
};

enum { READS = false, CHANGES = true };

/** struct grammar - A table of commands */
struct grammar {
	const struct command *commands;
	size_t count;
};

#endif /* CONTROL_COMMAND_H */
