/* SPDX-License-Identifier: BSD-2-Clause */
/* The peer of a Unix datagram socket, found by its path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
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

static void a_peer_exists_until_its_socket_is_closed(void **state)
{
	struct socket_home home = { NULL, -1 };
	struct dgram_sender sender = { .uid = geteuid() };
	struct dgram_peer peer = { .fd = -1, .file = -1 };
	int fd = bind_to("peer", &sender.address);
	(void)state;

	if (dgram_peer_open(&peer, &sender, &home) == -EAGAIN) {
		close(fd);
		unlink(sender.address.un.sun_path);
		skip(); /* Linux before 5.12 */
	}
	assert_true(dgram_peer_exists(&peer));
	close(fd);
	assert_false(dgram_peer_exists(&peer));
	unlink(sender.address.un.sun_path);
	assert_false(dgram_peer_exists(&peer));
	dgram_peer_close(&peer);
}

int main(void)
{
	const struct CMUnitTest dgram_peer[] = {
		cmocka_unit_test(a_peer_exists_until_its_socket_is_closed),
	};

	return cmocka_run_group_tests(dgram_peer, make_dir, remove_dir);
}
