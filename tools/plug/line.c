/* SPDX-License-Identifier: BSD-2-Clause */
#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"

#define VFKT	"VFKT"
#define BACKLOG 1

static void bad_words(void)
{
	errno = 0;
	give_up("not a line: stream connect|listen ADDR, "
		"dgram LOCAL REMOTE [vfkt], vde DIR [PORT], or fd N");
}

static void keep_path(struct line *line, const struct address *a)
{
	if (address_has_file(a))
		strcpy(line->path, a->un.sun_path);
}

static void stream_open(struct line *line, const char *how, const char *text)
{
	struct address a = address_parse(text);

	line->is_stream = true;
	line->is_listening = !strcmp(how, "listen");
	if (!line->is_listening && strcmp(how, "connect"))
		bad_words();
	if (!line->is_listening) {
		line->fd = socket_connected(&a, SOCK_STREAM);
		return;
	}
	line->fd = socket_bound(&a, SOCK_STREAM);
	keep_path(line, &a);
	if (listen(line->fd, BACKLOG))
		give_up("listen at %s", text);
}

static void dgram_open(struct line *line, const char *local, const char *remote)
{
	struct address from = address_parse(local);

	line->fd = socket_bound(&from, SOCK_DGRAM);
	keep_path(line, &from);
	line->remote = address_parse(remote);
	connect(line->fd, &line->remote.any, line->remote.size);
}

/* Connected, it can wait for room; but who binds the path anew is another, and
 * may not answer before we have let go of the one that was there.
 */
static bool reconnect(struct line *line)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	if (!line->remote.size)
		return false;
	connect(line->fd, &nobody, sizeof(nobody));
	return !connect(line->fd, &line->remote.any, line->remote.size);
}

bool line_send(struct line *line, const void *data, size_t size)
{
	const int flags = MSG_DONTWAIT | MSG_NOSIGNAL;

	if (send(line->fd, data, size, flags) >= 0)
		return true;
	if (errno == ECONNREFUSED || errno == ENOTCONN || errno == ECONNRESET)
		return !reconnect(line) ||
		       send(line->fd, data, size, flags) >= 0 ||
		       errno != EAGAIN;
	return errno != EAGAIN;
}

static void inherited_open(struct line *line, const char *number)
{
	int type;
	socklen_t size = sizeof(type);

	line->fd = atoi(number);
	if (getsockopt(line->fd, SOL_SOCKET, SO_TYPE, &type, &size))
		give_up("descriptor %s", number);
	line->is_stream = type == SOCK_STREAM;
}

static size_t count(char **words)
{
	size_t n = 0;

	while (words[n])
		n++;
	return n;
}

static bool is(char **words, const char *kind, size_t least, size_t most)
{
	size_t n = count(words);

	return n && !strcmp(words[0], kind) && n >= least && n <= most;
}

void line_open(struct line *line, char **words)
{
	*line = (struct line){ .fd = -1, .control = -1 };
	if (is(words, "stream", 3, 3))
		stream_open(line, words[1], words[2]);
	else if (is(words, "dgram", 3, 4))
		dgram_open(line, words[1], words[2]);
	else if (is(words, "vde", 2, 3))
		vde_open(line, words[1],
			 words[2] ? (unsigned)atoi(words[2]) : 0);
	else if (is(words, "fd", 2, 2))
		inherited_open(line, words[1]);
	else
		bad_words();
	if (is(words, "dgram", 4, 4)) {
		if (strcmp(words[3], "vfkt"))
			bad_words();
		line_send(line, VFKT, strlen(VFKT));
	}
}

void line_accept(struct line *line)
{
	int fd = accept4(line->fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		give_up("accept");
	close(line->fd);
	line->fd = fd;
	line->is_listening = false;
}

void line_close(struct line *line)
{
	if (line->path[0])
		unlink(line->path);
	if (line->control >= 0)
		close(line->control);
	if (line->fd >= 0)
		close(line->fd);
	*line = (struct line){ .fd = -1, .control = -1 };
}
