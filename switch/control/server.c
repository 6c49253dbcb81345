/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/server.h"

#include <errno.h>
#include <ev.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/descriptor.h"
#include "base/log.h"
#include "base/unix_socket.h"
#include "control/clients.h"

#define ACCEPT_AGAIN_MS 100 /* after descriptors or memory ran out */

/* Which of the two sockets */
enum { FULL, READ_ONLY, SOCKETS };

/**
 * struct server_socket - A socket
 * @path:	NULL if there is none
 * @made:	Identifies its file
 * @table:	What its clients may do
 */
struct server_socket {
	struct server *server;
	char *path;
	struct unix_socket_made made;
	struct request_table table;
	ev_io ready;
};

/**
 * struct server - The sockets, and their clients
 * @pause:	Runs while no connections are accepted
 */
struct server {
	struct server_socket socket[SOCKETS];
	ev_timer pause;
	struct clients clients;
};

static void stop_accepting(struct server *server)
{
	for (size_t i = 0; i < SOCKETS; i++)
		ev_io_stop(server->clients.loop, &server->socket[i].ready);
}

static void start_accepting(struct server *server)
{
	for (size_t i = 0; i < SOCKETS; i++)
		if (server->socket[i].path)
			ev_io_start(server->clients.loop,
				    &server->socket[i].ready);
}

/* Without descriptors, accept() would fail in each iteration of the loop: leave
 * connections in the backlog for a while */
static void pause_accepting(struct server *server, int errnum)
{
	log_limited(LOG_LEVEL_WARN, "control: accept a client: %s",
		    strerror(errnum));
	stop_accepting(server);
	ev_timer_again(server->clients.loop, &server->pause);
}

static void on_ready(EV_P_ ev_io *w, int revents)
{
	struct server_socket *s = w->data;
	struct server *server = s->server;
	int sock, errnum;

	(void)loop;
	(void)revents;
	sock = accept4(w->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	errnum = errno;
	if (sock >= 0)
		clients_add(&server->clients, &s->table, sock);
	else if (descriptor_is_short(errnum) &&
		 clients_evict_idle(&server->clients))
		return; /* still ready: accepted in the next iteration */
	else if (errnum != EAGAIN && errnum != EINTR && errnum != ECONNABORTED)
		pause_accepting(server, errnum);
}

static void on_pause_over(EV_P_ ev_timer *w, int revents)
{
	(void)revents;
	ev_timer_stop(loop, w);
	start_accepting(w->data);
}

static int open_socket(struct server_socket *s,
		       const struct unix_socket *config, struct err *err)
{
	int fd;

	s->path = strdup(config->path);
	if (!s->path)
		return err_set(err, ENOMEM, "serve \"%s\"", config->path);
	fd = unix_socket_open(config, &s->made, err);
	if (fd < 0) {
		free(s->path);
		s->path = NULL;
		return fd;
	}
	ev_io_init(&s->ready, on_ready, fd, EV_READ);
	ev_set_priority(&s->ready, EV_MAXPRI);
	s->ready.data = s;
	return 0;
}

static void close_socket(struct server_socket *s)
{
	if (s->path)
		unix_socket_close(s->ready.fd, s->path, &s->made);
	free(s->path);
	s->path = NULL;
}

static int open_sockets(struct server *server,
			const struct server_config *config, struct err *err)
{
	const struct unix_socket full = { config->path, SOCK_STREAM,
					  config->mode, config->group };
	const struct unix_socket read_only = { config->read_only_path,
					       SOCK_STREAM,
					       SERVER_READ_ONLY_MODE,
					       config->read_only_group };
	struct server_socket *s = server->socket;
	int ret = open_socket(&s[FULL], &full, err);

	if (ret || !config->read_only_path)
		return ret;
	s[READ_ONLY].table.full = s[FULL].path;
	ret = open_socket(&s[READ_ONLY], &read_only, err);
	if (ret)
		close_socket(&s[FULL]);
	return ret;
}

struct server *server_new(struct ev_loop *loop,
			  const struct server_config *config,
			  const struct grammar *grammar, struct app *app,
			  struct err *err)
{
	struct server *server = calloc(1, sizeof(*server));

	if (!server) {
		err_set(err, ENOMEM, "serve \"%s\"", config->path);
		return NULL;
	}
	for (size_t i = 0; i < SOCKETS; i++) {
		server->socket[i].server = server;
		server->socket[i].table =
			(struct request_table){ grammar, app, NULL };
	}
	if (open_sockets(server, config, err)) {
		free(server);
		return NULL;
	}
	clients_init(&server->clients, loop, config);
	ev_init(&server->pause, on_pause_over);
	server->pause.repeat = ACCEPT_AGAIN_MS / 1000.0;
	server->pause.data = server;
	start_accepting(server);
	return server;
}

void server_changed(struct server *server, uint64_t changes)
{
	clients_changed(&server->clients, changes);
}

void server_end_streams(struct server *server)
{
	clients_end_streams(&server->clients);
}

void server_free(struct server *server)
{
	if (!server)
		return;
	ev_timer_stop(server->clients.loop, &server->pause);
	stop_accepting(server);
	for (size_t i = 0; i < SOCKETS; i++)
		close_socket(&server->socket[i]);
	clients_close(&server->clients);
	free(server);
}

struct server_status server_status(const struct server *server)
{
	return (struct server_status){
		.path = server->socket[FULL].path,
		.read_only_path = server->socket[READ_ONLY].path,
		.clients = server->clients.quota.clients,
		.requests = server->clients.requests,
		.cut_off = server->clients.cut_off,
	};
}
