/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A port: frames are received from it and sent to it.
 *
 * Drivers know descriptors and wire formats.  They know nothing of bridges,
 * VLANs or other ports; they deliver received frames in batches.
 *
 * States:  closed -> port_open() -> open -> port_close() -> closed
 *          open -> the device vanishes -> not present -> port_close() -> closed
 *          not present -> the device is found again -> open
 *          open -> the device's namespace vanishes -> closed, and not present
 * On a port that is not present, all calls but port_ops.tx are allowed; it
 * receives nothing.
 */
#ifndef PORT_PORT_H
#define PORT_PORT_H

#include "base/err.h"
#include "base/line.h"
#include "base/log.h"
#include "base/mac.h"
#include "base/peer.h"
#include "base/types.h"
#include "base/writer.h"
#include "port/claim.h"

#define PORT_MTU_MAX	65521		/* 65,535 bytes with an Ethernet header */
#define PORT_MTU_IMPLIED 1500		/* default with `offload implied` */

struct io;
struct listener;
struct endpoint;
struct port;

/** enum port_likeness - How a wanted port differs from an existing one */
enum port_likeness {
	PORT_OTHER,			/* it has another device */
	PORT_CHANGED,			/* the same device, other settings */
	PORT_EQUAL,
};

/**
 * struct port_device - Settings of a port's device that `port set` can change
 * @mtu:	MTU of the device
 * @config_mtu:	MTU in the configuration; 0 if there is none
 * @has_mac:	The configuration has a MAC address
 * @mac:	MAC address of the device
 * @offload:	The port takes GSO frames and unfinished checksums
 */
struct port_device {
	uint32_t mtu;
	uint32_t config_mtu;
	bool has_mac;
	struct mac mac;
	bool offload;
};

/**
 * struct port_ops - One kind of port
 * @type:	Word for it in commands: "tap"
 * @size:	Bytes of the driver's own struct, which starts with struct port
 * @init:	Set a new port's defaults; may be NULL
 * @open:	Open the device and watch its descriptors.
 *		Return: 0, or a negative errno with @err set and nothing held
 * @close:	Release everything; called only after a successful open
 * @undo:	The same, and reset the device to its state before open; may be NULL
 * @free:	Release what the configuration holds; may be NULL
 * @tx:		Send frames, which are borrowed until io_flush().  Refused frames are
 *		reported by port_events.refused
 * @set_mtu:	NULL if this kind's MTU cannot be set.
 *		Return: 0, or a negative errno with @err set and nothing changed
 * @set_mac:	The same for the interface's MAC address
 * @set_offload: The same for whether the port takes unfinished frames
 * @save:	For port_save_device(): all but the MTU; NULL if neither @set_mac nor
 *		@set_offload exists
 * @restore:	For port_restore_device(): the same settings; NULL likewise
 * @set_up:	The administrator sets the port up or down; may be NULL
 * @update_missed: Ask the kernel how many frames it dropped before they were
 *		read, and report new drops by port_events.missed; may be NULL
 * @compare:	See port_compare(); NULL for kinds that only clients create
 * @swap:	See port_swap(); for ports that are PORT_CHANGED
 * @endpoint:	The address at which others connect; NULL if there is none.  The op
 *		may be NULL
 * @refresh:	Read the device's state now; may be NULL
 * @show:	Write what only this kind has, as keys of an open object
 * @config:	Write the words behind "port add NAME TYPE" that make it again
 */
struct port_ops {
	const char *type;
	size_t size;
	void (*init)(struct port *port);
	int (*open)(struct port *port, struct io *io, struct err *err);
	void (*close)(struct port *port);
	void (*undo)(struct port *port);
	void (*free)(struct port *port);
	void (*tx)(struct port *port, const struct buf *frames, size_t n);
	int (*set_mtu)(struct port *port, uint32_t mtu, struct err *err);
	int (*set_mac)(struct port *port, struct mac mac, struct err *err);
	int (*set_offload)(struct port *port, bool on, struct err *err);
	void (*save)(const struct port *port, struct port_device *saved);
	int (*restore)(struct port *port, const struct port_device *saved,
		       struct err *err);
	int (*set_up)(struct port *port, bool up, struct err *err);
	void (*update_missed)(struct port *port);
	enum port_likeness (*compare)(const struct port *port,
				      const struct port *wanted);
	int (*swap)(struct port *port, struct port *wanted, struct err *err);
	const struct endpoint *(*endpoint)(const struct port *port);
	void (*refresh)(struct port *port);
	void (*show)(const struct port *port, struct writer *out);
	void (*config)(const struct port *port, struct line *line);
};

/**
 * struct port_events - What a driver reports to the port's owner
 * @received:	A batch of frames, borrowed until this returns; VNET_HDR_SIZE bytes in
 *		front of each frame hold its virtio-net header.  May send to all ports
 *		and set them up or down, but must neither close nor free one
 * @refused:	A frame given to tx() was not sent; @errnum is positive:
 *		EIO the interface is down, EBADFD the device is gone,
 *		EAGAIN or ENOBUFS the receiver is too slow
 * @missed:	@n frames were lost before they could be received; @errnum is
 *		positive: ENOBUFS the kernel had no room, ENETDOWN the port was set
 *		down, EACCES they did not come from the peer, any other: the read
 *		failed, and the driver has logged why
 * @changed:	port->linked, port->not_present or port->mtu has changed
 */
struct port_events {
	void (*received)(struct port *port, struct buf *frames, size_t n);
	void (*refused)(struct port *port, int errnum);
	void (*missed)(struct port *port, int errnum, uint64_t n);
	void (*changed)(struct port *port);
};

