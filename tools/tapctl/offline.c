/* SPDX-License-Identifier: BSD-2-Clause */
#include "offline.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "tapswitch"

/* Path of the program beside this one; "" if it is too long */
static void find_beside(char path[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	path[len < 0 ? 0 : len] = '\0';
	slash = strrchr(path, '/');
	if (!slash || slash + 1 + sizeof(PROGRAM) > path + PATH_MAX)
		*path = '\0';
	else
		strcpy(slash + 1, PROGRAM);
}

_Noreturn static void run(int sock, const char *file)
{
	char *const argv[] = { PROGRAM, "-f", (char *)file, "--ask", NULL };
	char path[PATH_MAX];

	dup2(sock, STDIN_FILENO);
	dup2(sock, STDOUT_FILENO);
	find_beside(path);
	if (*path)
		execv(path, argv);
	execvp(PROGRAM, argv);
	dprintf(STDOUT_FILENO,
		"{\"ok\":false,\"error\":{\"code\":\"no-switch\",\"message\":"
		"\"" PROGRAM " is neither beside tapctl nor in PATH\"}}\n");
	_exit(1);
}

int offline_open(struct offline *o, const char *file, struct err *err)
{
	int socks[2], ret;

	*o = (struct offline){ .pid = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socks))
		return err_set(err, errno, "make a socket");
	o->session.sock = socks[0];
	o->session.in = fdopen(socks[0], "r");
	if (!o->session.in) {
		ret = err_set(err, errno, "read from " PROGRAM);
		close(socks[0]);
		close(socks[1]);
		return ret;
	}
	o->pid = fork();
	if (!o->pid)
		run(socks[1], file);
	ret = o->pid < 0 ? err_set(err, errno, "start " PROGRAM) : 0;
	close(socks[1]);
	if (ret)
		session_close(&o->session);
	return ret;
}

void offline_close(struct offline *o)
{
	session_close(&o->session);
	while (waitpid(o->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
