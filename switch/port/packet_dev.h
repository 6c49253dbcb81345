/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A packet socket and its interface: what is asked and set through the socket,
 * which knows its namespace.
 */
#ifndef PORT_PACKET_DEV_H
#define PORT_PACKET_DEV_H

#include "io/io.h"
#include "port/link.h"
#include "port/packet.h"

/** packet_dev_socket() - Return: a descriptor, or a negative errno, @err set */
int packet_dev_socket(struct err *err);

/** packet_dev_prepare() - Tags, buffers and, if @headers, virtio-net headers */
int packet_dev_prepare(int fd, bool headers, struct err *err);

/** packet_dev_bind() - To an interface by its number */
int packet_dev_bind(int fd, int index, struct err *err);

/** packet_dev_make_promiscuous() - For as long as @fd is open */
int packet_dev_make_promiscuous(int fd, int index, struct err *err);

/** packet_dev_bound() - The number of the interface; 0 for none */
int packet_dev_bound(int fd);

/** packet_dev_find() - The number of the interface so named; 0 for none */
int packet_dev_find(int fd, const char *ifname);

/** packet_dev_is_there() - Whether the interface it is bound to still exists */
bool packet_dev_is_there(int fd, int index);

/**
 * packet_dev_get() - What an interface is set to
 *
 * Return: false when there is none of this number, or it is being renamed: then
 * nothing is known of it at the moment
 */
bool packet_dev_get(int fd, int index, struct link *link);

/** packet_dev_netns() - A descriptor of its namespace; negative: we may not know */
int packet_dev_netns(int fd);

/** packet_dev_offloads() - Of enum offload: what this kernel takes */
uint32_t packet_dev_offloads(void);

/** packet_dev_gso_remedy() - The command that keeps a host from what is not read */
const char *packet_dev_gso_remedy(void);

/** packet_dev_csum_is_begun() - Whether a checksum of the frame is to be finished,
 * as @control has it, where no virtio-net header tells */
bool packet_dev_csum_is_begun(uint8_t *control, size_t len);

/** packet_dev_put_tag_back() - @control: of recvmsg(2); in front of @frame */
void packet_dev_put_tag_back(struct buf *frame, uint8_t *control, size_t len);

#endif /* PORT_PACKET_DEV_H */
