/* SPDX-License-Identifier: BSD-2-Clause */
/* The command monitor: a switch without devices, and clients of its socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app.h"
#include "assembly.h"
#include "commands/table.h"
#include "control/server.h"
#include "stations.h"

#define MILLION 1000000
#define BURST	200 /* events in an iteration of the loop */
#define MEMORY	(1024 * 1024)
#define BEGUN	"{\"ok\":true,\"result\":null}"
#define READERS 100

/**
 * struct fixture - A switch and one client
 * @text:	@len bytes that the client has read
 * @at:		Where the lines begin that were not looked at yet
 */
static struct fixture {
	struct app *app;
	struct ev_loop *loop;
	struct server *server;
	char dir[32];
	char path[48];
	int client;
	char text[1 << 20];
	size_t len;
	size_t at;
} fix;

static void iterate(void)
{
	server_changed(fix.server, fix.app->bridge->events.count);
	ev_run(fix.loop, EVRUN_NOWAIT);
}

static void connect_client(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(address.sun_path, fix.path);
	fix.client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fix.client, (struct sockaddr *)&address,
				 sizeof(address)),
			 0);
	iterate();
}

static int begin(void **state)
{
	struct server_config config = { .path = fix.path,
					.mode = 0600,
					.group = (gid_t)-1,
					.memory = MEMORY,
					.stall_ms = 1,
					.acting = app_set_actor };
	struct err err;

	(void)state;
	strcpy(fix.dir, "/tmp/monitor.XXXXXX");
	if (!mkdtemp(fix.dir))
		return -1;
	snprintf(fix.path, sizeof(fix.path), "%s/sock", fix.dir);
	fix.app = app_new("test", &command_grammar, NULL, NULL, &err);
	fix.loop = ev_loop_new(0);
	fix.server =
		server_new(fix.loop, &config, &command_grammar, fix.app, &err);
	if (!fix.server)
		return -1;
	fix.len = fix.at = 0;
	events_set_wall(&fix.app->bridge->events, 0);
	events_name_port(&fix.app->bridge->events, P1, "lan1");
	events_name_port(&fix.app->bridge->events, P2, "lan2");
	connect_client();
	return 0;
}

static int end(void **state)
{
	(void)state;
	close(fix.client);
	server_free(fix.server);
	app_free(fix.app);
	ev_loop_destroy(fix.loop);
	rmdir(fix.dir);
	return 0;
}

static void add(enum event_kind kind, port_no no, unsigned int n)
{
	while (n--)
		event_of_port(&fix.app->bridge->events, kind, no, 1);
}

/* Returns false at the end of the connection */
static bool receive(void)
{
	ssize_t len;

	fix.len -= fix.at;
	memmove(fix.text, fix.text + fix.at, fix.len);
	fix.at = 0;
	len = recv(fix.client, fix.text + fix.len, sizeof(fix.text) - fix.len,
		   MSG_DONTWAIT);

	if (len > 0)
		fix.len += (size_t)len;
	return len;
}

/* Waits for the next line; NULL at the end of the connection */
static const char *next_line(void)
{
	static char line[4096];
	char *end_of_line;
	size_t len;

	while (!(end_of_line =
			 memchr(fix.text + fix.at, '\n', fix.len - fix.at))) {
		iterate();
		if (!receive())
			return NULL;
	}
	len = (size_t)(end_of_line - fix.text) - fix.at;
	assert_true(len < sizeof(line));
	memcpy(line, fix.text + fix.at, len);
	line[len] = '\0';
	fix.at += len + 1;
	return line;
}

static const char *request(const char *line)
{
	send(fix.client, line, strlen(line), MSG_NOSIGNAL);
	send(fix.client, "\n", 1, MSG_NOSIGNAL);
	return next_line();
}

static void assert_tells(const char *wanted)
{
	const char *line = next_line();

	assert_non_null(line);
	if (!strstr(line, wanted))
		fail_msg("no %s in %s", wanted, line);
}