/**
 * struct port - What every kind has; drivers embed it as their first member
 * @mtu:	Bytes behind the Ethernet header that the other side takes
 * @frame_max:	Longest frame that its medium takes, tags included; UINT32_MAX: any
 * @takes_tag:	A frame of @frame_max bytes may have one more tag of 0x8100
 * @mtu_exceeded: A packet was longer than @mtu.  Set by the owner; a driver
 *		whose interface cannot be watched reads the MTU, and resets this
 * @offloads:	Bits of enum offload: work on frames that it leaves to its peer
 * @missed_at_ms: When the owner called update_missed() last
 * @open:	port_open() succeeded
 * @up:		Set up by the administrator
 * @headerless:	It has no virtio-net headers: its peers may have removed them
 * @implied:	Its peers have removed them: see path/headerless.h
 * @suspicions:	Successive frames that look so; for path/headerless.c
 * @sends_own:	The frames being sent or refused were made by the switch itself
 * @linked:	The other side is ready to take frames
 * @not_present: Its device has vanished, or does not exist yet
 * @awaited:	Before port_open(): the device may appear later than the port.
 *		Afterwards, for a port that is not present: the driver waits for the
 *		device; or the owner does, if the port is closed, and opens it again
 * @claim:	The device that it holds while it is open and present; set by drivers
 * @listener:	Accepted the client whose port this is; NULL for other ports.  The port
 *		is deleted when it is not present
 * @client_uid:	That client's user; (uid_t)-1 over a network
 * @log:	Rate limit of its log lines
 * @shared_log:	Used instead of @log by all clients of a listener; else NULL
 * @is_removed:	Scheduled for removal; see removal.h
 * @removed_by:	The client whose command this was; else PEER_NONE
 * @owner:	For the caller of port_open()
 * @added_seq:	Number of the event that it was added; set by the owner.  Earlier
 *		events are about the port that had the number @no before
 * @added_frames: How many frames the switch had received when it was added; set by
 *		the owner
 */
struct port {
	const struct port_ops *ops;
	const struct port_events *events;
	void *owner;
	uint64_t added_seq;
	uint64_t added_frames;
	struct claim claim;
	struct listener *listener;
	uid_t client_uid;
	struct log_limit log;
	struct log_limit *shared_log;
	port_no no;
	char name[PORT_NAME_SIZE];
	uint32_t mtu;
	uint32_t frame_max;
	uint32_t offloads;
	int64_t missed_at_ms;
	bool open;
	bool up;
	bool takes_tag;
	bool mtu_exceeded;
	bool headerless;
	bool implied;
	uint8_t suspicions;
	bool sends_own;
	bool linked;
	bool not_present;
	bool awaited;
	bool is_removed;
	struct peer removed_by;
};

extern const struct port_ops tap_ops, null_ops, stream_ops, dgram_ops, vde_ops,
	packet_ops, patch_ops;

/** port_new() - A closed port with nothing configured; NULL without memory */
struct port *port_new(const struct port_ops *ops, const char *name);

/** port_open() - Open its device; events are reported only while it is open */
int port_open(struct port *port, struct io *io,
	      const struct port_events *events, void *owner, struct err *err);

/** port_close() - Release its device, if open; it can be opened again */
void port_close(struct port *port);

/** port_vanish() - For drivers: the device's namespace is gone; close the port */
void port_vanish(struct port *port, bool awaited);

/** port_undo() - Close it, and reset its device to its state before port_open() */
void port_undo(struct port *port);

/** port_free() - Close it if it is open, and free it; takes NULL */
void port_free(struct port *port);

/**
 * port_log() - Log a line that begins with the port's name
 *
 * For events that peers and guests can cause: the rate is limited for each port, and
 * for all clients of a listener together.
 */
void port_log(struct port *port, enum log_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** port_set_mtu() - The op for kinds whose device has no MTU */
int port_set_mtu(struct port *port, uint32_t mtu, struct err *err);

/** port_save_device() - Read the device's settings, before they are changed */
void port_save_device(const struct port *port, struct port_device *saved);

/**
 * port_restore_device() - Set the device as it was saved
 *
 * Return: 0, or a negative errno with @err set: all is restored except what failed
 */
int port_restore_device(struct port *port, const struct port_device *saved,
			struct err *err);

/**
 * port_compare() - Compare a port with @wanted, a closed one, by configuration
 *
 * Settings of the bridge's port are not compared, nor is @up.
 */
enum port_likeness port_compare(const struct port *port,
				const struct port *wanted);

/**
 * port_swap() - Give a port the configuration of another one of the same device
 * @wanted:	Closed; gets the configuration of @port, so that a second call undoes
 *		the first
 *
 * Connections stay, and so do frames that are partly read.
 *
 * Return: 0, or a negative errno with @err set and nothing changed
 */
int port_swap(struct port *port, struct port *wanted, struct err *err);

/** port_endpoint() - The address at which others connect; NULL if there is none */
const struct endpoint *port_endpoint(const struct port *port);

/** port_likeness() - The likeness of two ports with these results */
static inline enum port_likeness port_likeness(bool is_same, bool is_equal)
{
	if (!is_same)
		return PORT_OTHER;
	return is_equal ? PORT_EQUAL : PORT_CHANGED;
}

/** port_swap_mtu() - Swap @mtu and @implied, for kinds whose device has no MTU */
void port_swap_mtu(struct port *port, struct port *wanted);

#endif /* PORT_PORT_H */
