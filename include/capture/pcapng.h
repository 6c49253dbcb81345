/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes blocks of pcapng, the format in which Wireshark stores packets
 * (draft-ietf-opsawg-pcapng), to memory.
 *
 * Order:   a section header first; then interfaces, packets, names and
 *	    statistics as they come.  A block that refers to an interface
 *	    follows the one that describes it.  Interfaces are numbered from 0,
 *	    in the order in which they were described.
 * Numbers: in the byte order of this machine, which the section header tells.
 * Time:    nanoseconds since 1970, UTC.  Each call gets its time from the
 *	    caller; nothing here reads a clock.
 * Text:    UTF-8.  NULL, "", and text too long for an option (65535 bytes) are
 *	    left out.
 * Room:    each function appends one whole block; if there is no room for it,
 *	    it appends nothing and returns false.  No memory is allocated.
 */
#ifndef CAPTURE_PCAPNG_H
#define CAPTURE_PCAPNG_H

#include "base/mac.h"
#include "base/types.h"

/** enum pcapng_type - Types of blocks */
enum pcapng_type {
	PCAPNG_TYPE_INTERFACE = 1,
	PCAPNG_TYPE_NAMES = 4,
	PCAPNG_TYPE_STATISTICS = 5,
	PCAPNG_TYPE_PACKET = 6,
	PCAPNG_TYPE_SECTION = 0x0a0d0d0a,
};

/**
 * struct pcapng_block - How each block begins; its length is at its end, too
 * @type:	One of enum pcapng_type
 * @len:	Bytes of the whole block, a multiple of 4
 */
struct pcapng_block {
	uint32_t type;
	uint32_t len;
};

/** pcapng_block() - Read how the block at @bytes begins */
static inline struct pcapng_block pcapng_block(const uint8_t *bytes)
{
	struct pcapng_block block;

	__builtin_memcpy(&block, bytes, sizeof(block));
	return block;
}

/**
 * struct pcapng_buf - Memory to append to
 * @len:	Bytes of @bytes that are in use, a multiple of 4
 */
struct pcapng_buf {
	uint8_t *bytes;
	size_t size;
	size_t len;
};

/**
 * struct pcapng_section - What made the capture
 * @hardware:	"x86_64"
 * @os:		"Linux 6.1.0"
 * @application: "tapswitch 1.0, switch sw0"
 */
struct pcapng_section {
	const char *hardware;
	const char *os;
	const char *application;
};

/** pcapng_section() - Append the header of a section of unknown length */
bool pcapng_section(struct pcapng_buf *buf,
		    const struct pcapng_section *section);

/**
 * struct pcapng_interface - A port that packets are captured on
 * @name:	Of the port
 * @description: For people, beside the name
 * @mac:	All zeros: it has none
 * @speed_bps:	0: not known
 * @snaplen:	Bytes of each packet that are captured at most; 0: all.
 *		libpcap reads only files whose interfaces all have the same
 * @filter:	Expression that all captured packets match, as for pcap_compile()
 */
struct pcapng_interface {
	const char *name;
	const char *description;
	struct mac mac;
	uint64_t speed_bps;
	uint32_t snaplen;
	const char *filter;
};

/** pcapng_interface() - Append the description of an Ethernet interface */
bool pcapng_interface(struct pcapng_buf *buf,
		      const struct pcapng_interface *interface);

/**
 * enum pcapng_flag - Bits of the flags of a packet
 *
 * Which kind of destination address it has is added by pcapng_packet().
 */
enum pcapng_flag {
	PCAPNG_INBOUND = 1 << 0,
	PCAPNG_OUTBOUND = 1 << 1,
	PCAPNG_CSUM_NOT_READY = 1 << 9,	/* VIRTIO_NET_HDR_F_NEEDS_CSUM */
	PCAPNG_CSUM_VALID = 1 << 10,	/* VIRTIO_NET_HDR_F_DATA_VALID */
	PCAPNG_GSO = 1 << 11,		/* it stands for several packets */
	PCAPNG_TOO_LONG = 1 << 25,
	PCAPNG_TOO_SHORT = 1 << 26,
};

/** enum pcapng_verdict - What the switch did with a packet */
enum pcapng_verdict {
	PCAPNG_NO_VERDICT,		/* not written */
	PCAPNG_PASSED,
	PCAPNG_DROPPED,
};

/**
 * struct pcapng_packet - A packet as it was received or sent at an interface
 * @interface:	Number of the interface
 * @flags:	Bits of enum pcapng_flag
 * @time_ns:	When it was received or sent
 * @id:		The same for a packet and all its copies; 0: none
 * @lost:	Packets of the interface that could not be captured since the
 *		one before this
 * @bytes:	The first @captured_len bytes of @len; all if they are equal
 * @verdict:	Written for Linux' TC (TC_ACT_OK, TC_ACT_SHOT), as other
 *		programs know none of a switch; a drop also into the comment
 * @reason:	Word for the verdict, written as verdict of the hardware, and
 *		into the comment; the number of a reason is not written, as it
 *		differs between versions.  NULL: none
 * @sentence:	What @reason means; follows it in the comment
 */
struct pcapng_packet {
	uint32_t interface;
	uint32_t flags;
	uint64_t time_ns;
	uint64_t id;
	uint64_t lost;
	const uint8_t *bytes;
	uint32_t captured_len;
	uint32_t len;
	enum pcapng_verdict verdict;
	const char *reason;
	const char *sentence;
};

/* What a block takes beyond the captured bytes, at most, if the reason and the
 * sentence are those of core/reasons.h */
#define PCAPNG_PACKET_OVERHEAD 256

/** pcapng_packet() - Append a packet */
bool pcapng_packet(struct pcapng_buf *buf, const struct pcapng_packet *packet);

/** enum pcapng_address - Kinds of addresses that have names */
enum pcapng_address {
	PCAPNG_IPV4 = 1,
	PCAPNG_IPV6,
	PCAPNG_MAC,
};

/**
 * struct pcapng_name - The name of an address
 * @address:	Its first 4, 16 or 6 bytes are used, as @kind says
 * @name:	One character at least
 */
struct pcapng_name {
	enum pcapng_address kind;
	uint8_t address[16];
	const char *name;
};

/**
 * pcapng_names() - Append a block with @n names
 *
 * Wireshark 4.0 ignores those of MAC addresses.
 */
bool pcapng_names(struct pcapng_buf *buf, const struct pcapng_name *names,
		  size_t n);

/**
 * struct pcapng_statistics - What was captured at an interface
 * @interface:	Number of the interface
 * @time_ns:	When these counters were read
 * @start_ns:	When the capture began
 * @end_ns:	When it ended; 0: it goes on
 * @received:	Packets that the capture saw
 * @accepted:	Those of them that match the filter
 * @lost:	Those of them that could not be captured
 * @delivered:	Those that were written
 */
struct pcapng_statistics {
	uint32_t interface;
	uint64_t time_ns;
	uint64_t start_ns;
	uint64_t end_ns;
	uint64_t received;
	uint64_t accepted;
	uint64_t lost;
	uint64_t delivered;
};

/** pcapng_statistics() - Append the counters of an interface */
bool pcapng_statistics(struct pcapng_buf *buf,
		       const struct pcapng_statistics *statistics);

#endif /* CAPTURE_PCAPNG_H */
