/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bare - Taps connected by a loop, with no switch in it
 *
 * bare [NETNS IFNAME]...         create these taps, and write each frame that is
 *                                read from one to all the others, until killed
 *
 * Nothing that moves frames between taps by read() and write() can use less CPU
 * time: it looks at no header, learns and counts nothing, and refuses nothing.
 * The taps have the virtio-net header and the offloads that tapswitch asks for.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

#define HEADER_SIZE 10 /* struct virtio_net_hdr */
#define FRAME_MAX   (HEADER_SIZE + 14 + 4 + 65535)
#define BATCH	    32
#define OFFLOADS    (TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN)

static uint8_t frames[BATCH][FRAME_MAX];
static ssize_t lengths[BATCH];

static void die(const char *what)
{
	fprintf(stderr, "bare: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void enter(const char *netns)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(path);
	close(fd);
}

/* Linux before 6.2 has no USO. */
static void take_offloads(int fd)
{
	if (ioctl(fd, TUNSETOFFLOAD, OFFLOADS | TUN_F_USO4 | TUN_F_USO6) &&
	    ioctl(fd, TUNSETOFFLOAD, OFFLOADS))
		die("TUNSETOFFLOAD");
}

static int make_tap(const char *ifname)
{
	struct ifreq req = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	int size = HEADER_SIZE;

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", ifname);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &req) ||
	    ioctl(fd, TUNSETVNETHDRSZ, &size))
		die(ifname);
	take_offloads(fd);
	return fd;
}

static size_t read_batch(int fd)
{
	size_t n = 0;

	while (n < BATCH && (lengths[n] = read(fd, frames[n], FRAME_MAX)) > 0)
		n++;
	return n;
}

/* A frame is lost if a tap has no room for it, or is down. */
static void write_batch(int fd, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (write(fd, frames[i], (size_t)lengths[i]) < 0 &&
		    errno != EAGAIN && errno != EIO)
			die("write");
}

static void move_frames(const int *taps, int count, int from)
{
	size_t n = read_batch(from);

	for (int i = 0; n && i < count; i++)
		if (taps[i] != from)
			write_batch(taps[i], n);
}

static void run(const int *taps, int count)
{
	struct epoll_event events[64];
	int poller = epoll_create1(EPOLL_CLOEXEC);

	for (int i = 0; i < count; i++) {
		struct epoll_event event = { EPOLLIN, { .fd = taps[i] } };

		if (epoll_ctl(poller, EPOLL_CTL_ADD, taps[i], &event))
			die("epoll_ctl");
	}
	for (;;) {
		int n = epoll_wait(poller, events, 64, -1);

		for (int i = 0; i < n; i++)
			move_frames(taps, count, events[i].data.fd);
	}
}

int main(int argc, char **argv)
{
	const struct rlimit files = { 65536, 65536 };
	int count = (argc - 1) / 2;
	int *taps = calloc((size_t)count + 1, sizeof(*taps));

	if (!taps || argc % 2 == 0) {
		fprintf(stderr, "usage: bare [NETNS IFNAME]...\n");
		return 2;
	}
	setrlimit(RLIMIT_NOFILE, &files);
	for (int i = 0; i < count; i++) {
		enter(argv[1 + 2 * i]);
		taps[i] = make_tap(argv[2 + 2 * i]);
	}
	run(taps, count);
}
