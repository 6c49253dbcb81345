/* SPDX-License-Identifier: BSD-2-Clause */
/* Start and stop. */
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"
#include "assembly.h"
#include "background.h"
#include "base/log.h"
#include "base/sd_notify.h"
#include "commands/table.h"
#include "config/config.h"
#include "control/server.h"
#include "control/socket_dir.h"
#include "eventloop.h"
#include "options.h"
#include "port/async_close.h"
#include "port/passed_fd.h"
#include "port/patch.h"
#include "port/tap.h"
#include "reload.h"
#include "retry.h"
#include "signals.h"

#define TAP_BUSY_TIMEOUT_MS 5000 /* a killed switch may still hold its taps */

/* Only the directory of the default socket is made if it does not exist. */
static int socket_path(const struct options *o, char path[PATH_MAX],
		       struct err *err)
{
	struct socket_dir dir;
	int len, ret;

	if (o->socket) {
		len = snprintf(path, PATH_MAX, "%s", o->socket);
	} else {
		ret = socket_dir_own(&dir, err);
		if (ret)
			return ret;
		if (mkdir(dir.path, 0755) && errno != EEXIST)
			return err_set(err, errno, "make %s", dir.path);
		len = snprintf(path, PATH_MAX, "%s/%s.sock", dir.path, o->name);
	}
	if (len >= PATH_MAX)
		return err_say(
			err, ENAMETOOLONG, "bad-value", 0,
			"the socket's path has %d bytes: choose a shorter one "
			"(-s)",
			len);
	return 0;
}

/* The caller may have closed them; a tap must not become standard output. */
static void open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

/* Each port needs a descriptor, and the usual limit of 1,024 is not enough. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		log_debug("descriptor limit: %s", strerror(errno));
}

#define NO_LOG INT_MAX

/* Opens the log to use once the switch is ready; until then messages go to
 * standard error, for the person or program that starts it.  Return: a
 * descriptor, NO_LOG for none, or a negative errno with @err set. */
static int open_log(const struct options *o, const char *socket,
		    struct err *err)
{
	static const char suffix[] = SOCKET_SUFFIX;
	size_t len = strlen(socket);
	char log_path[PATH_MAX + 4];

	if (o->log)
		return log_file(o->log, err);
	if (!o->background)
		return NO_LOG;
	if (len > strlen(suffix) &&
	    !strcmp(socket + len - strlen(suffix), suffix))
		len -= strlen(suffix);
	snprintf(log_path, sizeof(log_path), "%.*s.log", (int)len, socket);
	return log_file(log_path, err);
}

static void run(struct app *app)
{
	eventloop_start(app);
	notify_manager("READY=1");
	background_ready();
	ev_run(app->loop, 0);
	notify_manager("STOPPING=1");
	eventloop_stop(app);
}

/* The socket is made first: if another switch is served there, nothing is
 * changed.  It stays until the ports are closed; see stop(). */
static int serve(struct app *app, const struct options *o,
		 struct config **config, struct err *err)
{
	char path[PATH_MAX], read_only[PATH_MAX];
	struct server_config socket = {
		.path = path,
		.mode = o->mode,
		.group = o->group,
		.read_only_group = o->read_only_group,
		.acting = app_set_actor,
	};
	int ret = socket_path(o, path, err);
	int log;

	if (ret)
		return ret;
	if (o->read_only_group != (gid_t)-1 &&
	    socket_read_only(path, read_only))
		socket.read_only_path = read_only;
	patch_set_home(app->name, path);
	app->server = server_new(app->loop, &socket, app->grammar, app, err);
	if (!app->server)
		return -EADDRINUSE;
	tap_set_busy_timeout(TAP_BUSY_TIMEOUT_MS);
	if (*config)
		ret = config_apply(*config, app, &(struct config_how){ 0 },
				   err);
	config_free(*config);
	*config = NULL;
	tap_set_busy_timeout(0);
	log = ret ? ret : open_log(o, path, err);
	if (log < 0)
		return log;
	log_info("switch %s: ready at %s", app->name, path);
	if (log != NO_LOG)
		log_to_file(log);
	run(app);
	return 0;
}

/* The server is freed last: when a client's connection ends, nothing is left of
 * the switch, and another one can be started in its place.  Streams end first, as
 * their commands watch the switch. */
static void stop(struct app *app)
{
	struct server *server = app->server;

	if (server)
		server_end_streams(server);
	reload_free(app->reload);
	app_free(app);
	async_close_wait();
	server_free(server);
}

static int start(const struct options *o, struct config **config,
		 struct err *err)
{
	struct ev_loop *loop = ev_default_loop(EVFLAG_AUTO);
	struct signals signals;
	struct app *app;
	int ret;

	if (!loop)
		return err_say(err, ENOSYS, "system", 0,
			       "no event loop is available");
	app = app_new(o->name, &command_grammar, loop, o->engine, err);
	if (!app)
		return -EINVAL;
	retry_init(app);
	app->reload = reload_new(app, o->file);
	if (!app->reload) {
		stop(app);
		return err_set(err, ENOMEM, "start");
	}
	signals_start(&signals, app, !o->background);
	ret = serve(app, o, config, err);
	stop(app);
	signals_stop(&signals);
	ev_loop_destroy(loop);
	return ret;
}

/* The file is read first, as nothing has to be undone if it is wrong. */
static int check_or_start(const struct options *o, struct err *err)
{
	struct config *config = NULL;
	int ret = o->file ? config_read(o->file, &command_grammar, &config, err)
			  : 0;

	if (!ret && !o->check && o->background)
		ret = background_begin(err);
	if (!ret && !o->check)
		ret = start(o, &config, err);
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
	passed_fd_note_inherited();
	options_read(&o, argc, argv);
	log_open(o.level);
	signal(SIGPIPE, SIG_IGN);
	if (o.ask)
		return ask(o.file, &command_grammar) ? EXIT_SUCCESS
						     : EXIT_FAILURE;
	ret = check_or_start(&o, &err);
	if (ret)
		log_error("%s", err.text);
	log_close();
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
