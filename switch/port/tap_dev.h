/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/net/tun and its ioctls, for tap.c. */
#ifndef PORT_TAP_DEV_H
#define PORT_TAP_DEV_H

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
 * @config:	A pattern in its ifname, "tap%d", is replaced by what it became
 *
 * Return: its descriptor, or a negative errno with @err set
 */
int tap_dev_make(struct tap_config *config, bool *has_vnet, struct err *err);

/**
 * tap_dev_adopt() - Check that config->fd is a tap, and note its name
 *
 * One that did not come with a request must have been inherited: all that we
 * open ourselves is close-on-exec, and no line may name those.
 */
int tap_dev_adopt(struct tap_config *config, bool *has_vnet, struct err *err);

/** tap_dev_close() - After a failure: but one handed over stays open */
void tap_dev_close(int fd, const struct tap_config *config);

/** tap_dev_set_vnet_hdr() - Header of VNET_HDR_SIZE bytes */
int tap_dev_set_vnet_hdr(int fd, const char *ifname, struct err *err);

/** tap_dev_widest_offload() - Take what the kernel gives; of enum offload */
uint32_t tap_dev_widest_offload(int fd);
uint32_t tap_dev_no_offload(int fd);

/** tap_dev_set_access() - Owner, group, persistence */
int tap_dev_set_access(int fd, const struct tap_config *config,
		       struct err *err);

int tap_dev_set_carrier(int fd, const char *name, bool on, struct err *err);

#endif /* PORT_TAP_DEV_H */
