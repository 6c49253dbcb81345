/* SPDX-License-Identifier: BSD-2-Clause */
/* Drives a switch: the words of the command line, or a file of lines. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "base/line.h"
#include "base/time.h"
#include "control/syntax.h"
#include "fault.h"
#include "list.h"
#include "lookup.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

/* As the switch has them for what it is told to wait for */
#define WAIT_S	   10
#define WAIT_S_MAX 86400

/**
 * struct options - What stands before the command
 * @name:	Of the switch; NULL when not given, as the others
 * @batch:	File of lines, "-" for standard input
 */
struct options {
	const char *name;
	const char *socket;
	const char *batch;
	bool is_json;
};

static const char usage[] =
	"usage: tapctl [-n NAME | -s SOCKET] [-j] NOUN VERB [ARGUMENT]...\n"
	"       tapctl [-n NAME | -s SOCKET] [-j] -b FILE\n"
	"       tapctl [-j] list\n"
	"       tapctl -h | -V\n"
	"\n"
	"Drives tapswitch(8).  \"tapctl help\" lists what can be said;\n"
	"\"tapctl list\", the switches that run here.\n"
	"\n"
	"  -n NAME    the switch of that name (" LOOKUP_NAME_DEFAULT ")\n"
	"  -s SOCKET  the switch behind that socket (TAPSWITCH_SOCKET)\n"
	"  -j         write results as JSON\n"
	"  -b FILE    a file of commands, a line each; - for standard input\n"
	"\n"
	"Exit status: 0 done, 1 refused by the switch, 2 no such command or option,\n"
	"3 no switch there, 4 what was waited for did not come true.\n";

static void complain(bool is_json, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void complain(bool is_json, const char *code, const char *format, ...)
{
	struct fault f = { .code = code };
	char text[sizeof(((struct err *)0)->text)];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	f.text = text;
	fault_tell(&f, is_json);
}

_Noreturn static void bad_usage(const struct options *o, const char *what)
{
	complain(o->is_json, "usage", "%s; see tapctl -h", what);
	exit(STATUS_USAGE);
}

static void option(struct options *o, int which)
{
	switch (which) {
	case 'n':
		o->name = optarg;
		break;
	case 's':
		o->socket = optarg;
		break;
	case 'j':
		o->is_json = true;
		break;
	case 'b':
		o->batch = optarg;
		break;
	case 'h':
		fputs(usage, stdout);
		exit(STATUS_DONE);
	case 'V':
		puts("tapctl " VERSION);
		exit(STATUS_DONE);
	case ':':
		bad_usage(o, "an option lacks what belongs to it");
	default:
		bad_usage(o, "there is no such option");
	}
}

static void options_read(struct options *o, int argc, char **argv)
{
	int which;

	/* what looks like an option behind the first word is a word */
	while ((which = getopt(argc, argv, "+:n:s:jb:hV")) != -1)
		option(o, which);
	if (o->name && o->socket)
		bad_usage(o, "-n and -s both name a switch");
	if (o->name && (!*o->name || strchr(o->name, '/')))
		bad_usage(o, "that is no name for a switch");
	if (o->batch && optind < argc)
		bad_usage(o, "-b wants no command behind it");
	if (!o->batch && optind == argc)
		bad_usage(o, "no command given");
}

static struct lookup lookup_of(const struct options *o)
{
	const char *preset = getenv("TAPSWITCH_SOCKET");
	struct lookup l = { o->name, o->socket };

	if (!o->socket && !o->name && preset && *preset)
		l.socket = preset;
	return l;
}

/* `wait switch [timeout S]` is for us first: who is not there cannot be asked. */
static bool is_wait_for_switch(char *const *words, uint64_t *timeout_s)
{
	*timeout_s = WAIT_S;
	if (!words[0] || strcmp(words[0], "wait") != 0 || !words[1] ||
	    strcmp(words[1], "switch") != 0)
		return false;
	return !words[2] ||
	       (!strcmp(words[2], "timeout") && words[3] &&
		syntax_number(words[3], timeout_s) && *timeout_s <= WAIT_S_MAX);
}

/* Returns how tapctl exits, or STATUS_DONE with the session open */
static enum status connect_to_switch(const struct options *o,
				     char *const *words, struct session *s)
{
	struct lookup l = lookup_of(o);
	int64_t until_ms = time_now_ms() + LOOKUP_PATIENCE_MS;
	uint64_t timeout_s;
	bool waits = is_wait_for_switch(words, &timeout_s);
	struct err err;
	int ret = 0;

	if (waits) {
		until_ms = time_now_ms() + (int64_t)timeout_s * 1000;
		ret = lookup_wait(&l, until_ms, &err);
	}
	if (!ret)
		ret = lookup_open(&l, until_ms, s, &err);
	if (!ret)
		return STATUS_DONE;
	complain(o->is_json, err.code, "%s", err.text);
	return waits && (ret == -ETIMEDOUT || ret == -ENOENT)
		       ? STATUS_NOT_TRUE
		       : STATUS_NO_SWITCH;
}

static bool wants_colour(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && (!no_colour || !*no_colour) &&
	       terminal && strcmp(terminal, "dumb") != 0;
}

static enum status run_words(struct session *s, struct question q,
			     char *const *words)
{
	struct line line = { 0 };
	enum status status;

	while (*words)
		line_word(&line, *words++);
	if (line.failed) {
		complain(q.is_json, "system", "out of memory");
		return STATUS_USAGE;
	}
	q.line = line.text;
	q.len = line.len;
	status = ask(s, &q);
	line_free(&line);
	return status;
}

static enum status run_lines(struct session *s, struct question q, FILE *file)
{
	enum status status = STATUS_DONE;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while (status == STATUS_DONE &&
	       (len = getline(&line, &size, file)) > 0) {
		q.line = line;
		q.len = (size_t)len - (line[len - 1] == '\n');
		q.number++;
		status = ask(s, &q);
	}
	free(line);
	if (status == STATUS_DONE && ferror(file)) {
		complain(q.is_json, "system", "%s: %s", q.file,
			 strerror(errno));
		status = STATUS_USAGE;
	}
	return status;
}

static FILE *open_lines(const char *path, bool is_json)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;

	if (file)
		return file;
	complain(is_json, "system", "%s: %s", path, strerror(errno));
	exit(STATUS_USAGE);
}

/* Who starts us may have closed these; the socket must not become our output. */
static void open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct question q = { .has_colour = wants_colour() };
	struct session session;
	enum status status;
	FILE *file = NULL;

	open_standard_descriptors();
	options_read(&o, argc, argv);
	q.is_json = o.is_json;
	q.file = o.batch && !strcmp(o.batch, "-") ? "<stdin>" : o.batch;
	if (o.batch)
		file = open_lines(o.batch, o.is_json);
	else if (!strcmp(argv[optind], "list") && !argv[optind + 1])
		return list_switches(o.is_json, q.has_colour);
	status = connect_to_switch(&o, argv + optind, &session);
	if (status != STATUS_DONE)
		return status;
	status = file ? run_lines(&session, q, file)
		      : run_words(&session, q, argv + optind);
	session_close(&session);
	if (file)
		fclose(file);
	return status;
}
