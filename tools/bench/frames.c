/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frames - pass frames through the switch, and nothing else
 *
 * frames forward|flood|vlan-forward|vlan-flood BATCHES
 *
 * The path of a frame from the driver that read it to the driver that would write
 * it, with ports that have no peer: no system call, no waiting.  To be run where
 * instructions are counted.  Every run is the same, so the difference between two
 * numbers of batches is what the frames alone cost.
 */
#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "core/bridge_sums.h"
#include "frame/frame.h"
#include "io/io.h"
#include "path/pipeline.h"
#include "ports.h"

#define FRAME_SIZE 60 /* 64 bytes on a wire, without its check sequence */
#define ROOM	   128
#define FDB_SEED   1
#define ETHERTYPE  0x88b5 /* IEEE 802 local experimental */

static const struct mac alice = { { 2, 0, 0, 0, 0, 0xa } };
static const struct mac bob = { { 2, 0, 0, 0, 0, 0xb } };
static const struct mac everybody = { { 255, 255, 255, 255, 255, 255 } };

/* A batch as a driver passes it up. */
struct batch {
	uint8_t room[IO_BATCH][ROOM];
	struct buf bufs[IO_BATCH];
};

static void die(const char *what)
{
	fprintf(stderr, "frames: %s\n", what);
	exit(1);
}

static void fill(struct batch *batch, struct mac src, struct mac dst)
{
	memset(batch->room, 0, sizeof(batch->room));
	for (size_t i = 0; i < IO_BATCH; i++) {
		uint8_t *data = batch->room[i] + 16;

		memcpy(data, dst.byte, sizeof(dst.byte));
		memcpy(data + 6, src.byte, sizeof(src.byte));
		data[12] = ETHERTYPE >> 8;
		data[13] = ETHERTYPE & 0xff;
		batch->bufs[i] = (struct buf){ data, FRAME_SIZE };
	}
}

static struct app *make_switch(struct ev_loop *loop, unsigned int ports)
{
	struct err err;
	struct app *app = app_new("frames", NULL, loop, "rw", &err);

	if (!app)
		die(err.text);
	/* A fixed seed, because the buckets of the table matter here. */
	bridge_free(app->bridge);
	app->bridge = bridge_new(FDB_SEED);
	if (!app->bridge)
		die("memory");
	for (unsigned int i = 1; i <= ports; i++) {
		struct port *port;
		char name[PORT_NAME_SIZE];

		snprintf(name, sizeof(name), "p%u", i);
		port = port_new(&null_ops, name);
		if (!port || app_add_port(app, port, &err))
			die("a port");
	}
	return app;
}

/* The transmitted frames are counted, to be sure what is measured. */
static void check_sent(const struct app *app, uint64_t copies)
{
	struct bridge_sums sums;

	if (!bridge_sum(app->bridge, &sums) || sums.transmitted != copies)
		die("the frames went another way");
}

static void run(bool in_vlan, bool floods, unsigned int ports,
		unsigned long batches)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	struct app *app = make_switch(loop, ports);
	static struct batch hello, batch;
	uint64_t copies = floods ? ports - 1 : 1;

	if (vlan_filtering_set(app->bridge, in_vlan))
		die("memory");
	fill(&hello, bob, everybody);
	pipeline_received(app->ports[2], hello.bufs, 1);
	fill(&batch, alice, floods ? everybody : bob);
	for (unsigned long i = 0; i < batches; i++)
		pipeline_received(app->ports[1], batch.bufs, IO_BATCH);
	check_sent(app, ports - 1 + batches * IO_BATCH * copies);
	printf("%llu\n", (unsigned long long)(batches * IO_BATCH * copies));
	app_free(app);
	ev_loop_destroy(loop);
}

int main(int argc, char **argv)
{
	unsigned long batches = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;

	if (batches && !strcmp(argv[1], "forward")) {
		run(false, false, 2, batches);
	} else if (batches && !strcmp(argv[1], "flood")) {
		run(false, true, 32, batches);
	} else if (batches && !strcmp(argv[1], "vlan-forward")) {
		run(true, false, 2, batches);
	} else if (batches && !strcmp(argv[1], "vlan-flood")) {
		run(true, true, 32, batches);
	} else {
		fputs("usage: frames forward|flood|vlan-forward|vlan-flood "
		      "BATCHES\n",
		      stderr);
		return 2;
	}
	return 0;
}
