/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/link_watch.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

/* With more news than there was room for, the kernel says ENOBUFS, once. */
static void on_news(EV_P_ ev_io *w, int revents)
{
	struct link_watch *watch = w->data;
	char unread[64];

	(void)loop;
	(void)revents;
	while (recv(w->fd, unread, sizeof(unread), MSG_DONTWAIT) >= 0 ||
	       errno == ENOBUFS)
		;
	watch->changed(watch->arg);
}

int link_watch_start(struct link_watch *watch, struct ev_loop *loop,
		     void (*changed)(void *arg), void *arg, struct err *err)
{
	const struct sockaddr_nl links = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_ROUTE);
	int ret;

	if (fd < 0)
		return err_set(err, errno, "watch interfaces");
	if (bind(fd, (const struct sockaddr *)&links, sizeof(links))) {
		ret = err_set(err, errno, "watch interfaces");
		close(fd);
		return ret;
	}
	watch->loop = loop;
	watch->changed = changed;
	watch->arg = arg;
	ev_io_init(&watch->news, on_news, fd, EV_READ);
	watch->news.data = watch;
	ev_io_start(loop, &watch->news);
	return 0;
}

void link_watch_stop(struct link_watch *watch)
{
	ev_io_stop(watch->loop, &watch->news);
	close(watch->news.fd);
}
