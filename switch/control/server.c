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

/**
 * struct server - The socket, and its clients
 * @made:	Identifies the socket's file
 * @pause:	Runs while no connections are accepted
 */
struct server {
	char *path;
	struct unix_socket_made made;
	ev_io ready;
	ev_timer pause;
	struct clients clients;
};

/* Without descriptors, accept() would fail in each iteration of the loop: leave
 * connections in the backlog for a while */
static void pause_accepting(struct server *server, int errnum)
{
	struct ev_loop *loop = server->clients.loop;

	log_limited(LOG_LEVEL_WARN, "control: accept a client: %s",
		    strerror(errnum));
	ev_io_stop(loop, &server->ready);
	ev_timer_again(loop, &server->pause);
}

static void on_ready(EV_P_ ev_io *w, int revents)
{
	struct server *server = w->data;
	int sock, errnum;

	(void)loop;
	(void)revents;
	sock = accept4(w->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	errnum = errno;
	if (sock >= 0)
		clients_add(&server->clients, sock);
	else if (descriptor_is_short(errnum) &&
		 clients_evict_idle(&server->clients))
		return; /* still ready: accepted in the next iteration */
	else if (errnum != EAGAIN && errnum != EINTR && errnum != ECONNABORTED)
		pause_accepting(server, errnum);
}

static void on_pause_over(EV_P_ ev_timer *w, int revents)
{
	struct server *server = w->data;

	(void)revents;
	ev_timer_stop(loop, w);
	ev_io_start(loop, &server->ready);
}

struct server *server_new(struct ev_loop *loop,
			  const struct server_config *config,
			  const struct grammar *grammar, struct app *app,
			  struct err *err)
{
	const struct unix_socket socket = { config->path, SOCK_STREAM,
					    config->mode, config->group };
	struct request_table table = { grammar, app };
	struct server *server = calloc(1, sizeof(*server));
	int fd;

	if (!server || !(server->path = strdup(config->path))) {
		err_set(err, ENOMEM, "serve \"%s\"", config->path);
		goto out_free;
	}
	fd = unix_socket_open(&socket, &server->made, err);
	if (fd < 0)
		goto out_free;
	clients_init(&server->clients, loop, &table, config);
	ev_init(&server->pause, on_pause_over);
	server->pause.repeat = ACCEPT_AGAIN_MS / 1000.0;
	server->pause.data = server;
	ev_io_init(&server->ready, on_ready, fd, EV_READ);
	ev_set_priority(&server->ready, EV_MAXPRI);
	server->ready.data = server;
	ev_io_start(loop, &server->ready);
	return server;

out_free:
	if (server)
		free(server->path);
	free(server);
	return NULL;
}

void server_changed(struct server *server, uint64_t changes)
{
	clients_changed(&server->clients, changes);
}

void server_free(struct server *server)
{
	if (!server)
		return;
	ev_timer_stop(server->clients.loop, &server->pause);
	ev_io_stop(server->clients.loop, &server->ready);
	unix_socket_close(server->ready.fd, server->path, &server->made);
	clients_close(&server->clients);
	free(server->path);
	free(server);
}

struct server_status server_status(const struct server *server)
{
	return (struct server_status){
		.path = server->path,
		.clients = server->clients.quota.clients,
		.requests = server->clients.requests,
		.cut_off = server->clients.cut_off,
	};
}
