/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pour - TCP as fast as possible, for guests without iperf3
 *
 * pour PORT                      listen, and go to the background; read what the
 *                                first client sends until it ends; print the
 *                                bytes and seconds
 * pour ADDRESS PORT SECONDS      send for this time
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char data[128 * 1024];

static void die(const char *what)
{
	fprintf(stderr, "pour: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The time begins with the first bytes, so that waiting for a client does not count. */
static void take(int fd)
{
	uint64_t bytes = 0;
	double begin;
	ssize_t n;

	fd = accept(fd, NULL, NULL);
	if (fd < 0 || read(fd, data, sizeof(data)) <= 0)
		die("no client sends");
	begin = now_s();
	while ((n = read(fd, data, sizeof(data))) > 0)
		bytes += (uint64_t)n;
	printf("%llu %.3f\n", (unsigned long long)bytes, now_s() - begin);
}

static void give(int fd, double seconds)
{
	double end = now_s() + seconds;

	while (now_s() < end)
		if (write(fd, data, sizeof(data)) < 0)
			die("write");
}

int main(int argc, char **argv)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		die("socket");
	if (argc == 4 && inet_pton(AF_INET, argv[1], &addr.sin_addr) == 1) {
		addr.sin_port = htons((uint16_t)atoi(argv[2]));
		if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
			die("connect");
		give(fd, atof(argv[3]));
	} else if (argc == 2) {
		addr.sin_port = htons((uint16_t)atoi(argv[1]));
		if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
		    listen(fd, 1) || daemon(1, 1))
			die("listen");
		take(fd);
	} else {
		fputs("usage: pour PORT\n"
		      "       pour ADDRESS PORT SECONDS\n",
		      stderr);
		return 2;
	}
	return 0;
}
