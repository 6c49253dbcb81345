/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tapswitch-exporter: serves the metrics of one switch to Prometheus.
 *
 * `tapctl exporter` runs it.  It is a program of its own because tapctl, which
 * scripts run for every command, would otherwise load an HTTP server and its TLS
 * libraries each time.
 */
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tapctl/request.h"
#include "base/sd_notify.h"
#include "confine.h"
#include "http.h"
#include "listen.h"

/* In no list of well-known ports, nor in that of Prometheus' exporters */
#define ADDRESS_DEFAULT "127.0.0.1:18021"

static const char usage[] =
	"usage: tapswitch-exporter [-n NAME | -s SOCKET]\n"
	"                          [listen ADDR:PORT | unix PATH]\n"
	"\n"
	"Serves the metrics of a switch over HTTP, as tapctl(8) describes under\n"
	"\"exporter\".\n";

/**
 * struct config - What the command line says
 * @address:	Where to listen by TCP, unless there is a @path
 */
struct config {
	struct lookup lookup;
	const char *address;
	const char *path;
};

_Noreturn static void exit_usage(void)
{
	fputs(usage, stderr);
	exit(STATUS_USAGE);
}

static void read_config(struct config *config, int argc, char **argv)
{
	int option;

	*config = (struct config){
		.lookup.is_to_read = true,
		.address = ADDRESS_DEFAULT,
	};
	while ((option = getopt(argc, argv, "+n:s:h")) != -1) {
		if (option == 'n') {
			config->lookup.name = optarg;
		} else if (option == 's') {
			config->lookup.socket = optarg;
		} else if (option == 'h') {
			fputs(usage, stdout);
			exit(STATUS_DONE);
		} else {
			exit_usage();
		}
	}
	argv += optind;
	if (argv[0] && argv[1] && !strcmp(argv[0], "listen"))
		config->address = argv[1];
	else if (argv[0] && argv[1] && !strcmp(argv[0], "unix"))
		config->path = argv[1];
	else if (argv[0])
		exit_usage();
	if (argv[0] && argv[2])
		exit_usage();
}

static enum status fail(const struct err *err)
{
	fprintf(stderr, "tapswitch-exporter: %s\n", err->text);
	return STATUS_REFUSED;
}

/* Blocked before threads start, so that only serve() receives them.  One that the
 * caller ignores, as nohup(1) does, would be received, too, if it were blocked. */
static void block_signals(sigset_t *signals)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction old;

	sigemptyset(signals);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!sigaction(numbers[i], NULL, &old) &&
		    old.sa_handler != SIG_IGN)
			sigaddset(signals, numbers[i]);
	sigprocmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static enum status serve(struct listen *l, const struct config *config)
{
	struct http http;
	sigset_t signals;
	struct err err;
	int received;

	block_signals(&signals);
	json_object_seed(0); /* not in two threads at once */
	if (confine(&err) || http_start(&http, l->sock, &config->lookup, &err))
		return fail(&err);
	fprintf(stderr, "tapswitch-exporter: ready: %s\n", l->url);
	notify_manager("READY=1");
	sigwait(&signals, &received);
	/* a second signal does not wait until scrapes have ended */
	sigprocmask(SIG_UNBLOCK, &signals, NULL);
	http_stop(&http);
	return STATUS_DONE;
}

int main(int argc, char **argv)
{
	struct config config;
	enum status status;
	struct listen l;
	struct err err;

	read_config(&config, argc, argv);
	if (config.path ? listen_unix(&l, config.path, &err)
			: listen_tcp(&l, config.address, &err))
		return fail(&err);
	status = serve(&l, &config);
	listen_close(&l);
	return status;
}
