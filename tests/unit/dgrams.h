/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of datagram ports, to be included after cmocka.h: sends and
 * receives. */
#ifndef TEST_DGRAMS_H
#define TEST_DGRAMS_H

#include "lifecycle.h"
#include "port/dgram_port.h"

static inline struct dgram *dgram_of(struct port *port)
{
	return (struct dgram *)port;
}

static inline bool send_frame(int fd, const char *to, uint32_t i)
{
	uint8_t bytes[200];
	size_t len = make_bytes(bytes, i);
	struct address a = { .len = 0 };

	if (to)
		a = address_of(to);
	return sendto(fd, bytes, len, MSG_NOSIGNAL, to ? &a.any : NULL,
		      a.len) == (ssize_t)len;
}

static inline bool receives_frame(int fd, uint32_t i)
{
	uint8_t bytes[400];
	ssize_t len = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (len < 0)
		return false;
	assert_frame(bytes, (size_t)len, i);
	return true;
}

static inline void tx(struct port *port, uint32_t first, size_t n)
{
	port->ops->tx(port, frames_from(first, n), n);
}

static inline void assert_frames_pass(struct port *port, int far, const char *to)
{
	fixture.received = 0;
	assert_true(send_frame(far, to, 0));
	iterate_until(fixture.received);
	tx(port, 0, 1);
	assert_true(receives_frame(far, 0));
	assert_int_equal(fixture.refused, 0);
}

#endif /* TEST_DGRAMS_H */
