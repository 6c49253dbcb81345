/* SPDX-License-Identifier: BSD-2-Clause */
/* Types and limits that all parts of the switch use. */
#ifndef BASE_TYPES_H
#define BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Ports are numbered from 1, as dot1dBasePort is (RFC 4188). */
typedef uint16_t port_no;
#define PORT_NONE	0
#define PORT_MAX	1024		/* as in a Linux bridge */
#define PORT_NAME_SIZE	32		/* bytes, with the final zero */
#define PORT_ALIAS_SIZE	65		/* the same; 64 is RFC 2863's limit */

/* 1..4094.  VLAN 0 is the only one while vlan_filtering is off; 4095 is
 * reserved (802.1Q-2018 Table 9-2). */
typedef uint16_t vlan_id;
#define VLAN_NONE	0
#define VLAN_MAX	4094
#define VLAN_RESERVED	4095
#define VLAN_COUNT	4096

/** struct buf - Bytes in memory that is owned elsewhere */
struct buf {
	uint8_t *data;
	uint32_t len;
};

#endif /* BASE_TYPES_H */
