/* SPDX-License-Identifier: BSD-2-Clause */
/* The peer of a Unix datagram socket, looked for by its path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "port/dgram_peer.h"

static char dir[] = "/tmp/test_dgram_peer.XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	return rmdir(dir);
}

static int bind_to(const char *name, struct address *address)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	*address = (struct address){ .un.sun_family = AF_UNIX,
				     .len = sizeof(address->un) };
	snprintf(address->un.sun_path, sizeof(address->un.sun_path), "%s/%s",
		 dir, name);
	assert_int_equal(bind(fd, &address->any, address->len), 0);
	return fd;
}

static void refuse(long call, int errnum)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)errnum),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		_exit(77);
}

/* A filter cannot be taken off again: the looks are a child's. */
static int look_while_refused(struct dgram_peer *peer, int errnum)
{
	pid_t child = fork();
	int status;

	if (!child) {
		refuse(SYS_openat2, errnum);
		_exit(dgram_peer_is_there(peer) ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The kernel's cache of names can be busy: that says nothing of the peer. */
static void a_peer_is_there_until_it_is_known_to_be_gone(void **state)
{
	struct socket_home home = { NULL, -1 };
	struct dgram_sender sender = { .uid = geteuid() };
	struct dgram_peer peer = { .fd = -1, .file = -1 };
	int fd = bind_to("peer", &sender.address), there;
	(void)state;

	if (dgram_peer_open(&peer, &sender, &home) == -EAGAIN) {
		close(fd);
		unlink(sender.address.un.sun_path);
		skip(); /* Linux before 5.12 */
	}
	assert_true(dgram_peer_is_there(&peer));
	there = look_while_refused(&peer, EAGAIN);
	if (there != 77)
		assert_int_equal(there, 1);
	assert_true(dgram_peer_is_there(&peer));

	close(fd);
	assert_false(dgram_peer_is_there(&peer));
	unlink(sender.address.un.sun_path);
	assert_false(dgram_peer_is_there(&peer));
	dgram_peer_close(&peer);
}

int main(void)
{
	const struct CMUnitTest dgram_peer[] = {
		cmocka_unit_test(a_peer_is_there_until_it_is_known_to_be_gone),
	};

	return cmocka_run_group_tests(dgram_peer, make_dir, remove_dir);
}
