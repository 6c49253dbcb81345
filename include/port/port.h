/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A port: something frames come from and go to.
 *
 * Drivers know descriptors and wire formats.  They know nothing of bridges,
 * VLANs or other ports; what they receive they hand up in batches.
 *
 * States:  closed -> port_open() -> open -> port_close() -> closed
 *          open -> the device vanishes -> not present -> port_close() -> closed
 *          not present -> the device is found again -> open
 *          open -> what the device was in vanishes -> closed, and not present
 * A port that is not present still answers every call; it receives nothing and
 * takes nothing.
 */
#ifndef PORT_PORT_H
#define PORT_PORT_H

#include "base/err.h"
#include "base/line.h"
#include "base/log.h"
#include "base/mac.h"
#include "base/types.h"
#include "base/writer.h"
#include "port/claim.h"

#define PORT_MTU_MAX	65521		/* 65,535 bytes with an Ethernet header */
#define PORT_MTU_IMPLIED 1500		/* of peers that cut headers off, unless said */

struct io;
struct listener;
struct endpoint;
struct port;

/** enum port_likeness - What a port that is wanted is to one that there is */
enum port_likeness {
	PORT_OTHER,			/* of another device */
	PORT_CHANGED,			/* of the same, with other settings */
	PORT_EQUAL,
};

/**
 * struct port_device - What `port set` may change of a port's device
 * @mtu:	As it is now
 * @config_mtu:	As it was asked for; 0 if it was not.  So @has_mac
 * @mac:	As it is now
 * @offload:	It is handed frames with work left in them
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
 * @init:	Fill in a new port's defaults; may be NULL
 * @open:	Make it ready and watch its descriptors.
 *		Return: 0, or a negative errno with @err set and nothing held
 * @close:	Give everything back; only after a successful open
 * @undo:	The same, and as if it had never been open; may be NULL
 * @free:	Give back what the configuration holds; may be NULL
 * @tx:		Send frames, borrowed until io_flush().  What is refused is told
 *		through port_events.refused
 * @set_mtu:	Return: 0, or a negative errno with @err set and nothing changed;
 *		NULL where the MTU is not ours to say
 * @set_mac:	Likewise, of the address that its interface has
 * @set_offload: Likewise, of whether it is handed frames with work left in them
 * @save:	See port_save_device(), but for the MTU; NULL without @set_mac and
 *		@set_offload
 * @restore:	See port_restore_device(), likewise
 * @set_up:	The administrator wants it up or down; may be NULL
 * @ask_missed:	Ask the kernel what it dropped before it could be read, and tell
 *		port_events.missed what is new; may be NULL
 * @compare:	See port_compare(); NULL for kinds that only clients bring
 * @swap:	See port_swap(); of two that are PORT_CHANGED
 * @endpoint:	Where others find it; NULL where there is no such place.  The op may
 *		be NULL
 * @refresh:	Look at the device now, not at its next frame; may be NULL
 * @show:	Write what only this kind knows, as keys of an open object
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
	void (*ask_missed)(struct port *port);
	enum port_likeness (*compare)(const struct port *port,
				      const struct port *wanted);
	int (*swap)(struct port *port, struct port *wanted, struct err *err);
	const struct endpoint *(*endpoint)(const struct port *port);
	void (*refresh)(struct port *port);
	void (*show)(const struct port *port, struct writer *out);
	void (*config)(const struct port *port, struct line *line);
};

/**
 * struct port_events - Where a driver hands up
 * @received:	A batch, borrowed until it returns; VNET_HDR_SIZE bytes in front
 *		of each frame hold its virtio-net header
 * @refused:	A frame given to tx() was not sent; @errnum is positive:
 *		EIO the interface is down, EBADFD the device is gone,
 *		EAGAIN or ENOBUFS the receiver is too slow
 * @missed:	@n frames were lost before they could be received; @errnum is
 *		positive: ENOBUFS where the kernel had no room, EACCES where
 *		others than the peer sent them, else why they could not be
 *		read, which the driver says in words that help
 * @changed:	port->linked, port->not_present or port->mtu is other than before
 */
struct port_events {
	void (*received)(struct port *port, struct buf *frames, size_t n);
	void (*refused)(struct port *port, int errnum);
	void (*missed)(struct port *port, int errnum, uint64_t n);
	void (*changed)(struct port *port);
};

