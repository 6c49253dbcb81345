/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "control/socket_dir.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

#define EXIT_USAGE 2

static const char usage[] =
	"usage: tapswitch [-n NAME] [-f FILE] [-s SOCKET] [-g GROUP] [-m MODE]\n"
	"                 [-r GROUP] [-d] [-l error|warn|info|debug] [--log FILE]\n"
	"                 [--engine auto|rw|uring]\n"
	"       tapswitch -f FILE --check | --ask\n"
	"       tapswitch -V | -h\n"
	"\n"
	"An Ethernet switch in user space, driven by tapctl(8), or by any program\n"
	"that writes lines to SOCKET.  It stays in the foreground, and ends with its\n"
	"terminal, unless told otherwise (-d, or nohup).\n"
	"\n"
	"  -n NAME    name of this switch (sw0)\n"
	"  -f FILE    configuration, applied again on SIGHUP; - for standard input\n"
	"  -s SOCKET  control socket (/run/tapswitch/NAME.sock, or without root\n"
	"             $XDG_RUNTIME_DIR/tapswitch/NAME.sock)\n"
	"  -g GROUP   group of the socket        -m MODE  its mode (0600)\n"
	"  -r GROUP   a second socket, NAME.ro.sock, where this group may look on\n"
	"  -d         go into the background when ready\n"
	"  -l LEVEL   log from this level on (info)\n"
	"  --log FILE where to (standard error; with -d, beside the socket: NAME.log)\n"
	"  --engine   how frames are moved (auto)\n"
	"  --check    check FILE, and exit\n"
	"  --ask      answer commands of standard input about FILE; start no switch\n";

static bool group_parse(const char *text, gid_t *group)
{
	const struct group *found = getgrnam(text);
	unsigned long value;
	char *end;

	if (found) {
		*group = found->gr_gid;
		return true;
	}
	errno = 0;
	value = strtoul(text, &end, 10);
	*group = (gid_t)value;
	return !errno && end != text && !*end && value < (gid_t)-1;
}

static bool mode_parse(const char *text, mode_t *mode)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 8);
	*mode = (mode_t)value;
	return !errno && end != text && !*end && value <= 0777;
}

/* The socket of "lab.ro" would be the read-only socket of "lab". */
static bool is_name(const char *text)
{
	const size_t len = strlen(text), suffix = strlen(SOCKET_READ_ONLY);

	return len && !strchr(text, '/') &&
	       (len < suffix || strcmp(text + len - suffix, SOCKET_READ_ONLY));
}

static void bad(const char *what, const char *value)
{
	fprintf(stderr, "tapswitch: %s \"%s\"; see tapswitch -h\n", what,
		value);
	exit(EXIT_USAGE);
}

enum { OPT_ENGINE = 256, OPT_CHECK, OPT_LOG, OPT_ASK };

static const struct option long_options[] = {
	{ "engine", required_argument, NULL, OPT_ENGINE },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "ask", no_argument, NULL, OPT_ASK },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void option(struct options *o, int which)
{
	switch (which) {
	case 'n':
		o->name = optarg;
		if (!is_name(optarg))
			bad("invalid switch name", optarg);
		break;
	case 'f':
		o->file = optarg;
		break;
	case 's':
		o->socket = optarg;
		break;
	case 'g':
		if (!group_parse(optarg, &o->group))
			bad("unknown group", optarg);
		break;
	case 'm':
		if (!mode_parse(optarg, &o->mode))
			bad("invalid mode (octal, at most 777)", optarg);
		break;
	case 'r':
		if (!group_parse(optarg, &o->read_only_group))
			bad("unknown group", optarg);
		break;
	case 'l':
		if (!log_level_parse(optarg, &o->level))
			bad("invalid level (error, warn, info or debug)",
			    optarg);
		break;
	case 'd':
		o->background = true;
		break;
	case OPT_LOG:
		o->log = optarg;
		break;
	case OPT_ENGINE:
		o->engine = optarg;
		break;
	case OPT_CHECK:
		o->check = true;
		break;
	case OPT_ASK:
		o->ask = true;
		break;
	case 'V':
		puts("tapswitch " VERSION);
		exit(EXIT_SUCCESS);
	case 'h':
		fputs(usage, stdout);
		exit(EXIT_SUCCESS);
	default:
		fputs("see tapswitch -h\n", stderr);
		exit(EXIT_USAGE);
	}
}

void options_read(struct options *o, int argc, char **argv)
{
	int which;

	*o = (struct options){
		.name = APP_NAME_DEFAULT,
		.engine = "auto",
		.group = (gid_t)-1,
		.read_only_group = (gid_t)-1,
		.mode = 0600,
		.level = LOG_LEVEL_INFO,
	};
	while ((which = getopt_long(argc, argv, "n:f:s:g:m:r:dl:Vh",
				    long_options, NULL)) != -1)
		option(o, which);
	if (optind < argc)
		bad("unexpected", argv[optind]);
	if (o->check && !o->file)
		bad("--check needs", "-f FILE");
	if (o->ask && (!o->file || !strcmp(o->file, "-")))
		bad("--ask needs", "-f FILE");
}
