/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands in manuals and other pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/tapctl/own_commands.h"
#include "base/types.h"
#include "commands/table.h"
#include "control/grammar.h"
#include "control/syntax.h"

#define CONF "switch/tapswitch.conf.5"

/* Beginnings of shell lines, followed by a command of tapctl */
static const char *const prompts[] = {
	".Dl tapctl ", ".Dl # tapctl ", "# tapctl ",
	"$ tapctl ",   "    # tapctl ", "    $ tapctl ",
};

/* Beginnings of configuration lines in a manual */
static const char *const nouns[] = {
	"port ", ".Dl port ", "switch ", "vlan ", "fdb ",
};

/* The next line without its newline; NULL at the end of the file */
static char *next_line(FILE *page)
{
	char *line = NULL;
	size_t size = 0;

	if (getline(&line, &size, page) < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static bool cut_off(char *line, const char *end)
{
	size_t len = strlen(line), n = strlen(end);

	if (len < n || strcmp(line + len - n, end) != 0)
		return false;
	line[len - n] = '\0';
	return true;
}

/* Appends the next line if a line ends in a backslash (\e in manuals). */
static char *join_lines(char *line, FILE *page)
{
	while (cut_off(line, "\\e") || cut_off(line, "\\")) {
		char *next = next_line(page), *whole = NULL;

		assert_non_null(next);
		assert_true(asprintf(&whole, "%s %s", line, next) > 0);
		free(next);
		free(line);
		line = whole;
	}
	return line;
}

/* Skips options; -n and -b have a value. */
static const char *skip_options(const char *command)
{
	while (*command == '-') {
		bool has_value = strchr("nb", command[1]) != NULL;

		for (int i = 0; i <= has_value; i++) {
			command += strcspn(command, " ");
			command += strspn(command, " ");
		}
	}
	return command;
}

/* The length of a command up to a pipe, a redirection or another command */
static size_t command_len(const char *command)
{
	const char *const ends[] = { " |", " >", " &", "; " };
	size_t len = strlen(command);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		const char *end = strstr(command, ends[i]);

		if (end && (size_t)(end - command) < len)
			len = (size_t)(end - command);
	}
	return len;
}

static void take_option(char *line, const char *option)
{
	char *at = strstr(line, option);
	char *rest;

	if (!at)
		return;
	rest = at + strlen(option);
	rest += strcspn(rest, " ");
	memmove(at, rest, strlen(rest) + 1);
}

/* A copy of a command, without the options that tapctl does not send */
static char *sent_line(const char *command, size_t len)
{
	static const char *const options[] = { " --config ", " -w ", " -C ",
					       " -W " };
	char *line = strndup(command, len);

	assert_non_null(line);
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		take_option(line, options[i]);
	return line;
}

/* Whether tapctl runs it itself */
static bool is_own(const char *line)
{
	char noun[32];

	return sscanf(line, "%31s", noun) == 1 && own_commands_have(noun);
}

static void assert_valid(const char *path, const char *command, size_t len)
{
	char *line = sent_line(command, len);
	const struct grammar *grammar =
		is_own(line) ? &own_commands : &command_grammar;
	struct args *args = NULL;
	struct err err;

	if (grammar_read(grammar, line, strlen(line), &args, &err))
		fail_msg("%s: %.*s: %s", path, (int)len, command, err.text);
	args_free(args);
	free(line);
}

static const char *behind(const char *line, const char *const *beginnings,
			  size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strncmp(line, beginnings[i], strlen(beginnings[i])))
			return line + strlen(beginnings[i]);
	return NULL;
}

/* Whether the next line of the page is an error: the command is a mistake */
static bool is_mistake(FILE *page)
{
	const long at = ftell(page);
	char *line = next_line(page);
	const bool is = line && strstr(line, "tapctl: ");

	free(line);
	fseek(page, at, SEEK_SET);
	return is;
}

/* Checks the commands of a page; returns their number. */
static size_t check_commands(const char *path)
{
	FILE *page = fopen(path, "re");
	size_t n = 0;
	char *line;

	assert_non_null(page);
	for (; (line = next_line(page)); free(line)) {
		const char *command;

		line = join_lines(line, page);
		command = behind(line, prompts, ARRAY_SIZE(prompts));
		if (!command)
			continue;
		command = skip_options(command);
		if (!*command || !strcmp(command, "list") || is_mistake(page))
			continue;
		assert_valid(path, command, command_len(command));
		n++;
	}
	fclose(page);
	return n;
}

static void every_command_in_a_page_is_valid(void **state)
{
	static const char *const pages[] = {
		"README.md",
		"switch/tapswitch-migrate.7",
		"tools/tapctl/tapctl.8",
	};
	glob_t found;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		assert_true(check_commands(pages[i]) > 0);
	assert_int_equal(glob("tools/examples/*.md", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_commands(found.gl_pathv[i]);
	globfree(&found);
}

static void every_configuration_line_in_the_manual_is_valid(void **state)
{
	FILE *page = fopen(CONF, "re");
	size_t n = 0;
	char *line;

	(void)state;
	assert_non_null(page);
	for (; (line = next_line(page)); free(line)) {
		const char *text = line;

		if (!behind(line, nouns, ARRAY_SIZE(nouns)))
			continue;
		if (*text == '.')
			text += strlen(".Dl ");
		assert_valid(CONF, text, strlen(text));
		n++;
	}
	fclose(page);
	assert_true(n > 0);
}

/* Whether a macro of a page has this word */
static bool page_names(const char *path, struct span word)
{
	FILE *page = fopen(path, "re");
	bool found = false;
	char *line;

	assert_non_null(page);
	for (; (line = next_line(page)); free(line)) {
		struct span rest = { line, strlen(line) };

		while (*line == '.' && rest.len && !found) {
			struct span part = span_cut(&rest, ' ');

			found = part.len == word.len &&
				!memcmp(part.at, word.at, word.len);
		}
	}
	fclose(page);
	return found;
}

/* Words for scripts, like --may-exist, are in other manuals. */
static bool is_explained(struct span word)
{
	return page_names(CONF, word) ||
	       page_names("tools/tapctl/tapctl.8", word) ||
	       page_names("switch/tapswitch-migrate.7", word);
}

static void assert_explained(const struct command *c, struct span words)
{
	while (words.len) {
		struct span word = span_cut(&words, '|');

		if (!is_explained(word))
			fail_msg("no page explains \"%.*s\" of: %s",
				 (int)word.len, word.at, c->syntax);
	}
}

static bool is_for_files(const struct command *c)
{
	static const char *const verbs[] = {
		"switch set ", "port add ", "port set ", "port listen <",
		"port del ",   "vlan ",	    "fdb add",
	};

	return c->effect == CHANGES &&
	       behind(c->syntax, verbs, ARRAY_SIZE(verbs));
}

static void every_word_of_a_configuration_line_is_in_a_manual(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < command_count; i++) {
		const char *row = commands[i].syntax;
		struct syntax_item item;

		if (!is_for_files(&commands[i]))
			continue;
		n++;
		while (syntax_next(&row, &item)) {
			assert_explained(&commands[i], item.word);
			if (syntax_is_choice(item.type))
				assert_explained(&commands[i], item.type);
		}
	}
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest pages[] = {
		cmocka_unit_test(every_command_in_a_page_is_valid),
		cmocka_unit_test(
			every_configuration_line_in_the_manual_is_valid),
		cmocka_unit_test(
			every_word_of_a_configuration_line_is_in_a_manual),
	};

	return cmocka_run_group_tests(pages, NULL, NULL);
}
