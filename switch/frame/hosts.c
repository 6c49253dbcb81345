/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/hosts.h"

#include "base/bytes.h"
#include "frame/headers.h"

#define TYPE_IPV4 0x0800
#define TYPE_ARP  0x0806
#define TYPE_IPV6 0x86dd

/* RFC 826, for IPv4 over Ethernet */
enum arp_field {
	ARP_OPERATION = 6,
	ARP_SENDER = 14,
	ARP_TARGET = 24,
	ARP_SIZE = 28,
	ARP_REQUEST = 1,
};

/* RFC 2464 7, RFC 4291 2.7.1: the group of a solicited node */
static const uint8_t solicited[] = { 0x33, 0x33, 0xff };
#define SOLICITED_BYTES 3

static bool has_bytes(const struct frame *f, uint32_t n)
{
	return f->l3 <= f->len && f->len - f->l3 >= n;
}

/* Return: false if the address is the unspecified one */
static bool take(struct ip_address *address, const uint8_t *bytes, bool is_v4)
{
	static const uint8_t zeros[16];
	const size_t size = is_v4 ? 4 : 16;

	*address = (struct ip_address){ .is_v4 = is_v4 };
	memcpy(address->bytes, bytes, size);
	return memcmp(bytes, zeros, size) != 0;
}

static void take_both(struct hosts *hosts, const uint8_t *bytes, bool is_v4)
{
	hosts->has_sender = take(&hosts->sender, bytes, is_v4);
	hosts->has_receiver =
		take(&hosts->receiver, bytes + (is_v4 ? 4 : 16), is_v4);
}

/* A host that announces its own address asks for nobody. */
static void read_arp(const struct frame *f, struct hosts *hosts)
{
	const uint8_t *arp = f->data + f->l3;

	if (!has_bytes(f, ARP_SIZE) || get_be16(arp + 2) != TYPE_IPV4)
		return;
	hosts->hop_limit = HOP_LIMIT_MAX;
	hosts->has_sender = take(&hosts->sender, arp + ARP_SENDER, true);
	hosts->asks = take(&hosts->target, arp + ARP_TARGET, true) &&
		      get_be16(arp + ARP_OPERATION) == ARP_REQUEST &&
		      hosts->has_sender &&
		      !ip_address_equal(&hosts->sender, &hosts->target);
}

static void read_ipv4(const struct frame *f, struct hosts *hosts)
{
	const uint8_t *ip = f->data + f->l3;

	if (!has_bytes(f, IPV4_SIZE) || *ip >> 4 != 4)
		return;
	hosts->hop_limit = ip[IPV4_TTL];
	take_both(hosts, ip + IPV4_ADDRESSES, true);
}

/* A host that has no address yet only makes sure that no other one has it. */
static void read_ipv6(const struct frame *f, struct hosts *hosts)
{
	const uint8_t *ip = f->data + f->l3;

	if (!has_bytes(f, IPV6_SIZE) || *ip >> 4 != 6)
		return;
	hosts->hop_limit = ip[IPV6_HOP_LIMIT];
	take_both(hosts, ip + IPV6_ADDRESSES, false);
	hosts->asks = hosts->has_sender &&
		      !memcmp(f->dst.byte, solicited, sizeof(solicited));
	memcpy(hosts->target.bytes + 16 - SOLICITED_BYTES,
	       f->dst.byte + sizeof(solicited), SOLICITED_BYTES);
}

void frame_hosts(const struct frame *f, struct hosts *hosts)
{
	*hosts = (struct hosts){ 0 };
	if (f->error == FRAME_RUNT || f->error == FRAME_OVERSIZE)
		return;
	if (f->type == TYPE_ARP)
		read_arp(f, hosts);
	else if (f->type == TYPE_IPV4)
		read_ipv4(f, hosts);
	else if (f->type == TYPE_IPV6)
		read_ipv6(f, hosts);
}

bool hosts_ask_for(const struct hosts *hosts, const struct ip_address *address)
{
	const size_t last = 16 - SOLICITED_BYTES;

	if (!hosts->asks || hosts->target.is_v4 != address->is_v4)
		return false;
	if (address->is_v4)
		return ip_address_equal(&hosts->target, address);
	return !memcmp(hosts->target.bytes + last, address->bytes + last,
		       SOLICITED_BYTES);
}
