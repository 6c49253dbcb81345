/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/ip.h"

#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"

/* @room: bytes from the header on.  @whole: the packet must end within them */
static bool find_end(struct ip *ip, uint32_t len, uint32_t room, bool whole)
{
	if (len > room && whole)
		return false;
	ip->end = ip->at + (len < room ? len : room);
	return true;
}

static bool read_ipv4(const uint8_t *data, uint32_t room, struct ip *ip,
		      bool whole)
{
	const uint8_t *header = data + ip->at;
	uint32_t size, len;

	if (room < IPV4_SIZE)
		return false;
	size = (header[IPV4_VERSION_IHL] & 0xfu) * 4;
	len = get_be16(header + IPV4_LEN);
	ip->payload = ip->at + size;
	ip->protocol = header[IPV4_PROTOCOL];
	ip->is_v4 = true;
	ip->is_fragment = get_be16(header + IPV4_FRAGMENT) & IPV4_PARTED;
	return size >= IPV4_SIZE && size <= len && size <= room &&
	       find_end(ip, len, room, whole);
}

static bool is_extension(uint8_t next_header)
{
	return next_header == IPPROTO_HOPOPTS ||
	       next_header == IPPROTO_ROUTING || next_header == IPPROTO_DSTOPTS;
}

/* A fragment header ends the chain: what follows is not examined. */
static bool skip_extensions(const uint8_t *data, struct ip *ip)
{
	while (is_extension(ip->protocol)) {
		const uint8_t *extension = data + ip->payload;

		if (ip->end - ip->payload < IPV6_EXT_UNIT)
			return false;
		ip->protocol = extension[IPV6_EXT_NEXT_HEADER];
		ip->payload += (extension[IPV6_EXT_LEN] + 1u) * IPV6_EXT_UNIT;
		if (ip->payload > ip->end)
			return false;
	}
	ip->is_fragment = ip->protocol == IPPROTO_FRAGMENT;
	return true;
}

static bool read_ipv6(const uint8_t *data, uint32_t room, struct ip *ip,
		      bool whole)
{
	const uint8_t *header = data + ip->at;
	uint32_t len;

	if (room < IPV6_SIZE)
		return false;
	len = IPV6_SIZE + get_be16(header + IPV6_PAYLOAD_LEN);
	ip->payload = ip->at + IPV6_SIZE;
	ip->protocol = header[IPV6_NEXT_HEADER];
	return find_end(ip, len, room, whole) && skip_extensions(data, ip);
}

static bool read_header(const uint8_t *data, uint32_t len, uint32_t at,
			struct ip *ip, bool whole)
{
	*ip = (struct ip){ .at = at };
	if (at >= len)
		return false;
	switch (data[at] >> 4) {
	case 4:
		return read_ipv4(data, len - at, ip, whole);
	case 6:
		return read_ipv6(data, len - at, ip, whole);
	}
	return false;
}

bool ip_read(const uint8_t *data, uint32_t len, uint32_t at, struct ip *ip)
{
	return read_header(data, len, at, ip, true);
}

bool ip_read_start(const uint8_t *data, uint32_t len, uint32_t at,
		   struct ip *ip)
{
	return read_header(data, len, at, ip, false);
}

bool ip_is_basic(const struct ip *ip)
{
	return ip->payload - ip->at == (ip->is_v4 ? IPV4_SIZE : IPV6_SIZE);
}

/* An option with an invalid length ends the list. */
static bool has_source_route(const uint8_t *option, const uint8_t *end)
{
	while (option < end && *option != IPV4_OPTION_END) {
		if (*option == IPV4_OPTION_NOP) {
			option++;
			continue;
		}
		if (end - option <= IPV4_ROUTE_POINTER ||
		    option[IPV4_OPTION_LEN] < 2)
			return false;
		if (*option == IPV4_OPTION_LSRR || *option == IPV4_OPTION_SSRR)
			return option[IPV4_ROUTE_POINTER] <
			       option[IPV4_OPTION_LEN];
		option += option[IPV4_OPTION_LEN];
	}
	return false;
}

static bool has_home_address(const uint8_t *option, const uint8_t *end)
{
	while (end - option > IPV6_OPTION_LEN) {
		if (*option == IPV6_OPTION_HOME)
			return true;
		if (*option == IPV6_OPTION_PAD1)
			option++;
		else
			option += 2 + option[IPV6_OPTION_LEN];
	}
	return false;
}

static bool is_detour(uint8_t type, const uint8_t *extension,
		      const uint8_t *end)
{
	if (type == IPPROTO_ROUTING)
		return extension[IPV6_SEGMENTS_LEFT];
	return type == IPPROTO_DSTOPTS &&
	       has_home_address(extension + IPV6_EXT_OPTIONS, end);
}

bool ip_is_direct(const uint8_t *data, const struct ip *ip)
{
	const uint8_t *header = data + ip->at, *end = data + ip->payload;
	const uint8_t *extension = header + IPV6_SIZE, *next;
	uint8_t type = header[IPV6_NEXT_HEADER];

	if (ip->is_v4)
		return !has_source_route(header + IPV4_SIZE, end);
	for (; extension < end; extension = next) {
		next = extension +
		       (extension[IPV6_EXT_LEN] + 1) * IPV6_EXT_UNIT;
		if (is_detour(type, extension, next))
			return false;
		type = extension[IPV6_EXT_NEXT_HEADER];
	}
	return true;
}

uint64_t ip_pseudo_sum(const uint8_t *data, const struct ip *ip,
		       uint32_t l4_len)
{
	uint8_t words[4] = { 0, ip->protocol };
	uint64_t sum;

	put_be16(words + 2, (uint16_t)l4_len);
	sum = csum_add(0, words, sizeof(words));
	if (ip->is_v4)
		return csum_add(sum, data + ip->at + IPV4_ADDRESSES,
				IPV4_SIZE - IPV4_ADDRESSES);
	return csum_add(sum, data + ip->at + IPV6_ADDRESSES,
			IPV6_SIZE - IPV6_ADDRESSES);
}

static void adjust_ipv4(const struct ip *ip, const struct buf *piece, size_t i)
{
	uint8_t *header = piece->data + ip->at;
	uint16_t id = get_be16(header + IPV4_ID);

	put_be16(header + IPV4_LEN, (uint16_t)(piece->len - ip->at));
	put_be16(header + IPV4_ID, (uint16_t)(id + i));
	put_be16(header + IPV4_CSUM, 0);
	put_be16(header + IPV4_CSUM,
		 csum_finish(csum_add(0, header, ip->payload - ip->at)));
}

void ip_adjust(const struct ip *ip, const struct buf *piece, size_t i)
{
	if (ip->is_v4)
		adjust_ipv4(ip, piece, i);
	else
		put_be16(piece->data + ip->at + IPV6_PAYLOAD_LEN,
			 (uint16_t)(piece->len - ip->at - IPV6_SIZE));
}
