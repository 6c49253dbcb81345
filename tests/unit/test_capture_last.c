/* SPDX-License-Identifier: BSD-2-Clause */
/* The command capture last: recorded frames as a capture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_reader.h"
#include "base/time.h"
#include "capture/recorder.h"
#include "commands/table.h"
#include "control/grammar.h"
#include "core/reasons.h"
#include "frames.h"
#include "path/pipeline.h"
#include "two_ports.h"

#define SMALL	 16 /* frames */
#define SNAPLEN	 64
#define NS_PER_S (1000 * NS_PER_MS)

static struct made made;

/* What runs now, between two pieces of the answer */
static void (*meanwhile)(struct app *app);

static int a_switch_that_records(void **state)
{
	struct reader *r = calloc(1, sizeof(*r));

	meanwhile = NULL;
	r->app = new_switch_of_two_ports(&silent_ops);
	*state = r;
	if (!r->app)
		return -1;
	app_set_time(r->app, 100 * NS_PER_S);
	return recording_set(&r->app->recording, SMALL, SNAPLEN);
}

static int free_switch(void **state)
{
	struct reader *r = *state;

	app_free(r->app);
	free(r);
	return 0;
}

static void receive_from(struct app *app, port_no in, struct mac src,
			 uint32_t payload)
{
	const struct frame *f = frames_make(&made, (struct recipe){
							   .src = src,
							   .dst = BOB,
							   .type = 0x88b5,
							   .payload = payload,
						   });
	struct buf buf = { f->data, f->len };

	pipeline_received(app->ports[in], &buf, 1);
}

static void receive(struct app *app, port_no in, uint32_t payload)
{
	receive_from(app, in, ALICE, payload);
}

static void at_s(struct app *app, int64_t s)
{
	app_set_time(app, (100 + s) * NS_PER_S);
}

static void take(struct reader *r, struct answer *answer)
{
	assert_true(r->len + answer->out.len <= sizeof(r->bytes));
	if (answer->out.len)
		memcpy(r->bytes + r->len, answer->out.text, answer->out.len);
	r->len += answer->out.len;
	answer->out.len = 0;
}

static struct args *parsed(const char *line)
{
	struct args *args = NULL;
	struct err err = { .text = "" };

	if (grammar_read(&command_grammar, line, strlen(line), &args, &err))
		fail_msg("\"%s\": %s", line, err.text);
	return args;
}

/* Runs a line and reads all that it captures.  Return: its note, or "" */
static const char *captured(struct reader *r, const char *line)
{
	static char note[256];
	struct args *args = parsed(line);
	struct answer answer = { .fd = -1 };
	struct err err = { .text = "" };
	int ret = ANSWER_MORE;

	if (args_command(args)->run(r->app, args, &answer, &err))
		fail_msg("\"%s\": %s", line, err.text);
	assert_true(answer.is_stream);
	snprintf(note, sizeof(note), "%s", answer.note ? answer.note : "");
	while (ret != ANSWER_DONE) {
		if (meanwhile)
			meanwhile(r->app);
		ret = answer.more(r->app, args, &answer, &err);
		assert_true(ret >= 0);
		take(r, &answer);
	}
	writer_free(&answer.out);
	answer.drop(answer.state);
	free(answer.state);
	args_free(args);
	return note;
}

static void assert_refused(struct reader *r, const char *line, const char *code)
{
	struct args *args = parsed(line);
	struct answer answer = { .fd = -1 };
	struct err err;

	assert_int_not_equal(
		args_command(args)->run(r->app, args, &answer, &err), 0);
	assert_string_equal(err.code, code);
	assert_null(answer.state);
	args_free(args);
}

static bool interface_is(const struct reader *r, uint32_t number,
			 const char *name)
{
	const uint8_t *b = block(r, PCAPNG_TYPE_INTERFACE, number);
	const struct packet p = { .options = b + 16,
				  .end = b + u32(b + 4) - 4 };
	uint16_t len = 0;
	const uint8_t *value = option(&p, 2, &len);

	return len == strlen(name) && !memcmp(value, name, len);
}

static void assert_comment_ends(const struct packet *p, const char *ends)
{
	uint16_t len = 0;
	const uint8_t *text = option(p, 1, &len);

	assert_true(len >= strlen(ends));
	assert_memory_equal(text + len - strlen(ends), ends, strlen(ends));
}

