/* SPDX-License-Identifier: BSD-2-Clause */
#include "listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 32

/* Split "[::1]:80" or "127.0.0.1:80"; an address without a colon has no port */
static int split(const char *address, char host[NI_MAXHOST], const char **port,
		 struct err *err)
{
	const char *colon = strrchr(address, ':');
	size_t len = colon ? (size_t)(colon - address) : 0;

	if (!colon || !colon[1] || len >= NI_MAXHOST)
		return err_say(err, EINVAL, "bad-value", 0,
			       "\"%s\" is not ADDR:PORT", address);
	if (len > 1 && address[0] == '[' && address[len - 1] == ']') {
		address++;
		len -= 2;
	}
	memcpy(host, address, len);
	host[len] = '\0';
	*port = colon + 1;
	return 0;
}

static int open_socket(const struct addrinfo *a, const char *address,
		       struct err *err)
{
	int sock = socket(a->ai_family,
			  SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int ret;

	if (sock < 0)
		return err_set(err, errno, "make a socket");
	setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	if (!bind(sock, a->ai_addr, a->ai_addrlen) && !listen(sock, BACKLOG))
		return sock;
	ret = err_set(err, errno, "listen at %s", address);
	close(sock);
	return ret;
}

static void name_url(struct listen *l)
{
	struct sockaddr_storage own;
	socklen_t len = sizeof(own);
	char host[NI_MAXHOST] = "", port[NI_MAXSERV] = "";
	bool is_v6;

	getsockname(l->sock, (struct sockaddr *)&own, &len);
	getnameinfo((struct sockaddr *)&own, len, host, sizeof(host), port,
		    sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	is_v6 = own.ss_family == AF_INET6;
	snprintf(l->url, sizeof(l->url), "http://%s%.64s%s:%s/metrics",
		 is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
}

int listen_tcp(struct listen *l, const char *address, struct err *err)
{
	const struct addrinfo hints = {
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found;
	char host[NI_MAXHOST];
	const char *port = NULL;
	int ret = split(address, host, &port, err);

	*l = (struct listen){ .sock = -1 };
	if (ret)
		return ret;
	ret = getaddrinfo(*host ? host : NULL, port, &hints, &found);
	if (ret)
		return err_say(err, EINVAL, "bad-value", 0, "\"%s\": %s",
			       address, gai_strerror(ret));
	l->sock = open_socket(found, address, err);
	freeaddrinfo(found);
	if (l->sock < 0)
		return l->sock;
	name_url(l);
	return 0;
}

int listen_unix(struct listen *l, const char *path, struct err *err)
{
	const struct unix_socket config = {
		.path = path,
		.type = SOCK_STREAM,
		.mode = 0660,
		.group = (gid_t)-1,
	};

	*l = (struct listen){ .path = path };
	l->sock = unix_socket_open(&config, &l->made, err);
	if (l->sock < 0)
		return l->sock;
	snprintf(l->url, sizeof(l->url), "/metrics at the socket %s", path);
	return 0;
}

void listen_close(struct listen *l)
{
	if (l->path)
		unix_socket_close(l->sock, l->path, &l->made);
	else
		close(l->sock);
}
