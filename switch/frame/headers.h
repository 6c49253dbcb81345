/* SPDX-License-Identifier: BSD-2-Clause */
/* Offsets in bytes of the fields of the headers that are read here, and bits of
 * their values. */
#ifndef FRAME_HEADERS_H
#define FRAME_HEADERS_H

/* RFC 791 */
enum ipv4_field {
	IPV4_VERSION_IHL = 0,
	IPV4_LEN = 2,
	IPV4_ID = 4,
	IPV4_FRAGMENT = 6,
	IPV4_PARTED = 0x3fff, /* more fragments follow, or not the first */
	IPV4_TTL = 8,
	IPV4_PROTOCOL = 9,
	IPV4_CSUM = 10,
	IPV4_ADDRESSES = 12,
	IPV4_SIZE = 20, /* without options */
	IPV4_SIZE_MAX = 60,
	IPV4_OPTION_END = 0,
	IPV4_OPTION_NOP = 1,
	IPV4_OPTION_LSRR = 131,
	IPV4_OPTION_SSRR = 137,
	IPV4_OPTION_LEN = 1,
	IPV4_ROUTE_POINTER = 2, /* above the option's length: route completed */
};

/* RFC 8200 */
enum ipv6_field {
	IPV6_VERSION = 0,
	IPV6_PAYLOAD_LEN = 4,
	IPV6_NEXT_HEADER = 6,
	IPV6_HOP_LIMIT = 7,
	IPV6_ADDRESSES = 8,
	IPV6_SIZE = 40,
	IPV6_EXT_NEXT_HEADER = 0,
	IPV6_EXT_LEN = 1, /* in units of 8 bytes, without the first unit */
	IPV6_EXT_UNIT = 8,
	IPV6_EXT_OPTIONS = 2,
	IPV6_SEGMENTS_LEFT = 3,
	IPV6_OPTION_PAD1 = 0,
	IPV6_OPTION_LEN = 1, /* without the first two bytes */
	IPV6_OPTION_HOME = 0xc9,
};

/* RFC 9293 */
enum tcp_field {
	TCP_SEQ = 4,
	TCP_ACK_NUMBER = 8,
	TCP_DATA_OFFSET = 12,
	TCP_FLAGS = 13,
	TCP_WINDOW = 14,
	TCP_CSUM = 16,
	TCP_URGENT = 18,
	TCP_SIZE = 20, /* without options */
	TCP_SIZE_MAX = 60,
};

enum tcp_flag {
	TCP_FLAG_FIN = 0x01,
	TCP_FLAG_PSH = 0x08,
	TCP_FLAG_ACK = 0x10,
	TCP_FLAG_CWR = 0x80,
};

/* RFC 768 */
enum udp_field {
	UDP_LEN = 4,
	UDP_CSUM = 6,
	UDP_SIZE = 8,
};

/* RFC 9260 */
enum sctp_field {
	SCTP_CSUM = 8,
	SCTP_SIZE = 12,
	SCTP_CHUNK_TYPE = 0,
	SCTP_CHUNK_AUTH = 15, /* RFC 4895 */
	SCTP_CHUNK_PAD = 132, /* RFC 4820 */
	SCTP_CHUNK_LEN = 2,   /* without padding */
	SCTP_CHUNK_SIZE = 4,  /* of the chunk's header */
	SCTP_CHUNK_UNIT = 4,
};

/* RFC 2784 and RFC 2890 */
enum gre_field {
	GRE_FLAG_CSUM = 0x8000,
	GRE_FLAG_KEY = 0x2000,
	GRE_CSUM = 4, /* optional, followed by two reserved bytes */
	GRE_SIZE = 4,
	GRE_CSUM_SIZE = 4,
};

/* RFC 3032 */
enum mpls_field {
	MPLS_BOTTOM = 2,
	MPLS_BOTTOM_BIT = 0x01,
	MPLS_SIZE = 4,
};

#endif /* FRAME_HEADERS_H */
