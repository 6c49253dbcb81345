/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/probe.h"

#include <string.h>

#include "base/bytes.h"

#define ETHERTYPE_EXPERIMENT 0x88b5
#define MARK		     "tapswitch loop"

/* Behind the Ethernet header */
#define PORT_AT	  sizeof(MARK)
#define SENT_AT	  (PORT_AT + sizeof(port_no))
#define SIGNED_TO (SENT_AT + sizeof(uint64_t))
#define BODY_SIZE (SIGNED_TO + sizeof(uint64_t))

static const struct mac group = { { 0x03, 0x74, 0x61, 0x70, 0x73, 0x77 } };

void probe_write(uint8_t data[PROBE_SIZE], struct mac self, port_no port,
		 const struct siphash_key *key, int64_t now_ms)
{
	uint8_t *at = data;

	memset(data, 0, PROBE_SIZE);
	memcpy(at, &group, sizeof(group));
	memcpy(at + sizeof(group), &self, sizeof(self));
	put_be16(data + ETH_HEADER_SIZE - 2, ETHERTYPE_EXPERIMENT);
	at = data + ETH_HEADER_SIZE;
	memcpy(at, MARK, sizeof(MARK));
	put_be16(at + PORT_AT, port);
	put_be64(at + SENT_AT, (uint64_t)now_ms);
	put_be64(at + SIGNED_TO, siphash(key, at, SIGNED_TO));
}

bool probe_is_from(const struct frame *f, struct mac self)
{
	return mac_equal(f->dst, group) && mac_equal(f->src, self) &&
	       f->type == ETHERTYPE_EXPERIMENT && f->packet_len >= BODY_SIZE &&
	       !memcmp(f->data + f->l3, MARK, sizeof(MARK));
}

port_no probe_port(const struct frame *f, const struct siphash_key *key,
		   int64_t now_ms)
{
	const uint8_t *at = f->data + f->l3;
	uint64_t age_ms = (uint64_t)now_ms - get_be64(at + SENT_AT);

	if (get_be64(at + SIGNED_TO) != siphash(key, at, SIGNED_TO) ||
	    age_ms >= PROBE_LIFE_MS)
		return PORT_NONE;
	return get_be16(at + PORT_AT);
}
