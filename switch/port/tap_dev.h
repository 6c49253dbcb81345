/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/net/tun: its ioctls (tap_dev.c), and opening it whole (tap_opened.c). */
#ifndef PORT_TAP_DEV_H
#define PORT_TAP_DEV_H

#include "port/link.h"
#include "port/tap.h"

/**
 * tap_dev_visit_config() - Go where a tap is to be made
 *
 * Return: for tap_dev_return(), or a negative errno with @err set
 */
int tap_dev_visit_config(const struct tap_config *config, struct err *err);

/**
 * tap_dev_visit() - Go where a tap is now
 * @ifname:	The name it has there
 */
int tap_dev_visit(int fd, char ifname[TAP_IFNAME_SIZE], struct err *err);
void tap_dev_return(int back);

/**
 * tap_dev_make() - Make a tap, or attach to a persistent one, in this namespace
 * @ifname:	A pattern like "tap%d" is replaced by what it became
 *
 * Return: its descriptor, or a negative errno with @err set
 */
int tap_dev_make(char ifname[TAP_IFNAME_SIZE], struct err *err);

/**
 * struct tap_dev_state - What an adopted descriptor was set to
 * @flags:	Of F_GETFL
 * @header_size: Of the virtio-net header; 0 when it has none
 */
struct tap_dev_state {
	int flags;
	int header_size;
};

/** tap_dev_adopt() - Check that it is a tap, note its name, make it fit */
int tap_dev_adopt(int fd, char ifname[TAP_IFNAME_SIZE],
		  struct tap_dev_state *before, struct err *err);

/** tap_dev_restore() - After a failure, for who keeps the descriptor */
void tap_dev_restore(int fd, const struct tap_dev_state *before);

/** tap_dev_set_vnet_hdr() - Header of VNET_HDR_SIZE bytes */
int tap_dev_set_vnet_hdr(int fd, const char *ifname, struct err *err);

/** tap_dev_widest_offload() - Take what the kernel gives; of enum offload */
uint32_t tap_dev_widest_offload(int fd);
uint32_t tap_dev_no_offload(int fd);

/** tap_dev_set_access() - Owner, group, and last whether it persists */
int tap_dev_set_access(int fd, const char *ifname,
		       const struct tap_config *config, struct err *err);

int tap_dev_set_carrier(int fd, const char *name, bool on, struct err *err);

/**
 * struct tap_opened - An open tap, and how to take back what that changed
 * @fd:		-1 when closed
 * @ifname:	The interface's name when it was opened
 * @has_vnet:	Frames carry a virtio-net header
 * @offloads:	Of enum offload
 * @link:	What the interface was set to
 * @link_before: As it was found
 * @added:	Which of the configured addresses were not there before, as bits
 * @before:	Of an adopted descriptor
 */
struct tap_opened {
	int fd;
	char ifname[TAP_IFNAME_SIZE];
	bool has_vnet;
	uint32_t offloads;
	struct link link;
	struct link link_before;
	uint64_t added;
	struct tap_dev_state before;
};

/**
 * tap_opened_make() - Make or adopt a tap and set up its interface
 *
 * Return: 0, or a negative errno with @err set and everything as it was
 */
int tap_opened_make(const struct tap_config *config, struct tap_opened *tap,
		    struct err *err);

/** tap_opened_undo() - As if it had never been opened; closes it */
void tap_opened_undo(struct tap_opened *tap, const struct tap_config *config);

/** tap_opened_close() - Twice is fine; an adopted descriptor only rests */
void tap_opened_close(struct tap_opened *tap, const struct tap_config *config);

#endif /* PORT_TAP_DEV_H */
