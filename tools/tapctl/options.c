/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "request.h"
#include "diagnostic.h"
#include "lookup.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static const char usage[] =
	"usage: tapctl [OPTION]... NOUN VERB [ARGUMENT]...\n"
	"       tapctl [OPTION]... -b FILE\n"
	"       tapctl [OPTION]... list|metrics|exporter|top [ARGUMENT]...\n"
	"       tapctl [-jp] help [NOUN [VERB [WORD]]]\n"
	"       tapctl -h | --help | -V\n"
	"\n"
	"Drives tapswitch(8).  \"tapctl help\" lists the commands; \"tapctl list\" lists\n"
	"the switches that run here.\n"
	"\n"
	"  -n NAME    the switch with this name (" LOOKUP_NAME_DEFAULT ")\n"
	"  -s SOCKET  the switch with this control socket, a path with a slash\n"
	"             (TAPSWITCH_SOCKET)\n"
	"  -b FILE    a file of commands, a line each; - for standard input\n"
	"  -j         write results and errors as JSON; -jp: results with a line for\n"
	"             each value\n"
	"  -s, -stats without a path: show counters, as bridge(8) does\n"
	"  -d         show all details\n"
	"  -w         show all columns of tables, however narrow the terminal is\n"
	"  -c[=WHEN]  colours: always, auto or never\n"
	"  --help     explain the command that is given; without one, list all\n"
	"\n"
	"Exit status: 0 done, 1 refused by the switch, 2 no such command or option,\n"
	"3 no such switch, 4 the condition of a wait did not become true in time.\n";

/* As in bridge(8), they may be abbreviated and begin with one dash or two. */
static const struct option words[] = {
	{ "statistics", no_argument, NULL, 'S' },
	{ "stats", no_argument, NULL, 'S' },
	{ "details", no_argument, NULL, 'd' },
	{ "color", optional_argument, NULL, 'c' },
	{ "colour", optional_argument, NULL, 'c' },
	{ "pretty", no_argument, NULL, 'p' },
	{ "json", no_argument, NULL, 'j' },
	{ "batch", required_argument, NULL, 'b' },
	{ "wide", no_argument, NULL, 'w' },
	{ "help", no_argument, NULL, 'H' },
	{ "Version", no_argument, NULL, 'V' },
	{ 0 },
};

_Noreturn static void bad_usage(const struct options *o, const char *what)
{
	diagnostic_say(o->is_json, "usage", "%s; see tapctl -h", what);
	exit(STATUS_USAGE);
}

_Noreturn static void bad_option(const struct options *o, char **argv,
				 const char *what)
{
	char letter[] = { '-', (char)optopt, '\0' };

	diagnostic_say(o->is_json, "usage", "\"%s\" %s; see tapctl -h",
		       optopt ? letter : argv[optind - 1], what);
	exit(STATUS_USAGE);
}

static bool wants_colour(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && (!no_colour || !*no_colour) &&
	       terminal && strcmp(terminal, "dumb") != 0;
}

/* 0: standard output is no terminal, or one that does not say */
static size_t terminal_columns(void)
{
	struct winsize size = { .ws_col = 0 };

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	return size.ws_col;
}

static void take_colour(struct options *o, const char *when)
{
	when = when && *when == '=' ? when + 1 : when;
	if (!when || !strcmp(when, "always"))
		o->has_colour = true;
	else if (!strcmp(when, "never"))
		o->has_colour = false;
	else if (strcmp(when, "auto") != 0)
		bad_usage(o, "colours are always, auto or never");
}

/* -s is the socket if a path follows, else the -s of bridge(8) */
static void take_s(struct options *o, int argc, char **argv)
{
	if (optarg)
		o->socket = optarg;
	else if (optind < argc && strchr(argv[optind], '/'))
		o->socket = argv[optind++];
	else
		o->has_statistics = true;
}

static void take(struct options *o, int which, int argc, char **argv)
{
	switch (which) {
	case 'n':
		o->name = optarg;
		break;
	case 's':
		take_s(o, argc, argv);
		break;
	case 'S':
		o->has_statistics = true;
		break;
	case 'd':
		o->has_details = true;
		break;
	case 'c':
		take_colour(o, optarg);
		break;
	case 'p':
		o->is_pretty = true;
		break;
	case 'j':
		o->is_json = true;
		break;
	case 'b':
		o->batch = optarg;
		break;
	case 'w':
		o->is_wide = true;
		break;
	case 'H':
		o->is_help = true;
		break;
	case 'h':
		fputs(usage, stdout);
		exit(STATUS_DONE);
	case 'V':
		puts("tapctl " VERSION);
		exit(STATUS_DONE);
	case ':':
		bad_option(o, argv, "needs a value");
	default:
		bad_option(o, argv, "is not an option");
	}
}

char **options_read(struct options *o, int argc, char **argv)
{
	int which;

	*o = (struct options){ .has_colour = wants_colour() };
	/* options end at the first word: those behind it are words */
	while ((which = getopt_long_only(argc, argv, "+:n:s::jb:hVdc::pw",
					 words, NULL)) != -1)
		take(o, which, argc, argv);
	if (o->name && o->socket)
		bad_usage(o, "-n and -s cannot both be given");
	if (o->name && (!*o->name || strchr(o->name, '/')))
		bad_usage(o, "invalid switch name");
	if (o->batch && optind < argc)
		bad_usage(o, "-b FILE and a command cannot both be given");
	if (!o->batch && optind == argc && !o->is_help)
		bad_usage(o, "no command given");
	if (optind == argc && o->is_help && !o->is_json)
		puts(usage);
	o->columns = o->is_wide ? 0 : terminal_columns();
	return argv + optind;
}
