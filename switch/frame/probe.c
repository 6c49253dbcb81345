/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/probe.h"

#include <string.h>

#include "base/bytes.h"

#define ETHERTYPE_EXPERIMENT 0x88b5
#define MARK		     "tapswitch loop"

static const struct mac group = { { 0x03, 0x74, 0x61, 0x70, 0x73, 0x77 } };

void probe_write(uint8_t data[PROBE_SIZE], struct mac self, port_no port)
{
	uint8_t *at = data;

	memset(data, 0, PROBE_SIZE);
	memcpy(at, &group, sizeof(group));
	memcpy(at + sizeof(group), &self, sizeof(self));
	put_be16(data + ETH_HEADER_SIZE - 2, ETHERTYPE_EXPERIMENT);
	at = data + ETH_HEADER_SIZE;
	memcpy(at, MARK, sizeof(MARK));
	put_be16(at + sizeof(MARK), port);
}

bool probe_read(const struct frame *f, struct mac self, port_no *port)
{
	if (!mac_equal(f->dst, group) || !mac_equal(f->src, self) ||
	    f->type != ETHERTYPE_EXPERIMENT ||
	    f->packet_len < sizeof(MARK) + sizeof(*port) ||
	    memcmp(f->data + f->l3, MARK, sizeof(MARK)) != 0)
		return false;
	*port = get_be16(f->data + f->l3 + sizeof(MARK));
	return *port >= 1 && *port <= PORT_MAX;
}
