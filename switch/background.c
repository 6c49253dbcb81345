/* SPDX-License-Identifier: BSD-2-Clause */
#include "background.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int to_starter = -1;

/* Waits for the switch to start, and exits: with success when it is ready, with
 * failure if it ends before.  The switch itself has logged why. */
_Noreturn static void wait_for(int ready)
{
	char byte;
	ssize_t len;

	do
		len = read(ready, &byte, 1);
	while (len < 0 && errno == EINTR);
	_exit(len == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
}

int background_begin(struct err *err)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return err_set(err, errno, "go into the background");
	pid = fork();
	if (pid < 0) {
		int errnum = errno;

		close(ends[0]);
		close(ends[1]);
		return err_set(err, errnum, "go into the background");
	}
	if (pid > 0) {
		close(ends[1]);
		wait_for(ends[0]);
	}
	close(ends[0]);
	to_starter = ends[1];
	return 0;
}

void background_ready(void)
{
	int null;

	if (to_starter < 0)
		return;
	setsid();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		close(null);
	}
	/* if this fails, the starter has ended already */
	(void)!write(to_starter, "r", 1);
	close(to_starter);
	to_starter = -1;
}
