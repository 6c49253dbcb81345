/* SPDX-License-Identifier: BSD-2-Clause */
/* A dgram port's configuration: filled in, compared, changed, printed. */
#include <string.h>

#include "port/dgram_port.h"

struct dgram_config *dgram_config(struct port *port)
{
	return &((struct dgram *)port)->config;
}

enum port_likeness dgram_compare(const struct port *port,
				 const struct port *wanted)
{
	const struct dgram_config *a = &((const struct dgram *)port)->config;
	const struct dgram_config *b = &((const struct dgram *)wanted)->config;
	bool is_same = a->role == b->role &&
		       passed_fd_is_same(&a->passed, &b->passed) &&
		       address_is_same(&a->local.address, &b->local.address) &&
		       address_is_same(&a->remote, &b->remote) &&
		       !strcmp(a->ifname, b->ifname);

	return port_likeness(
		is_same,
		port->mtu == wanted->mtu && port->implied == wanted->implied &&
			endpoint_has_same_access(&a->local, &b->local));
}

int dgram_swap(struct port *port, struct port *wanted, struct err *err)
{
	(void)err;
	port_swap_mtu(port, wanted);
	endpoint_swap(&dgram_config(port)->local, &dgram_config(wanted)->local);
	return 0;
}

const struct endpoint *dgram_endpoint(const struct port *port)
{
	const struct dgram_config *c = &((const struct dgram *)port)->config;

	return c->role == DGRAM_TO || c->role == DGRAM_LEARN ? &c->local : NULL;
}

void dgram_config_line(const struct port *port, struct line *line)
{
	const struct dgram_config *c = &((const struct dgram *)port)->config;
	char text[ADDRESS_TEXT_SIZE];

	if (c->role == DGRAM_PASSED)
		line_words(line, "fd %d", c->passed.word);
	if (c->role == DGRAM_TO || c->role == DGRAM_LEARN) {
		line_words(line, "local");
		line_word(line, address_format(&c->local.address, text));
	}
	if (c->role == DGRAM_TO || c->role == DGRAM_GROUP) {
		line_words(line, "remote");
		line_word(line, address_format(&c->remote, text));
	}
	if (*c->ifname) {
		line_word(line, "dev");
		line_word(line, c->ifname);
	}
	endpoint_words(&c->local, line);
	if (port->mtu != PORT_MTU_MAX)
		line_words(line, "mtu %u", port->mtu);
	if (port->implied)
		line_words(line, "offload implied");
}
