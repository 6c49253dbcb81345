/* SPDX-License-Identifier: BSD-2-Clause */
#include "listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/syntax.h"

#define BACKLOG 32

static int say_malformed(const char *address, struct err *err)
{
	return err_say(err, EINVAL, "bad-value", 0,
		       "\"%s\" is not ADDR:PORT with a port up to %d, as "
		       "127.0.0.1:18021, [::1]:18021 or :18021",
		       address, UINT16_MAX);
}

/* Split "[::1]:80" or "127.0.0.1:80" */
static int split(const char *address, char host[NI_MAXHOST], const char **port,
		 struct err *err)
{
	const char *colon = strrchr(address, ':');
	size_t len = colon ? (size_t)(colon - address) : 0;
	uint64_t number;

	if (!colon || len >= NI_MAXHOST || !syntax_number(colon + 1, &number) ||
	    number > UINT16_MAX)
		return say_malformed(address, err);
	*port = colon + 1;
	if (len > 1 && address[0] == '[' && address[len - 1] == ']') {
		address++;
		len -= 2;
	} else if (memchr(address, ':', len)) {
		return say_malformed(address, err);
	}
	memcpy(host, address, len);
	host[len] = '\0';
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
	if (a->ai_family == AF_INET6) /* :: is then any IPv4 address, too */
		setsockopt(sock, IPPROTO_IPV6, IPV6_V6ONLY, &(int){ 0 },
			   sizeof(int));
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

/* A name may have several addresses: listen at the first one that is possible */
static int open_at(const char *host, const char *port, const char *address,
		   struct err *err)
{
	const struct addrinfo hints = {
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found;
	int ret = getaddrinfo(host, port, &hints, &found);

	if (ret)
		return err_say(err, EINVAL, "bad-value", 0, "\"%s\": %s",
			       address, gai_strerror(ret));
	for (const struct addrinfo *a = found; a; a = a->ai_next) {
		ret = open_socket(a, address, err);
		if (ret >= 0)
			break;
	}
	freeaddrinfo(found);
	return ret;
}

int listen_tcp(struct listen *l, const char *address, struct err *err)
{
	char host[NI_MAXHOST];
	const char *port = NULL;
	int ret = split(address, host, &port, err);

	*l = (struct listen){ .sock = -1 };
	if (ret)
		return ret;
	ret = open_at(*host ? host : "::", port, address, err);
	if (ret == -EAFNOSUPPORT && !*host) /* a kernel without IPv6 */
		ret = open_at("0.0.0.0", port, address, err);
	if (ret < 0)
		return ret;
	l->sock = ret;
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
