/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/passed_fd.h"

#include <errno.h>
#include <linux/kcmp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "port/async_close.h"
#include "port/port.h"

/* Programs that pass descriptors number them from 3, without large gaps. */
#define FIRST_FD    3
#define LAST_FD	    4096
#define FDS_AT_ONCE 64 /* one by one took a fifth of the start */

/**
 * struct known - One descriptor
 * @is_inherited: It was open when we started
 * @user:	The open port that uses it; else NULL
 * @refs:	Number of ports that have used it and still exist
 */
static struct known {
	bool is_inherited;
	const struct claim *user;
	uint16_t refs;
} known[PASSED_FD_MAX + 1];

static void note_inherited(int from)
{
	struct pollfd fds[FDS_AT_ONCE];

	for (int i = 0; i < FDS_AT_ONCE; i++)
		fds[i] = (struct pollfd){ .fd = from + i };
	if (poll(fds, FDS_AT_ONCE, 0) < 0)
		return;
	for (int i = 0; i < FDS_AT_ONCE; i++)
		known[from + i].is_inherited = !(fds[i].revents & POLLNVAL);
}

void passed_fd_note_inherited(void)
{
	for (int fd = FIRST_FD; fd < LAST_FD; fd += FDS_AT_ONCE)
		note_inherited(fd);
}

int passed_fd_acquire(const struct passed_fd *a, const struct claim *user,
		      struct err *err)
{
	char what[32];

	if (a->fd > PASSED_FD_MAX ||
	    (!a->was_sent && !known[a->fd].is_inherited))
		return err_say(
			err, EBADF, "not-inherited", 0,
			"descriptor %d was not inherited: start the switch "
			"with it open",
			a->fd);
	snprintf(what, sizeof(what), "descriptor %d", a->word);
	if (known[a->fd].user)
		return claim_refuse(known[a->fd].user, what, err);
	known[a->fd].user = user;
	return 0;
}

int passed_fd_open(struct passed_fd *a, struct port *port,
		   int (*open)(struct port *port, struct err *err),
		   struct err *err)
{
	int ret = passed_fd_acquire(a, &port->claim, err);

	if (!ret) {
		ret = open(port, err);
		if (ret)
			passed_fd_release(a);
		else
			passed_fd_ref(a);
	}
	if (ret)
		err->key = "fd";
	return ret;
}

void passed_fd_release(const struct passed_fd *a)
{
	known[a->fd].user = NULL;
}

void passed_fd_ref(struct passed_fd *a)
{
	if (a->fd < 0 || a->has_ref)
		return;
	known[a->fd].refs++;
	a->has_ref = true;
}

void passed_fd_unref(struct passed_fd *a)
{
	if (a->has_ref)
		known[a->fd].refs--;
	a->has_ref = false;
}

void passed_fd_free(struct passed_fd *a)
{
	if (!a->has_ref) {
		if (a->was_sent)
			close(a->fd);
		return;
	}
	if (--known[a->fd].refs)
		return;
	known[a->fd].is_inherited = false;
	async_close(a->fd);
}

int passed_fd_claim_socket(const struct passed_fd *a, struct port *port,
			   struct err *err)
{
	const struct claim_resource resource = claim_socket(a->fd);
	char what[32];

	snprintf(what, sizeof(what), "descriptor %d", a->word);
	return claim_take(&port->claim, &resource, what, err);
}

static bool is_same_file(int a, int b)
{
	return !syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, a, b);
}

int passed_fd_check_unique(const struct passed_fd *a, struct err *err)
{
	char what[32];

	snprintf(what, sizeof(what), "descriptor %d", a->word);
	for (int fd = 0; fd <= PASSED_FD_MAX; fd++)
		if (known[fd].user && fd != a->fd && is_same_file(fd, a->fd))
			return claim_refuse(known[fd].user, what, err);
	return 0;
}
