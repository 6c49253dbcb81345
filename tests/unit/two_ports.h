/* SPDX-License-Identifier: BSD-2-Clause */
/* A switch with the ports P1 and P2 of a driver of the test, both up. */
#ifndef TESTS_UNIT_TWO_PORTS_H
#define TESTS_UNIT_TWO_PORTS_H

#include "assembly.h"
#include "bridging.h"
#include "ports.h"

static inline void send_nothing(struct port *port, const struct buf *bufs,
				size_t n)
{
	(void)port;
	(void)bufs;
	(void)n;
}

/* A driver that sends nothing, for tests that look at what precedes it */
static const struct port_ops silent_ops = {
	.type = "silent",
	.size = sizeof(struct port),
	.tx = send_nothing,
};

/* NULL if a part of it cannot be made */
static inline struct app *new_switch_of_two_ports(const struct port_ops *ops)
{
	static const char *const names[] = { "p1", "p2" };
	struct err err;
	struct app *app = app_new("test", NULL, NULL, NULL, &err);

	for (port_no no = P1; app && no <= P2; no++) {
		struct port *port = port_new(ops, names[no - 1]);

		port->mtu = 1500;
		port->linked = true;
		port->up = true;
		if (app_add_port(app, port, &err) || port->no != no)
			return NULL;
	}
	return app;
}

static inline int free_app(void **state)
{
	app_free(*state);
	return 0;
}

#endif /* TESTS_UNIT_TWO_PORTS_H */
