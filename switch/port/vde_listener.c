/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A VDE switch's directory: clients ask on DIR/ctl, and each gets a datagram
 * socket of its own beside it.  See frame/vde_request.h.
 *
 * A client names a path of its own, to which frames will be sent.  It must be
 * that user's, lest a switch that is root be talked into speaking to somebody
 * else's socket.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "frame/vde_request.h"
#include "io/io.h"
#include "port/acceptor.h"
#include "port/dgram_peer.h"
#include "port/listener.h"
#include "port/vde_port.h"

#define ASK_WITHIN_S 5.0
#define ASKING_MAX   64

/**
 * struct asking - A connection on which no request has come yet
 * @late:	Runs until it has had its time
 */
struct asking {
	struct vde_listener *all;
	LIST_ENTRY(asking) list;
	ev_io ready;
	ev_timer late;
};

/**
 * struct vde_listener - The directory
 * @ctl:	Its control socket
 * @is_ours:	We made the directory: it goes with us
 * @count:	Of @asking
 * @number:	Of the next data socket, which tells it from all others
 */
struct vde_listener {
	struct listener listener;
	struct io *io;
	struct place ctl;
	int fd;
	bool is_ours;
	struct acceptor acceptor;
	LIST_HEAD(asking_list, asking) asking;
	size_t count;
	uint32_t number;
};

static const char *directory_of(const struct vde_listener *l)
{
	return address_path(&l->listener.place.address);
}

static void stop_asking(struct asking *a)
{
	struct ev_loop *loop = io_loop(a->all->io);

	ev_io_stop(loop, &a->ready);
	ev_timer_stop(loop, &a->late);
	LIST_REMOVE(a, list);
	a->all->count--;
	free(a);
}

/* What was looked at is connected to, whatever the path leads to by then. */
static int connect_own(int fd, const char *path, const struct ucred *who,
		       struct err *err)
{
	int file = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct stat st;
	int ret = 0;

	if (file < 0)
		return err_set(err, errno, "look at its socket \"%s\"", path);
	snprintf(to.sun_path, sizeof(to.sun_path), "/proc/self/fd/%d", file);
	if (fstat(file, &st) || !S_ISSOCK(st.st_mode) ||
	    (who->uid != 0 && st.st_uid != who->uid))
		ret = err_say(err, EPERM, "not-its-own", 0,
			      "\"%s\" is no socket of user %u", path, who->uid);
	else if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		ret = err_set(err, errno, "connect to \"%s\"", path);
	close(file);
	return ret;
}

/* It is the switch's alone since it was bound; now it is this client's.  Others
 * may write to the directory: what has the path by now must be a socket. */
static int hand_over(const char *path, const struct ucred *who, struct err *err)
{
	int file = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int ret = 0;

	if (file < 0)
		return err_set(err, errno, "look at \"%s\"", path);
	if (fstat(file, &st) || !S_ISSOCK(st.st_mode) || st.st_uid != geteuid())
		ret = err_say(err, ESTALE, "replaced", 0,
			      "another has put something at \"%s\"", path);
	else if (geteuid() == 0 &&
		 fchownat(file, "", who->uid, who->gid, AT_EMPTY_PATH))
		ret = err_set(err, errno, "give \"%s\" to user %u", path,
			      who->uid);
	close(file);
	return ret;
}

static int bind_beside(struct vde_listener *l, struct vde *v,
		       const struct ucred *who, struct err *err)
{
	struct address a = { .un = { .sun_family = AF_UNIX },
			     .len = sizeof(a.un) };
	mode_t before;
	int ret;

	ret = snprintf(v->path, sizeof(v->path), "%s/%03u.%u", directory_of(l),
		       l->number, (unsigned int)getpid());
	l->number++;
	if (ret >= (int)sizeof(v->path))
		return err_say(err, ENAMETOOLONG, "bad-value", 0,
			       "no room for a path in \"%s\"", directory_of(l));
	strcpy(a.un.sun_path, v->path);
	unlink(v->path);
	before = umask(0077);
	ret = bind(v->fd, &a.any, a.len);
	umask(before);
	if (ret)
		return err_set(err, errno, "make socket \"%s\"", v->path);
	return hand_over(v->path, who, err);
}

