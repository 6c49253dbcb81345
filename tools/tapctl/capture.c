/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/pcapng.h"
#include "diagnostic.h"
#include "memory.h"
#include "pcapng_sums.h"

#define BUF_SIZE  (1 << 20)
#define BLOCK_MIN 12
#define ALIGNMENT 4

/**
 * struct capture - A capture that goes on
 * @buf:	Bytes that were received and not yet written
 * @len:	How many
 */
struct capture {
	int sock;
	uint8_t *buf;
	size_t len;
	struct pcapng_file file;
	struct pcapng_sums sums;
};

/* For the signal handler */
static int sock_to_end = -1;

static void end_capture(int signal)
{
	(void)signal;
	shutdown(sock_to_end, SHUT_WR);
}

static void handle_signals(int sock)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP };
	/* the second one has its usual effect */
	const struct sigaction action = { .sa_handler = end_capture,
					  .sa_flags =
						  SA_RESETHAND | SA_RESTART };
	struct sigaction before;

	sock_to_end = sock;
	for (size_t i = 0; i < ARRAY_SIZE(ending); i++)
		if (!sigaction(ending[i], NULL, &before) &&
		    before.sa_handler != SIG_IGN) /* as nohup(1) sets it */
			sigaction(ending[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* write() says so, too */
}

static bool is_valid(struct pcapng_block b)
{
	return b.len >= BLOCK_MIN && b.len % ALIGNMENT == 0 &&
	       b.len <= BUF_SIZE;
}

static int report_invalid(struct err *err)
{
	return err_say(err, EPROTO, "no-switch", 0,
		       "what the switch has sent is not pcapng");
}

/* Counts the whole blocks among what was received, and sets their length */
static int count_blocks(struct capture *c, size_t *whole, struct err *err)
{
	*whole = 0;
	while (c->len - *whole >= sizeof(struct pcapng_block)) {
		const uint8_t *at = c->buf + *whole;
		struct pcapng_block b = pcapng_block(at);

		if (!is_valid(b))
			return report_invalid(err);
		if (b.len > c->len - *whole)
			break;
		if (!pcapng_sums_add(&c->sums, at))
			return report_invalid(err);
		*whole += b.len;
	}
	return 0;
}

/* What is whole is written even if it is followed by what is not valid */
static int write_blocks(struct capture *c, struct err *err)
{
	size_t whole;
	int invalid = count_blocks(c, &whole, err);
	struct err write_err;
	int ret = pcapng_file_write(&c->file, c->buf, whole, &write_err);

	if (ret)
		*err = write_err;
	c->len -= whole;
	memmove(c->buf, c->buf + whole, c->len);
	return ret ? ret : invalid;
}

/* Wait for more of the stream.  Returns -EPIPE if nothing reads the output any more,
 * which otherwise would show at the next packet only */
static int wait_for_more(const struct capture *c)
{
	struct pollfd fds[] = { { .fd = c->sock, .events = POLLIN },
				{ .fd = c->file.fd } };

	while (poll(fds, ARRAY_SIZE(fds), -1) < 0 && errno == EINTR)
		;
	return fds[1].revents & (POLLERR | POLLHUP) ? -EPIPE : 0;
}

/* Until the stream ends; an error of the connection is an end, too */
static int copy(struct capture *c, struct err *err)
{
	for (;;) {
		int ret = wait_for_more(c);
		ssize_t n;

		if (ret)
			return ret;
		n = read(c->sock, c->buf + c->len, BUF_SIZE - c->len);
		if (n <= 0)
			return 0;
		c->len += (size_t)n;
		ret = write_blocks(c, err);
		if (ret)
			return ret;
	}
}

static bool is_complete(const struct capture *c)
{
	uint64_t lost;

	return !c->len && pcapng_sums_lost(&c->sums, &lost);
}

/* With the output piped to a program, only on a terminal: Wireshark shows what an
 * extcap writes to standard error as an error */
static bool is_quiet(const struct capture *c)
{
	return c->file.fd == STDOUT_FILENO && !isatty(STDERR_FILENO);
}

/* From now on, no frame is missed. */
static void show_begin(const struct capture *c, bool is_json)
{
	if (!is_quiet(c) && !is_json)
		fputs("tapctl: capturing frames\n", stderr);
}

static void show_sums(const struct capture *c, bool is_json)
{
	uint64_t lost;
	bool is_known = pcapng_sums_lost(&c->sums, &lost);

	if (is_quiet(c))
		return;
	if (is_json)
		fprintf(stderr, "{\"captured\":%ju,\"lost\":%ju}\n",
			(uintmax_t)c->sums.packets, (uintmax_t)lost);
	else if (is_known)
		fprintf(stderr, "tapctl: frames captured: %ju, lost: %ju\n",
			(uintmax_t)c->sums.packets, (uintmax_t)lost);
	else
		fprintf(stderr, "tapctl: frames captured: %ju\n",
			(uintmax_t)c->sums.packets);
}

static enum status finish(struct capture *c, int ret, struct err *err,
			  bool is_json)
{
	struct err close_err;

	if (!ret || ret == -EPIPE)
		show_sums(c, is_json);
	if (pcapng_file_close(&c->file, &close_err) && !ret) {
		ret = -EIO;
		*err = close_err;
	}
	if (!ret && !is_complete(c))
		ret = err_say(err, EPROTO, "no-switch", 0,
			      "the switch ended before the capture did");
	if (!ret || ret == -EPIPE)
		return STATUS_DONE;
	diagnostic_say(is_json, err->code, "%s", err->text);
	return ret == -EPROTO ? STATUS_NO_SWITCH : STATUS_REFUSED;
}

enum status capture_save(int sock, const struct pcapng_output *output,
			 bool is_json)
{
	struct capture c = { .sock = sock };
	enum status status;
	struct err err;
	int ret;

	handle_signals(sock);
	ret = pcapng_file_open(&c.file, output, &err);
	if (ret) {
		diagnostic_say(is_json, err.code, "%s", err.text);
		return STATUS_REFUSED;
	}
	c.buf = memory_check(malloc(BUF_SIZE));
	show_begin(&c, is_json);
	ret = copy(&c, &err);
	status = finish(&c, ret, &err, is_json);
	pcapng_sums_free(&c.sums);
	free(c.buf);
	return status;
}
