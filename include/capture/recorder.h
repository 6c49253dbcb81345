/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The flight recorder: what became of the last frames.
 *
 * Each frame that is received writes one record, before it is changed for its
 * egress ports.  The oldest record is overwritten.
 *
 * Shape:   a ring of records of one size, each with the first bytes of its
 *          frame.  The egress ports of flooded frames are kept apart, because
 *          most frames from one port in one VLAN are flooded to the same ports.
 * Time:    monotonic; passed in.
 * Limit:   the last @frames frames; the ports of a flooded frame are forgotten
 *          earlier if many different sets of ports follow: see
 *          recorder_ports().
 * Owner:   whoever called recorder_new() calls recorder_free().
 */
#ifndef CAPTURE_RECORDER_H
#define CAPTURE_RECORDER_H

#include "core/decide.h"

#define RECORDER_FRAMES		4096	/* by default */
#define RECORDER_FRAMES_MAX	1048576
#define RECORDER_SNAPLEN	80	/* headers down to TCP's, with a tag */
#define RECORDER_SNAPLEN_MIN	64
#define RECORDER_SNAPLEN_MAX	1024

struct recorder;

/**
 * struct record - What became of one frame
 * @id:		Number of the frame; later frames have higher numbers
 * @at_ns:	When it was received
 * @len:	Its length in bytes, as received
 * @egress:	If forwarded, its egress port.  If flooded, see
 *		recorder_ports()
 * @in:		Port that it was received on
 * @vid:	As in struct verdict
 * @kept:	Bytes of it in @data: its first ones
 * @reason:	enum reason
 * @vnet_hdr:	Its virtio-net header
 * @data:	From the destination address on
 */
struct record {
	uint64_t id;
	int64_t at_ns;
	uint32_t len;
	uint32_t egress;
	port_no in;
	vlan_id vid;
	uint16_t kept;
	uint8_t reason;
	uint8_t padding[7];
	uint8_t vnet_hdr[VNET_HDR_SIZE];
	uint8_t data[];
};

/**
 * recorder_new() - Allocate a recorder
 * @frames:	1 to RECORDER_FRAMES_MAX
 * @snaplen:	Bytes kept of each frame, RECORDER_SNAPLEN_MIN to
 *		RECORDER_SNAPLEN_MAX
 *
 * Return: NULL when memory is short
 */
struct recorder *recorder_new(uint32_t frames, uint32_t snaplen);
void recorder_free(struct recorder *recorder);

/**
 * recorder_note() - Record a frame
 * @f:		As received
 */
void recorder_note(struct recorder *recorder, const struct frame *f,
		   const struct verdict *v, int64_t at_ns);

/**
 * recorder_next() - Read the records, oldest first
 * @place:	0 at first; then where the last call left it
 *
 * Return: the first record at or after @place, or NULL.  It is valid until the
 * next recorder_note()
 */
const struct record *recorder_next(const struct recorder *recorder,
				   uint64_t *place);

/**
 * recorder_place() - The place of the first record at or after a time
 *
 * Return: a place for recorder_next()
 */
uint64_t recorder_place(const struct recorder *recorder, int64_t from_ns);

/** recorder_newest() - The place from which there are so many records at most */
uint64_t recorder_newest(const struct recorder *recorder, uint64_t n);

/** recorder_reaches() - Whether all frames since a time are still recorded */
bool recorder_reaches(const struct recorder *recorder, int64_t from_ns);

/**
 * recorder_ports() - Find the egress ports of a recorded frame
 *
 * Return: false if they were forgotten
 */
bool recorder_ports(const struct recorder *recorder,
		    const struct record *record, struct portset *ports);

/**
 * record_is_accepted() - Whether the frame passed the rules of its ingress port
 *
 * The switch may learn from such a frame where its source is.
 */
bool record_is_accepted(const struct record *record);

/**
 * record_frame() - Read the addresses, the tags and the type of a frame
 * @f:		Output; its bytes are those that were kept, which must not be
 *		changed.  Its offloads are not set; its @packet_len is that of
 *		the whole frame
 *
 * Return: false if it is a runt, which has none of them
 */
bool record_frame(const struct record *record, struct frame *f);

#endif /* CAPTURE_RECORDER_H */
