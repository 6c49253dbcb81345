/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/net/tun: its ioctls (tap_dev.c), finding a tap's interface
 * (tap_where.c), opening and setting up a tap (tap_opened.c), and changing an
 * open one (tap_change.c). */
#ifndef PORT_TAP_DEV_H
#define PORT_TAP_DEV_H

#include "port/link.h"
#include "port/tap.h"

/**
 * tap_dev_get() - Read from the descriptor
 * @request:	An ioctl such as TUNGETIFF
 * @what:	Set to the result
 *
 * Return: 0, or -1 with errno set
 */
int tap_dev_get(int fd, unsigned int request, void *what);

/**
 * tap_dev_name() - Read the interface's name and MAC address from the
 * descriptor
 */
int tap_dev_name(int fd, struct link *link, struct err *err);

/**
 * tap_dev_find() - Find a tap's interface in the thread's namespace
 *
 * The descriptor gives only the name, and another interface may have that name
 * here.  So the MAC address must match, too.
 *
 * Return: 0, or a negative errno with @err set
 */
int tap_dev_find(int fd, struct link *link, struct err *err);

/** tap_dev_netns() - A descriptor of its namespace; negative if it is unknown */
int tap_dev_netns(int fd);

/**
 * tap_dev_visit() - Enter the namespace where a tap is now, and find its
 * interface
 * @home_index:	Index of a tap that was made in the switch's own namespace; else
 *		0.  If the kernel does not tell the namespace, a tap of this
 *		index is taken to be there still
 *
 * Return: a value for tap_dev_return(), or a negative errno with @err set: code
 * "unknown-netns" if the interface cannot be identified
 */
int tap_dev_visit(int fd, int home_index, struct link *link, struct err *err);
void tap_dev_return(int back);

/**
 * tap_dev_make() - Make a tap, or attach to a persistent one, in the thread's
 * namespace
 * @ifname:	A pattern like "tap%d" is replaced by the name
 *
 * Return: its descriptor, or a negative errno with @err set
 */
int tap_dev_make(char ifname[TAP_IFNAME_SIZE], struct err *err);

/**
 * struct tap_dev_state - State of a passed descriptor before it was used
 * @flags:	Of F_GETFL
 * @header_size: Of the virtio-net header; 0 if it has none
 */
struct tap_dev_state {
	int flags;
	int header_size;
};

/**
 * tap_dev_adopt() - Check that @fd is a tap, save its state, make it
 * non-blocking
 */
int tap_dev_adopt(int fd, struct tap_dev_state *before, struct err *err);

/** tap_dev_is_persistent() - Whether its interface outlives the descriptor */
bool tap_dev_is_persistent(int fd);

/** tap_dev_restore() - Restore that state after a failure */
void tap_dev_restore(int fd, const struct tap_dev_state *before);

/** tap_dev_set_vnet_hdr() - Set the header's size to VNET_HDR_SIZE */
int tap_dev_set_vnet_hdr(int fd, struct err *err);

/**
 * tap_dev_widest_offload() - Enable all offloads that the kernel has
 *
 * Return: those of enum offload; with OFFLOAD_UDP_TUNNEL, frames have a
 * struct tunnel_hdr
 */
uint32_t tap_dev_widest_offload(int fd);
uint32_t tap_dev_no_offload(int fd);

/** tap_dev_reset_offload() - Set the short header and offloads that fit it */
void tap_dev_reset_offload(int fd);

/** tap_dev_set_access() - Set owner, group, and last persistence, as configured */
int tap_dev_set_access(int fd, const char *ifname,
		       const struct tap_config *config, struct err *err);

int tap_dev_set_carrier(int fd, const char *name, bool on, struct err *err);

/**
 * struct tap_opened - An open tap, and its state before, for undo
 * @fd:		-1 if closed
 * @has_vnet:	Frames have a virtio-net header
 * @offloads:	Of enum offload
 * @is_known:	The interface was found; else @link has its name and address
 *		only
 * @home_index:	For tap_dev_visit()
 * @made_in:	Namespace in which it was made; zeros for a passed descriptor
 * @is_followed: That namespace has been watched since before the tap was made,
 *		and the tap is still there
 * @link:	The interface's settings, as far as known
 * @link_before: Its settings before
 * @was_persistent: It was persistent before
 * @added:	Bit i is set if address i of the configuration was added by us
 * @before:	State of a passed descriptor before
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
 * tap_opened_make() - Make a tap or use a passed one, and set up its interface
 * @claim:	The port's, which then has the interface
 *
 * Return: 0, or a negative errno with @err set and everything as it was
 */
int tap_opened_make(const struct tap_config *config, struct claim *claim,
		    struct tap_opened *tap, struct err *err);

/** tap_opened_undo() - Restore the state before it was opened, and close it */
void tap_opened_undo(struct tap_opened *tap, const struct tap_config *config);

/**
 * tap_config_link_key() - Key of the first interface setting in it; NULL if
 * none
 */
const char *tap_config_link_key(const struct tap_config *config);

/**
 * tap_config_compare() - Compare a configuration with a wanted one
 *
 * PORT_OTHER is also returned for changes that need a new device: the kernel
 * cannot remove a tap's owner or group.
 */
enum port_likeness tap_config_compare(const struct tap_config *config,
				      const struct tap_config *wanted);

/**
 * tap_opened_change() - Change an open tap from @config to @wanted
 *
 * Only settings that differ between the two are changed; other changes by the
 * host are kept.  Settings that @wanted no longer has are set as they were
 * before the tap was opened.
 *
 * Return: 0, also if the interface is deleted; or a negative errno with @err set
 * and everything as it was
 */
int tap_opened_change(struct tap_opened *tap, const struct tap_config *config,
		      const struct tap_config *wanted, struct err *err);

/** tap_opened_close() - Close it; a passed descriptor stays open.  Twice is fine */
void tap_opened_close(struct tap_opened *tap, const struct tap_config *config);

#endif /* PORT_TAP_DEV_H */
