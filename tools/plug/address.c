/* SPDX-License-Identifier: BSD-2-Clause */
#include "address.h"

#include <errno.h>
#include <netdb.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST_SIZE 256

void die(const char *format, ...)
{
	int errnum = errno;
	va_list args;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "%s%s\n", errnum ? ": " : "",
		errnum ? strerror(errnum) : "");
	exit(1);
}

static struct address unix_parse(const char *text)
{
	struct address a = { .un.sun_family = AF_UNIX };
	size_t len = strlen(text);

	if (len >= sizeof(a.un.sun_path)) {
		errno = ENAMETOOLONG;
		die("%s", text);
	}
	memcpy(a.un.sun_path, text, len);
	a.size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	if (text[0] == '@')
		a.un.sun_path[0] = '\0'; /* its size tells where it ends */
	else
		a.size++;
	return a;
}

/* HOST and PORT of "HOST:PORT" or "[HOST]:PORT". */
static const char *host_split(const char *text, char host[HOST_SIZE])
{
	const char *colon = strrchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : 0;

	if (len > 1 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (!len || len >= HOST_SIZE) {
		errno = EINVAL;
		die("%s", text);
	}
	memcpy(host, text, len);
	host[len] = '\0';
	return colon + 1;
}

static struct address inet_parse(const char *text)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct address a = { .size = 0 };
	char host[HOST_SIZE];
	const char *port = host_split(text, host);
	struct addrinfo *found;
	int rc = getaddrinfo(host, port, &hints, &found);

	if (rc) {
		errno = 0;
		die("%s: %s", text, gai_strerror(rc));
	}
	a.size = found->ai_addrlen;
	memcpy(&a.any, found->ai_addr, a.size);
	freeaddrinfo(found);
	return a;
}

struct address address_parse(const char *text)
{
	return text[0] == '/' || text[0] == '@' ? unix_parse(text)
						: inet_parse(text);
}

bool address_has_file(const struct address *a)
{
	return a->any.sa_family == AF_UNIX && a->un.sun_path[0];
}

static int socket_new(const struct address *a, int type)
{
	int fd = socket(a->any.sa_family, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket");
	return fd;
}

int socket_connected(const struct address *a, int type)
{
	int fd = socket_new(a, type);

	if (connect(fd, &a->any, a->size))
		die("connect");
	return fd;
}

static void stale_file_remove(const char *path)
{
	struct stat st;

	if (!lstat(path, &st) && S_ISSOCK(st.st_mode))
		unlink(path);
}

int socket_bound(const struct address *a, int type)
{
	int fd = socket_new(a, type), one = 1;

	if (address_has_file(a))
		stale_file_remove(a->un.sun_path);
	else
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, &a->any, a->size))
		die("bind");
	return fd;
}
