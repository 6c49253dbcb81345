/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/net/tun: its ioctls (tap_dev.c), opening it whole (tap_opened.c), and
 * changing it while it is open (tap_change.c). */
#ifndef PORT_TAP_DEV_H
#define PORT_TAP_DEV_H

#include "port/link.h"
#include "port/tap.h"

/**
 * tap_dev_ask() - What the descriptor says, for @request as TUNGETIFF
 *
 * Return: 0, or -1 with errno set
 */
int tap_dev_ask(int fd, unsigned int request, void *what);

/** tap_dev_name() - What the descriptor says of its interface: name and address */
int tap_dev_name(int fd, struct link *link, struct err *err);

/**
 * tap_dev_find() - A tap's interface, in the namespace in which the thread is
 *
 * Another interface may bear its name by now, or bear it elsewhere: what is found
 * is the one that the descriptor tells of.
 *
 * Return: 0, or a negative errno with @err set
 */
int tap_dev_find(int fd, struct link *link, struct err *err);

/** tap_dev_netns() - A descriptor of its namespace; negative where none tells */
int tap_dev_netns(int fd);

/**
 * tap_dev_visit() - Go where a tap is now, and find its interface there
 * @home_index:	Of one that we made at home: where the kernel does not tell, it
 *		is there while it has this number.  0 for all others
 *
 * Return: for tap_dev_return(), or a negative errno with @err set: code
 * "unknown-netns" where nothing tells which interface it is
 */
int tap_dev_visit(int fd, int home_index, struct link *link, struct err *err);
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

/** tap_dev_adopt() - Check that it is a tap, note what it was, make it fit */
int tap_dev_adopt(int fd, struct tap_dev_state *before, struct err *err);

/** tap_dev_is_persistent() - Whether its interface outlives the descriptor */
bool tap_dev_is_persistent(int fd);

/** tap_dev_restore() - After a failure, for who keeps the descriptor */
void tap_dev_restore(int fd, const struct tap_dev_state *before);

/** tap_dev_set_vnet_hdr() - Header of VNET_HDR_SIZE bytes */
int tap_dev_set_vnet_hdr(int fd, struct err *err);

/**
 * tap_dev_widest_offload() - Take what the kernel gives
 *
 * Return: of enum offload; with OFFLOAD_UDP_TUNNEL frames have a struct tunnel_hdr
 */
uint32_t tap_dev_widest_offload(int fd);
uint32_t tap_dev_no_offload(int fd);

/** tap_dev_leave() - For who reads it next: with the short header, and what fits it */
void tap_dev_leave(int fd);

/** tap_dev_set_access() - Owner, group, and last whether it persists */
int tap_dev_set_access(int fd, const char *ifname,
		       const struct tap_config *config, struct err *err);

int tap_dev_set_carrier(int fd, const char *name, bool on, struct err *err);

/**
 * struct tap_opened - An open tap, and how to take back what that changed
 * @fd:		-1 when closed
 * @has_vnet:	Frames carry a virtio-net header
 * @offloads:	Of enum offload
 * @is_known:	Which interface it is; else @link has its name and address alone
 * @home_index:	For tap_dev_visit()
 * @made_in:	The namespace; zeros of an adopted one
 * @is_followed: News of it came before it was made, and until now
 * @link:	What the interface is set to, as far as we know
 * @link_before: As it was found
 * @was_persistent: Likewise
 * @added:	Which of the configured addresses were not there before, as bits
 * @before:	Of an adopted descriptor
 */
struct tap_opened {
	int fd;
	bool has_vnet;
	uint32_t offloads;
	bool is_known;
	int home_index;
	struct netns_id made_in;
	bool is_followed;
	struct link link;
	struct link link_before;
	bool was_persistent;
	uint64_t added;
	struct tap_dev_state before;
};

/**
 * tap_opened_make() - Make or adopt a tap and set up its interface
 * @claim:	The port's, which then has the interface
 *
 * Return: 0, or a negative errno with @err set and everything as it was
 */
int tap_opened_make(const struct tap_config *config, struct claim *claim,
		    struct tap_opened *tap, struct err *err);

/** tap_opened_undo() - As if it had never been opened; closes it */
void tap_opened_undo(struct tap_opened *tap, const struct tap_config *config);

/** tap_config_link_key() - What it sets on the interface, first of all; or NULL */
const char *tap_config_link_key(const struct tap_config *config);

/**
 * tap_config_compare() - What is wanted, to what there is
 *
 * Of another device is also what cannot be brought about but by a new one: a tap
 * without an owner or group that it has.
 */
enum port_likeness tap_config_compare(const struct tap_config *config,
				      const struct tap_config *wanted);

/**
 * tap_opened_change() - Make an open tap as another configuration of it says
 *
 * Only what the two say differently is touched, whatever else the host has done
 * to its interface.  What is no longer asked for is as it was found.
 *
 * Return: 0, also for an interface that is gone; or a negative errno with @err
 * set and everything as it was
 */
int tap_opened_change(struct tap_opened *tap, const struct tap_config *config,
		      const struct tap_config *wanted, struct err *err);

/** tap_opened_close() - Twice is fine; an adopted descriptor only rests */
void tap_opened_close(struct tap_opened *tap, const struct tap_config *config);

#endif /* PORT_TAP_DEV_H */
