/* SPDX-License-Identifier: BSD-2-Clause */
/* A switch of three ports and a client of `trace live`, without a socket; to be
 * included after cmocka.h. */
#ifndef TEST_LIVE_CLIENT_H
#define TEST_LIVE_CLIENT_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "config_fixture.h"
#include "control/command.h"
#include "control/grammar.h"
#include "frames.h"
#include "path/pipeline.h"
#include "process_events.h"
#include "stations.h"

/* The program for "ether src 02:00:00:00:00:0a" */
#define FROM_ALICE "32 0 0 8,21 0 3 10,40 0 0 6,21 0 1 512,6 0 0 262144,6 0 0 0"

static struct made made;

/**
 * struct client - A client of a switch, without a socket
 * @next:	What the command has returned last
 */
struct client {
	struct app *app;
	struct args *args;
	struct answer answer;
	int next;
};

static inline void connect_ports(struct app *app)
{
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		p->linked = true;
		app_sync_port(p);
	}
	app_process_events(app);
}

/* A switch of three ports, p1 to p3 */
static inline int a_switch(void **state)
{
	static struct client client;

	client = (struct client){ .answer.fd = -1 };
	client.app = switch_of("port add p1 null\n"
			       "port add p2 null\n"
			       "port add p3 null\n");
	connect_ports(client.app);
	*state = &client;
	return 0;
}

static inline int run(struct client *c, const char *line, struct err *err)
{
	if (grammar_read(&command_grammar, line, strlen(line), &c->args, err))
		fail_msg("%s: %s", line, err->text);
	return args_command(c->args)->run(c->app, c->args, &c->answer, err);
}

/* The connection ends, whoever has ended it. */
static inline void leave(struct client *c)
{
	if (c->answer.drop)
		c->answer.drop(c->answer.state);
	free(c->answer.state);
	writer_free(&c->answer.out);
	args_free(c->args);
	c->args = NULL;
	c->answer = (struct answer){ .fd = -1 };
}

static inline int free_switch(void **state)
{
	struct client *c = *state;

	leave(c);
	app_free(c->app);
	return 0;
}

/* Begins a stream, as the server does. */
static inline void begin(struct client *c, const char *line)
{
	struct err err;

	if (run(c, line, &err))
		fail_msg("%s: %s", line, err.text);
	assert_true(c->answer.is_stream);
	assert_non_null(c->answer.more);
}

static inline void receive_recipe(struct app *app, const char *port,
			   struct recipe recipe)
{
	const struct frame *f = frames_make(&made, recipe);
	struct buf buf = { f->data, f->len };

	pipeline_received(app_port(app, port), &buf, 1);
}

static inline void receive(struct app *app, const char *port, struct mac src,
		    struct mac dst)
{
	receive_recipe(
		app, port,
		(struct recipe){ .src = src, .dst = dst, .type = 0x88b5 });
}

static inline void wait_ms(struct app *app, int64_t ms)
{
	app_set_time(app, app->now_ns + ms * 1000000);
}

/* Takes what the client is sent, as the server does when the client has read. */
static inline void take(struct client *c)
{
	struct err err;

	c->next = c->answer.more(c->app, c->args, &c->answer, &err);
	assert_true(c->next >= 0);
}

/* The next line that was taken; NULL if there is no other */
static inline json_t *next_line(struct client *c)
{
	struct writer *out = &c->answer.out;
	const char *end = out->len ? memchr(out->text, '\n', out->len) : NULL;
	size_t len;
	json_t *line;

	if (!end)
		return NULL;
	len = (size_t)(end - out->text) + 1;
	line = json_loadb(out->text, len, 0, NULL);
	assert_non_null(line);
	memmove(out->text, out->text + len, out->len - len);
	out->len -= len;
	return line;
}

static inline const char *str(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static inline const char *finding(const json_t *account, const char *rule)
{
	json_t *step;
	size_t i;

	json_array_foreach(json_object_get(account, "steps"), i, step) {
		if (!strcmp(str(step, "step"), rule))
			return str(step, "finding");
	}
	return "";
}

static inline void assert_finds(struct client *c, const char *rule, const char *text)
{
	json_t *account;

	take(c);
	account = next_line(c);
	assert_non_null(account);
	assert_string_equal(finding(account, rule), text);
	assert_null(next_line(c));
	json_decref(account);
}

/* Returns how many accounts were taken; adds the frames that were skipped. */
static inline size_t count_accounts(struct client *c, uint64_t *skipped)
{
	size_t n = 0;
	json_t *line;

	while ((line = next_line(c))) {
		*skipped += (uint64_t)json_integer_value(
			json_object_get(line, "skipped"));
		n += json_object_get(line, "steps") != NULL;
		json_decref(line);
	}
	return n;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_switch, free_switch)

#endif /* TEST_LIVE_CLIENT_H */
