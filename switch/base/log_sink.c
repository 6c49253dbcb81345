/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/log_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytebuf.h"

/**
 * struct log_sink - Standard error
 * @fd:		2, or the same file opened again; -1 before log_sink_open()
 * @is_socket:	Standard error is a socket, most likely the journal's
 * @polls:	A write may block, so poll() for room first
 * @waiting:	Lines that were not accepted yet
 */
static struct log_sink {
	int fd;
	bool is_socket;
	bool polls;
	struct bytebuf waiting;
} sink = { .fd = -1 };

static bool has_room(int wait_ms)
{
	struct pollfd p = { .fd = sink.fd, .events = POLLOUT };

	return poll(&p, 1, wait_ms) > 0;
}

void log_sink_open(void)
{
	struct stat st = { 0 };

	if (sink.fd > STDERR_FILENO)
		close(sink.fd);
	sink.fd = STDERR_FILENO;
	if (!sink.waiting.bytes)
		bytebuf_init(&sink.waiting, LOG_SINK_SIZE);
	sink.is_socket = !fstat(STDERR_FILENO, &st) && S_ISSOCK(st.st_mode);
	sink.polls = !sink.is_socket && !S_ISREG(st.st_mode);
	if (!sink.polls)
		return;
	sink.fd = open("/proc/self/fd/2",
		       O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	sink.polls = sink.fd < 0;
	if (sink.fd < 0)
		sink.fd = STDERR_FILENO;
}

static ssize_t write_some(const uint8_t *bytes, size_t len)
{
	if (sink.is_socket)
		return send(sink.fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sink.polls && !has_room(0)) {
		errno = EAGAIN;
		return -1;
	}
	return write(sink.fd, bytes, len);
}

/* The reader may catch up, and a full disk may get room again. */
static bool is_transient(int errnum)
{
	return errnum == EAGAIN || errnum == EINTR || errnum == ENOSPC ||
	       errnum == EDQUOT;
}

/* Line by line: a write of less than PIPE_BUF bytes to a pipe is not mixed with
 * those of other processes. */
bool log_sink_drain(void)
{
	struct bytebuf *b = &sink.waiting;

	while (b->len) {
		const uint8_t *line = bytebuf_front(b);
		const uint8_t *end = memchr(line, '\n', b->len);
		size_t len = (size_t)(end - line) + 1;
		ssize_t written = write_some(line, len);

		if (written < 0 && is_transient(errno))
			return false;
		/* After any other error, the line can never be written. */
		bytebuf_drop(b, written < 0 ? len : (size_t)written);
	}
	return true;
}

bool log_sink_put(const char *line, size_t len)
{
	if (sink.fd < 0)
		log_sink_open();
	log_sink_drain();
	if (!bytebuf_put(&sink.waiting, (const uint8_t *)line, len))
		return false;
	log_sink_drain();
	return true;
}

void log_sink_wait(int ms)
{
	has_room(ms);
}