/**
 * struct port - What every kind has; drivers embed it as their first member
 * @alias:	What people call it (RFC 2863, ifAlias); empty for nothing
 * @mtu:	Bytes behind the Ethernet header that the other side takes
 * @frame_max:	Longest frame that its medium takes, tags and all; UINT32_MAX: any
 * @takes_tag:	And such a frame with one tag of 0x8100 more
 * @offloads:	Of enum offload: what it takes unfinished
 * @mtu_exceeded: A packet was longer than @mtu.  The owner sets it; a driver that
 *		is not told of changes to its interface looks for a larger MTU
 *		then, and takes it back
 * @missed_asked_ms: For whoever calls ask_missed(), to not do so too often
 * @open:	port_open() succeeded
 * @up:		What the administrator wants
 * @gro:	What comes from here may be merged, where it comes without
 *		GSO frames: generic receive offload
 * @headerless:	It has no virtio-net headers, but its peers may have had some
 * @implied:	They had, and cut them off: see path/headerless.h
 * @suspicions:	That they had, for path/headerless.c
 * @sends_own:	What it is given to send, or refuses, is of the switch's own
 * @linked:	The other side is ready to take frames
 * @not_present:	Its device has vanished, or is not there yet
 * @awaited:	Before port_open(): its device may come later than the port.
 *		Afterwards, of a port that is not present: the driver waits for the
 *		device, or where the port is closed the owner, which opens it again
 * @claim:	What it has, while it is open and present; drivers say what it is
 * @listener:	Let it in, as a client's: it goes when it is not present; else NULL
 * @client_uid:	Then: that client's user, (uid_t)-1 over a network
 * @log:	Limits what is said of it
 * @shared_log:	The same in its place, for all clients of a listener; else NULL
 * @leaves:	It is to go: see leavers.h
 * @owner:	For whoever made the port
 */
struct port {
	const struct port_ops *ops;
	const struct port_events *events;
	void *owner;
	struct claim claim;
	struct listener *listener;
	uid_t client_uid;
	struct log_limit log;
	struct log_limit *shared_log;
	port_no no;
	char name[PORT_NAME_SIZE];
	char alias[PORT_ALIAS_SIZE];
	uint32_t mtu;
	uint32_t frame_max;
	uint32_t offloads;
	int64_t missed_asked_ms;
	bool open;
	bool up;
	bool gro;
	bool takes_tag;
	bool mtu_exceeded;
	bool headerless;
	bool implied;
	uint8_t suspicions;
	bool sends_own;
	bool linked;
	bool not_present;
	bool awaited;
	bool leaves;
};

extern const struct port_ops tap_ops, null_ops, stream_ops, dgram_ops, vde_ops,
	packet_ops, patch_ops;

/** port_new() - A closed port with nothing configured; NULL without memory */
struct port *port_new(const struct port_ops *ops, const char *name);

/** port_open() - Make it ready; ports say nothing before and after */
int port_open(struct port *port, struct io *io,
	      const struct port_events *events, void *owner, struct err *err);

/** port_close() - Give its device back; it can be opened again.  Twice is fine */
void port_close(struct port *port);

/** port_vanish() - For drivers: close it, for all that it was in is gone */
void port_vanish(struct port *port, bool awaited);

/** port_undo() - Close it, and let its device be what it was before */
void port_undo(struct port *port);

/** port_free() - Close it if it is open, and free it; takes NULL */
void port_free(struct port *port);

/**
 * port_log() - Say something of a port; its name comes in front
 *
 * For what peers and guests bring about: it is limited, by port, and for the
 * ports of clients by listener.
 */
void port_log(struct port *port, enum log_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** port_set_mtu() - The op for kinds with no device to tell it to */
int port_set_mtu(struct port *port, uint32_t mtu, struct err *err);

/** port_save_device() - What its device is set to, before that is changed */
void port_save_device(const struct port *port, struct port_device *saved);

/**
 * port_restore_device() - Set its device to that again
 *
 * Return: 0, or a negative errno with @err set: then all is as before but for
 * what failed
 */
int port_restore_device(struct port *port, const struct port_device *saved,
			struct err *err);

/**
 * port_compare() - What a closed port, as it is configured, is to another one
 *
 * Settings that every kind has are not looked at: alias, gro, up.
 */
enum port_likeness port_compare(const struct port *port,
				const struct port *wanted);

/**
 * port_swap() - Make a port as another one of its device is configured
 * @wanted:	Closed; becomes as @port was, so that the way back is the same
 *
 * What is connected stays so, and what was half read is.  Return: 0, or a
 * negative errno with @err set and nothing changed
 */
int port_swap(struct port *port, struct port *wanted, struct err *err);

/** port_endpoint() - Where others find it; NULL where there is no such place */
const struct endpoint *port_endpoint(const struct port *port);

/** port_likeness() - By whether it is of the same device, with equal settings */
static inline enum port_likeness port_likeness(bool is_same, bool is_equal)
{
	if (!is_same)
		return PORT_OTHER;
	return is_equal ? PORT_EQUAL : PORT_CHANGED;
}

/** port_swap_mtu() - And @implied, for kinds with no device to tell it to */
void port_swap_mtu(struct port *port, struct port *wanted);

#endif /* PORT_PORT_H */