static void a_recorded_frame_is_captured_as_it_was_received(void **state)
{
	struct reader *r = *state;
	struct packet p;
	uint16_t len;

	receive(r->app, P2, 1000);
	at_s(r->app, 5);
	assert_string_equal(captured(r, "capture last 10s"), "");

	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
	assert_true(read_packet(r, 0, &p));
	assert_true(interface_is(r, p.interface, "p2"));
	assert_int_equal(flags_of(&p) & 3, PCAPNG_INBOUND);
	assert_int_equal(id_of(&p), 1);
	assert_int_equal(p.len, 1014);
	assert_int_equal(p.captured_len, SNAPLEN);
	assert_memory_equal(p.bytes, made.frame.data, SNAPLEN);
	assert_comment(&p, "flooded: ");
	assert_comment_ends(&p, "; egress: p1");
	assert_memory_equal(option(&p, 7, &len), "\x01\x00", 2); /* TC_ACT_OK */
}

static struct port *add_port(struct app *app, const char *name)
{
	struct port *port = port_new(&silent_ops, name);
	struct err err;

	port->mtu = 1500;
	port->linked = port->up = true;
	assert_int_equal(app_add_port(app, port, &err), 0);
	return port;
}

static void a_flooded_frame_names_some_of_its_many_egress_ports(void **state)
{
	struct reader *r = *state;
	static const char many[] = "; egress: p2, a deleted one, "
				   "a-port-with-a-long-name-0, ";
	struct port *deleted = add_port(r->app, "p3");
	char name[PORT_NAME_SIZE];
	struct packet p;

	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "a-port-with-a-long-name-%d", i);
		add_port(r->app, name);
	}
	receive(r->app, P1, 0);
	app_del_port(r->app, deleted);
	captured(r, "capture last 10s");

	assert_true(read_packet(r, 0, &p));
	assert_non_null(memmem(p.options, (size_t)(p.end - p.options), many,
			       strlen(many)));
	assert_comment_ends(&p, " others");
}

static void a_recorded_drop_has_its_reason(void **state)
{
	struct reader *r = *state;
	struct packet p;
	uint16_t len;

	receive(r->app, P1, 0);
	receive_from(r->app, P1, GROUP, 0);
	captured(r, "capture last 10s only dropped");

	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
	assert_true(read_packet(r, 0, &p));
	assert_comment(&p, "dropped: group-source: ");
	assert_comment_ends(&p, reason_help(REASON_GROUP_SOURCE));
	assert_memory_equal(option(&p, 7, &len), "\x01\x02",
			    2); /* TC_ACT_SHOT */
}

static void a_runt_is_captured_whole(void **state)
{
	struct reader *r = *state;
	const struct frame *f = frames_make(&made, (struct recipe){ 0 });
	struct buf runt = { f->data, 13 };
	struct packet p;

	pipeline_received(r->app->ports[P1], &runt, 1);
	captured(r, "capture last 10s");

	assert_true(read_packet(r, 0, &p));
	assert_comment(&p, "dropped: runt");
	assert_int_equal(p.captured_len, 13);
	assert_true(flags_of(&p) & PCAPNG_TOO_SHORT);
}

static void only_frames_of_that_time_are_captured(void **state)
{
	struct reader *r = *state;
	struct packet p;

	for (int64_t s = 0; s < 5; s++) {
		at_s(r->app, s);
		receive(r->app, P1, 0);
	}
	at_s(r->app, 10);
	captured(r, "capture last 7s");

	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 2);
	assert_true(read_packet(r, 0, &p));
	assert_int_equal(id_of(&p), 4);
}

static void recorded_frames_are_selected_like_others(void **state)
{
	struct reader *r = *state;
	struct packet p;

	receive(r->app, P1, 10);
	receive(r->app, P1, 1000);
	receive(r->app, P2, 1000);
	receive(r->app, P2, 1000);
	/* greater 1000: of the length as received, not of the bytes kept */
	captured(r, "capture last 10s port p2 filter 'greater 1000' "
		    "bpf '128 0 0 0,53 0 1 1000,6 0 0 262144,6 0 0 0' "
		    "snaplen 20 count 1");

	assert_int_equal(count(r, PCAPNG_TYPE_INTERFACE), 1);
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
	assert_true(read_packet(r, 0, &p));
	assert_int_equal(id_of(&p), 3);
	assert_int_equal(p.captured_len, 20);
	captured(r, "capture last 10s only forwarded");
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
}

static void
frames_of_a_deleted_port_have_an_interface_of_their_own(void **state)
{
	struct reader *r = *state;
	struct packet p;

	receive(r->app, P2, 0);
	app_del_port(r->app, r->app->ports[P2]);
	captured(r, "capture last 10s");

	assert_true(read_packet(r, 0, &p));
	assert_true(interface_is(r, p.interface, "deleted"));
	assert_int_equal(count(r, PCAPNG_TYPE_STATISTICS), 2);
	captured(r, "capture last 10s port p1");
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
}

