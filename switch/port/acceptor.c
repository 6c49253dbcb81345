/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/acceptor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/log.h"

#define AGAIN_S 0.1 /* after descriptors or memory ran out */

/* After other errors, which concern one client, accepting goes on at once. */
static bool is_shortage(int errnum)
{
	return descriptor_is_short(errnum) || errnum == ENOBUFS ||
	       errnum == ENOMEM;
}

/* A process that only probes whether the socket listens has closed it again. */
static bool is_gone(int fd)
{
	char byte;

	return !recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
}

static void pause_for_a_while(struct acceptor *a, int errnum)
{
	struct err err;

	if (descriptor_is_short(errnum))
		descriptor_err(&err, errnum, "a client");
	else
		err_set(&err, errnum, "accept a client");
	log_limited(LOG_LEVEL_WARN, "%s", err.text);
	ev_io_stop(a->loop, &a->ready);
	ev_timer_again(a->loop, &a->pause);
}

static void on_ready(EV_P_ ev_io *w, int revents)
{
	struct acceptor *a = w->data;

	(void)loop;
	(void)revents;
	ev_prepare_start(a->loop, &a->iteration_end);
}

/* One client per iteration, so that its first bytes are handled before the next. */
static void on_iteration_end(EV_P_ ev_prepare *w, int revents)
{
	struct acceptor *a = w->data;
	int fd = accept4(a->ready.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)revents;
	ev_prepare_stop(EV_A_ w);
	if (fd < 0) {
		if (is_shortage(errno))
			pause_for_a_while(a, errno);
	} else if (descriptor_claim(fd) < 0) {
		++*a->refused;
		pause_for_a_while(a, EMFILE);
	} else if (is_gone(fd)) {
		close(fd);
	} else {
		a->accepted(a->arg, fd);
	}
}

static void on_pause_over(EV_P_ ev_timer *w, int revents)
{
	struct acceptor *a = w->data;

	(void)revents;
	ev_timer_stop(EV_A_ w);
	ev_io_start(a->loop, &a->ready);
}

void acceptor_start(struct acceptor *a, struct ev_loop *loop, int fd,
		    void (*accepted)(void *arg, int fd), void *arg,
		    uint64_t *refused)
{
	a->loop = loop;
	a->accepted = accepted;
	a->arg = arg;
	a->refused = refused;
	ev_io_init(&a->ready, on_ready, fd, EV_READ);
	a->ready.data = a;
	ev_prepare_init(&a->iteration_end, on_iteration_end);
	ev_set_priority(&a->iteration_end, EV_MINPRI + 1);
	a->iteration_end.data = a;
	ev_init(&a->pause, on_pause_over);
	a->pause.repeat = AGAIN_S;
	a->pause.data = a;
	ev_io_start(loop, &a->ready);
}

void acceptor_stop(struct acceptor *a)
{
	ev_io_stop(a->loop, &a->ready);
	ev_prepare_stop(a->loop, &a->iteration_end);
	ev_timer_stop(a->loop, &a->pause);
}

void acceptor_peer(int fd, char text[PEER_TEXT_SIZE])
{
	struct address peer = { .len = sizeof(peer.storage) };
	char address[ADDRESS_TEXT_SIZE] = "";
	struct ucred who;
	socklen_t len = sizeof(who);

	if (!getpeername(fd, &peer.any, &peer.len))
		address_format(&peer, address);
	if (peer.any.sa_family != AF_UNIX ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len))
		snprintf(text, PEER_TEXT_SIZE, "%s", address);
	else if (who.pid)
		snprintf(text, PEER_TEXT_SIZE, "%s%spid %d, uid %u", address,
			 *address ? ", " : "", who.pid, who.uid);
	else
		snprintf(text, PEER_TEXT_SIZE, "%s%suid %u", address,
			 *address ? ", " : "", who.uid);
}

struct peer acceptor_process(int fd)
{
	struct ucred who;
	socklen_t len = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len))
		return PEER_NONE;
	return (struct peer){ who.uid, who.pid };
}

const char *acceptor_path(int fd, struct address *peer)
{
	*peer = (struct address){ .len = sizeof(peer->storage) };
	if (getpeername(fd, &peer->any, &peer->len) ||
	    peer->len <= offsetof(struct sockaddr_un, sun_path))
		return NULL;
	return address_path(peer);
}
