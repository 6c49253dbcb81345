/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: frames that are recorded, each with its virtio-net header, behind a byte that
 * says on which port it was received, and one with the length of both.  Whatever they
 * are, the diagnosis reads no byte that was not kept, and its sums agree.
 */
#include <string.h>

#include "capture/diagnosis.h"
#include "core/commit.h"
#include "frame/describe.h"
#include "frame/hosts.h"
#include "frame/parse.h"
#include "fuzz.h"

#define PORTS	 3
#define FRAMES	 16 /* so that some are overwritten */
#define SNAPLEN	 64
#define NS_OF_MS 1000000

static struct bridge *make_bridge(void)
{
	struct bridge *br = bridge_new(1);
	struct port_settings settings = port_settings_defaults();

	must(br && !vlan_filtering_set(br, true));
	for (port_no no = 1; no <= PORTS; no++) {
		must(bridge_add_port(br, 1500) == no);
		bridge_set_up(br, no, true);
	}
	settings.fdb_limit = 2;
	settings.violation = VIOLATION_PROTECT;
	bridge_set_port(br, 2, &settings, 0);
	return br;
}

static void receive(struct scene *scene, struct recorder *recorder,
		    struct bridge *br, port_no in, const uint8_t *bytes,
		    size_t len, uint64_t id)
{
	/* The frame ends with its memory, so that a sanitizer sees what is read
	 * behind it. */
	uint8_t *room = malloc(len);
	struct frame f = { .data = room + VNET_HDR_SIZE,
			   .len = (uint32_t)len - VNET_HDR_SIZE };
	struct verdict v;

	must(room);
	memcpy(room, bytes, len);
	frame_parse(&f);
	f.id = id;
	decide(br, &f, in, scene->now_ms, &v);
	bridge_commit(br, &f, &v, scene->now_ms);
	recorder_note(recorder, &f, &v, scene->now_ms * NS_OF_MS);
	free(room);
}

/* Returns the number of frames. */
static uint64_t receive_all(struct scene *scene, struct recorder *recorder,
			    struct bridge *br, const uint8_t *data, size_t size)
{
	uint64_t id = 0;

	while (size > 2) {
		const port_no in = (port_no)(1 + data[0] % PORTS);
		size_t len = data[1];

		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		if (len >= VNET_HDR_SIZE)
			receive(scene, recorder, br, in, data, len, ++id);
		scene->now_ms += 10;
		data += len;
		size -= len;
	}
	return id;
}

/* A sanitizer sees what is read behind the bytes that were kept. */
static void check_record(const struct record *record)
{
	struct record *copy = malloc(sizeof(*record) + record->kept);
	char text[DESCRIBE_SIZE];
	struct hosts hosts;
	struct frame f;

	must(copy);
	memcpy(copy, record, sizeof(*record) + record->kept);
	if (record_frame(copy, &f)) {
		must(f.len == record->kept);
		must(f.packet_len <= record->len);
		must(*frame_describe(&f, text));
		frame_hosts(&f, &hosts);
	}
	free(copy);
}

static void check_records(const struct recorder *recorder)
{
	const struct record *record;
	uint64_t place = 0;

	while ((record = recorder_next(recorder, &place)))
		check_record(record);
}

static void check_way(const struct traffic *way)
{
	uint64_t frames = 0, arrived = 0;

	for (unsigned int i = 0; i < way->flows; i++) {
		const struct flow *flow = &way->flow[i];

		must(flow->frames && flow->last_ns >= flow->first_ns);
		if (flow->is_for_all)
			continue;
		frames += flow->frames;
		if (flow->arrival == ARRIVAL_YES)
			arrived += flow->frames;
	}
	must(way->frames >= frames && way->arrived >= arrived);
	must(way->frames >= way->arrived + way->unknown);
	must(way->flows == TRAFFIC_FLOWS || way->frames == frames);
}

static void check(const struct diagnosis *d)
{
	check_way(&d->way[0]);
	check_way(&d->way[1]);
	must(d->examined <= FRAMES);
	for (unsigned int i = 0; i < d->findings; i++) {
		must(d->finding[i].cause < CAUSE_NONE);
		must(*finding_word(&d->finding[i]));
		must(d->finding[i].port <= PORTS);
	}
	must(!diagnosis_cause(d) || diagnosis_cause(d)->is_still);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ip_address host = {
		.is_v4 = true,
		.bytes = { 192, 0, 2, 1 },
	};
	static const struct mac station = { { 2, 0, 0, 0, 0, 2 } };
	static struct scene scene;
	static struct diagnosis d;
	static struct bridge *br;
	struct recorder *recorder = recorder_new(FRAMES, SNAPLEN);
	const struct end ends[] = { end_of_port(1), end_of_port(2),
				    end_of_station(station),
				    end_of_host(&host) };
	uint64_t last_id;

	must(recorder);
	if (!br)
		br = make_bridge();
	fdb_flush(br->fdb, (struct fdb_filter){ .states = FDB_ANY_STATE });
	scene = (struct scene){ .bridge = br, .recorder = recorder };
	last_id = receive_all(&scene, recorder, br, data, size);
	check_records(recorder);
	for (size_t i = 0; i < 4; i++) {
		diagnosis_begin(&d, &scene, &ends[i], &ends[(i + 1) % 4], 50,
				last_id);
		while (diagnosis_read(&d, &scene, 5))
			;
		diagnosis_conclude(&d, &scene);
		check(&d);
	}
	recorder_free(recorder);
	return 0;
}
