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
#define LOOK_FROM 3
#define LOOK_TO	  4096
#define LOOKS	  64 /* in one poll(2); one by one took a fifth of the start */

/**
 * struct known - One descriptor
 * @is_inherited: It was open when we started
 * @user:	The open port that uses it; else NULL
 * @holders:	Number of ports that have used it and still exist
 */
static struct known {
	bool is_inherited;
	const struct claim *user;
	uint16_t holders;
} known[PASSED_FD_MAX + 1];

static void note_inherited(int from)
{
	struct pollfd fds[LOOKS];

	for (int i = 0; i < LOOKS; i++)
		fds[i] = (struct pollfd){ .fd = from + i };
	if (poll(fds, LOOKS, 0) < 0)
		return;
	for (int i = 0; i < LOOKS; i++)
		known[from + i].is_inherited = !(fds[i].revents & POLLNVAL);
}

void passed_fd_note_inherited(void)
{
	for (int fd = LOOK_FROM; fd < LOOK_TO; fd += LOOKS)
		note_inherited(fd);
}

int passed_fd_use(const struct passed_fd *a, const struct claim *user,
		  struct err *err)
{
	char what[32];

	if (a->fd > PASSED_FD_MAX || (!a->came && !known[a->fd].is_inherited))
		return err_say(err, EBADF, "not-inherited", 0,
			       "descriptor %d was not inherited", a->fd);
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
	int ret = passed_fd_use(a, &port->claim, err);

	if (!ret) {
		ret = open(port, err);
		if (ret)
			passed_fd_rest(a);
		else
			passed_fd_hold(a);
	}
	if (ret)
		err->key = "fd";
	return ret;
}

void passed_fd_rest(const struct passed_fd *a)
{
	known[a->fd].user = NULL;
}

void passed_fd_hold(struct passed_fd *a)
{
	if (a->fd < 0 || a->is_held)
		return;
	known[a->fd].holders++;
	a->is_held = true;
}

void passed_fd_let_go(struct passed_fd *a)
{
	if (a->is_held)
		known[a->fd].holders--;
	a->is_held = false;
}

void passed_fd_free(struct passed_fd *a)
{
	if (!a->is_held) {
		if (a->came)
			close(a->fd);
		return;
	}
	if (--known[a->fd].holders)
		return;
	known[a->fd].is_inherited = false;
	async_close(a->fd);
}

int passed_fd_claim_socket(const struct passed_fd *a, struct port *port,
			   struct err *err)
{
	const struct claim_thing thing = claim_socket(a->fd);
	char what[32];

	snprintf(what, sizeof(what), "descriptor %d", a->word);
	return claim_take(&port->claim, &thing, what, err);
}

static bool is_same_file(int a, int b)
{
	return !syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, a, b);
}

int passed_fd_is_copy(const struct passed_fd *a, struct err *err)
{
	char what[32];

	snprintf(what, sizeof(what), "descriptor %d", a->word);
	for (int fd = 0; fd <= PASSED_FD_MAX; fd++)
		if (known[fd].user && fd != a->fd && is_same_file(fd, a->fd))
			return claim_refuse(known[fd].user, what, err);
	return 0;
}
