/* SPDX-License-Identifier: BSD-2-Clause */
/* The packet id of each copy leads to the frame that was received. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "capture_reader.h"
#include "mirroring.h"
#include "path/watch.h"

enum { FAR = 900 };

static struct reader reader;

static void begin_capture(struct app *app)
{
	const struct capture_settings all = {
		.in = true,
		.out = true,
		.reasons = UINT64_MAX,
		.count = UINT64_MAX,
	};

	reader.app = app;
	reader.capture = capture_new(&all, "test", app->now_ns);
	assert_non_null(reader.capture);
	assert_true(watch_add(app, reader.capture));
}

static void end_capture(void)
{
	watch_remove(reader.app, reader.capture);
	capture_free(reader.capture);
}

/* The number that receive() gave to the frame's source, of which a packet is a
 * copy: no tag moves it */
static uint32_t number_in(const struct packet *p)
{
	return get_be32(p->bytes + 8);
}

static bool is_inbound(const struct packet *p)
{
	return (flags_of(p) & 3) == PCAPNG_INBOUND;
}

/* The ids of the frames that were received, by their numbers */
static void read_ids(uint64_t ids[IO_BATCH])
{
	struct packet p;
	size_t received = 0;

	for (size_t n = 0; read_packet(&reader, n, &p); n++) {
		if (!is_inbound(&p))
			continue;
		assert_int_equal(number_in(&p), received);
		ids[received++] = id_of(&p);
	}
	assert_int_equal(received, IO_BATCH);
}

/* All that each port was given was captured, with the id of its frame. */
static void check_copies(const uint64_t ids[IO_BATCH])
{
	size_t copies[PORTS + 1] = { 0 };
	struct packet p;

	for (size_t n = 0; read_packet(&reader, n, &p); n++) {
		if (is_inbound(&p))
			continue;
		assert_int_equal(id_of(&p), ids[number_in(&p)]);
		copies[p.interface + 1]++;
	}
	for (port_no no = P1; no <= PORTS; no++)
		assert_int_equal(copies[no], sent[no].n);
}

/* Copies that are whole or cut, with and without a tag, into a VLAN, and at a port that
 * gets the frame itself, too */
static void each_copy_has_the_id_of_the_frame_that_it_shows(void **state)
{
	struct app *app = *state;
	struct recipe r = broadcast();
	uint64_t ids[IO_BATCH];

	r.payload = 200;
	use_vlans(app);
	vlan_join(app->bridge, FAR, P4, false);
	mirror(app, "whole", "all", MIRROR_BOTH, "mon")->ingress = true;
	mirror(app, "short", "p2,p3", MIRROR_BOTH, "mon2")->snaplen = 64;
	mirror(app, "far", "p1", MIRROR_IN, "")->to_vid = FAR;
	begin_capture(app);
	receive(app, P1, r, IO_BATCH);
	read_all(&reader);

	assert_int_equal(sent[MON].n, IO_BATCH * 5);
	assert_int_equal(sent[MON_2].n, IO_BATCH * 2);
	assert_int_equal(sent[P4].n, IO_BATCH * 2);
	read_ids(ids);
	for (size_t i = 1; i < IO_BATCH; i++)
		assert_true(ids[i] > ids[i - 1]);
	check_copies(ids);
	end_capture();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_monitors(each_copy_has_the_id_of_the_frame_that_it_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
