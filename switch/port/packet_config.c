/* SPDX-License-Identifier: BSD-2-Clause */
/* A packet port's configuration: changed, shown, compared, printed. */
#include <string.h>

#include "port/netns.h"
#include "port/packet_dev.h"
#include "port/packet_port.h"

struct packet_config *packet_config(struct port *port)
{
	return &((struct packet *)port)->config;
}

static const char *link_word(const struct packet *p)
{
	if (!p->index)
		return "not-present";
	return p->port.linked ? "connected" : "waiting";
}

void packet_take_offload(struct packet *p)
{
	p->port.offloads = p->config.offload ? packet_dev_offloads() : 0;
}

int packet_set_offload(struct port *port, bool on, struct err *err)
{
	(void)err;
	packet_config(port)->offload = on;
	if (port->open)
		packet_take_offload((struct packet *)port);
	return 0;
}

void packet_save(const struct port *port, struct port_device *saved)
{
	saved->offload = ((const struct packet *)port)->config.offload;
}

int packet_restore(struct port *port, const struct port_device *saved,
		   struct err *err)
{
	return packet_set_offload(port, saved->offload, err);
}

int packet_swap(struct port *port, struct port *wanted, struct err *err)
{
	struct packet_config *a = packet_config(port);
	struct packet_config *b = packet_config(wanted);
	const bool offload = a->offload;

	(void)err;
	a->offload = b->offload;
	b->offload = offload;
	packet_take_offload((struct packet *)port);
	return 0;
}

void packet_show(const struct port *port, struct writer *out)
{
	const struct packet *p = (const struct packet *)port;

	writer_str(out, "ifname", p->index ? p->dev.ifname : p->config.ifname);
	writer_str(out, "netns", p->config.netns);
	writer_mac(out, "mac", p->dev.mac);
	writer_str(out, "link", link_word(p));
	writer_uint(out, "reconnects", p->found ? p->found - 1 : 0);
}

enum port_likeness packet_compare(const struct port *port,
				  const struct port *wanted)
{
	const struct packet_config *a = &((const struct packet *)port)->config;
	const struct packet_config *b =
		&((const struct packet *)wanted)->config;
	bool is_same = passed_fd_is_same(&a->passed, &b->passed) &&
		       netns_is_same(a->netns, b->netns) &&
		       !strcmp(a->ifname, b->ifname);

	return port_likeness(is_same, a->offload == b->offload);
}

void packet_config_line(const struct port *port, struct line *line)
{
	const struct packet_config *c = &((const struct packet *)port)->config;

	if (c->passed.fd >= 0) {
		line_words(line, "fd %d", c->passed.word);
	} else {
		line_words(line, "dev");
		line_word(line, c->ifname);
	}
	if (c->netns) {
		line_word(line, "netns");
		line_word(line, c->netns);
	}
	if (!c->offload)
		line_words(line, "offload off");
}