static int make_data_socket(struct vde_listener *l, struct vde *v,
			    const struct vde_request *request,
			    const struct ucred *who, struct err *err)
{
	int ret;

	v->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (v->fd < 0)
		return err_set(err, errno, "make a socket");
	dgram_make_room(v->fd, DGRAM_ROOM);
	ret = connect_own(v->fd, request->path, who, err);
	return ret ? ret : bind_beside(l, v, who, err);
}

static bool answer(const struct vde *v, int control)
{
	struct sockaddr_un ours = { .sun_family = AF_UNIX };

	memcpy(ours.sun_path, v->path, sizeof(ours.sun_path));
	return send(control, &ours, sizeof(ours), MSG_NOSIGNAL) == sizeof(ours);
}

static int plug_in(struct vde_listener *l, struct vde *v,
		   const struct vde_request *request, struct err *err)
{
	struct ucred who;
	socklen_t len = sizeof(who);
	int ret;

	if (getsockopt(v->control.fd, SOL_SOCKET, SO_PEERCRED, &who, &len))
		return err_set(err, errno, "ask who the client is");
	ret = make_data_socket(l, v, request, &who, err);
	if (!ret && !answer(v, v->control.fd))
		ret = err_set(err, errno, "answer");
	return ret;
}

static void welcome(struct vde_listener *l, int control,
		    const struct vde_request *request)
{
	struct listener *listener = &l->listener;
	struct port *port = NULL;
	struct vde *v;
	struct err err;

	listener_make_room(listener);
	if (listener_has_room(listener, request->text))
		port = port_new(&vde_ops, "");
	if (!port) {
		close(control);
		return;
	}
	v = (struct vde *)port;
	v->control.fd = control;
	snprintf(v->peer, sizeof(v->peer), "%s%s%s", request->text,
		 *request->text ? ", " : "", request->path);
	if (plug_in(l, v, request, &err))
		listener_turn_away(listener, port, v->peer, err.text);
	else
		listener_let_in(listener, port,
				request->port ? request->port
					      : LISTENER_ANY_NUMBER,
				v->peer);
}

/* A request is sent as one: what comes is all of it. */
static void on_request(EV_P_ ev_io *w, int revents)
{
	struct asking *a = w->data;
	struct vde_listener *l = a->all;
	uint8_t bytes[VDE_REQUEST_MAX];
	struct vde_request request;
	int control = w->fd;
	ssize_t len = recv(control, bytes, sizeof(bytes), 0);

	(void)loop;
	(void)revents;
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	stop_asking(a);
	if (len > 0 && vde_request_parse(bytes, (size_t)len, &request)) {
		welcome(l, control, &request);
		return;
	}
	if (len > 0)
		listener_turn_away(&l->listener, NULL, "a client",
				   "what it said is no VDE request");
	close(control);
}

static void on_late(EV_P_ ev_timer *w, int revents)
{
	struct asking *a = w->data;
	int fd = a->ready.fd;

	(void)loop;
	(void)revents;
	stop_asking(a);
	close(fd);
}

static void on_accepted(void *arg, int fd)
{
	struct vde_listener *l = arg;
	struct asking *a = NULL;

	if (l->count < ASKING_MAX)
		a = calloc(1, sizeof(*a));
	if (!a) {
		close(fd);
		return;
	}
	a->all = l;
	LIST_INSERT_HEAD(&l->asking, a, list);
	l->count++;
	ev_io_init(&a->ready, on_request, fd, EV_READ);
	a->ready.data = a;
	ev_io_start(io_loop(l->io), &a->ready);
	ev_timer_init(&a->late, on_late, ASK_WITHIN_S, 0);
	a->late.data = a;
	ev_timer_start(io_loop(l->io), &a->late);
}

/* Who may plug in, may look into the directory, and put a socket of its own there;
 * but nobody may take away another's. */
