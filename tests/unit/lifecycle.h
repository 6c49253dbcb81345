/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For tests of how ports get their peers and lose them, to be included after
 * cmocka.h: sockets by their addresses, a listener and its clients' ports.  A
 * test fails if it leaves descriptors open.
 */
#ifndef TEST_LIFECYCLE_H
#define TEST_LIFECYCLE_H

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>

#include "port/address.h"
#include "port/async_close.h"
#include "port/listener.h"
#include "port_fixture.h"

#define PATIENCE_MS 5000
#define CLIENTS_MAX 8

static size_t descriptors_before;

/**
 * The ports of the listener's clients, in the order in which they connected
 * @refuse_clients: Further clients get no port
 */
static struct port *clients[CLIENTS_MAX];
static size_t client_count;
static bool refuse_clients;

static inline uint32_t brief_len(uint32_t i)
{
	return 60 + i % 100;
}

static inline size_t count_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	size_t n = 0;

	while (readdir(directory))
		n++;
	closedir(directory);
	return n;
}

static inline int set_up(void **state)
{
	descriptors_before = count_descriptors();
	client_count = 0;
	refuse_clients = false;
	if (fixture_make(state))
		return -1;
	fixture.len = brief_len;
	return 0;
}

static inline int tear_down(void **state)
{
	size_t n;
	(void)state;

	fixture_free();
	async_close_wait();
	n = count_descriptors();
	if (n == descriptors_before)
		return 0;
	print_message("%zu descriptors, %zu before\n", n, descriptors_before);
	return -1;
}

/* Runs the loop until the condition is true: first without pauses, then with
 * some, for PATIENCE_MS. */
#define iterate_until(condition)                                               \
	do {                                                                   \
		for (int n_ = 0; !(condition); n_++) {                         \
			if (n_ > PATIENCE_MS)                                  \
				fail_msg("not yet: %s", #condition);           \
			poll(NULL, 0, n_ > 10);                                \
			iterate();                                             \
		}                                                              \
	} while (0)

/* An address in the abstract namespace, unique to this process */
static inline const char *abstract(const char *name)
{
	static char text[4][64];
	static size_t i;

	i = (i + 1) % 4;
	snprintf(text[i], sizeof(text[i]), "@tapswitch-test/%d/%s", getpid(),
		 name);
	return text[i];
}

/* An address of this machine with an unused port */
static inline const char *unused_address(int type)
{
	static char text[4][32];
	static size_t i;
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(at);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	getsockname(fd, (struct sockaddr *)&at, &len);
	close(fd);
	i = (i + 1) % 4;
	snprintf(text[i], sizeof(text[i]), "127.0.0.1:%u", ntohs(at.sin_port));
	return text[i];
}

static inline struct address address_of(const char *text)
{
	struct address a;
	struct err err;

	if (address_parse(text, &a, &err))
		fail_msg("%s: %s", text, err.text);
	return a;
}

static inline int connect_to(const char *text, int type)
{
	const struct address to = address_of(text);
	int fd = socket(to.any.sa_family, type | SOCK_CLOEXEC, 0);

	if (connect(fd, &to.any, to.len))
		fail_msg("connect to %s: %s", text, strerror(errno));
	return fd;
}

static inline bool is_served(const char *text, int type)
{
	const struct address to = address_of(text);
	int fd = socket(to.any.sa_family, type | SOCK_CLOEXEC, 0);
	bool ret = !connect(fd, &to.any, to.len);

	close(fd);
	return ret;
}

static inline int bind_at(const char *text, int type)
{
	const struct address at = address_of(text);
	int fd = socket(at.any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC,
			0);

	if (bind(fd, &at.any, at.len))
		fail_msg("bind to %s: %s", text, strerror(errno));
	return fd;
}

static inline int listen_at(const char *text)
{
	int fd = bind_at(text, SOCK_STREAM);

	assert_int_equal(listen(fd, 8), 0);
	return fd;
}

static inline int try_open(struct port *port, struct err *err)
{
	return port_open(port, fixture.io, &fixture_events, &fixture, err);
}

static inline void open_port(struct port *port)
{
	struct err err;

	if (try_open(port, &err))
		fail_msg("%s", err.text);
}

static inline int on_accept(struct listener *l, struct port *port,
			  const struct listener_client *client,
			  struct err *err)
{
	int ret;

	assert_int_equal(client->wanted, LISTENER_ANY_NUMBER);
	assert_ptr_equal(port->listener, l);
	if (refuse_clients)
		return err_say(err, ENOSPC, "too-many-ports", 0, "none left");
	ret = try_open(port, err);
	if (ret)
		return ret;
	snprintf(port->name, sizeof(port->name), "c%zu", client_count);
	clients[client_count++] = port;
	l->ports++;
	return 0;
}

/* Tests call remove_client() themselves. */
static inline void on_make_room(struct listener *l)
{
	(void)l;
}

static inline struct listener *a_listener(const struct listener_ops *ops,
					  const char *text)
{
	static const struct listener_events events = {
		.make_room = on_make_room,
		.accept = on_accept,
	};
	struct listener *l = listener_new(ops);
	struct err err;

	l->endpoint.address = address_of(text);
	l->max = CLIENTS_MAX;
	if (listener_open(l, fixture.io, &events, NULL, &err))
		fail_msg("%s", err.text);
	return l;
}

static inline void remove_client(size_t i)
{
	clients[i]->listener->ports--;
	port_free(clients[i]);
	clients[i] = NULL;
}

#endif /* TEST_LIFECYCLE_H */
