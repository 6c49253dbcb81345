/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/manual.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control/syntax.h"

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

/**
 * struct fill - A paragraph being set
 * @indent:	Of the lines that are yet to begin
 * @is_roff:	What means something to roff is to lose its meaning
 */
struct fill {
	FILE *out;
	size_t indent;
	size_t column;
	bool is_roff;
};

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

static void fill(struct fill *f, struct span piece)
{
	bool begins_line;

	if (f->column && f->column + 1 + piece.len > TEXT_WIDTH) {
		fputc('\n', f->out);
		f->column = 0;
	}
	begins_line = !f->column;
	f->column += (begins_line ? f->indent : 1) + piece.len;
	fprintf(f->out, "%*s", begins_line ? (int)f->indent : 1, "");
	if (f->is_roff)
		put_roff(f->out, piece, begins_line);
	else
		put(f->out, "", piece, "");
}

static void fill_text(struct fill *f, const char *text)
{
	struct span rest = { text, strlen(text) };

	while (rest.len)
		fill(f, span_cut(&rest, ' '));
}

/* <mtu:68..65521> as 68..65521, <learning:on|off> as on|off, <netns:word> as
 * <netns>, <port:ports> as <ports>; returns what follows */
static const char *shorten_value(const char *value, char **to)
{
	const char *end = value + strcspn(value, ">");
	struct span type = { value + 1, (size_t)(end - value) - 1 };
	struct span name = span_cut(&type, ':');
	bool has_brackets;

	if (!type.len)
		type = name;
	else if (span_is(type, "word") || span_is(type, "new") ||
		 span_is(type, "name"))
		type = name;
	has_brackets =
		!type.len || !(is_number(type) || syntax_is_choice(type));
	if (has_brackets)
		*(*to)++ = '<';
	memmove(*to, type.at, type.len);
	*to += type.len;
	if (has_brackets)
		*(*to)++ = '>';
	return end + 1;
}

/* The row for people, in place: it gets no longer */
static void shorten(char *row)
{
	const char *from = row;

	while (*from)
		if (*from == '<' && strchr(from, '>'))
			from = shorten_value(from, &row);
		else
			*row++ = *from++;
	*row = '\0';
}

/* Read by what the switch sent, too: so it takes any text */
static void write_text(FILE *out, const struct command *command)
{
	struct fill syntax = { .out = out }, help = { .out = out, .indent = 4 };
	char *row = strdup(command->syntax);
	const char *p = row ? row : "";

	if (row)
		shorten(row);
	while (*p) {
		size_t len = syntax_len(p);

		fill(&syntax, (struct span){ p, len });
		syntax.indent = 8;
		p += len + strspn(p + len, " ");
	}
	free(row);
	fputc('\n', out);
	fill_text(&help, command->help);
	fputs("\n\n", out);
}

static void put_words(FILE *out, struct span words)
{
	fputs("Cm", out);
	put(out, " ", span_cut(&words, '|'), "");
	while (words.len)
		put(out, " | ", span_cut(&words, '|'), "");
}

/* A key says what its value is for, the type says what to write there */
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

static void write_man_item(FILE *out, const struct syntax_item *item)
{
	fputs(item->optional ? ".Oo " : ".", out);
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
	if (item->optional)
		fputs(item->repeats ? " Oc Ns ..." : " Oc", out);
	fputc('\n', out);
}

static void write_man(FILE *out, const struct command *command)
{
	struct fill help = { .out = out, .is_roff = true };
	const char *row = command->syntax;
	struct syntax_item item;

	fputs(".It Xo\n", out);
	while (syntax_next(&row, &item))
		write_man_item(out, &item);
	fputs(".Xc\n", out);
	fill_text(&help, command->help);
	fputs(".\n.Dl tapctl ", out);
	put_roff(out,
		 (struct span){ command->example, strlen(command->example) },
		 false);
	fputc('\n', out);
}

/* What can be offered for a value, see manual.h */
static struct span offer(const struct syntax_item *item)
{
	if (syntax_is_choice(item->type))
		return item->type;
	if (span_is(item->name, "port") && !span_is(item->type, "new"))
		return item->name;
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
	{ "text", write_text },
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
