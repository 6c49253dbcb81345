/* SPDX-License-Identifier: BSD-2-Clause */
#include "proto/loop_probe.h"

#include <string.h>

#include "base/bytes.h"

#define MARK "tapswitch loop"

/* Offsets behind the Ethernet header */
#define PORT_AT	  sizeof(MARK)
#define SENT_AT	  (PORT_AT + sizeof(port_no))
#define SIGNED_TO (SENT_AT + sizeof(uint64_t))
#define BODY_SIZE (SIGNED_TO + sizeof(uint64_t))

const struct mac loop_probe_group = { { 0x03, 0x74, 0x61, 0x70, 0x73, 0x77 } };

void loop_probe_write(const struct loop_probe *lp, port_no port, int64_t now_ms,
		      uint8_t data[LOOP_PROBE_SIZE])
{
	uint8_t *at = data;

	memset(data, 0, LOOP_PROBE_SIZE);
	memcpy(at, &loop_probe_group, sizeof(loop_probe_group));
	memcpy(at + sizeof(loop_probe_group), &lp->self, sizeof(lp->self));
	put_be16(data + ETH_HEADER_SIZE - 2, LOOP_PROBE_TYPE);
	at = data + ETH_HEADER_SIZE;
	memcpy(at, MARK, sizeof(MARK));
	put_be16(at + PORT_AT, port);
	put_be64(at + SENT_AT, (uint64_t)now_ms);
	put_be64(at + SIGNED_TO, siphash(&lp->key, at, SIGNED_TO));
}

port_no loop_probe_read(const struct loop_probe *lp, const struct frame *f,
			int64_t now_ms)
{
	const uint8_t *at = f->data + f->l3;
	port_no port;

	if (!mac_equal(f->src, lp->self) || f->packet_len < BODY_SIZE ||
	    memcmp(at, MARK, sizeof(MARK)) != 0)
		return PORT_NONE;
	if (get_be64(at + SIGNED_TO) != siphash(&lp->key, at, SIGNED_TO) ||
	    (uint64_t)now_ms - get_be64(at + SENT_AT) >= LOOP_PROBE_LIFE_MS)
		return PORT_NONE;
	port = get_be16(at + PORT_AT);
	return port <= PORT_MAX ? port : PORT_NONE;
}
