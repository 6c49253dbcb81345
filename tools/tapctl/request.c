/* SPDX-License-Identifier: BSD-2-Clause */
#include "request.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "base/line.h"
#include "capture.h"
#include "capture_frame.h"
#include "control/grammar.h"
#include "control/syntax.h"
#include "control/words.h"
#include "diagnostic.h"
#include "filter.h"
#include "marker_capture.h"
#include "monitor.h"
#include "pretty.h"
#include "view.h"

#define RANGES	   "compressvlans"
#define EMPTY_SIZE 2 /* [] */
#define SENT                                                                   \
	"in the file, the frame is one that was sent; it is explained as one " \
	"that is received"

static enum status refuse(const struct request *r, enum status status,
			  const char *code, unsigned int word, const char *text)
{
	const struct diagnostic d = {
		.code = code,
		.text = text,
		.file = r->file,
		.number = r->number,
		.line = r->line,
		.len = r->len,
		.word = word,
	};

	diagnostic_print(&d, r->is_json);
	return status;
}

static bool word_is(const struct words *words, unsigned int i, const char *text)
{
	return i < words->n && !strcmp(words->word[i].text, text);
}

/* Index of N in `port add NAME KIND ... fd N`, from 1; 0 if there is none */
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

/* tapctl opens its descriptors close-on-exec: others are inherited */
static bool is_inherited(uint64_t fd)
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

/* Errors of the line itself, whatever the state of the switch */
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
		return STATUS_TIMED_OUT;
	return is_bad_usage(code) ? STATUS_USAGE : STATUS_REFUSED;
}

/* The index of a wrong word in the line as it was typed.  If tapctl has added
 * the word, it is the program of the filter. */
static unsigned int typed_word(const struct words *words, json_int_t word)
{
	if (word <= words->n)
		return (unsigned int)word;
	for (unsigned int i = words->n; i > 1; i--)
		if (word_is(words, i - 2, "filter"))
			return i;
	return (unsigned int)word;
}

static enum status show_error(const struct request *r,
			      const struct words *words,
			      struct answer_reader *a)
{
	json_t *error = read_rest(a);
	const char *code = "", *message = "the switch gave no reason";
	json_int_t word = 0;
	enum status status;

	json_unpack(error, "{s:s, s:s, s?:I}", "code", &code, "message",
		    &message, "word", &word);
	status = status_of(code);
	refuse(r, status, code, typed_word(words, word), message);
	json_decref(error);
	return status;
}

static bool print_raw(struct answer_reader *a)
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

/* Any other word behind it is a field of a frame, and "live" is a port. */
static bool is_trace_live(const struct words *words)
{
	static const char *const options[] = { "port", "dev",	"filter",
					       "bpf",  "count", "duration" };

	if (!word_is(words, 0, "trace") || !word_is(words, 1, "live"))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (word_is(words, 2, options[i]))
			return true;
	return words->n == 2;
}

static bool begins_stream(const struct words *words)
{
	return word_is(words, 0, "monitor") || word_is(words, 0, "capture") ||
	       is_trace_live(words);
}

/* It is null: the stream follows. */
static bool skip_result(struct answer_reader *a)
{
	while (answer_getc(a) != EOF)
		;
	return a->ended;
}

static bool show_result(const struct request *r, const struct words *words,
			struct answer_reader *a)
{
	const struct view view = {
		.noun = word_at(words, 0, ""),
		.verb = word_at(words, 1, "show"),
		.topic = topic_of(words),
		.is_about_one = words->n == 3 && word_is(words, 1, "show") &&
				(word_is(words, 0, "port") ||
				 word_is(words, 0, "link")),
		.has_details = r->has_details,
		.has_colour = r->has_colour,
		.columns = r->columns,
	};

	if (begins_stream(words))
		return skip_result(a);
	if (r->is_json)
		return r->is_pretty ? pretty_show(a, stdout) : print_raw(a);
	return view_show(a, &view, stdout);
}

static void print_note(struct session *s, const struct request *r,
		       const char *note)
{
	if (!*note || !strcmp(note, s->note))
		return;
	strcpy(s->note, note);
	diagnostic_note(note, r->is_json);
}

static bool is_about(const struct words *words, const char *noun,
		     const char *verb)
{
	return word_is(words, 0, noun) && word_is(words, 1, verb);
}

