/* SPDX-License-Identifier: BSD-2-Clause */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "base/line.h"
#include "control/grammar.h"
#include "control/syntax.h"
#include "control/words.h"
#include "diagnostic.h"
#include "pretty.h"
#include "view.h"

#define RANGES	   "compressvlans"
#define EMPTY_SIZE 2 /* [] */

static enum status refuse(const struct question *q, enum status status,
			  const char *code, unsigned int word, const char *text)
{
	const struct diagnostic d = {
		.code = code,
		.text = text,
		.file = q->file,
		.number = q->number,
		.line = q->line,
		.len = q->len,
		.word = word,
	};

	diagnostic_print(&d, q->is_json);
	return status;
}

static bool word_is(const struct words *words, unsigned int i, const char *text)
{
	return i < words->n && !strcmp(words->word[i].text, text);
}

/* The word behind `fd` in `port add NAME tap ... fd N`, from 1; 0 if none */
static unsigned int find_descriptor(const struct words *words, uint64_t *fd)
{
	if (!word_is(words, 0, "port") || !word_is(words, 1, "add"))
		return 0;
	for (unsigned int i = 4; i + 1 < words->n; i++)
		if (word_is(words, i, "fd") &&
		    syntax_number(words->word[i + 1].text, fd))
			return i + 2;
	return 0;
}

/* Ours are closed on exec: those that are not came from whoever runs tapctl */
static bool was_handed_down(uint64_t fd)
{
	int flags = fd <= INT_MAX ? fcntl((int)fd, F_GETFD) : -1;

	return flags >= 0 && !(flags & FD_CLOEXEC);
}

static json_t *read_rest(struct answer_reader *a)
{
	struct writer text = { 0 };
	json_t *value = NULL;

	answer_rest(a, &text);
	if (text.len && !text.failed)
		value = json_loadb(text.text, text.len, 0, NULL);
	writer_free(&text);
	return value;
}

/* What a line says that no switch could do, whatever its state */
static bool is_bad_usage(const char *code)
{
	static const char *const codes[] = {
		"syntax",    "unknown-command", "unknown-word", "missing-value",
		"bad-value", "line-too-long",	"twice",
	};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (!strcmp(code, codes[i]))
			return true;
	return false;
}

static enum status status_of(const char *code)
{
	if (!strcmp(code, "timeout"))
		return STATUS_NOT_TRUE;
	return is_bad_usage(code) ? STATUS_USAGE : STATUS_REFUSED;
}

static enum status show_error(const struct question *q, struct answer_reader *a)
{
	json_t *error = read_rest(a);
	const char *code = "", *message = "the switch gives no reason";
	json_int_t word = 0;
	enum status status;

	json_unpack(error, "{s:s, s:s, s?:I}", "code", &code, "message",
		    &message, "word", &word);
	status = status_of(code);
	refuse(q, status, code, (unsigned int)word, message);
	json_decref(error);
	return status;
}

static bool pass_on(struct answer_reader *a)
{
	int c;

	while ((c = answer_getc(a)) != EOF)
		putc_unlocked(c, stdout);
	putchar('\n');
	return a->ended;
}

static const char *word_at(const struct words *words, unsigned int i,
			   const char *otherwise)
{
	return i < words->n ? words->word[i].text : otherwise;
}

static struct help_topic topic_of(const struct words *words)
{
	struct help_topic topic = { .n = 0 };

	while (topic.n < HELP_TOPIC_WORDS && topic.n + 1 < words->n) {
		topic.word[topic.n] = words->word[topic.n + 1].text;
		topic.n++;
	}
	return topic;
}

static bool show_result(const struct question *q, const struct words *words,
			struct answer_reader *a)
{
	const struct view view = {
		.noun = word_at(words, 0, ""),
		.verb = word_at(words, 1, "show"),
		.topic = topic_of(words),
		.is_about_one = words->n == 3 && word_is(words, 1, "show") &&
				(word_is(words, 0, "port") ||
				 word_is(words, 0, "link")),
		.has_details = q->has_details,
		.has_colour = q->has_colour,
		.columns = q->columns,
	};

	if (q->is_json)
		return q->is_pretty ? pretty_show(a, stdout) : pass_on(a);
	return view_show(a, &view, stdout);
}

static void pass_note_on(struct session *s, const struct question *q,
			 const char *note)
{
	if (!*note || !strcmp(note, s->note))
		return;
	strcpy(s->note, note);
	diagnostic_note(note, q->is_json);
}

static bool is_about(const struct words *words, const char *noun,
		     const char *verb)
{
	return word_is(words, 0, noun) && word_is(words, 1, verb);
}

