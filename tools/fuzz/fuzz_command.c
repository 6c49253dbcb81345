/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: a line of any bytes.  An accepted line can be written again from its values,
 * with the same meaning; for a refused line, the error is at a word that exists.
 */
#include <string.h>

#include "base/line.h"
#include "base/utf8.h"
#include "base/vids.h"
#include "control/grammar.h"
#include "control/syntax.h"
#include "fuzz.h"

/* Each kind of item, each type, and rows that differ only late */
static const struct command rows[] = {
	{ .syntax = "port add <port:new> tap [ifname <ifname>] [mac <mac>] "
		    "[mtu <size:68..65521>] [address <prefix>]... [up|down] "
		    "[owner <user:word>] [learning <on|off>]" },
	{ .syntax = "port add <port:new> null" },
	{ .syntax = "port show [port <port:name>]" },
	{ .syntax = "port show <port:name>" },
	{ .syntax = "fdb add <mac> port <port:name> [static|sticky]" },
	{ .syntax = "wait port <port:name> <state:up|down> "
		    "[timeout <seconds:0..18446744073709551615>]" },
	{ .syntax = "vlan add <vids> port <port:name> [pvid] [untagged]" },
	{ .syntax = "fdb del <mac> [vlan <vlan:vids>]" },
	{ .syntax = "monitor [<kind:port|link>]... [port <port:name>] "
		    "[since <since:0..9>]" },
	{ .syntax = "help [<noun:word>]" },
};

static const char *const codes[] = {
	"syntax",    "unknown-command", "unknown-word",
	"bad-value", "missing-value",	"twice",
};

static int parse(const char *line, size_t len, struct args **args,
		 struct err *err)
{
	*args = NULL;
	return grammar_parse(rows, ARRAY_SIZE(rows), line, len, args, err);
}

static const char *text_of(struct span span, char text[64])
{
	must(span.len < 64);
	memcpy(text, span.at, span.len);
	text[span.len] = '\0';
	return text;
}

static void rewrite_values(const struct args *args,
			   const struct syntax_item *item, struct line *line)
{
	const char *value;
	char name[64], key[64];

	text_of(item->name, name);
	must(item->repeats || !args_nth(args, name, 1));
	for (size_t i = 0; (value = args_nth(args, name, i)); i++) {
		if (item->kind == SYNTAX_KEY)
			line_words(line, "%s", text_of(item->word, key));
		line_word(line, value);
	}
}

static void rewrite_choice(const struct args *args, struct span words,
			   struct line *line)
{
	unsigned int n = 0;
	char word[64];

	while (words.len) {
		if (!args_has(args, text_of(span_cut(&words, '|'), word)))
			continue;
		line_words(line, "%s", word);
		n++;
	}
	must(n <= 1);
}

/* Writes the line again, only from the row and the values. */
static void rewrite(const struct args *args, struct line *line)
{
	const char *row = args_command(args)->syntax;
	struct syntax_item item;
	char word[64];

	while (syntax_next(&row, &item)) {
		switch (item.kind) {
		case SYNTAX_WORD:
			line_words(line, "%s", text_of(item.word, word));
			break;
		case SYNTAX_CHOICE:
			rewrite_choice(args, item.word, line);
			break;
		case SYNTAX_KEY:
		case SYNTAX_VALUE:
			rewrite_values(args, &item, line);
			break;
		}
	}
	must(!line->failed);
}

/* A list of VLANs means the same when it is written again, and is not longer then. */
static void check_vids(const struct args *args, const char *name)
{
	static char text[VIDS_TEXT_SIZE], text_again[VIDS_TEXT_SIZE];
	struct vids vids, again;
	size_t count = 0;

	if (!args_vids(args, name, &vids))
		return;
	must(!vids_empty(&vids));
	VIDS_FOREACH(&vids, vid) {
		must(vid <= VLAN_MAX);
		count++;
	}
	must(count == vids_count(&vids));
	must(strlen(vids_format(&vids, text)) < VIDS_TEXT_SIZE);
	must(strlen(text) <= strlen(args_str(args, name)));
	must(vids_parse(text, &again));
	must(!memcmp(&vids, &again, sizeof(vids)));
	must(!strcmp(vids_format(&again, text_again), text));
}

static void check_taken(const struct args *args)
{
	struct line line = { 0 }, again = { 0 };
	struct args *second;
	struct err err;

	check_vids(args, "vids");
	check_vids(args, "vlan");
	rewrite(args, &line);
	must(!parse(line.text, line.len, &second, &err));
	must(second && args_command(second) == args_command(args));
	rewrite(second, &again);
	must(again.len == line.len && !strcmp(again.text, line.text));
	must(args_uint(second, "mtu", 0) == args_uint(args, "size", 0));
	args_free(second);
	line_free(&line);
	line_free(&again);
}

static void check_text(const char *text)
{
	size_t left = strlen(text);

	must(left);
	while (left) {
		size_t len = utf8_len(text, left);

		must(len && (*text == '\t' || !utf8_is_control(text, len)));
		text += len;
		left -= len;
	}
}

static void check_refused(const char *line, size_t size, const struct err *err)
{
	size_t len = 0;
	size_t column = grammar_column(line, size, err->word, &len);
	size_t i = 0;

	must(err->word && column && len);
	must(column - 1 + len <= size);
	must(!grammar_column(line, size, (unsigned int)size + 1, &len));
	while (i < ARRAY_SIZE(codes) && strcmp(codes[i], err->code) != 0)
		i++;
	must(i < ARRAY_SIZE(codes));
	check_text(err->text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data;
	struct args *args;
	struct err err;
	size_t len;

	if (parse(line, size, &args, &err)) {
		must(!args);
		check_refused(line, size, &err);
	} else if (args) {
		check_taken(args);
		args_free(args);
	} else {
		must(!grammar_column(line, size, 1, &len));
	}
	return 0;
}