static enum status show_answer(struct session *s, const struct request *r,
			       const struct words *words)
{
	enum status status = STATUS_DONE;
	struct answer_reader a;
	bool is_whole = false;

	switch (answer_begin(&a, s->in)) {
	case ANSWER_RESULT:
		print_note(s, r, a.note);
		is_whole = show_result(r, words, &a);
		if (is_about(words, "config", "diff") && a.read > EMPTY_SIZE)
			status = STATUS_DIFFERS;
		break;
	case ANSWER_ERROR:
		status = show_error(r, words, &a);
		is_whole = a.ended;
		break;
	case ANSWER_NONE:
		break;
	}
	if (fflush(stdout) || ferror(stdout))
		return refuse(r, STATUS_REFUSED, "no-output", 0,
			      "cannot write the result");
	if (!is_whole)
		return refuse(
			r, STATUS_NO_SWITCH, "no-switch", 0,
			"the switch ended before its answer was complete");
	return status;
}

/* A table shows ranges of VLANs, so the switch need not send every VLAN */
static bool wants_ranges(const struct request *r, const struct words *words)
{
	if (r->is_json || !word_is(words, 0, "vlan") ||
	    (words->n > 1 && !word_is(words, 1, "show")))
		return false;
	for (unsigned int i = 2; i < words->n; i++)
		if (word_is(words, i, RANGES))
			return false;
	return true;
}

static void want_ranges(const struct request *r, const struct words *words,
			struct line *line)
{
	const struct word *last = &words->word[words->n - 1];

	line_words(line, "%.*s%s " RANGES, (int)(last->at + last->len), r->line,
		   words->n == 1 ? " show" : "");
}

/* A relative path would mean another file to the switch, in its own directory */
static bool has_relative_path(const struct words *words)
{
	static const char *const verbs[] = { "diff", "apply", "save" };

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (is_about(words, "config", verbs[i]))
			return words->n > 2 && *words->word[2].text &&
			       *words->word[2].text != '/';
	return false;
}

static void complete_path(const struct request *r, const struct words *words,
			  struct line *line)
{
	const struct word *file = &words->word[2];
	const size_t end = file->at + file->len;
	char *here = getcwd(NULL, 0);
	struct line path = { 0 };

	line_append(&path, here ? here : "");
	line_append(&path, "/");
	line_append(&path, file->text);
	line_words(line, "%.*s", (int)file->at, r->line);
	line_word(line, path.text);
	line_words(line, "%.*s", (int)(r->len - end), r->line + end);
	line->failed |= !here || path.failed;
	line_free(&path);
	free(here);
}

static int compile_filter(const struct request *r, const struct words *words,
			  struct line *line, struct err *err)
{
	const struct word *last = &words->word[words->n - 1];

	return filter_complete(r->line, last->at + last->len, line, err);
}

static int send_line(struct session *s, const struct request *r,
		     const struct words *words, int fd, struct err *err)
{
	struct line line = { 0 };
	int ret = 0;

	if (words->n && wants_ranges(r, words))
		want_ranges(r, words, &line);
	else if (has_relative_path(words))
		complete_path(r, words, &line);
	else if (words->n)
		ret = compile_filter(r, words, &line, err);
	if (!ret && line.failed)
		ret = err_set(err, ENOMEM, "send a line");
	if (!ret)
		ret = session_send(s, line.text ? line.text : r->line,
				   line.text ? line.len : r->len, fd, err);
	line_free(&line);
	return ret;
}

static bool reads_value(const struct words *words, const char *key,
			unsigned int *at)
{
	for (*at = 2; *at < words->n; (*at)++)
		if (word_is(words, *at - 1, key))
			return true;
	return false;
}

static struct monitoring monitoring_of(const struct words *words)
{
	struct monitoring m = { .has_accounts = is_trace_live(words) };
	unsigned int at;

	if (reads_value(words, "count", &at))
		syntax_number(words->word[at].text, &m.count);
	m.has_duration = reads_value(words, "duration", &at);
	return m;
}

static enum status show_stream(const struct session *s, const struct request *r,
			       const struct words *words)
{
	const struct monitoring m = monitoring_of(words);

	return word_is(words, 0, "capture")
		       ? capture_save(s->sock, r->output, r->is_json)
		       : monitor_show(s->sock, r, &m);
}

