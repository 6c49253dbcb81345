/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/syntax.h"

static void put(struct writer *out, const char *text)
{
	writer_raw(out, text, strlen(text));
}

void request_refuse(struct writer *out, const struct err *err)
{
	out->more = false;
	writer_begin_object(out, NULL);
	writer_bool(out, "ok", false);
	writer_begin_object(out, "error");
	writer_str(out, "code", err->code);
	writer_str(out, "message", err->text);
	if (err->word)
		writer_uint(out, "word", err->word);
	writer_end_object(out);
	writer_end_object(out);
	put(out, "\n");
}

static enum answer_next refuse(struct request *r, struct writer *out,
			       const struct err *err)
{
	if (r->has_begun)
		out->failed = true;
	else
		request_refuse(out, err);
	request_end(r);
	return ANSWER_DONE;
}

static void put_head(struct request *r, struct writer *out)
{
	struct writer note = { 0 };

	put(out, "{\"ok\":true,");
	if (r->answer.note) {
		writer_str(&note, NULL, r->answer.note);
		put(out, "\"note\":");
		writer_raw(out, note.text, note.len);
		put(out, ",");
		out->failed |= note.failed;
		writer_free(&note);
	}
	put(out, "\"result\":");
	r->has_begun = true;
}

static void put_end(struct request *r, struct writer *out)
{
	if (!r->has_begun) {
		put_head(r, out);
		put(out, "null");
	}
	put(out, "}\n");
}

/* Swaps buffers if it can: a stream may have much to say, and often. */
static void move(struct writer *from, struct writer *to)
{
	const struct writer empty = *to;

	if (to->len) {
		writer_raw(to, from->text, from->len);
	} else {
		to->text = from->text;
		to->size = from->size;
		to->len = from->len;
		from->text = empty.text;
		from->size = empty.size;
	}
	from->len = 0;
}

/* Append what the command has written since the last call */
static void pass_on(struct request *r, struct writer *out)
{
	if (!r->answer.out.len)
		return;
	if (!r->has_begun)
		put_head(r, out);
	move(&r->answer.out, out);
}

/* After each call of the command; @ret is what it returned */
static enum answer_next answered(struct request *r, int ret, struct writer *out,
				 struct err *err)
{
	if (ret >= 0 && r->answer.out.failed)
		ret = err_set(err, ENOMEM, "write the answer");
	if (ret < 0)
		return refuse(r, out, err);
	if (r->answer.is_stream && !r->has_begun)
		put_end(r, out);
	pass_on(r, out);
	if (ret != ANSWER_DONE)
		return (enum answer_next)ret;
	if (!r->answer.is_stream)
		put_end(r, out);
	request_end(r);
	return ANSWER_DONE;
}

static int check_right(const struct request_table *table,
		       const struct command *command, struct err *err)
{
	const struct span head = syntax_head(command->syntax);

	if (!table->full || command->effect == READS)
		return 0;
	return err_say(err, EPERM, "read-only", 1,
		       "this socket is read-only: \"%.*s\" is possible only at "
		       "\"%s\"",
		       (int)head.len, head.at, table->full);
}

enum answer_next request_begin(struct request *r,
			       const struct request_table *table,
			       const struct request_line *line,
			       struct writer *out)
{
	struct err err;
	int ret;

	*r = (struct request){ .answer.fd = line->fd,
			       .answer.peer = line->peer };
	ret = grammar_read(table->grammar, line->text, line->len, &r->args,
			   &err);
	if (!ret && !r->args) {
		request_end(r);
		return ANSWER_DONE;
	}
	if (!ret)
		ret = check_right(table, args_command(r->args), &err);
	if (!ret)
		ret = args_command(r->args)->run(table->app, r->args,
						 &r->answer, &err);
	if (!ret && r->answer.more)
		ret = ANSWER_MORE;
	return answered(r, ret, out, &err);
}

enum answer_next request_continue(struct request *r,
				  const struct request_table *table,
				  struct writer *out)
{
	struct err err;
	int ret;

	ret = r->answer.more(table->app, r->args, &r->answer, &err);
	return answered(r, ret, out, &err);
}

void request_end(struct request *r)
{
	if (r->answer.fd >= 0)
		close(r->answer.fd);
	writer_free(&r->answer.out);
	if (r->answer.drop)
		r->answer.drop(r->answer.state);
	free(r->answer.state);
	args_free(r->args);
	*r = (struct request){ .answer.fd = -1 };
}
