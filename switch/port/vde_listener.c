/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A VDE switch's directory: clients send a request on DIR/ctl, and each gets a
 * datagram socket of its own in DIR.  See frame/vde_request.h.
 *
 * A request names the path of the client's socket, to which frames are sent.
 * That socket must belong to the client's user: else a client could make a
 * switch that runs as root send to another user's socket.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/log.h"
#include "base/socket_file.h"
#include "frame/vde_request.h"
#include "io/io.h"
#include "port/acceptor.h"
#include "port/dgram_peer.h"
#include "port/listener.h"
#include "port/vde_port.h"

#define REQUEST_TIMEOUT_S 5.0
#define PENDING_MAX	  64
#define CTL		  "ctl"
#define DIRECTORY_MAX	  85 /* bytes, so that names of sockets fit behind it */

/**
 * struct pending - A connection on which no request was received yet
 * @uid:	The client's user
 * @timeout:	Runs until its time limit
 */
struct pending {
	struct vde_listener *all;
	LIST_ENTRY(pending) list;
	uid_t uid;
	ev_io ready;
	ev_timer timeout;
};

/**
 * struct vde_listener - A listener
 * @parent:	Descriptor of the parent directory
 * @name:	Name of the directory in it
 * @dir:	Descriptor of the directory, by which files in it are accessed,
 *		wherever its path leads by now
 * @ctl_path:	Path of the control socket
 * @ctl:	Identity of its file
 * @fd:		The control socket
 * @owns_dir:	The directory is removed when the listener closes
 * @pending:	Connections without a request, the newest first; @count of them
 * @number:	Number of the next data socket, part of its file's name
 */
struct vde_listener {
	struct listener listener;
	struct io *io;
	int parent;
	const char *name;
	int dir;
	char ctl_path[DIRECTORY_MAX + sizeof("/" CTL)];
	struct unix_socket_made ctl;
	int fd;
	bool owns_dir;
	struct acceptor acceptor;
	LIST_HEAD(pending_list, pending) pending;
	size_t count;
	uint32_t number;
};

static const char *directory_of(const struct vde_listener *l)
{
	return address_path(&l->listener.endpoint.address);
}

static void free_pending(struct pending *a)
{
	struct ev_loop *loop = io_loop(a->all->io);

	ev_io_stop(loop, &a->ready);
	ev_timer_stop(loop, &a->timeout);
	LIST_REMOVE(a, list);
	a->all->count--;
	free(a);
}

static int connect_own(const struct vde_listener *l, int fd, const char *path,
		       const struct ucred *who, struct err *err)
{
	const struct socket_home home = { l->ctl_path, l->dir };
	int file = socket_file_find_owned(path, &home, who->uid);
	int ret;

	if (file == -EACCES || file == -ENOTSOCK)
		return err_say(err, EPERM, "not-its-own", 0,
			       "\"%s\" is not a socket of user %u", path,
			       who->uid);
	if (file == -EOVERFLOW)
		return err_say(err, EPERM, "not-its-own", 0,
			       "user %u is not mapped in this user "
			       "namespace, so its socket cannot be checked",
			       who->uid);
	if (file == -EAGAIN)
		return err_say(err, EAGAIN, "not-beside", 0,
			       "\"%s\" is not in \"%s\" and cannot be looked "
			       "up without waiting: put the client's socket "
			       "there",
			       path, directory_of(l));
	if (file < 0)
		return err_set(err, -file, "check its socket \"%s\"", path);
	ret = socket_file_connect(fd, file);
	close(file);
	return ret ? err_set(err, -ret, "connect to \"%s\"", path) : 0;
}

/* The file is accessible to the switch alone when it is bound; then it is given
 * to the client's user. */
static int bind_beside(struct vde_listener *l, struct vde *v,
		       const struct ucred *who, struct err *err)
{
	char path[DIRECTORY_MAX + 1 + sizeof(v->name)];
	int file, ret = 0;

	v->dir = l->dir;
	snprintf(v->name, sizeof(v->name), "%03u.%u", l->number++,
		 (unsigned int)getpid());
	snprintf(path, sizeof(path), "%s/%s", directory_of(l), v->name);
	unlinkat(l->dir, v->name, 0);
	file = socket_file_bind(v->fd, l->dir, path, 0700, err);
	if (file < 0)
		return file;
	if (geteuid() == 0 &&
	    fchownat(file, "", who->uid, who->gid, AT_EMPTY_PATH))
		ret = err_set(err, errno, "give \"%s\" to user %u", path,
			      who->uid);
	close(file);
	return ret;
}

