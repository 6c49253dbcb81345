/* SPDX-License-Identifier: BSD-2-Clause */
/* Options, signals, start and stop. */
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app.h"
#include "base/log.h"
#include "commands/commands.h"
#include "config.h"
#include "control/manual.h"
#include "control/server.h"
#include "notify.h"
#include "port/adopted.h"
#include "port/closer.h"
#include "port/patch.h"
#include "timers.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

#define EXIT_USAGE     2
#define CLOSED_AGAIN_S 0.01

/**
 * struct options - The command line
 * @socket:	NULL: the default for @name
 * @check:	Only look at @file
 * @form:	Only print the commands, in this form
 */
struct options {
	const char *name;
	const char *file;
	const char *socket;
	const char *engine;
	gid_t group;
	mode_t mode;
	enum log_level level;
	bool check;
	const char *form;
};

static const char usage[] =
	"usage: tapswitch [-n NAME] [-f FILE] [-s SOCKET] [-g GROUP] [-m MODE]\n"
	"                 [-l error|warn|info|debug] [--engine auto|rw|uring]\n"
	"       tapswitch -f FILE --check\n"
	"       tapswitch -V | -h\n"
	"\n"
	"An Ethernet switch between tap devices.  It stays in the foreground and\n"
	"is driven by tapctl(8), or by any program that writes lines to SOCKET.\n"
	"\n"
	"  -n NAME    name of this switch (sw0)\n"
	"  -f FILE    configuration, applied again on SIGHUP; - for standard input\n"
	"  -s SOCKET  control socket (/run/tapswitch/NAME.sock, or without root\n"
	"             $XDG_RUNTIME_DIR/tapswitch/NAME.sock)\n"
	"  -g GROUP   group of the socket        -m MODE  its mode (0600)\n"
	"  -l LEVEL   log from this level on (info)\n"
	"  --engine   how frames are moved (auto)\n"
	"  --check    say whether FILE is right, and end\n";

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

static void bad_usage(const char *what, const char *value)
{
	fprintf(stderr, "tapswitch: %s \"%s\"; see tapswitch -h\n", what,
		value);
	exit(EXIT_USAGE);
}

enum { OPT_ENGINE = 256, OPT_CHECK, OPT_COMMANDS };

