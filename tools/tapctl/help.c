/* SPDX-License-Identifier: BSD-2-Clause */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "base/line.h"
#include "control/grammar.h"
#include "control/help.h"
#include "diagnostic.h"
#include "own_commands.h"

#define TIMEOUT_MS 1000 /* for a switch that does not answer */

static bool is_json_option(const char *word)
{
	return !strcmp(word, "--json") || !strcmp(word, "-json") ||
	       !strcmp(word, "-j");
}

static bool is_help_option(const char *word)
{
	return !strcmp(word, "--help");
}

static bool is_option(const char *word)
{
	return is_json_option(word) || is_help_option(word);
}

bool help_is_wanted(const struct options *o, char *const *words)
{
	if (o->is_help || (words[0] && !strcmp(words[0], "help")))
		return true;
	while (*words)
		if (is_help_option(*words++))
			return true;
	return false;
}

/* About a command that no switch knows */
static bool is_about_own(char *const *words)
{
	words += *words && !strcmp(*words, "help");
	return *words && own_commands_have(*words);
}

static bool wants_json(const struct options *o, char *const *words)
{
	bool is_json = o->is_json;

	while (*words)
		is_json |= is_json_option(*words++);
	return is_json;
}

static void write_commands(const struct grammar *table,
			   const struct help_topic *topic,
			   struct writer *result)
{
	writer_begin_array(result, NULL);
	for (size_t i = 0; i < table->count; i++)
		if (help_is_about(&table->commands[i], topic))
			help_write(&table->commands[i], result);
	writer_end_array(result);
}

/* The commands of tapctl itself behind those of the switch, which does not know them */
static void append_own(struct writer *answer)
{
	static const char end[] = "]}\n";
	const size_t end_len = strlen(end);
	const struct help_topic all = { .n = 0 };
	struct writer own = { 0 };

	if (answer->len < end_len ||
	    memcmp(answer->text + answer->len - end_len, end, end_len) != 0)
		return; /* it is an error */
	write_commands(&own_commands, &all, &own);
	answer->failed |= own.failed;
	if (!own.failed) {
		answer->len -= end_len;
		writer_raw(answer, ",", 1);
		writer_raw(answer, own.text + 1, own.len - 2);
		writer_raw(answer, end, end_len);
	}
	writer_free(&own);
}

/* The result of `help` from our own table, appended to @result */
static int write_result(const struct grammar *table, const struct line *line,
			struct writer *result, struct err *err)
{
	struct help_topic topic;
	struct args *args = NULL;
	const char *noun;
	int ret = grammar_parse(table->commands, table->count, line->text,
				line->len, &args, err);

	if (ret)
		return ret;
	noun = args_str(args, "noun");
	if (noun && own_commands_have(noun))
		table = &own_commands;
	ret = help_find(table->commands, table->count, args, &topic, err);
	if (!ret)
		write_commands(table, &topic, result);
	args_free(args);
	return ret;
}

/* The answer that a switch with our table would give, unless it is an error */
static int answer_offline(const struct grammar *table, const struct line *line,
			  struct writer *answer, struct err *err)
{
	static const char head[] = "{\"ok\":true,\"result\":";
	struct writer result = { 0 };
	int ret = write_result(table, line, &result, err);

	if (!ret) {
		writer_raw(answer, head, strlen(head));
		writer_raw(answer, result.text, result.len);
		writer_raw(answer, "}\n", 2);
		answer->failed |= result.failed;
	}
	writer_free(&result);
	return ret;
}

static void read_line(FILE *in, struct writer *text)
{
	int c;

	do {
		c = getc_unlocked(in);
		if (c != EOF)
			writer_raw(text, &(char){ (char)c }, 1);
	} while (c != EOF && c != '\n');
}

/* Return: whether a switch has answered, with a whole line */
static bool answer_online(const struct lookup *lookup, const struct line *line,
			  struct writer *answer)
{
	struct session s;
	struct err err;

	if (strchr(line->text, '\n') ||
	    lookup_try(lookup, TIMEOUT_MS, &s, &err))
		return false;
	if (!session_send(&s, line->text, line->len, -1, &err))
		read_line(s.in, answer);
	session_close(&s);
	return answer->len && !answer->failed &&
	       answer->text[answer->len - 1] == '\n';
}

/* Whether our table knows a word as the third of a topic */
static bool is_known(const struct grammar *table, const struct line *topic,
		     const char *word)
{
	struct writer result = { 0 };
	struct line line = { 0 };
	struct err err;
	bool is_known;

	line_words(&line, "%s", topic->text);
	line_word(&line, word);
	is_known = !line.failed && !write_result(table, &line, &result, &err);
	writer_free(&result);
	line_free(&line);
	return is_known;
}

/* `help` and up to three words: those behind help; or of a command its noun, its
 * verb, and its last word, if that is an option or a kind of port */
static void make_line(const struct grammar *table, char *const *words,
		      struct line *line)
{
	const bool is_help = *words && !strcmp(*words, "help");
	const char *last = NULL;
	size_t n = 0;

	line_words(line, "help");
	for (words += is_help; *words; words++) {
		if (is_option(*words))
			continue;
		if (is_help || n < 2)
			line_word(line, *words);
		else
			last = *words;
		n++;
	}
	if (last && !line->failed && is_known(table, line, last))
		line_word(line, last);
}

static enum status show(const struct options *o, bool is_json,
			const struct line *line, const struct writer *answer)
{
	const struct request r = {
		.line = line->text,
		.len = line->len,
		.is_json = is_json,
		.is_pretty = o->is_pretty,
		.has_colour = o->has_colour,
		.columns = o->columns,
	};
	struct session s = { .sock = -1 };
	enum status status;

	s.in = fmemopen(answer->text, answer->len, "r");
	if (!s.in) {
		diagnostic_say(is_json, "system", "out of memory");
		return STATUS_REFUSED;
	}
	status = request_show_answer(&s, &r);
	fclose(s.in);
	return status;
}

static enum status show_error(bool is_json, const struct line *line,
			      const struct err *err)
{
	const struct diagnostic d = {
		.code = err->code,
		.text = err->text,
		.line = line->text,
		.len = line->len,
		.word = err->word,
	};

	diagnostic_print(&d, is_json);
	return STATUS_USAGE;
}

enum status help_run(const struct options *o, char *const *words,
		     const struct lookup *lookup, const struct grammar *table)
{
	const bool is_json = wants_json(o, words);
	struct writer answer = { 0 };
	struct line line = { 0 };
	enum status status = STATUS_REFUSED;
	struct err err;
	int ret = 0;

	make_line(table, words, &line);
	if (!line.failed &&
	    (is_about_own(words) || !answer_online(lookup, &line, &answer))) {
		answer.len = 0;
		ret = answer_offline(table, &line, &answer, &err);
	}
	if (!ret && !line.failed && !is_json && !strcmp(line.text, "help"))
		append_own(&answer);
	if (ret)
		status = show_error(is_json, &line, &err);
	else if (line.failed || answer.failed)
		diagnostic_say(is_json, "system", "out of memory");
	else
		status = show(o, is_json, &line, &answer);
	writer_free(&answer);
	line_free(&line);
	return status;
}