static void it_is_said_how_far_back_the_recorder_reaches(void **state)
{
	struct reader *r = *state;
	const char *note;

	note = captured(r, "capture last 10s");
	assert_string_equal(note, "no frame of this time is recorded");
	for (int i = 0; i <= SMALL; i++)
		receive(r->app, P1, 0);
	at_s(r->app, 3);
	note = captured(r, "capture last 2s");
	assert_string_equal(note, "no frame of this time is recorded");
	note = captured(r, "capture last 10s");
	assert_string_equal(note,
			    "no frame is recorded of more than 3000 ms ago: "
			    "\"switch set recorder\" sets how many are "
			    "kept");
}

static void it_is_said_that_the_recorder_was_emptied(void **state)
{
	struct reader *r = *state;
	const char *note;

	receive(r->app, P1, 0);
	assert_string_equal(captured(r, "capture last 10s"), "");
	assert_int_equal(recording_set(&r->app->recording, 8, SNAPLEN), 0);
	note = captured(r, "capture last 10s");
	assert_string_equal(note, "no frame of this time is recorded");
	receive(r->app, P1, 0);
	note = captured(r, "capture last 10s");
	assert_non_null(strstr(note, "no frame is recorded of more than 0 ms"));
}

static void overwrite_some(struct app *app)
{
	for (int i = 0; i < 5; i++)
		receive(app, P1, 0);
	meanwhile = NULL;
}

/* The sum over all interfaces of a statistic of the last capture */
static uint64_t sum(const struct reader *r, uint16_t code)
{
	uint64_t all = 0;

	for (size_t n = 0; n < count(r, PCAPNG_TYPE_STATISTICS); n++)
		all += statistic(r, n, code);
	return all;
}

static void
frames_that_are_overwritten_meanwhile_are_counted_as_lost(void **state)
{
	struct reader *r = *state;

	for (int i = 0; i < SMALL; i++)
		receive(r->app, P1, 0);
	meanwhile = overwrite_some;
	captured(r, "capture last 10s");

	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), SMALL - 5);
	assert_int_equal(sum(r, 4), SMALL);
	assert_int_equal(sum(r, 5), 5);
	assert_int_equal(sum(r, 8), SMALL - 5);
}

static void turn_off(struct app *app)
{
	assert_int_equal(recording_set(&app->recording, 0, SNAPLEN), 0);
}

static void
a_recorder_that_is_turned_off_meanwhile_ends_the_capture(void **state)
{
	struct reader *r = *state;

	receive(r->app, P1, 0);
	meanwhile = turn_off;
	captured(r, "capture last 10s");
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 0);
	assert_int_equal(sum(r, 5), 1);
}

static void more_than_the_reader_takes_at_once_is_captured(void **state)
{
	enum { MANY = 20000 };
	struct reader *r = *state;
	struct packet p;

	recording_set(&r->app->recording, MANY, RECORDER_SNAPLEN_MAX);
	for (int i = 0; i < MANY; i++)
		receive(r->app, P1, RECORDER_SNAPLEN_MAX);
	captured(r, "capture last 10s");
	assert_int_equal(sum(r, 8), MANY);
	assert_int_equal(sum(r, 5), 0);
	assert_true(read_packet(r, 0, &p));
	assert_int_equal(id_of(&p), 1);
}

static void what_cannot_be_captured_is_refused(void **state)
{
	struct reader *r = *state;

	assert_refused(r, "capture last soon", "bad-value");
	assert_refused(r, "capture last 10s port p9", "no-such-port");
	assert_refused(r, "capture last 10s only nothing", "bad-value");
	turn_off(r->app);
	assert_refused(r, "capture last 10s", "recorder-off");
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_switch_that_records, free_switch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_recorded_frame_is_captured_as_it_was_received),
		TEST(a_flooded_frame_names_some_of_its_many_egress_ports),
		TEST(a_recorded_drop_has_its_reason),
		TEST(a_runt_is_captured_whole),
		TEST(only_frames_of_that_time_are_captured),
		TEST(recorded_frames_are_selected_like_others),
		TEST(frames_of_a_deleted_port_have_an_interface_of_their_own),
		TEST(it_is_said_how_far_back_the_recorder_reaches),
		TEST(it_is_said_that_the_recorder_was_emptied),
		TEST(frames_that_are_overwritten_meanwhile_are_counted_as_lost),
		TEST(a_recorder_that_is_turned_off_meanwhile_ends_the_capture),
		TEST(more_than_the_reader_takes_at_once_is_captured),
		TEST(what_cannot_be_captured_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
