/* SPDX-License-Identifier: BSD-2-Clause */
#include "pretty.h"

#define INDENT 4

/**
 * struct pretty - JSON being written
 * @depth:	Arrays and objects begun and not ended
 * @is_empty:	The innermost has nothing in it yet
 */
struct pretty {
	FILE *out;
	int depth;
	bool is_empty;
};

static void begin_line(const struct pretty *p)
{
	fprintf(p->out, "\n%*s", p->depth * INDENT, "");
}

static void put_string(const struct pretty *p, struct answer_reader *a)
{
	int c;

	putc('"', p->out);
	while ((c = answer_getc(a)) != EOF) {
		putc(c, p->out);
		if (c == '"')
			return;
		if (c == '\\')
			putc(answer_getc(a), p->out);
	}
}

static void begin(struct pretty *p, int c)
{
	putc(c, p->out);
	p->depth++;
	p->is_empty = true;
}

static void end(struct pretty *p, int c)
{
	p->depth--;
	if (!p->is_empty)
		begin_line(p);
	putc(c, p->out);
	p->is_empty = false;
}

/* The first value of an array or object begins a line of its own */
static void begin_value(struct pretty *p)
{
	if (p->depth && p->is_empty)
		begin_line(p);
	p->is_empty = false;
}

static void put(struct pretty *p, struct answer_reader *a, int c)
{
	switch (c) {
	case '[':
	case '{':
		begin_value(p);
		begin(p, c);
		break;
	case ']':
	case '}':
		end(p, c);
		break;
	case ',':
		putc(c, p->out);
		begin_line(p);
		break;
	case ':':
		fputs(": ", p->out);
		break;
	case '"':
		begin_value(p);
		put_string(p, a);
		break;
	default:
		begin_value(p);
		putc(c, p->out);
	}
}

bool pretty_show(struct answer_reader *a, FILE *out)
{
	struct pretty p = { .out = out };
	int c;

	while ((c = answer_getc(a)) != EOF)
		put(&p, a, c);
	putc('\n', out);
	return a->ended;
}
