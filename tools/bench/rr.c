/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rr - UDP request and response: the round trip time of a small datagram
 *
 * rr -N netns -l PORT                         answer, for ever
 * rr -N netns -t ADDRESS -p PORT -d SECONDS   ask one at a time, and print
 *
 * With -f it runs before all other processes: if every CPU is busy, waiting for one
 * is not the switch's delay.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PAYLOAD	   18 /* for a frame of 64 bytes */
#define ROUNDS_MAX (1U << 22)
#define WARM_NS	   200000000LL /* not counted: ARP, learning, caches */
#define LOST_US	   200000      /* lost if there is no answer after this time */

static const char usage[] = "usage: rr [-f] -N netns -l port\n"
			    "       rr [-f] -N netns -t addr -p port "
			    "-d seconds\n";

static void die(const char *what)
{
	fprintf(stderr, "rr: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void enter_netns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/var/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(path);
	close(fd);
}

static void go_first(void)
{
	struct sched_param param = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO, &param))
		die("SCHED_FIFO");
}

static void answer(int fd)
{
	puts("READY");
	fflush(stdout);
	for (;;) {
		struct sockaddr_storage from;
		socklen_t len = sizeof(from);
		char data[2048];
		ssize_t n = recvfrom(fd, data, sizeof(data), 0,
				     (struct sockaddr *)&from, &len);

		if (n >= 0)
			sendto(fd, data, (size_t)n, 0, (struct sockaddr *)&from,
			       len);
	}
}

/* One request and its own answer, not a late one; returns the time in ns, or -1. */
static int64_t ask(int fd, uint64_t number)
{
	char data[PAYLOAD] = "";
	int64_t begin = now_ns();
	uint64_t answered = 0;

	memcpy(data, &number, sizeof(number));
	if (send(fd, data, sizeof(data), 0) < 0)
		return -1;
	while (answered != number) {
		ssize_t n = recv(fd, data, sizeof(data), 0);

		if (n < 0)
			return -1;
		if (n >= (ssize_t)sizeof(answered))
			memcpy(&answered, data, sizeof(answered));
	}
	return now_ns() - begin;
}

static int by_time(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void print_times(uint32_t *times, size_t n, size_t lost, double seconds)
{
	double p50 = 0, p99 = 0;

	if (n) {
		qsort(times, n, sizeof(*times), by_time);
		p50 = times[n / 2] / 1e3;
		p99 = times[n * 99 / 100] / 1e3;
	}
	printf("{\"per_s\": %.0f, \"p50_us\": %.2f, \"p99_us\": %.2f, "
	       "\"lost\": %zu}\n",
	       (double)n / seconds, p50, p99, lost);
}

static void ask_for(int fd, double seconds)
{
	struct timeval patience = { 0, LOST_US };
	uint32_t *times = malloc(ROUNDS_MAX * sizeof(*times));
	int64_t warm = now_ns() + WARM_NS;
	int64_t end = warm + (int64_t)(seconds * 1e9);
	size_t n = 0, lost = 0;

	if (!times)
		die("memory");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	for (uint64_t number = 1; n < ROUNDS_MAX && now_ns() < end; number++) {
		int64_t begin = now_ns();
		int64_t took = ask(fd, number);

		if (begin < warm)
			continue;
		if (took < 0)
			lost++;
		else
			times[n++] = (uint32_t)took;
	}
	print_times(times, n, lost, seconds);
	free(times);
}

int main(int argc, char **argv)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	const char *netns = NULL, *to = NULL;
	double seconds = 1;
	int port = 0, which, fd;

	while ((which = getopt(argc, argv, "fN:l:t:p:d:")) != -1) {
		switch (which) {
		case 'f':
			go_first();
			break;
		case 'N':
			netns = optarg;
			break;
		case 'l':
		case 'p':
			port = atoi(optarg);
			break;
		case 't':
			to = optarg;
			break;
		case 'd':
			seconds = strtod(optarg, NULL);
			break;
		default:
			port = 0;
		}
	}
	addr.sin_port = htons((uint16_t)port);
	if (!port || (to && inet_pton(AF_INET, to, &addr.sin_addr) != 1)) {
		fputs(usage, stderr);
		return 2;
	}
	if (netns)
		enter_netns(netns);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		die("socket");
	if (to) {
		if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
			die("connect");
		ask_for(fd, seconds);
	} else {
		if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
			die("bind");
		answer(fd);
	}
	return 0;
}