static enum status send_words(struct session *s, const struct request *r,
			      const struct words *words)
{
	uint64_t fd = 0;
	unsigned int fd_word = find_descriptor(words, &fd);
	enum status status;
	struct err err;

	if (fd_word && !is_inherited(fd)) {
		err_say(&err, EBADF, "no-descriptor", fd_word,
			"descriptor %ju is not open in tapctl", (uintmax_t)fd);
		return refuse(r, STATUS_USAGE, err.code, err.word, err.text);
	}
	if (word_is(words, 0, "capture") && !r->output)
		return refuse(r, STATUS_USAGE, "usage", 1,
			      "\"capture\" cannot be a line of a file");
	if ((begins_stream(words) && session_unbuffer(s, &err)) ||
	    send_line(s, r, words, fd_word ? (int)fd : -1, &err))
		return refuse(r,
			      is_bad_usage(err.code) ? STATUS_USAGE
						     : STATUS_NO_SWITCH,
			      err.code, err.word, err.text);
	status = show_answer(s, r, words);
	if (status == STATUS_DONE && begins_stream(words))
		return show_stream(s, r, words);
	if (status == STATUS_DONE && is_about(words, "switch", "stop"))
		session_wait_end(s);
	return status;
}

/* Runs a line instead of the one that was typed. */
static enum status run_line(struct session *s, const struct request *r,
			    const struct line *line,
			    const struct pcapng_output *output)
{
	struct request other = *r;

	if (line->failed)
		return refuse(r, STATUS_USAGE, "system", 0, "out of memory");
	other.line = line->text;
	other.len = line->len;
	other.output = output;
	return request_run(s, &other);
}

/* The frame of a capture file is sent as its bytes. */
static enum status send_capture(struct session *s, const struct request *r,
				const struct words *words)
{
	struct line line = { 0 };
	enum status status;
	struct err err;
	bool was_sent;

	if (capture_frame_line(words, &line, &was_sent, &err)) {
		status = refuse(r, STATUS_USAGE, err.code, err.word, err.text);
	} else {
		if (was_sent)
			diagnostic_note(SENT, r->is_json);
		status = run_line(s, r, &line, NULL);
	}
	line_free(&line);
	return status;
}

/* Nothing may be buffered when the capture begins, so no answer before it, either. */
static enum status capture_marker(struct session *s, const struct request *r,
				  const struct words *words, unsigned int file)
{
	const struct pcapng_output output = {
		.path = words->word[file - 1].text,
	};
	struct line add = { 0 }, capture = { 0 };
	enum status status;
	struct err err;

	if (r->file)
		return refuse(r, STATUS_USAGE, "usage", file,
			      "a line of a file cannot capture");
	if (marker_capture_check(output.path, &err) ||
	    session_unbuffer(s, &err))
		return refuse(r, STATUS_REFUSED, err.code, file, err.text);
	marker_capture_lines(r->line, r->len, words, file, &add, &capture);
	status = run_line(s, r, &add, NULL);
	if (status == STATUS_DONE)
		status = run_line(s, r, &capture, &output);
	line_free(&add);
	line_free(&capture);
	return status;
}

enum status request_run(struct session *s, const struct request *r)
{
	struct words words = { 0 };
	enum status status = STATUS_DONE;
	unsigned int file;
	struct err err;
	bool is_text;

	if (r->len >= LINE_SIZE_MAX) {
		err_say(&err, EMSGSIZE, "line-too-long", 0,
			"the line is longer than %d bytes: split it",
			LINE_SIZE_MAX);
		return refuse(r, STATUS_USAGE, err.code, 0, err.text);
	}
	if (memchr(r->line, '\n', r->len))
		return refuse(r, STATUS_USAGE, "syntax", 0,
			      "a word cannot contain a newline");
	/* the switch refuses bytes that are no text, and does not answer comments */
	is_text = !words_split(r->line, r->len, &words, &err);
	file = is_text ? marker_capture_file(r->line, r->len, &words) : 0;
	if (file)
		status = capture_marker(s, r, &words, file);
	else if (is_text && capture_frame_is_named(&words))
		status = send_capture(s, r, &words);
	else if (words.n || !is_text)
		status = send_words(s, r, &words);
	words_free(&words);
	return status;
}

enum status request_show_answer(struct session *s, const struct request *r)
{
	struct words words = { 0 };
	enum status status;
	struct err err;

	words_split(r->line, r->len, &words, &err);
	status = show_answer(s, r, &words);
	words_free(&words);
	return status;
}
