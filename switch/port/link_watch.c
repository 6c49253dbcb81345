/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/link_watch.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NSID_HOME	 (-1)
#define NSID_NONE	 (-2)  /* the namespace has a socket of its own */
#define MESSAGE_SIZE	 16384 /* a link's has some kilobytes */
#define MESSAGES_AT_ONCE 64    /* messages, before frames are served again */
#define DUE_AT_ONCE	 8     /* each reads settings, in up to 100 us */
#define RECEIVE_BYTES	 (1024 * 1024) /* for a thousand taps set up at once */
#define BUCKETS		 64	       /* of a namespace's interfaces */

/**
 * struct link_space - A namespace with interfaces that are watched
 * @nsid:	Its number here, NSID_HOME or NSID_NONE
 * @own:	Its own socket, with NSID_NONE
 * @by_index:	@watches by their interfaces, those of all interfaces in the
 *		first
 */
struct link_space {
	LIST_ENTRY(link_space) list;
	struct netns_id id;
	int nsid;
	struct ev_loop *loop;
	ev_io own;
	LIST_HEAD(link_watches, link_watch) watches;
	struct link_watches by_index[1 + BUCKETS];
};

/* @common, the common socket, is open while there are namespaces; @timer runs
 * while some watches are due.  When messages were lost (@has_lost), all may
 * be. */
static struct {
	LIST_HEAD(space_list, link_space) spaces;
	LIST_HEAD(due_list, link_watch) due;
	ev_io common;
	ev_timer timer;
	bool hears_all;
	bool has_lost;
} all;

void link_watch_due(struct link_watch *watch, bool is_due)
{
	if (is_due && !watch->is_due)
		LIST_INSERT_HEAD(&all.due, watch, due);
	else if (!is_due && watch->is_due)
		LIST_REMOVE(watch, due);
	watch->is_due = is_due;
}

static struct link_watches *bucket(struct link_space *space, int index)
{
	return &space->by_index[index ? 1 + index % BUCKETS : 0];
}

/* Tell the watches of that interface, from @watch on. */
static void tell_from(struct link_watch *watch, int index,
		      const struct link *reported)
{
	struct link_watch *next;

	for (; watch; watch = next) {
		next = LIST_NEXT(watch, in_bucket);
		if (watch->index == index)
			watch->changed(watch->arg, reported);
	}
}

/* A callback may stop the last watch, which frees @space. */
static void tell(struct link_space *space, int index,
		 const struct link *reported)
{
	struct link_watch *of_all = LIST_FIRST(bucket(space, 0));

	tell_from(LIST_FIRST(bucket(space, index)), index, reported);
	tell_from(of_all, 0, reported);
}

static void tell_message(struct link_space *space, const struct nlmsghdr *m)
{
	struct link reported;

	if (m->nlmsg_type != RTM_NEWLINK && m->nlmsg_type != RTM_DELLINK)
		return;
	if (link_parse(m, &reported))
		tell(space, reported.index,
		     m->nlmsg_type == RTM_NEWLINK ? &reported : NULL);
}

/* The namespace of a message on the common socket: the switch's own if it names
 * none.  NULL if that is not watched. */
static struct link_space *space_of(struct msghdr *message)
{
	struct link_space *space;
	int nsid = NSID_HOME;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c;
	     c = CMSG_NXTHDR(message, c))
		if (c->cmsg_level == SOL_NETLINK &&
		    c->cmsg_type == NETLINK_LISTEN_ALL_NSID)
			memcpy(&nsid, CMSG_DATA(c), sizeof(nsid));
	LIST_FOREACH(space, &all.spaces, list)
		if (space->nsid == nsid)
			return space;
	return NULL;
}

/* Handle @most of the watches that are due; the others after the next frames. */
static void handle_due(struct ev_loop *loop, int most)
{
	struct link_watch *watch;

	if (all.has_lost && most > DUE_AT_ONCE)
		most = DUE_AT_ONCE;
	for (int i = 0; i < most && (watch = LIST_FIRST(&all.due)); i++) {
		link_watch_due(watch, false);
		watch->changed(watch->arg, NULL);
	}
	all.has_lost &= !LIST_EMPTY(&all.due);
	if (!LIST_EMPTY(&all.due))
		ev_timer_start(loop, &all.timer);
}

static void on_timer(EV_P_ ev_timer *w, int revents)
{
	(void)w;
	(void)revents;
	handle_due(EV_A, DUE_AT_ONCE);
}

static void note_missed(struct link_space *space)
{
	struct link_watch *watch;

	LIST_FOREACH(watch, &space->watches, list)
		link_watch_due(watch, true);
}

/* Lost messages may have been about any interface: all are due, and are handled
 * some at a time, so that frames do not wait for a thousand. */
static void note_all_missed(struct link_space *only)
{
	struct link_space *space;

	all.has_lost = true;
	LIST_FOREACH(space, &all.spaces, list)
		if (only ? space == only : space->nsid != NSID_NONE)
			note_missed(space);
}

/* Read one message.  @own: the socket's namespace; NULL for the common socket.
 * Returns whether there was a message. */
static bool read_one(int fd, struct link_space *own)
{
	static _Alignas(struct nlmsghdr) char buf[MESSAGE_SIZE];
	_Alignas(struct cmsghdr) char control[64];
	struct iovec iov = { .iov_base = buf, .iov_len = sizeof(buf) };
	struct msghdr message = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	const struct nlmsghdr *m = (const struct nlmsghdr *)buf;
	ssize_t got = recvmsg(fd, &message, MSG_DONTWAIT);
	struct link_space *space;

	if (got < 0 && errno != ENOBUFS)
		return false;
	if (got < 0 || (message.msg_flags & MSG_TRUNC)) {
		note_all_missed(own);
		return true;
	}
	space = own ? own : space_of(&message);
	if (space && mnl_nlmsg_ok(m, (int)got))
		tell_message(space, m);
	return true;
}

