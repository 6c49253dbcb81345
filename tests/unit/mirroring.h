/* SPDX-License-Identifier: BSD-2-Clause */
/* A switch with two ports for monitors, and what each port was given; to be included
 * after cmocka.h. */
#ifndef TEST_MIRRORING_H
#define TEST_MIRRORING_H

#include "assembly.h"
#include "base/bytes.h"
#include "core/bridge_sums.h"
#include "frame/tag.h"
#include "frames.h"
#include "io/io.h"
#include "path/pipeline.h"
#include "ports.h"
#include "stations.h"

/* The monitors */
enum { MON = 5, MON_2 = 6 };

#define PORTS	 6
#define HEAD	 160
#define SENT_MAX (90 * IO_BATCH)

/* What each port was given, and in how many calls: the first bytes, with the
 * virtio-net header, and where the frame lies, for a driver may write it later */
static struct {
	size_t n;
	size_t calls;
	struct {
		const uint8_t *data;
		uint32_t len;
		uint8_t head[VNET_HDR_SIZE + HEAD];
	} frame[SENT_MAX];
} sent[PORTS + 1];

/* A batch of frames, each with room in front as an engine leaves it */
static struct {
	uint8_t headroom[32];
	struct made made;
} batch[IO_BATCH];

static inline size_t head_len(uint32_t len)
{
	return VNET_HDR_SIZE + (len < HEAD ? len : HEAD);
}

static inline void keep(struct port *port, const struct buf *bufs, size_t n)
{
	sent[port->no].calls++;
	for (size_t i = 0; i < n; i++) {
		size_t k = sent[port->no].n++;

		assert_true(k < SENT_MAX);
		sent[port->no].frame[k].data = bufs[i].data;
		sent[port->no].frame[k].len = bufs[i].len;
		memcpy(sent[port->no].frame[k].head,
		       bufs[i].data - VNET_HDR_SIZE, head_len(bufs[i].len));
	}
}

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.tx = keep,
};

static inline const uint8_t *data_of(port_no no, size_t k)
{
	assert_true(k < sent[no].n);
	return sent[no].frame[k].head + VNET_HDR_SIZE;
}

static inline uint32_t len_of(port_no no, size_t k)
{
	return sent[no].frame[k].len;
}

static inline uint16_t type_of(port_no no, size_t k)
{
	return get_be16(data_of(no, k) + 12);
}

/* The number that receive() gave to the frame's source */
static inline uint32_t number_of(port_no no, size_t k)
{
	return get_be32(data_of(no, k) + 8);
}

/* P1, P2: access RED.  P3: trunk RED.  P4: access RED, takes no GSO frames.  VLANs
 * are off at first. */
static inline int a_switch_with_monitors(void **state)
{
	static const char *const names[] = { "p1", "p2",  "p3",
					     "p4", "mon", "mon2" };
	struct err err;
	struct app *app = app_new("test", NULL, NULL, NULL, &err);

	for (port_no no = P1; app && no <= PORTS; no++) {
		struct vlan_port vp = { .pvid = no == P3 ? VLAN_NONE : RED };
		struct port *port = port_new(&fake_ops, names[no - P1]);

		port->mtu = 1500;
		port->linked = true;
		port->up = true;
		port->offloads = no == P4 ? 0 : OFFLOAD_ALL;
		if (app_add_port(app, port, &err) || port->no != no)
			return -1;
		vids_add(&vp.members, RED);
		if (no != P3)
			vids_add(&vp.untagged, RED);
		vlan_port_set(app->bridge, no, &vp);
	}
	*state = app;
	return app ? 0 : -1;
}

static inline int free_app(void **state)
{
	app_free(*state);
	return 0;
}

static inline struct mirror *mirror(struct app *app, const char *name,
			     const char *ports, enum mirror_direction direction,
			     const char *to)
{
	struct mirror *m = mirror_new(name);

	assert_non_null(m);
	snprintf(m->ports, sizeof(m->ports), "%s", ports);
	snprintf(m->to, sizeof(m->to), "%s", to);
	m->direction = (uint8_t)direction;
	assert_true(bridge_add_mirror(app->bridge, m));
	return m;
}

static inline void assert_balanced(const struct app *app)
{
	struct bridge_sums sums;

	assert_true(bridge_sum(app->bridge, &sums));
	assert_int_equal(sums.copies + sums.mirrored, sums.transmitted);
}

/* @n frames in one batch; that with number @i is from visitor(@i) */
static inline void receive(struct app *app, port_no in, struct recipe recipe, size_t n)
{
	struct buf bufs[IO_BATCH];

	memset(sent, 0, sizeof(sent));
	for (size_t i = 0; i < n; i++) {
		const struct frame *f;

		recipe.src = visitor((uint32_t)i);
		f = frames_make(&batch[i].made, recipe);
		bufs[i] = (struct buf){ f->data, f->len };
	}
	pipeline_received(app->ports[in], bufs, n);
	assert_balanced(app);
}

/* What was handed to a driver is not changed until it is written: for frames that
 * are no copies, until the batch ends. */
static inline void assert_unchanged(port_no no)
{
	for (size_t k = 0; k < sent[no].n; k++)
		assert_memory_equal(sent[no].frame[k].data - VNET_HDR_SIZE,
				    sent[no].frame[k].head,
				    head_len(len_of(no, k)));
}

static inline struct recipe broadcast(void)
{
	return (struct recipe){ .dst = ALL, .type = 0x88b5, .payload = 46 };
}

static inline void use_vlans(struct app *app)
{
	assert_int_equal(vlan_filtering_set(app->bridge, true), 0);
}

static inline struct recipe gso_broadcast(void)
{
	return (struct recipe){
		.dst = ALL, .ip = 4, .payload = 40000, .gso_size = 1400
	};
}

#define with_monitors(test)                                                    \
	cmocka_unit_test_setup_teardown(test, a_switch_with_monitors, free_app)

#endif /* TEST_MIRRORING_H */
