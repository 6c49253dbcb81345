/* SPDX-License-Identifier: BSD-2-Clause */
/* Drives a switch: the words of the command line, or a file of lines. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "ask.h"
#include "base/line.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

#define NAME_DEFAULT "sw0"

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
	"       tapctl -h | -V\n"
	"\n"
	"Drives tapswitch(8).  \"tapctl help\" lists what can be said.\n"
	"\n"
	"  -n NAME    the switch of that name (" NAME_DEFAULT ")\n"
	"  -s SOCKET  the switch behind that socket (TAPSWITCH_SOCKET)\n"
	"  -j         write results as JSON\n"
	"  -b FILE    a file of commands, a line each; - for standard input\n"
	"\n"
	"Exit status: 0 done, 1 refused by the switch, 2 bad usage, 3 no switch\n"
	"there, 4 what was waited for did not come true.\n";

_Noreturn static void bad_usage(const char *what)
{
	fprintf(stderr, "tapctl: %s; see tapctl -h\n", what);
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
	default:
		fputs("see tapctl -h\n", stderr);
		exit(STATUS_USAGE);
	}
}

static void options_read(struct options *o, int argc, char **argv)
{
	int which;

	/* what looks like an option behind the first word is a word */
	while ((which = getopt(argc, argv, "+n:s:jb:hV")) != -1)
		option(o, which);
	if (o->name && o->socket)
		bad_usage("-n and -s both name a switch");
	if (o->name && (!*o->name || strchr(o->name, '/')))
		bad_usage("that is no name for a switch");
	if (o->batch && optind < argc)
		bad_usage("-b wants no command behind it");
	if (!o->batch && optind == argc)
		bad_usage("no command given");
}

static const char *socket_path(const struct options *o)
{
	static char path[sizeof(((struct sockaddr_un *)0)->sun_path) + 1];
	const char *runtime = geteuid() ? getenv("XDG_RUNTIME_DIR") : "/run";
	const char *preset = getenv("TAPSWITCH_SOCKET");

	if (o->socket)
		return o->socket;
	if (!o->name && preset && *preset)
		return preset;
	if (!runtime)
		bad_usage("XDG_RUNTIME_DIR is not set: name a socket (-s)");
	snprintf(path, sizeof(path), "%s/tapswitch/%s.sock", runtime,
		 o->name ? o->name : NAME_DEFAULT);
	return path;
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
		fputs("tapctl: out of memory\n", stderr);
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
		fprintf(stderr, "tapctl: %s: %s\n", q.file, strerror(errno));
		status = STATUS_USAGE;
	}
	return status;
}

static FILE *open_lines(const char *path)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;

	if (file)
		return file;
	fprintf(stderr, "tapctl: %s: %s\n", path, strerror(errno));
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
	struct err err;

	open_standard_descriptors();
	options_read(&o, argc, argv);
	q.is_json = o.is_json;
	q.file = o.batch && !strcmp(o.batch, "-") ? "<stdin>" : o.batch;
	if (o.batch)
		file = open_lines(o.batch);
	if (session_open(&session, socket_path(&o), &err)) {
		fprintf(stderr, "tapctl: %s\n", err.text);
		return STATUS_NO_SWITCH;
	}
	status = file ? run_lines(&session, q, file)
		      : run_words(&session, q, argv + optind);
	session_close(&session);
	if (file)
		fclose(file);
	return status;
}
