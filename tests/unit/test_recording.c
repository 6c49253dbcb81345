/* SPDX-License-Identifier: BSD-2-Clause */
/* The recorder of a switch: what the pipeline records, and `recorder show`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/time.h"
#include "commands/table.h"
#include "control/grammar.h"
#include "frame/parse.h"
#include "frames.h"
#include "path/pipeline.h"
#include "run_line.h"
#include "two_ports.h"

static struct made made;

static int a_switch_of_two_ports(void **state)
{
	struct app *app = new_switch_of_two_ports(&silent_ops);

	*state = app;
	if (!app)
		return -1;
	app->grammar = &command_grammar;
	return 0;
}

/* A frame is received on a port. */
static void receive(struct app *app, port_no in, struct mac src, struct mac dst)
{
	const struct frame *f = frames_make(
		&made,
		(struct recipe){ .dst = dst, .src = src, .type = 0x88b5 });
	struct buf buf = { f->data, f->len };

	pipeline_received(app->ports[in], &buf, 1);
}

static int run(struct app *app, const char *line, json_t **result,
	       struct err *err)
{
	struct writer out = { 0 };
	int ret = run_line(app, line, strlen(line), &out, err);

	*result = ret ? NULL : json_loadb(out.text, out.len, 0, NULL);
	writer_free(&out);
	return ret;
}

/* The frames that `recorder show` lists with these words */
static json_t *shown(struct app *app, const char *line)
{
	struct err err;
	json_t *result;

	if (run(app, line, &result, &err))
		fail_msg("%s: %s", line, err.text);
	assert_non_null(result);
	return result;
}

static void assert_shown(struct app *app, const char *line, size_t n)
{
	json_t *frames = shown(app, line);

	assert_int_equal(json_array_size(frames), n);
	json_decref(frames);
}

static void assert_str(const json_t *frame, const char *key, const char *value)
{
	assert_string_equal(json_string_value(json_object_get(frame, key)),
			    value);
}

static void a_frame_is_shown_with_what_became_of_it(void **state)
{
	struct app *app = *state;
	const json_t *frame, *egress;
	json_t *frames;

	receive(app, P1, ALICE, BOB);
	receive(app, P2, BOB, ALICE);
	app_set_time(app, app->now_ns + 5 * NS_PER_MS);
	frames = shown(app, "recorder show");

	assert_int_equal(json_array_size(frames), 2);
	frame = json_array_get(frames, 0);
	assert_str(frame, "reason", "flooded");
	frame = json_array_get(frames, 1);
	assert_int_equal(json_integer_value(json_object_get(frame, "id")), 2);
	assert_int_equal(json_integer_value(json_object_get(frame, "ago_ms")),
			 5);
	assert_str(frame, "port", "p2");
	assert_str(frame, "src", "02:00:00:00:00:0b");
	assert_str(frame, "dst", "02:00:00:00:00:0a");
	assert_str(frame, "type", "0x88b5");
	assert_str(frame, "frame", "EtherType 0x88b5");
	assert_str(frame, "reason", "forwarded");
	egress = json_object_get(frame, "egress");
	assert_int_equal(json_array_size(egress), 1);
	assert_string_equal(json_string_value(json_array_get(egress, 0)), "p1");
	json_decref(frames);
}

static void frames_are_selected_by_port_address_and_time(void **state)
{
	struct app *app = *state;

	receive(app, P1, ALICE, BOB);
	receive(app, P1, ALICE, ALICE); /* filtered */
	app_set_time(app, app->now_ns + 20 * 1000 * NS_PER_MS);
	receive(app, P1, CAROL, DAVE);

	assert_shown(app, "recorder show", 3);
	assert_shown(app, "recorder show port p1", 3);
	assert_shown(app, "recorder show port p2", 2);
	assert_shown(app, "recorder show mac 02:00:00:00:00:0b", 1);
	assert_shown(app, "recorder show mac 02:00:00:00:00:0a", 2);
	assert_shown(app, "recorder show last 10s", 1);
	assert_shown(app, "recorder show last 20s", 3);
	assert_shown(app, "recorder show last 10s mac 02:00:00:00:00:0a", 0);
}

static void a_frame_of_a_deleted_port_is_not_the_next_port_s(void **state)
{
	struct app *app = *state;
	struct port *port;
	json_t *frames;
	struct err err;

	receive(app, P1, ALICE, BOB);
	app_del_port(app, app->ports[P1]);
	port = port_new(&silent_ops, "new");
	assert_int_equal(app_add_port(app, port, &err), 0);
	assert_int_equal(port->no, P1);

	frames = shown(app, "recorder show");
	assert_true(json_is_null(
		json_object_get(json_array_get(frames, 0), "port")));
	json_decref(frames);
	assert_shown(app, "recorder show port new", 0);
}

static void an_answer_ends_with_the_frames_of_its_request(void **state)
{
	struct app *app = *state;
	const char line[] = "recorder show";
	struct answer answer = { .fd = -1 };
	struct args *args;
	struct err err;
	int ret = ANSWER_MORE;

	for (int i = 0; i < 3000; i++)
		receive(app, P1, ALICE, BOB);
	assert_int_equal(
		grammar_read(&command_grammar, line, strlen(line), &args, &err),
		0);
	assert_int_equal(args_command(args)->run(app, args, &answer, &err), 0);
	for (int calls = 0; ret == ANSWER_MORE; calls++) {
		assert_in_range(calls, 0, 9);
		ret = answer.more(app, args, &answer, &err);
		for (int i = 0; i < 2000; i++)
			receive(app, P1, ALICE, BOB);
	}
	assert_int_equal(ret, ANSWER_DONE);
	writer_free(&answer.out);
	free(answer.state);
	args_free(args);
}

static void a_recorder_that_is_off_is_told(void **state)
{
	struct app *app = *state;
	struct err err;
	json_t *result;

	assert_int_equal(run(app, "switch set recorder 0", &result, &err), 0);
	receive(app, P1, ALICE, BOB);
	assert_int_not_equal(run(app, "recorder show", &result, &err), 0);
	assert_string_equal(err.code, "recorder-off");

	assert_int_equal(run(app, "switch set recorder 9", &result, &err), 0);
	assert_shown(app, "recorder show", 0);
	receive(app, P1, ALICE, BOB);
	assert_shown(app, "recorder show", 1);
}

static void a_duration_that_is_none_is_told(void **state)
{
	struct err err;
	json_t *result;

	assert_int_not_equal(
		run(*state, "recorder show last soon", &result, &err), 0);
	assert_string_equal(err.code, "bad-value");
	assert_int_equal(err.word, 4);
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_switch_of_two_ports, free_app)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_frame_is_shown_with_what_became_of_it),
		TEST(frames_are_selected_by_port_address_and_time),
		TEST(a_frame_of_a_deleted_port_is_not_the_next_port_s),
		TEST(an_answer_ends_with_the_frames_of_its_request),
		TEST(a_recorder_that_is_off_is_told),
		TEST(a_duration_that_is_none_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