static int make_data_socket(struct vde_listener *l, struct vde *v,
			    const struct vde_request *request,
			    const struct ucred *who, struct err *err)
{
	int ret;

	v->fd = descriptor_claim(
		socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
	if (v->fd < 0 && descriptor_is_short(errno))
		return descriptor_err(err, errno, "a client");
	if (v->fd < 0)
		return err_set(err, errno, "make a socket");
	dgram_set_buffers(v->fd, DGRAM_BUFFER_SIZE);
	ret = connect_own(l, v->fd, request->path, who, err);
	return ret ? ret : bind_beside(l, v, who, err);
}

static bool answer(const struct vde_listener *l, const struct vde *v,
		   int control)
{
	struct sockaddr_un ours = { .sun_family = AF_UNIX };

	snprintf(ours.sun_path, sizeof(ours.sun_path), "%s/%s", directory_of(l),
		 v->name);
	return send(control, &ours, sizeof(ours), MSG_NOSIGNAL) == sizeof(ours);
}

static int plug_in(struct vde_listener *l, struct vde *v,
		   const struct vde_request *request, struct err *err)
{
	struct ucred who;
	socklen_t len = sizeof(who);
	int ret;

	if (getsockopt(v->control.fd, SOL_SOCKET, SO_PEERCRED, &who, &len))
		return err_set(err, errno, "get the credentials of the client");
	ret = make_data_socket(l, v, request, &who, err);
	if (!ret && !answer(l, v, v->control.fd))
		ret = err_set(err, errno, "answer");
	return ret;
}

static void accept_client(struct vde_listener *l, int control,
			  const struct vde_request *request)
{
	struct listener *listener = &l->listener;
	struct port *port = NULL;
	struct listener_client client = {
		.wanted = request->port ? request->port : LISTENER_ANY_NUMBER,
		.peer = acceptor_process(control),
		.path = request->path,
	};
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
	client.who = v->peer;
	if (plug_in(l, v, request, &err))
		listener_reject(listener, port, v->peer, err.text);
	else
		listener_accept(listener, port, &client);
}

/* A client sends its request in one piece, so one read gets all of it. */
static void on_request(EV_P_ ev_io *w, int revents)
{
	struct pending *a = w->data;
	struct vde_listener *l = a->all;
	uint8_t bytes[VDE_REQUEST_MAX];
	struct vde_request request;
	int control = w->fd;
	ssize_t len = recv(control, bytes, sizeof(bytes), 0);

	(void)loop;
	(void)revents;
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	free_pending(a);
	if (len > 0 && vde_request_parse(bytes, (size_t)len, &request)) {
		accept_client(l, control, &request);
		return;
	}
	if (len > 0)
		listener_reject(&l->listener, NULL, "a client",
				"it sent no VDE request");
	close(control);
}

static void drop_pending(struct pending *a, const char *why)
{
	struct listener *listener = &a->all->listener;
	int fd = a->ready.fd;
	char who[32];

	snprintf(who, sizeof(who), "a client of user %u", a->uid);
	free_pending(a);
	close(fd);
	listener_reject(listener, NULL, who, why);
}

static void on_timeout(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	drop_pending(w->data, "it sent no request in time");
}

static size_t count_pending(const struct vde_listener *l, uid_t uid)
{
	const struct pending *a;
	size_t n = 0;

	LIST_FOREACH(a, &l->pending, list)
		n += a->uid == uid;
	return n;
}

/* Closes the oldest connection of the user with the most of them, so that
 * silent clients of one user cannot keep other users out. */
static void make_room_for_pending(struct vde_listener *l)
{
	struct pending *a, *oldest = NULL;
	size_t most = 0;

	if (l->count < PENDING_MAX)
		return;
	LIST_FOREACH(a, &l->pending, list) {
		size_t n = count_pending(l, a->uid);

		if (n >= most) {
			most = n;
			oldest = a;
		}
	}
	drop_pending(oldest, "too many connections without a request");
}

static void on_accepted(void *arg, int fd)
{
	struct vde_listener *l = arg;
	struct pending *a = calloc(1, sizeof(*a));

	if (!a) {
		close(fd);
		listener_reject(&l->listener, NULL, "a client",
				"out of memory");
		return;
	}
	make_room_for_pending(l);
	a->all = l;
	a->uid = acceptor_process(fd).uid;
	LIST_INSERT_HEAD(&l->pending, a, list);
	l->count++;
	ev_io_init(&a->ready, on_request, fd, EV_READ);
	a->ready.data = a;
	ev_io_start(io_loop(l->io), &a->ready);
	ev_timer_init(&a->timeout, on_timeout, REQUEST_TIMEOUT_S, 0);
	a->timeout.data = a;
	ev_timer_start(io_loop(l->io), &a->timeout);
}

/* Users that may connect can search the directory and create their sockets in
 * it; the sticky bit keeps them from removing those of others. */
static mode_t directory_mode(mode_t mode)
{
	return mode | ((mode & 0444) >> 2) | (mode & 0022 ? S_ISVTX : 0);
}

static int allow_directory(const struct vde_listener *l, struct err *err)
{
	const struct endpoint *endpoint = &l->listener.endpoint;

	if ((endpoint->group != (gid_t)-1 &&
	     fchown(l->dir, (uid_t)-1, endpoint->group)) ||
	    fchmod(l->dir, directory_mode(endpoint->mode)))
		return err_set(err, errno, "set mode and group of \"%s\"",
			       directory_of(l));
	return 0;
}

/* Checks that this is the directory that was just made, with no access for
 * others. */
static int check_new(const struct vde_listener *l, struct err *err)
{
	struct stat st;

	if (!fstat(l->dir, &st) && st.st_uid == geteuid() &&
	    (st.st_mode & 0777) == 0700)
		return 0;
	return err_say(err, ESTALE, "replaced", 0,
		       "\"%s\" was replaced while it was being made",
		       directory_of(l));
}

static int open_directory(struct vde_listener *l, struct err *err)
{
	const int made = mkdirat(l->parent, l->name, 0700);
	int ret = 0;

	if (made && errno != EEXIST)
		return err_set(err, errno, "make \"%s\"", directory_of(l));
	l->owns_dir = !made;
	l->dir = openat(l->parent, l->name,
			O_RDONLY | O_DIRECTORY | O_CLOEXEC |
				(l->owns_dir ? O_NOFOLLOW : 0));
	if (l->dir < 0)
		return err_set(err, errno, "open \"%s\"", directory_of(l));
	if (l->owns_dir)
		ret = check_new(l, err);
	if (l->owns_dir && !ret)
		ret = allow_directory(l, err);
	return ret;
}

static int make_directory(struct vde_listener *l, struct err *err)
{
	l->parent = socket_file_dir(directory_of(l), &l->name);
	if (l->parent < 0)
		return err_set(err, -l->parent, "make \"%s\"", directory_of(l));
	return open_directory(l, err);
}

/* Removes data sockets of a switch that was killed: NUMBER.PID, if there is no
 * process PID. */
static void remove_old_sockets(const struct vde_listener *l)
{
	int fd = openat(l->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	struct stat st;
	unsigned int number;
	char end;
	int pid;

	while (directory && (entry = readdir(directory)))
		if (sscanf(entry->d_name, "%u.%d%c", &number, &pid, &end) ==
			    2 &&
		    (pid == getpid() || (kill(pid, 0) && errno == ESRCH)) &&
		    !fstatat(l->dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISSOCK(st.st_mode))
			unlinkat(l->dir, entry->d_name, 0);
	if (directory)
		closedir(directory);
	else if (fd >= 0)
		close(fd);
}

static bool has_its_name(const struct vde_listener *l)
{
	struct stat ours, there;

	return !fstat(l->dir, &ours) &&
	       !fstatat(l->parent, l->name, &there, AT_SYMLINK_NOFOLLOW) &&
	       ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* Treats a directory with an old control socket as made by this switch: an
 * earlier switch made it, or the user did so for it. */
static void adopt_directory(struct vde_listener *l)
{
	struct stat st;
	struct err err;

	remove_old_sockets(l);
	if (fstat(l->dir, &st) || st.st_uid != geteuid() || !has_its_name(l))
		return;
	l->owns_dir = true;
	if (allow_directory(l, &err))
		log_error("%s", err.text);
}

/* Between check and removal, only a user who may remove the directory anyway
 * can put another one in its place. */
static void remove_directory(const struct vde_listener *l)
{
	const char *path = directory_of(l);

	if (!has_its_name(l))
		log_warn(
			"\"%s\" was replaced by another directory, and is not removed",
			path);
	else if (unlinkat(l->parent, l->name, AT_REMOVEDIR))
		log_warn("cannot remove \"%s\": %s", path, strerror(errno));
}

static void close_directory(const struct vde_listener *l)
{
	if (l->owns_dir && l->dir >= 0)
		remove_directory(l);
	if (l->dir >= 0)
		close(l->dir);
	if (l->parent >= 0)
		close(l->parent);
}

static int open_ctl(struct vde_listener *l, struct err *err)
{
	const struct unix_socket ctl = {
		.path = l->ctl_path,
		.type = SOCK_STREAM,
		.mode = l->listener.endpoint.mode,
		.group = l->listener.endpoint.group,
	};
	bool was_left = !faccessat(l->dir, CTL, F_OK, AT_SYMLINK_NOFOLLOW);
	struct claim_resource resource = claim_path(l->dir, CTL);
	char what[sizeof(l->ctl_path) + 16];

	snprintf(what, sizeof(what), "socket \"%s\"", l->ctl_path);
	if (claim_check(&l->listener.claim, &resource, what, err))
		return -EBUSY;
	l->fd = unix_socket_open_in(l->dir, CTL, &ctl, &l->ctl, err);
	if (l->fd < 0)
		return l->fd;
	resource = claim_file(l->ctl.dev, l->ctl.ino);
	claim_take(&l->listener.claim, &resource, what,
		   err); /* succeeds: new */
	if (was_left)
		adopt_directory(l);
	return 0;
}

static int vde_listener_open(struct listener *listener, struct io *io,
			     struct err *err)
{
	struct vde_listener *l = (struct vde_listener *)listener;
	int ret;

	l->io = io;
	LIST_INIT(&l->pending);
	snprintf(l->ctl_path, sizeof(l->ctl_path), "%s/" CTL, directory_of(l));
	l->dir = -1;
	ret = make_directory(l, err);
	if (!ret)
		ret = open_ctl(l, err);
	if (ret) {
		close_directory(l);
		return ret;
	}
	acceptor_start(&l->acceptor, io_loop(io), l->fd, on_accepted, l,
		       &listener->rejected);
	return 0;
}

static void vde_listener_allow(struct listener *listener, mode_t mode,
			       gid_t group)
{
	struct vde_listener *l = (struct vde_listener *)listener;
	struct err err;

	if (unix_socket_allow(l->ctl_path, &l->ctl, mode, group, &err))
		log_error("%s", err.text);
	listener->endpoint.mode = mode;
	listener->endpoint.group = group;
	if (l->owns_dir && allow_directory(l, &err))
		log_error("%s", err.text);
}

static void vde_listener_close(struct listener *listener)
{
	struct vde_listener *l = (struct vde_listener *)listener;
	struct pending *a;

	while ((a = LIST_FIRST(&l->pending))) {
		int fd = a->ready.fd;

		free_pending(a);
		close(fd);
	}
	acceptor_stop(&l->acceptor);
	unix_socket_close_in(l->fd, l->dir, CTL, &l->ctl);
	close_directory(l);
}

static int vde_listener_check(struct listener *l, const char *text,
			      struct err *err)
{
	const char *path;
	int ret = 0;

	address_trim_slashes(&l->endpoint.address);
	path = address_path(&l->endpoint.address);
	if (!path || *path != '/' || strlen(path) > DIRECTORY_MAX) {
		ret = err_say(err, EINVAL, "bad-value", 0,
			      "\"%.80s\": expected the absolute path of a "
			      "directory, of %d bytes at most",
			      text, DIRECTORY_MAX);
		err->key = "address";
	} else if (l->implied) {
		ret = err_say(err, EINVAL, "bad-value", 0,
			      "clients of a VDE switch have no offloads");
		err->key = "offload";
	}
	return ret;
}

const struct listener_ops vde_listener_ops = {
	.type = "vde",
	.size = sizeof(struct vde_listener),
	.check = vde_listener_check,
	.open = vde_listener_open,
	.allow = vde_listener_allow,
	.close = vde_listener_close,
};
