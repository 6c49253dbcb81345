/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A command is one row of a table.  The parser, `help`, the completion, the
 * manual and the test of all examples use it.
 *
 * Syntax, word by word:
 *	port add		words
 *	port|dev		one of these words, which are synonyms
 *	<port:name>		a value: <name:type>
 *	[mtu <mtu:68..65521>]	an optional key with its value
 *	[port|dev <port:name>]	a key that may be written in several ways
 *	[[port] <port:name>]	a key that may be left out
 *	[up|down]		one of these words, or none
 *	[address <prefix>]...	an option that may be given several times
 *	[--if-exists]		an option that may stand anywhere in the line
 *	[<noun:word>]		an optional value
 *	[<kind:a|b|c>]...	one that may be given several times
 * Options may come in any order, after the words and values that are not
 * optional; a key that the row has in front of one of these comes there, too: from
 * <port:ports> [direction <direction:in|out>] to <to:name>.  A value is found by its name and by its key: [mtu
 * <size:68..65521>] by "size" and "mtu".  A value without a name has the name
 * of its key: [offload <on|off>].  The value of a key that may be written in
 * several ways needs a name.  If a word is a key and also one of the words of a
 * value without a key, as "port" in [<kind:port|link>]... [port <port:ports>],
 * it is the key when a value can follow: when the line goes on, and not with
 * another option.  A noun alone is short for its "show": "vlan" is "vlan show".
 *
 * Types:
 *	A..B		a whole number, decimal or 0x
 *	a|b|c		one of these words
 *	name		1..31 of A-Z a-z 0-9 _ . : - not starting with '-'
 *	new		a name that is not in use, so the completion offers none
 *	ports		a list of ports: lan1,p1-p8,vm*, see base/names.h
 *	ifname		an interface name: 1..15 bytes, no '/', ':' or blank,
 *			neither "." nor ".."
 *	mac		a MAC address
 *	prefix		an IPv4 or IPv6 address with /length
 *	ip		an IPv4 or IPv6 address
 *	end		a port's name, a MAC address or an IP address
 *	hex		bytes as hexadecimal digits
 *	vids		a list of VLANs: 10,20,30-40, or all; may include 0
 *	word		any word, also an empty one in quotes
 * <mac> is short for <mac:mac>, and so on.
 */
#ifndef CONTROL_COMMAND_H
#define CONTROL_COMMAND_H

#include "base/err.h"
#include "base/mac.h"
#include "base/peer.h"
#include "base/types.h"
#include "base/writer.h"

struct app;
struct args;

/** enum answer_next - How an answer continues */
enum answer_next {
	ANSWER_DONE,			/* it is complete */
	ANSWER_MORE,			/* call again if the client has room */
	ANSWER_LATER,			/* call again: see @changes */
};

/**
 * struct answer - The answer of a command
 * @out:	The result, one JSON value; empty for null
 * @more:	Set by run() if the answer is not complete: called until it
 *		returns ANSWER_DONE, or a negative errno with @err set, which it
 *		may do only while nothing has been written to @out
 * @is_stream:	Set by run() together with @more and @changes: the answer is
 *		complete, with the result null, and the connection belongs to
 *		the stream from now on.  What @more writes to @out is sent as it
 *		is.  ANSWER_DONE, or a negative errno, ends the stream and closes
 *		the connection
 * @is_ending:	The client of a stream has closed its sending side: @more may
 *		say what is left and end the stream
 * @cursor:	For use by @more
 * @state:	For use by @more; freed with free()
 * @state_size:	Bytes of @state and of all that it points to; they count as
 *		memory of the client
 * @drop:	Called before @state is freed, to free what it points to; may be
 *		NULL
 * @changes:	After ANSWER_LATER, @more is called again when the result of
 *		this function has changed, and at @until_ms.  It is called
 *		often, so it must be cheap.  If NULL, @more is called every few
 *		milliseconds
 * @until_ms:	In time_now_ms(), 0 for never; for use by @more if @changes is
 *		NULL
 * @late:	For use by @more: an error that it returns later
 * @note:	A remark for people, beside the result; may be NULL
 * @fd:		The descriptor that was passed with the line, or -1; a handler
 *		that keeps it sets -1
 * @is_local:	The line is from the configuration file, not from a client
 * @peer:	The client; PEER_NONE if @is_local is set
 */
struct answer {
	struct writer out;
	int (*more)(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err);
	bool is_stream;
	bool is_ending;
	size_t cursor;
	void *state;
	size_t state_size;
	void (*drop)(void *state);
	uint64_t (*changes)(const struct app *app, const struct args *args,
			    const struct answer *answer);
	int64_t until_ms;
	struct err late;
	const char *note;
	int fd;
	bool is_local;
	struct peer peer;
};

/**
 * struct word_help - What a word of a command means
 * @word:	"mtu" for [mtu <mtu:68..65521>], "up" for [up|down], "<mac>" for
 *		a value that has no key
 * @help:	A phrase, without a full stop
 *
 * A list ends with an element whose @word is NULL.
 */
struct word_help {
	const char *word;
	const char *help;
};

/** enum command_effect - What a command does, and so to whom it is open */
enum command_effect {
	READS,				/* it shows something, or waits */
	CHANGES,			/* it changes settings or state */
	RESTRICTED,			/* it reads what is not for everybody:
					 * files, with the switch's rights, or
					 * what frames carry.  Like CHANGES it
					 * is not for read-only clients */
};

/**
 * struct command - One line of the grammar
 * @syntax:	See above
 * @run:	Return: 0, or a negative errno with @err set, nothing written
 *		and nothing changed
 * @effect:	What it does, which decides who may use it
 * @help:	One sentence for `help`, the manual and the README
 * @example:	A line that works in tests/data/lab.conf; `make check` runs it
 * @words:	Help for its words, for `help` and the manual; may be NULL
 * @shared:	The same for words that several commands have: the manual
 *		explains them once, in a section of its own; may be NULL
 */
struct command {
	const char *syntax;
	int (*run)(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err);
	enum command_effect effect;
	const char *help;
	const char *example;
	const struct word_help *words;
	const struct word_help *shared;
};

/**
 * struct grammar - A table of commands
 * @explain:	Improves the error of a line that does not parse; may be NULL
 */
struct grammar {
	const struct command *commands;
	size_t count;
	void (*explain)(const char *line, size_t len, struct err *err);
};

#endif /* CONTROL_COMMAND_H */
