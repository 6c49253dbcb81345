/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer.h"

static bool reads(FILE *in, const char *text)
{
	while (*text && getc_unlocked(in) == *text)
		text++;
	return !*text;
}

/* Notes are literals of the switch, in which nothing but quotes is escaped */
static bool read_note(struct answer_reader *a)
{
	size_t len = 0;
	int c;

	if (!reads(a->in, "note\":\""))
		return false;
	while ((c = getc_unlocked(a->in)) != '"' && c != EOF) {
		if (c == '\\')
			c = getc_unlocked(a->in);
		if (len + 1 < sizeof(a->note))
			a->note[len++] = (char)c;
	}
	return reads(a->in, ",\"");
}

/* Behind {"ok":true," */
static bool read_result(struct answer_reader *a)
{
	if (ungetc(getc(a->in), a->in) == 'n' && !read_note(a))
		return false;
	return reads(a->in, "result\":");
}

enum answer_kind answer_begin(struct answer_reader *a, FILE *in)
{
	bool ok;

	*a = (struct answer_reader){ .in = in };
	if (!reads(in, "{\"ok\":"))
		return ANSWER_NONE;
	ok = ungetc(getc(in), in) == 't';
	if (ok ? !reads(in, "true,\"") || !read_result(a)
	       : !reads(in, "false,\"error\":"))
		return ANSWER_NONE;
	return ok ? ANSWER_RESULT : ANSWER_ERROR;
}

/* A newline in a value is escaped, so the first one ends the answer */
int answer_getc(struct answer_reader *a)
{
	int c = a->ended ? EOF : getc_unlocked(a->in);

	a->read += c != EOF;
	if (c != '}')
		return c;
	c = getc_unlocked(a->in);
	if (c == '\n') {
		a->ended = true;
		a->read--;
		return EOF;
	}
	ungetc(c, a->in);
	return '}';
}

void answer_rest(struct answer_reader *a, struct writer *text)
{
	int c;

	while ((c = answer_getc(a)) != EOF)
		writer_raw(text, &(char){ (char)c }, 1);
}

/**
 * struct nesting - Where in some JSON we are
 * @depth:	Arrays and objects begun and not ended
 */
struct nesting {
	unsigned int depth;
	bool in_string;
	bool is_escaped;
};

static void nesting_step(struct nesting *n, int c)
{
	if (n->is_escaped)
		n->is_escaped = false;
	else if (n->in_string && c == '\\')
		n->is_escaped = true;
	else if (c == '"')
		n->in_string = !n->in_string;
	else if (!n->in_string && (c == '[' || c == '{'))
		n->depth++;
	else if (!n->in_string && (c == ']' || c == '}'))
		n->depth--;
}

bool answer_element(struct answer_reader *a, struct writer *text)
{
	struct nesting n = { 0 };
	int c;

	text->len = 0;
	while ((c = answer_getc(a)) != EOF) {
		if (!n.depth && !n.in_string && (c == ',' || c == ']'))
			return text->len;
		writer_raw(text, &(char){ (char)c }, 1);
		nesting_step(&n, c);
	}
	return false;
}