static const struct option long_options[] = {
	{ "engine", required_argument, NULL, OPT_ENGINE },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "commands", required_argument, NULL, OPT_COMMANDS },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void option(struct options *o, int which)
{
	switch (which) {
	case 'n':
		o->name = optarg;
		if (!*optarg || strchr(optarg, '/'))
			bad_usage("no name for a switch:", optarg);
		break;
	case 'f':
		o->file = optarg;
		break;
	case 's':
		o->socket = optarg;
		break;
	case 'g':
		if (!group_parse(optarg, &o->group))
			bad_usage("no group", optarg);
		break;
	case 'm':
		if (!mode_parse(optarg, &o->mode))
			bad_usage("no octal mode:", optarg);
		break;
	case 'l':
		if (!log_level_parse(optarg, &o->level))
			bad_usage("no log level", optarg);
		break;
	case OPT_ENGINE:
		o->engine = optarg;
		break;
	case OPT_CHECK:
		o->check = true;
		break;
	case OPT_COMMANDS:
		o->form = optarg;
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

static void options_read(struct options *o, int argc, char **argv)
{
	int which;

	*o = (struct options){
		.name = APP_NAME_DEFAULT,
		.engine = "auto",
		.group = (gid_t)-1,
		.mode = 0600,
		.level = LOG_LEVEL_INFO,
	};
	while ((which = getopt_long(argc, argv, "n:f:s:g:m:l:Vh", long_options,
				    NULL)) != -1)
		option(o, which);
	if (optind < argc)
		bad_usage("what is", argv[optind]);
	if (o->check && !o->file)
		bad_usage("--check needs", "-f FILE");
}

/* The directory of the default socket is ours to make; others are not. */
static int socket_path(const struct options *o, char path[PATH_MAX],
		       struct err *err)
{
	const char *parent = geteuid() ? getenv("XDG_RUNTIME_DIR") : "/run";
	char directory[PATH_MAX];
	int len;

	if (!o->socket && !parent)
		return err_say(
			err, ENOENT, "no-directory", 0,
			"XDG_RUNTIME_DIR is not set: name a socket (-s)");
	if (o->socket)
		len = snprintf(path, PATH_MAX, "%s", o->socket);
	else
		len = snprintf(path, PATH_MAX, "%s/tapswitch/%s.sock", parent,
			       o->name);
	if (len >= PATH_MAX)
		return err_say(err, ENAMETOOLONG, "bad-value", 0,
			       "the socket's path has %d bytes", len);
	if (o->socket)
		return 0;
	snprintf(directory, sizeof(directory), "%.*s",
		 (int)(strrchr(path, '/') - path), path);
	if (mkdir(directory, 0755) && errno != EEXIST)
		return err_set(err, errno, "make %s", directory);
	return 0;
}

/* Who starts us may have closed these; a tap must not become our output. */
static void open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

/* Each port takes a descriptor, and the usual limit of 1,024 is not enough. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		log_debug("descriptor limit: %s", strerror(errno));
}

static void on_stop(EV_P_ ev_signal *w, int revents)
{
	(void)revents;
	log_info("stopped by %s", w->signum == SIGINT ? "SIGINT" : "SIGTERM");
	ev_break(EV_A_ EVBREAK_ALL);
}

/**
 * struct signals - What we listen to
 * @file:	Applied again on SIGHUP; NULL when there is none
 * @applied:	Runs while ports that the file no longer names are being closed
 * @mark:	Stands for those
 */
struct signals {
	struct app *app;
	const char *file;
	ev_timer applied;
	size_t mark;
	ev_signal interrupt;
	ev_signal terminate;
	ev_signal hangup;
};

static int apply_again(struct app *app, const char *file, struct err *err)
{
	struct config *config;
	struct stat st;
	int ret;

	/* A pipe may have nobody at its other end, and frames would wait. */
	if (!file || stat(file, &st) || !S_ISREG(st.st_mode))
		return err_say(err, EINVAL, "no-file", 0,
			       "SIGHUP: there is no file to apply again");
	ret = config_read(file, &config, err);
	if (ret)
		return ret;
	ret = config_apply(config, app, err);
	config_free(config);
	return ret;
}

static void on_applied(EV_P_ ev_timer *w, int revents)
{
	const struct signals *signals = w->data;

	(void)revents;
	if (!closer_has_closed(signals->mark))
		return;
	ev_timer_stop(EV_A_ w);
	log_info("%s: applied again", signals->file);
	notify_manager("READY=1");
}

static void on_reload(EV_P_ ev_signal *w, int revents)
{
	struct signals *signals = w->data;
	struct err err;

	(void)revents;
	notify_manager("RELOADING=1");
	if (apply_again(signals->app, signals->file, &err)) {
		log_error("%s; the switch goes on as before", err.text);
		notify_manager("READY=1");
		return;
	}
	signals->mark = closer_mark();
	ev_timer_again(loop, &signals->applied);
	ev_invoke(loop, &signals->applied, 0);
}

static void signals_start(struct signals *s, struct app *app, const char *file)
{
	s->app = app;
	s->file = file;
	ev_signal_init(&s->interrupt, on_stop, SIGINT);
	ev_signal_init(&s->terminate, on_stop, SIGTERM);
	ev_signal_init(&s->hangup, on_reload, SIGHUP);
	s->hangup.data = s;
	ev_init(&s->applied, on_applied);
	s->applied.repeat = CLOSED_AGAIN_S;
	s->applied.data = s;
	ev_signal_start(app->loop, &s->interrupt);
	ev_signal_start(app->loop, &s->terminate);
	ev_signal_start(app->loop, &s->hangup);
}

static void signals_stop(struct signals *s)
{
	ev_signal_stop(s->app->loop, &s->interrupt);
	ev_signal_stop(s->app->loop, &s->terminate);
	ev_signal_stop(s->app->loop, &s->hangup);
	ev_timer_stop(s->app->loop, &s->applied);
}

static void run(struct app *app)
{
	timers_start(app);
	notify_manager("READY=1");
	ev_run(app->loop, 0);
	notify_manager("STOPPING=1");
	timers_stop(app);
}

/* The socket comes first: where a switch is served already, nothing happens. */
static int serve(struct app *app, const struct options *o,
		 struct config *config, struct err *err)
{
	char path[PATH_MAX];
	struct server_config socket = {
		.path = path,
		.mode = o->mode,
		.group = o->group,
	};
	int ret = socket_path(o, path, err);

	if (ret)
		return ret;
	patch_set_home(app->name, path);
	app->server = server_new(app->loop, &socket, commands, command_count,
				 app, err);
	if (!app->server)
		return -EADDRINUSE;
	if (config)
		ret = config_apply(config, app, err);
	if (!ret) {
		log_info("switch %s: ready at %s", app->name, path);
		run(app);
	}
	server_free(app->server);
	app->server = NULL;
	return ret;
}

static int start(const struct options *o, struct config *config,
		 struct err *err)
{
	struct ev_loop *loop = ev_default_loop(EVFLAG_AUTO);
	struct signals signals;
	struct app *app;
	int ret;

	if (!loop)
		return err_say(err, ENOSYS, "system", 0, "no event loop here");
	app = app_new(o->name, loop, o->engine, err);
	if (!app)
		return -EINVAL;
	signals_start(&signals, app, o->file);
	ret = serve(app, o, config, err);
	signals_stop(&signals);
	app_free(app);
	ev_loop_destroy(loop);
	return ret;
}

/* The file is read before anything exists that would have to be taken back. */
static int check_or_start(const struct options *o, struct err *err)
{
	struct config *config = NULL;
	int ret = o->file ? config_read(o->file, &config, err) : 0;

	if (!ret && !o->check)
		ret = start(o, config, err);
	config_free(config);
	return ret;
}

int main(int argc, char **argv)
{
	struct options o;
	struct err err;
	int ret;

	open_standard_descriptors();
	raise_descriptor_limit();
	adopted_note_inherited();
	options_read(&o, argc, argv);
	if (o.form) {
		if (manual_write(stdout, o.form, commands, command_count))
			bad_usage("no form", o.form);
		return EXIT_SUCCESS;
	}
	log_open(o.level);
	signal(SIGPIPE, SIG_IGN);
	ret = check_or_start(&o, &err);
	closer_wait();
	if (ret)
		log_error("%s", err.text);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