/* Each message makes at most one watch due, which is handled before requests at
 * the control socket. */
static void on_common(EV_P_ ev_io *w, int revents)
{
	int n = 0;

	(void)revents;
	while (n < MESSAGES_AT_ONCE && ev_is_active(w) && read_one(w->fd, NULL))
		n++;
	handle_due(EV_A, n);
}

/* One message at a time, as each may free the namespace. */
static void on_own_socket(EV_P_ ev_io *w, int revents)
{
	(void)revents;
	handle_due(EV_A, read_one(w->fd, w->data));
}

/* Returns a socket for messages about this namespace's interfaces, or a
 * negative errno */
static int open_socket(struct err *err)
{
	const struct sockaddr_nl links = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK,
	};
	const int room = RECEIVE_BYTES;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_ROUTE);
	int ret;

	if (fd < 0)
		return err_set(err, errno, "watch interfaces");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (!bind(fd, (const struct sockaddr *)&links, sizeof(links)))
		return fd;
	ret = err_set(err, errno, "watch interfaces");
	close(fd);
	return ret;
}

/* With a higher priority than the control socket, so that answers are up to
 * date. */
static void listen_to(ev_io *w, struct ev_loop *loop)
{
	ev_set_priority(w, EV_MAXPRI - 1);
	ev_io_start(loop, w);
}

static int open_common(struct ev_loop *loop, struct err *err)
{
	const int one = 1;
	int fd;

	if (!LIST_EMPTY(&all.spaces))
		return 0;
	fd = open_socket(err);
	if (fd < 0)
		return fd;
	all.hears_all = !setsockopt(fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID,
				    &one, sizeof(one));
	ev_timer_init(&all.timer, on_timer, 0, 0);
	ev_io_init(&all.common, on_common, fd, EV_READ);
	listen_to(&all.common, loop);
	return 0;
}

static void close_common(struct ev_loop *loop)
{
	if (!LIST_EMPTY(&all.spaces))
		return;
	ev_timer_stop(loop, &all.timer);
	ev_io_stop(loop, &all.common);
	close(all.common.fd);
}

static int open_own(struct link_space *space, int netns, bool is_kept,
		    struct err *err)
{
	int back, fd;

	if (!is_kept)
		return err_say(err, EPERM, "no-news", 0,
			       "cannot watch interfaces in another network "
			       "namespace without CAP_NET_BROADCAST");
	back = netns_enter_fd(netns, err);
	if (back < 0)
		return back;
	fd = open_socket(err);
	netns_leave(back);
	if (fd < 0)
		return fd;
	space->nsid = NSID_NONE;
	ev_io_init(&space->own, on_own_socket, fd, EV_READ);
	space->own.data = space;
	listen_to(&space->own, space->loop);
	return 0;
}

/* Messages come by the common socket, or else by a socket in the namespace. */
static int start_watching(struct link_space *space, int netns, bool is_kept,
			  struct err *err)
{
	if (netns_id_equal(space->id, netns_id())) {
		space->nsid = NSID_HOME;
		return 0;
	}
	space->nsid = all.hears_all ? link_nsid(netns, err) : -EPERM;
	return space->nsid < 0 ? open_own(space, netns, is_kept, err) : 0;
}

static struct link_space *find_space(struct netns_id id)
{
	struct link_space *space;

	LIST_FOREACH(space, &all.spaces, list)
		if (netns_id_equal(space->id, id))
			return space;
	return NULL;
}

static struct link_space *new_space(struct ev_loop *loop, int netns,
				    bool is_kept, struct err *err)
{
	struct link_space *space = calloc(1, sizeof(*space));

	if (!space) {
		err_set(err, ENOMEM, "watch interfaces");
		return NULL;
	}
	space->id = netns_id_of(netns);
	space->loop = loop;
	if (open_common(loop, err)) {
		free(space);
		return NULL;
	}
	if (start_watching(space, netns, is_kept, err)) {
		close_common(loop);
		free(space);
		return NULL;
	}
	LIST_INSERT_HEAD(&all.spaces, space, list);
	return space;
}

static void free_space(struct link_space *space)
{
	struct ev_loop *loop = space->loop;

	LIST_REMOVE(space, list);
	if (space->nsid == NSID_NONE) {
		ev_io_stop(loop, &space->own);
		close(space->own.fd);
	}
	free(space);
	close_common(loop);
}

bool link_watch_covers(struct netns_id netns)
{
	return find_space(netns);
}

int link_watch_start(struct link_watch *watch, struct ev_loop *loop, int netns,
		     bool is_kept, struct err *err)
{
	struct link_space *space = find_space(netns_id_of(netns));

	if (!space)
		space = new_space(loop, netns, is_kept, err);
	if (!space)
		return -EPERM;
	watch->space = space;
	watch->is_due = false;
	LIST_INSERT_HEAD(&space->watches, watch, list);
	LIST_INSERT_HEAD(bucket(space, watch->index), watch, in_bucket);
	return 0;
}

void link_watch_set_index(struct link_watch *watch, int index)
{
	if (watch->space) {
		LIST_REMOVE(watch, in_bucket);
		LIST_INSERT_HEAD(bucket(watch->space, index), watch, in_bucket);
	}
	watch->index = index;
}

void link_watch_stop(struct link_watch *watch)
{
	struct link_space *space = watch->space;

	if (!space)
		return;
	watch->space = NULL;
	LIST_REMOVE(watch, list);
	LIST_REMOVE(watch, in_bucket);
	link_watch_due(watch, false);
	if (LIST_EMPTY(&space->watches))
		free_space(space);
}
