/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/address_watch.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

#define CHECK_AFTER_S	 0.1
#define MESSAGES_AT_ONCE 64 /* messages in one loop iteration */
#define CHECKS_AT_ONCE	 16 /* calls of @refresh, some 10 us each */

TAILQ_HEAD(address_watches, address_watch);

/* The netlink socket is open while there are watches; @fd is -1 if that failed. */
static struct {
	struct address_watches idle;
	struct address_watches due;
	struct ev_loop *loop;
	int fd;
	ev_io messages;
	ev_timer timer;
	bool is_open;
} all = {
	.idle = TAILQ_HEAD_INITIALIZER(all.idle),
	.due = TAILQ_HEAD_INITIALIZER(all.due),
};

static void move_to(struct address_watches *list, struct address_watch *watch)
{
	TAILQ_REMOVE(watch->is_due ? &all.due : &all.idle, watch, list);
	watch->is_due = list == &all.due;
	TAILQ_INSERT_TAIL(list, watch, list);
}

static void start_timer(void)
{
	if (!ev_is_active(&all.timer))
		ev_timer_start(all.loop, &all.timer);
}

static void check_all_soon(void)
{
	struct address_watch *watch;

	while ((watch = TAILQ_FIRST(&all.idle)))
		move_to(&all.due, watch);
	start_timer();
}

static void on_timer(EV_P_ ev_timer *w, int revents)
{
	struct address_watch *watch;

	(void)revents;
	for (int i = 0; i < CHECKS_AT_ONCE && (watch = TAILQ_FIRST(&all.due));
	     i++) {
		move_to(&all.idle, watch);
		watch->refresh(watch->arg);
	}
	if (ev_is_active(w))
		return; /* a refresh() has called address_watch_check_soon() */
	ev_timer_set(w, TAILQ_EMPTY(&all.due) ? CHECK_AFTER_S : 0, 0);
	if (!TAILQ_EMPTY(&all.due))
		ev_timer_start(EV_A_ w);
}

/* Reads one message, of which each datagram has one; false if there was none. */
static bool read_one(void)
{
	_Alignas(struct nlmsghdr) char buf[NLMSG_HDRLEN];
	const struct nlmsghdr *m = (const struct nlmsghdr *)buf;
	ssize_t got = recv(all.fd, buf, sizeof(buf), MSG_DONTWAIT);

	if (got < 0 && errno != ENOBUFS)
		return false;
	if (got < (ssize_t)sizeof(*m) || m->nlmsg_type == RTM_DELADDR)
		check_all_soon();
	return true;
}

static void on_messages(EV_P_ ev_io *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
	for (int i = 0; i < MESSAGES_AT_ONCE && read_one(); i++)
		;
}

static int open_socket(void)
{
	const struct sockaddr_nl addresses = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_ROUTE);

	if (fd < 0 ||
	    !bind(fd, (const struct sockaddr *)&addresses, sizeof(addresses)))
		return fd;
	close(fd);
	return -1;
}

static void open_all(struct ev_loop *loop)
{
	if (all.is_open)
		return;
	all.is_open = true;
	all.loop = loop;
	ev_timer_init(&all.timer, on_timer, CHECK_AFTER_S, 0);
	all.fd = open_socket();
	if (all.fd < 0) {
		log_debug("cannot watch addresses: %s", strerror(errno));
		return;
	}
	ev_io_init(&all.messages, on_messages, all.fd, EV_READ);
	ev_io_start(all.loop, &all.messages);
}

static void close_all(void)
{
	all.is_open = false;
	ev_timer_stop(all.loop, &all.timer);
	if (all.fd < 0)
		return;
	ev_io_stop(all.loop, &all.messages);
	close(all.fd);
}

void address_watch_start(struct address_watch *watch, struct ev_loop *loop)
{
	open_all(loop);
	watch->is_on = true;
	watch->is_due = false;
	TAILQ_INSERT_TAIL(&all.idle, watch, list);
}

void address_watch_check_soon(struct address_watch *watch)
{
	if (!watch->is_on || watch->is_due)
		return;
	move_to(&all.due, watch);
	start_timer();
}

void address_watch_stop(struct address_watch *watch)
{
	if (!watch->is_on)
		return;
	watch->is_on = false;
	TAILQ_REMOVE(watch->is_due ? &all.due : &all.idle, watch, list);
	if (TAILQ_EMPTY(&all.due) && TAILQ_EMPTY(&all.idle))
		close_all();
}