static void an_event_is_told_to_whoever_monitors(void **state)
{
	(void)state;
	add(EVENT_PORT_OPER, P1, 1);
	assert_string_equal(request("monitor"), BEGUN);
	events_set_time(&fix.app->bridge->events, 1234);
	add(EVENT_PORT_OPER, P2, 1);
	assert_string_equal(
		next_line(),
		"{\"seq\":2,\"at_ms\":1234,\"time\":\"1970-01-01T00:00:00.000Z\","
		"\"kind\":\"link\",\"event\":\"port-oper\",\"port\":\"lan2\","
		"\"oper\":\"up\"}");
}

static void only_events_of_the_kinds_that_are_named_are_told(void **state)
{
	(void)state;
	assert_string_equal(request("monitor link storm"), BEGUN);
	add(EVENT_PORT_ADDED, P1, 1);
	add(EVENT_STORM, P1, 1);
	add(EVENT_CONFIG, PORT_NONE, 1);
	add(EVENT_PORT_LINK, P1, 1);
	assert_tells("\"seq\":2,");
	assert_tells("\"seq\":4,");
}

/* Each word that the grammar accepts selects the group of this word. */
static void every_group_can_be_named(void **state)
{
	char line[64];

	(void)state;
	for (unsigned int g = 0; g < EVENT_GROUP_COUNT; g++) {
		const char *word = event_group_word((enum event_group)g);

		snprintf(line, sizeof(line), "monitor %s count 1", word);
		assert_string_equal(request(line), BEGUN);
		for (unsigned int k = 0; k < EVENT_COUNT; k++)
			add((enum event_kind)k, P1, 1);
		snprintf(line, sizeof(line), "\"kind\":\"%s\"", word);
		assert_tells(line);
		assert_null(next_line());
		close(fix.client);
		connect_client();
	}
}

static void only_events_about_the_ports_that_are_named_are_told(void **state)
{
	struct events *events = &fix.app->bridge->events;

	(void)state;
	assert_string_equal(request("monitor port lan1,vm*"), BEGUN);
	add(EVENT_PORT_ADDED, P2, 1);
	add(EVENT_PORT_ADDED, P1, 1);
	event_add(events, &(struct event){ .kind = EVENT_FDB_MOVED,
					   .port = P2,
					   .other = P1 });
	events_name_port(events, P3, "vm1"); /* added later */
	add(EVENT_PORT_ADDED, P3, 1);
	assert_tells("\"seq\":2,");
	assert_tells("\"seq\":3,");
	assert_tells("\"seq\":4,");
}

static void earlier_events_are_told_again(void **state)
{
	(void)state;
	add(EVENT_PORT_LINK, P1, 5);
	assert_string_equal(request("monitor since 3"), BEGUN);
	assert_tells("\"seq\":4,");
	assert_tells("\"seq\":5,");
	add(EVENT_PORT_LINK, P1, 1);
	assert_tells("\"seq\":6,");
}

static void events_that_are_no_longer_kept_are_told_as_missed(void **state)
{
	(void)state;
	add(EVENT_PORT_LINK, P1, EVENTS_KEPT + 10);
	assert_string_equal(request("monitor since 3"), BEGUN);
	assert_tells("{\"missed\":7,\"next\":11}");
	assert_tells("\"seq\":11,");
}

static void an_event_that_was_not_yet_cannot_be_the_first(void **state)
{
	(void)state;
	add(EVENT_PORT_LINK, P1, 5);
	assert_non_null(
		strstr(request("monitor since 6"), "\"no-such-event\""));
	assert_string_equal(request("monitor since 5"), BEGUN);
}

static void a_monitor_ends_after_the_events_that_were_asked_for(void **state)
{
	(void)state;
	add(EVENT_PORT_LINK, P1, 5);
	assert_string_equal(request("monitor since 0 count 2"), BEGUN);
	assert_tells("\"seq\":1,");
	assert_tells("\"seq\":2,");
	assert_null(next_line());
}

