/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/manual.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "control/item_help.h"

#define TEXT_WIDTH 80

static void put(FILE *out, const char *before, struct span text,
		const char *behind)
{
	fprintf(out, "%s%.*s%s", before, (int)text.len, text.len ? text.at : "",
		behind);
}

static bool is_number(struct span type)
{
	return isdigit((unsigned char)*type.at);
}

/* Writes text so that roff does not interpret it. */
static void put_roff(FILE *out, struct span text, bool begins_line)
{
	if (begins_line && text.len && (*text.at == '.' || *text.at == '\''))
		fputs("\\&", out);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\')
			fputs("\\e", out);
		else if (text.at[i] == '"')
			fputs("\\(dq", out);
		else
			fputc(text.at[i], out);
	}
}

/* Writes a paragraph, and a full stop after it. */
static void write_sentence(FILE *out, const char *text)
{
	struct span rest = { text, strlen(text) };
	size_t column = 0;

	while (rest.len) {
		struct span word = span_cut(&rest, ' ');

		if (column && column + 1 + word.len > TEXT_WIDTH) {
			fputc('\n', out);
			column = 0;
		}
		fputs(column ? " " : "", out);
		put_roff(out, word, !column);
		column += !!column + word.len;
	}
	fputs(".\n", out);
}

static void put_words(FILE *out, struct span words)
{
	fputs("Cm", out);
	put(out, " ", span_cut(&words, '|'), "");
	while (words.len)
		put(out, " | ", span_cut(&words, '|'), "");
}

/* The placeholder of a value: its type if the key names the value, else the
 * name */
static struct span value_word(const struct syntax_item *item)
{
	bool is_telling =
		item->kind == SYNTAX_KEY && !span_is(item->type, "word");

	return is_number(item->type) || is_telling ? item->type : item->name;
}

static void put_value(FILE *out, const struct syntax_item *item)
{
	if (syntax_is_choice(item->type))
		put_words(out, item->type);
	else
		put(out, "Ar ", value_word(item), "");
}

static void put_item(FILE *out, const struct syntax_item *item)
{
	switch (item->kind) {
	case SYNTAX_WORD:
	case SYNTAX_CHOICE:
		put_words(out, item->word);
		break;
	case SYNTAX_VALUE:
		put_value(out, item);
		break;
	case SYNTAX_KEY:
		fputs(item->is_bare ? "Oo " : "", out);
		put_words(out, item->word);
		fputs(item->is_bare ? " Oc " : " ", out);
		put_value(out, item);
		break;
	}
}

static void write_man_item(FILE *out, const struct syntax_item *item)
{
	fputs(item->optional ? ".Oo " : ".", out);
	put_item(out, item);
	if (item->optional)
		fputs(item->repeats ? " Oc Ns ..." : " Oc", out);
	fputc('\n', out);
}

/* Explains the words of this command; others are explained elsewhere. */
static void write_man_words(FILE *out, const struct command *command)
{
	struct command own = *command;
	const char *row = command->syntax;
	struct syntax_item item;

	own.shared = NULL;
	if (!own.words)
		return;
	fputs(".Bl -tag -width Ds -compact\n", out);
	while (syntax_next(&row, &item)) {
		const char *help = item_help(&own, &item);

		if (!help)
			continue;
		fputs(".It ", out);
		put_item(out, &item);
		fputc('\n', out);
		write_sentence(out, help);
	}
	fputs(".El\n", out);
}

static void write_man(FILE *out, const struct command *command)
{
	const char *row = command->syntax;
	struct syntax_item item;

	fputs(".It Xo\n", out);
	while (syntax_next(&row, &item))
		write_man_item(out, &item);
	fputs(".Xc\n", out);
	write_sentence(out, command->help);
	write_man_words(out, command);
	fputs(".Dl tapctl ", out);
	put_roff(out,
		 (struct span){ command->example, strlen(command->example) },
		 false);
	fputc('\n', out);
}

/* What the completion can offer for a value, see manual.h */
static struct span offer(const struct syntax_item *item)
{
	if (syntax_is_choice(item->type))
		return item->type;
	if (span_is(item->name, "port") && !span_is(item->type, "new"))
		return item->name;
	if (span_is(item->type, "end") || span_is(item->type, "host"))
		return (struct span){ "port", strlen("port") };
	return (struct span){ "", 0 };
}

static void write_bash_item(FILE *out, const struct syntax_item *item)
{
	fputs(item->optional ? "[" : "", out);
	put(out, "", item->word, "");
	switch (item->kind) {
	case SYNTAX_WORD:
	case SYNTAX_CHOICE:
		break;
	case SYNTAX_KEY:
	case SYNTAX_VALUE:
		put(out, item->optional ? "=<" : "<", offer(item), ">");
		break;
	}
	fputs(item->optional ? "]" : "", out);
	fputs(item->repeats ? "..." : "", out);
	if (item->is_bare)
		put(out, " [=<", offer(item), ">]");
}

static void write_bash(FILE *out, const struct command *command)
{
	const char *row = command->syntax;
	const char *before = "\t'";
	struct syntax_item item;

	for (; syntax_next(&row, &item); before = " ") {
		fputs(before, out);
		write_bash_item(out, &item);
	}
	fputs("'\n", out);
}

static const struct {
	const char *form;
	void (*write)(FILE *out, const struct command *command);
} forms[] = {
	{ "man", write_man },
	{ "bash", write_bash },
};

int manual_write(FILE *out, const char *form, const struct command *commands,
		 size_t n)
{
	for (size_t f = 0; f < ARRAY_SIZE(forms); f++) {
		if (strcmp(form, forms[f].form) != 0)
			continue;
		for (size_t i = 0; i < n; i++)
			forms[f].write(out, &commands[i]);
		return 0;
	}
	return -EINVAL;
}
