/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plug IFNAME LINK... - connect a tap to a link: see link.h
 *
 * The tap is made when the link is connected, or listens.  It has no offloads, so
 * frames are complete.  The program ends, and the tap with it, when either side ends:
 * with status 0 if that was a clean end.
 *
 * A side that takes no frames delays those for itself only.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "link.h"

#define FRAME_MAX  (65536 + 18) /* of a tap with the largest MTU, tagged */
#define BUFFER_MAX (4 * FRAME_MAX)
#define BATCH	   64 /* frames of one side before the other is read */

static const char usage[] =
	"usage: plug IFNAME stream connect|listen ADDR\n"
	"       plug IFNAME dgram LOCAL REMOTE [vfkt]\n"
	"       plug IFNAME vde DIR [PORT]\n"
	"       plug IFNAME fd N\n"
	"ADDR: /path, @abstract, HOST:PORT or [IPv6]:PORT\n";

/** struct buffer - Bytes on their way in one direction */
struct buffer {
	size_t from, to;
	uint8_t data[BUFFER_MAX];
};

static struct link peer = { .fd = -1, .control = -1 };
static struct buffer out, in; /* to the link, from the link */
static int tap;
static volatile sig_atomic_t is_ending;
static sigset_t signals_unblocked; /* the mask while waiting */

static void on_signal(int number)
{
	(void)number;
	is_ending = 1;
}

static void close_link(void)
{
	link_close(&peer);
}

/* However the program ends, the socket's file is removed */
static void catch_signals(void)
{
	const struct sigaction action = { .sa_handler = on_signal };
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		sigaction(ends[i], &action, NULL);
		sigaddset(&set, ends[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &signals_unblocked);
	atexit(close_link);
}

static void wait_for(struct pollfd *fds, nfds_t n)
{
	if (ppoll(fds, n, NULL, &signals_unblocked) < 0 && errno != EINTR)
		die("poll");
	if (is_ending)
		exit(0);
}

static int tap_open(const char *ifname)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		die("/dev/net/tun");
	if (strlen(ifname) >= IFNAMSIZ)
		errno = ENAMETOOLONG;
	else
		strcpy(request.ifr_name, ifname);
	if (!request.ifr_name[0] || ioctl(fd, TUNSETIFF, &request))
		die("tap %s", ifname);
	return fd;
}

/* A frame that the tap does not take now is lost, as on a cable */
static void tap_write(const uint8_t *frame, size_t size)
{
	if (write(tap, frame, size) >= 0 || errno == EIO || errno == EAGAIN)
		return;
	if (errno == EBADFD)
		exit(0);
	fprintf(stderr, "plug: a frame of %zu bytes: %s\n", size,
		strerror(errno));
}

/* Returns the size of the frame, 0 if there is none */
static size_t tap_read(uint8_t *frame)
{
	ssize_t n = read(tap, frame, FRAME_MAX);

	if (n >= 0)
		return (size_t)n;
	if (errno == EBADFD)
		exit(0);
	if (errno != EAGAIN && errno != EINTR)
		die("tap");
	return 0;
}

static void put_be32(uint8_t *at, size_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static size_t get_be32(const uint8_t *at)
{
	return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 |
	       at[3];
}

/* The peer has closed the connection: an error only within a frame */
static void on_link_closed(const struct buffer *unread)
{
	errno = 0;
	if (unread->to != unread->from)
		die("the link ended within a frame");
	exit(0);
}

static void stream_flush(void)
{
	ssize_t n = send(peer.fd, out.data + out.from, out.to - out.from,
			 MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
		on_link_closed(&in);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die("the link");
	if (n > 0)
		out.from += (size_t)n;
	if (out.from == out.to)
		out.from = out.to = 0;
}

static void tap_to_stream(void)
{
	while (!out.from &&
	       sizeof(out.data) - out.to >= LINK_LEN_SIZE + FRAME_MAX) {
		uint8_t *at = out.data + out.to;
		size_t size = tap_read(at + LINK_LEN_SIZE);

		if (!size)
			break;
		put_be32(at, size);
		out.to += LINK_LEN_SIZE + size;
	}
	if (out.from != out.to)
		stream_flush();
}

/* Write complete frames to the tap, and move the rest to the buffer's beginning */
static void write_frames(struct buffer *b)
{
	while (b->to - b->from >= LINK_LEN_SIZE) {
		size_t size = get_be32(b->data + b->from);

		errno = 0;
		if (size > FRAME_MAX)
			die("the link announces a frame of %zu bytes", size);
		if (b->to - b->from < LINK_LEN_SIZE + size)
			break;
		tap_write(b->data + b->from + LINK_LEN_SIZE, size);
		b->from += LINK_LEN_SIZE + size;
	}
	memmove(b->data, b->data + b->from, b->to - b->from);
	b->to -= b->from;
	b->from = 0;
}

static void stream_to_tap(void)
{
	ssize_t n = recv(peer.fd, in.data + in.to, sizeof(in.data) - in.to,
			 MSG_DONTWAIT);

	if (!n || (n < 0 && errno == ECONNRESET))
		on_link_closed(&in);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die("the link");
	if (n > 0)
		in.to += (size_t)n;
	write_frames(&in);
}

static void tap_to_dgram(void)
{
	for (int i = 0; i < BATCH; i++) {
		if (!out.to)
			out.to = tap_read(out.data);
		if (!out.to || !link_send(&peer, out.data, out.to))
			break;
		out.to = 0;
	}
}

static void dgram_to_tap(void)
{
	for (int i = 0; i < BATCH; i++) {
		ssize_t n = recv(peer.fd, in.data, FRAME_MAX,
				 MSG_DONTWAIT | MSG_TRUNC);

		if (n < 0)
			break; /* an error of a datagram sent before, at most */
		if (n > FRAME_MAX)
			fprintf(stderr, "plug: a datagram of %zd bytes\n", n);
		else if (n)
			tap_write(in.data, (size_t)n);
	}
}

static void forward(void)
{
	struct pollfd fds[] = {
		{ .fd = tap },
		{ .fd = peer.fd },
		{ .fd = peer.control, .events = POLLIN },
	};

	for (;;) {
		/* the tap is not read while output waits */
		fds[0].events = out.to ? 0 : POLLIN;
		fds[1].events = out.to ? POLLIN | POLLOUT : POLLIN;
		wait_for(fds, 3);
		if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
			peer.is_stream ? stream_to_tap() : dgram_to_tap();
		if ((fds[0].revents & POLLIN) || (fds[1].revents & POLLOUT))
			peer.is_stream ? tap_to_stream() : tap_to_dgram();
		if (fds[0].revents & (POLLERR | POLLHUP) || fds[2].revents)
			exit(0);
	}
}

int main(int argc, char **argv)
{
	struct pollfd listener;

	if (argc < 3) {
		fputs(usage, stderr);
		return 2;
	}
	catch_signals();
	link_open(&peer, argv + 2);
	tap = tap_open(argv[1]);
	listener = (struct pollfd){ .fd = peer.fd, .events = POLLIN };
	while (peer.is_listening) {
		wait_for(&listener, 1);
		if (listener.revents)
			link_accept(&peer);
	}
	forward();
}