static mode_t directory_mode(mode_t mode)
{
	return mode | ((mode & 0444) >> 2) | (mode & 0022 ? S_ISVTX : 0);
}

static int allow_directory(const struct vde_listener *l, struct err *err)
{
	const struct place *place = &l->listener.place;
	const char *path = directory_of(l);

	if ((place->group != (gid_t)-1 &&
	     chown(path, (uid_t)-1, place->group)) ||
	    chmod(path, directory_mode(place->mode)))
		return err_set(err, errno, "change who may open \"%s\"", path);
	return 0;
}

static int make_directory(struct vde_listener *l, struct err *err)
{
	const char *path = directory_of(l);

	if (!mkdir(path, 0700)) {
		l->is_ours = true;
		return allow_directory(l, err);
	}
	return errno == EEXIST ? 0 : err_set(err, errno, "make \"%s\"", path);
}

/* Of a switch that was killed: NUMBER.PID, where there is no such process. */
static void remove_old_sockets(const struct vde_listener *l)
{
	DIR *directory = opendir(directory_of(l));
	const struct dirent *entry;
	struct stat st;
	unsigned int number;
	char end;
	int pid;

	while (directory && (entry = readdir(directory)))
		if (sscanf(entry->d_name, "%u.%d%c", &number, &pid, &end) ==
			    2 &&
		    (pid == getpid() || (kill(pid, 0) && errno == ESRCH)) &&
		    !fstatat(dirfd(directory), entry->d_name, &st,
			     AT_SYMLINK_NOFOLLOW) &&
		    S_ISSOCK(st.st_mode))
			unlinkat(dirfd(directory), entry->d_name, 0);
	if (directory)
		closedir(directory);
}

static void remove_directory(const struct vde_listener *l)
{
	if (l->is_ours && rmdir(directory_of(l)))
		log_warn("cannot remove \"%s\": %s", directory_of(l),
			 strerror(errno));
}

static int open_ctl(struct vde_listener *l, struct err *err)
{
	char path[PATH_MAX];
	bool was_left;
	int ret;

	snprintf(path, sizeof(path), "%s/ctl", directory_of(l));
	ret = address_parse(path, &l->ctl.address, err);
	if (ret)
		return ret;
	l->ctl.mode = l->listener.place.mode;
	l->ctl.group = l->listener.place.group;
	was_left = !access(path, F_OK);
	l->fd = place_open(&l->ctl, SOCK_STREAM, err);
	if (l->fd < 0)
		return l->fd;
	if (was_left)
		remove_old_sockets(l);
	return 0;
}

static int vde_listener_open(struct listener *listener, struct io *io,
			     struct err *err)
{
	struct vde_listener *l = (struct vde_listener *)listener;
	int ret;

	l->io = io;
	LIST_INIT(&l->asking);
	ret = make_directory(l, err);
	if (!ret)
		ret = open_ctl(l, err);
	if (ret) {
		remove_directory(l);
		return ret;
	}
	acceptor_start(&l->acceptor, io_loop(io), l->fd, on_accepted, l);
	return 0;
}

static void vde_listener_allow(struct listener *listener, mode_t mode,
			       gid_t group)
{
	struct vde_listener *l = (struct vde_listener *)listener;
	struct err err;

	place_allow(&l->ctl, mode, group);
	listener->place.mode = mode;
	listener->place.group = group;
	if (l->is_ours && allow_directory(l, &err))
		log_error("%s", err.text);
}

static void vde_listener_close(struct listener *listener)
{
	struct vde_listener *l = (struct vde_listener *)listener;
	struct asking *a;

	while ((a = LIST_FIRST(&l->asking))) {
		int fd = a->ready.fd;

		stop_asking(a);
		close(fd);
	}
	acceptor_stop(&l->acceptor);
	place_close(&l->ctl, l->fd);
	remove_directory(l);
}

const struct listener_ops vde_listener_ops = {
	.type = "vde",
	.size = sizeof(struct vde_listener),
	.open = vde_listener_open,
	.allow = vde_listener_allow,
	.close = vde_listener_close,
};