static void what_a_command_does_is_told_with_its_client(void **state)
{
	char who[64];

	(void)state;
	snprintf(who, sizeof(who), "\"uid\":%u,\"pid\":%d}", geteuid(),
		 getpid());
	assert_non_null(request("port add p1 null"));
	assert_string_equal(request("monitor port since 0"), BEGUN);
	assert_tells(who);
	add(EVENT_PORT_REMOVED, P1, 1);
	while (!strstr(next_line(), "port-removed\",\"port\":\"p1\"}"))
		;
}

/* Reads the number that follows the key at the start of a line */
static bool reads(const char *line, const char *key, uint64_t *value)
{
	return !strncmp(line, key, strlen(key)) &&
	       sscanf(line + strlen(key), "%" SCNu64, value) == 1;
}

static void a_reader_that_keeps_up_loses_none_of_a_million(void **state)
{
	uint64_t seq;

	(void)state;
	assert_string_equal(request("monitor"), BEGUN);
	for (uint64_t n = 1; n <= MILLION; n++) {
		if (n % BURST == 1) {
			add(EVENT_PORT_LINK, P1, BURST);
			iterate();
		}
		assert_true(reads(next_line(), "{\"seq\":", &seq));
		assert_int_equal(seq, n);
	}
}

/* It is neither disconnected nor given more memory. */
static void a_reader_that_stalls_is_told_exactly_how_many_it_lost(void **state)
{
	uint64_t told = 0, missed = 0, next = 0, seq = 0, n;
	const char *line;

	(void)state;
	assert_string_equal(request("monitor"), BEGUN);
	for (unsigned int i = 0; i < MILLION / BURST; i++) {
		add(EVENT_PORT_LINK, P1, BURST);
		iterate();
	}
	assert_int_equal(server_status(fix.server).cut_off, 0);
	while (seq < MILLION) {
		line = next_line();
		assert_non_null(line);
		if (reads(line, "{\"missed\":", &n)) {
			missed += n;
			next = seq + n + 1;
		} else {
			assert_true(reads(line, "{\"seq\":", &n));
			assert_int_equal(n, next ? next : seq + 1);
			next = 0;
			seq = n;
			told++;
		}
	}
	assert_int_equal(told + missed, MILLION);
	assert_in_range(told, EVENTS_KEPT, MILLION / 10);
}

static void a_reader_that_vanishes_leaves_the_others_undisturbed(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < READERS; i++) {
		assert_string_equal(request("monitor since 0"), BEGUN);
		add(EVENT_PORT_LINK, P1, BURST);
		iterate();
		close(fix.client);
		fix.len = fix.at = 0;
		connect_client();
	}
	iterate();
	iterate();
	assert_int_equal(server_status(fix.server).clients, 1);
	assert_non_null(strstr(request("switch show"), "\"newest\":20000"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_event_is_told_to_whoever_monitors),
		TEST(only_events_of_the_kinds_that_are_named_are_told),
		TEST(every_group_can_be_named),
		TEST(only_events_about_the_ports_that_are_named_are_told),
		TEST(earlier_events_are_told_again),
		TEST(events_that_are_no_longer_kept_are_told_as_missed),
		TEST(an_event_that_was_not_yet_cannot_be_the_first),
		TEST(a_monitor_ends_after_the_events_that_were_asked_for),
		TEST(what_a_command_does_is_told_with_its_client),
		TEST(a_reader_that_keeps_up_loses_none_of_a_million),
		TEST(a_reader_that_stalls_is_told_exactly_how_many_it_lost),
		TEST(a_reader_that_vanishes_leaves_the_others_undisturbed),
	};

	return cmocka_run_group_tests_name("monitor", tests, NULL, NULL);
}
