/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two hosts that talk through a bridge whose frames are recorded: alice is on
 * P1 and has 192.0.2.1, bob is on P2 and has 192.0.2.2.  To be included after
 * cmocka.h.
 */
#ifndef TEST_CONVERSATION_H
#define TEST_CONVERSATION_H

#include <stdlib.h>

#include "bridging.h"
#include "capture/diagnosis.h"
#include "core/commit.h"
#include "frame/compose.h"
#include "frame/parse.h"
#include "vlans.h"

#define ALICES_IP "192.0.2.1"
#define BOBS_IP	  "192.0.2.2"
#define NS_OF_MS  1000000

/**
 * struct lab - The bridge, what it records, and what was found
 * @id:		Number of the last frame
 */
struct lab {
	struct bridge *br;
	struct recorder *recorder;
	struct scene scene;
	struct diagnosis found;
	uint64_t id;
};

static _Alignas(16) uint8_t lab_room[FRAME_HEADROOM + FRAME_SIZE_MAX];

static inline int a_lab(void **state)
{
	struct lab *lab = calloc(1, sizeof(*lab));
	void *br;

	if (!lab || a_bridge_of_four(&br))
		return -1;
	lab->br = br;
	lab->recorder = recorder_new(64, RECORDER_SNAPLEN);
	lab->scene.bridge = lab->br;
	lab->scene.recorder = lab->recorder;
	lab->scene.now_ms = SECOND;
	for (port_no no = 1; no <= PORT_MAX; no++)
		lab->scene.port[no] = (struct port_now){ true, true, 0 };
	*state = lab;
	return 0;
}

static inline int free_lab(void **state)
{
	struct lab *lab = *state;

	recorder_free(lab->recorder);
	bridge_free(lab->br);
	free(lab);
	return 0;
}

static inline struct ip_address ip_of(const char *text)
{
	struct ip_address address;

	assert_true(ip_address_parse(text, &address));
	return address;
}

/* A frame is received on a port, forwarded and recorded.  If it is a packet of
 * IPv4, it has passed so many routers. */
static inline void receive_routed(struct lab *lab, port_no in,
				  const struct composition *c, uint8_t routers)
{
	struct composition whole = *c;
	struct frame f = { .data = lab_room + FRAME_HEADROOM };
	struct verdict v;

	if (!whole.len)
		whole.len = compose_len_usual(c);
	memset(lab_room, 0, FRAME_HEADROOM);
	compose(&whole, f.data);
	f.len = whole.len;
	if (c->kind == COMPOSE_PING)
		f.data[ETH_HEADER_SIZE + VLAN_TAG_SIZE * c->tags + 8] -=
			routers;
	frame_parse(&f);
	f.id = ++lab->id;
	decide(lab->br, &f, in, lab->scene.now_ms, &v);
	bridge_commit(lab->br, &f, &v, lab->scene.now_ms);
	recorder_note(lab->recorder, &f, &v, lab->scene.now_ms * NS_OF_MS);
}

static inline void receive(struct lab *lab, port_no in,
			   const struct composition *c)
{
	receive_routed(lab, in, c, 0);
}

/* A host asks for the address of another one. */
static inline void ask(struct lab *lab, port_no in, struct mac src,
		       const char *from, const char *to)
{
	const struct composition c = {
		.kind = COMPOSE_ARP,
		.dst = ALL,
		.src = src,
		.from = ip_of(from),
		.to = ip_of(to),
	};

	receive(lab, in, &c);
}

/* Carol has 192.0.2.3, and dave 192.0.2.4. */
static inline struct ip_address address_of(struct mac mac)
{
	struct ip_address address = ip_of(ALICES_IP);

	address.bytes[3] = mac.byte[5] - ALICE.byte[5] + 1;
	return address;
}

static inline void ping(struct lab *lab, port_no in, struct mac src,
			struct mac dst, uint32_t len)
{
	const struct composition c = {
		.kind = COMPOSE_PING,
		.dst = dst,
		.src = src,
		.len = len,
		.from = address_of(src),
		.to = address_of(dst),
	};

	receive(lab, in, &c);
}

static inline void alice_asks(struct lab *lab)
{
	ask(lab, P1, ALICE, ALICES_IP, BOBS_IP);
}

static inline void alice_pings(struct lab *lab)
{
	ping(lab, P1, ALICE, BOB, 0);
}

static inline void bob_pings(struct lab *lab)
{
	ping(lab, P2, BOB, ALICE, 0);
}

/* Both have talked to each other; the records of that are older than what is
 * asked for. */
static inline void they_talk(struct lab *lab)
{
	alice_asks(lab);
	bob_pings(lab);
	alice_pings(lab);
	bob_pings(lab);
	lab->scene.now_ms += MINUTE;
}

static inline const struct finding *why_since(struct lab *lab, int64_t from_ms,
					      struct end from, struct end to)
{
	diagnosis_begin(&lab->found, &lab->scene, &from, &to,
			from_ms * NS_OF_MS, lab->id);
	while (diagnosis_read(&lab->found, &lab->scene, 3))
		;
	diagnosis_conclude(&lab->found, &lab->scene);
	return diagnosis_cause(&lab->found);
}

/* Asks about the last second. */
static inline const struct finding *why(struct lab *lab, struct end from,
					struct end to)
{
	return why_since(lab, lab->scene.now_ms - SECOND, from, to);
}

static inline struct end alices_host(void)
{
	const struct ip_address address = ip_of(ALICES_IP);

	return end_of_host(&address);
}

static inline struct end bobs_host(void)
{
	const struct ip_address address = ip_of(BOBS_IP);

	return end_of_host(&address);
}

static inline void put_into_vlan(struct lab *lab, port_no no,
				 const char *tagged, vlan_id untagged)
{
	const struct vlan_port vp = in_vlans(tagged, untagged);

	vlan_port_set(lab->br, no, &vp);
}

static inline void turn_vlans_on(struct lab *lab)
{
	assert_int_equal(vlan_filtering_set(lab->br, true), 0);
	for (port_no no = P1; no <= P4; no++)
		put_into_vlan(lab, no, NULL, RED);
}

/* The ports, the stations and the hosts are asked about: each names the cause,
 * and the port to blame; a NULL @word means that nothing is wrong. */
static inline void assert_cause(struct lab *lab, const char *word, port_no port)
{
	const struct end ends[][2] = {
		{ end_of_port(P1), end_of_port(P2) },
		{ end_of_station(ALICE), end_of_station(BOB) },
		{ alices_host(), bobs_host() },
		{ end_of_port(P1), bobs_host() },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		const struct finding *f = why(lab, ends[i][0], ends[i][1]);

		assert_string_equal(f ? finding_word(f) : "none",
				    word ? word : "none");
		if (f)
			assert_int_equal(f->port, port);
	}
}

#endif /* TEST_CONVERSATION_H */