static enum status show_answer(struct session *s, const struct question *q,
			       const struct words *words)
{
	enum status status = STATUS_DONE;
	struct answer_reader a;
	bool is_whole = false;

	switch (answer_begin(&a, s->in)) {
	case ANSWER_RESULT:
		pass_note_on(s, q, a.note);
		is_whole = show_result(q, words, &a);
		if (is_about(words, "config", "diff") && a.read > EMPTY_SIZE)
			status = STATUS_DIFFERS;
		break;
	case ANSWER_ERROR:
		status = show_error(q, &a);
		is_whole = a.ended;
		break;
	case ANSWER_NONE:
		break;
	}
	if (fflush(stdout) || ferror(stdout))
		return refuse(q, STATUS_REFUSED, "no-output", 0,
			      "cannot write the result");
	if (!is_whole)
		return refuse(q, STATUS_NO_SWITCH, "no-switch", 0,
			      "the switch ended before its answer did");
	return status;
}

/* A table has a row for a range of VLANs; a million rows need not come for it. */
static bool wants_ranges(const struct question *q, const struct words *words)
{
	if (q->is_json || !word_is(words, 0, "vlan") ||
	    (words->n > 1 && !word_is(words, 1, "show")))
		return false;
	for (unsigned int i = 2; i < words->n; i++)
		if (word_is(words, i, RANGES))
			return false;
	return true;
}

static void want_ranges(const struct question *q, const struct words *words,
			struct line *line)
{
	const struct word *last = &words->word[words->n - 1];

	line_words(line, "%.*s%s " RANGES, (int)(last->at + last->len), q->line,
		   words->n == 1 ? " show" : "");
}

/* The switch was started elsewhere: a path from here says nothing to it. */
static bool has_path_from_here(const struct words *words)
{
	static const char *const verbs[] = { "diff", "apply", "save" };

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (is_about(words, "config", verbs[i]))
			return words->n > 2 && *words->word[2].text &&
			       *words->word[2].text != '/';
	return false;
}

static void complete_path(const struct question *q, const struct words *words,
			  struct line *line)
{
	const struct word *file = &words->word[2];
	const size_t end = file->at + file->len;
	char *here = getcwd(NULL, 0);
	struct line path = { 0 };

	line_append(&path, here ? here : "");
	line_append(&path, "/");
	line_append(&path, file->text);
	line_words(line, "%.*s", (int)file->at, q->line);
	line_word(line, path.text);
	line_words(line, "%.*s", (int)(q->len - end), q->line + end);
	line->failed |= !here || path.failed;
	line_free(&path);
	free(here);
}

static int send_line(struct session *s, const struct question *q,
		     const struct words *words, int fd, struct err *err)
{
	struct line line = { 0 };
	int ret;

	if (words->n && wants_ranges(q, words))
		want_ranges(q, words, &line);
	else if (has_path_from_here(words))
		complete_path(q, words, &line);
	else
		return session_send(s, q->line, q->len, fd, err);
	ret = line.failed ? err_set(err, ENOMEM, "send a line")
			  : session_send(s, line.text, line.len, fd, err);
	line_free(&line);
	return ret;
}

static enum status ask_words(struct session *s, const struct question *q,
			     const struct words *words)
{
	uint64_t fd = 0;
	unsigned int fd_word = find_descriptor(words, &fd);
	enum status status;
	struct err err;

	if (fd_word && !was_handed_down(fd)) {
		err_say(&err, EBADF, "no-descriptor", fd_word,
			"descriptor %ju is not open in tapctl", (uintmax_t)fd);
		return refuse(q, STATUS_USAGE, err.code, err.word, err.text);
	}
	if (send_line(s, q, words, fd_word ? (int)fd : -1, &err))
		return refuse(q, STATUS_NO_SWITCH, err.code, 0, err.text);
	status = show_answer(s, q, words);
	if (status == STATUS_DONE && is_about(words, "switch", "stop"))
		session_outlast(s);
	return status;
}

enum status ask(struct session *s, const struct question *q)
{
	struct words words = { 0 };
	enum status status = STATUS_DONE;
	struct err err;
	bool is_text;

	if (q->len >= LINE_SIZE_MAX)
		return refuse(q, STATUS_USAGE, "line-too-long", 0,
			      "the line is too long");
	if (memchr(q->line, '\n', q->len))
		return refuse(q, STATUS_USAGE, "syntax", 0,
			      "no word can hold the end of a line");
	/* what is no text, the switch refuses; a comment, it does not answer */
	is_text = !words_split(q->line, q->len, &words, &err);
	if (words.n || !is_text)
		status = ask_words(s, q, &words);
	words_free(&words);
	return status;
}

enum status ask_show(struct session *s, const struct question *q)
{
	struct words words = { 0 };
	enum status status;
	struct err err;

	words_split(q->line, q->len, &words, &err);
	status = show_answer(s, q, &words);
	words_free(&words);
	return status;
}
