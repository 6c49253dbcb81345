/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls on a packet socket and its interface.  They work on the socket's
 * namespace, in whichever one the thread is.
 */
#ifndef PORT_PACKET_DEV_H
#define PORT_PACKET_DEV_H

#include "io/io.h"
#include "port/link.h"
#include "port/packet.h"

/** packet_dev_socket() - Open one, unbound; or a negative errno with @err set */
int packet_dev_socket(struct err *err);

/** packet_dev_prepare() - Set options; @headers: frames have virtio-net headers */
int packet_dev_prepare(int fd, bool headers, struct err *err);

/** packet_dev_bind() - Bind it to an interface, and receive all protocols */
int packet_dev_bind(int fd, int index, struct err *err);

/** packet_dev_make_promiscuous() - Set promiscuous mode while @fd is open */
int packet_dev_make_promiscuous(int fd, int index, struct err *err);

/** packet_dev_bound_index() - Index of the interface it is bound to; 0 if none */
int packet_dev_bound_index(int fd);

/** packet_dev_index() - Index of the interface of this name; 0 if none */
int packet_dev_index(int fd, const char *ifname);

/** packet_dev_is_bound() - Whether it is bound to @index, which still exists */
bool packet_dev_is_bound(int fd, int index);

/**
 * packet_dev_get() - Read an interface's settings
 *
 * Return: false if there is no interface of this index, or it was renamed while
 * it was being read
 */
bool packet_dev_get(int fd, int index, struct link *link);

/** packet_dev_netns() - A descriptor of its namespace; negative if not permitted */
int packet_dev_netns(int fd);

/** packet_dev_offloads() - The offloads this kernel's packet sockets take */
uint32_t packet_dev_offloads(void);

/** packet_dev_gso_remedy() - A command that avoids GSO frames we cannot read */
const char *packet_dev_gso_remedy(void);

/**
 * packet_dev_csum_is_partial() - Whether the frame's checksum is unfinished
 * @control:	Control messages of recvmsg(2), @len bytes
 *
 * For sockets without virtio-net headers.
 */
bool packet_dev_csum_is_partial(uint8_t *control, size_t len);

/**
 * packet_dev_restore_tag() - Insert the VLAN tag that the kernel has removed
 * @frame:	Begins VLAN_TAG_SIZE bytes earlier, if it had a tag
 * @control:	Control messages of recvmsg(2), @len bytes
 */
void packet_dev_restore_tag(struct buf *frame, uint8_t *control, size_t len);

#endif /* PORT_PACKET_DEV_H */
