/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames that the kernel dropped: read, counted, shown and reset. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "assembly.h"
#include "commands/table.h"
#include "core/bridge_sums.h"
#include "ports.h"
#include "run_line.h"
#include "stations.h"

/* Frames that the kernel has dropped for a port and not reported yet */
static uint64_t untold[P4 + 1];
static unsigned int asked;

static void update_missed(struct port *port)
{
	asked++;
	if (untold[port->no])
		port->events->missed(port, ENOBUFS, untold[port->no]);
	untold[port->no] = 0;
}

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.update_missed = update_missed,
};

static int a_switch(void **state)
{
	static const char *const names[] = { "p1", "p2", "p3", "p4" };
	struct err err;
	struct app *app = app_new("test", &command_grammar, NULL, NULL, &err);

	for (port_no no = P1; no <= P4; no++) {
		struct port *port = port_new(&fake_ops, names[no - 1]);

		port->missed_at_ms = app->now_ms;
		assert_int_equal(app_add_port(app, port, &err), 0);
		port->open = true;
	}
	memset(untold, 0, sizeof(untold));
	asked = 0;
	*state = app;
	return 0;
}

static int free_app(void **state)
{
	struct app *app = *state;

	for (port_no no = P1; no <= P4; no++)
		app->ports[no]->open =
			false; /* there is nothing to be closed */
	app_free(app);
	return 0;
}

static uint64_t overruns(const struct app *app, port_no no)
{
	return app->bridge->counters[no].rx_missed[MISS_OVERRUN];
}

static const char *run(struct app *app, const char *line)
{
	static char text[65536];
	struct writer out = { 0 };
	struct err err;

	assert_int_equal(run_line(app, line, strlen(line), &out, &err), 0);
	snprintf(text, sizeof(text), "%.*s", (int)out.len,
		 out.len ? out.text : "");
	writer_free(&out);
	return text;
}

static void missed_frames_are_counted_by_reason(void **state)
{
	struct app *app = *state;
	struct port *p1 = app->ports[P1];
	struct bridge_sums sums;

	p1->events->missed(p1, ENOBUFS, 5);
	p1->events->missed(p1, EINVAL, 1);
	p1->events->missed(p1, ENOBUFS, 7);
	p1->events->missed(p1, ENETDOWN, 2);

	assert_int_equal(overruns(app, P1), 12);
	assert_non_null(strstr(run(app, "stats show port p1"),
			       "\"missed\":{\"overrun\":12,\"no-carrier\":2,"
			       "\"read-error\":1}"));
	assert_non_null(strstr(run(app, "port show p1"), "\"overruns\":12"));
	assert_non_null(
		strstr(run(app, "stats show port p2"), "\"missed\":{}"));
	assert_true(bridge_sum(app->bridge, &sums));
	assert_int_equal(sums.received, 0);
}

static void stats_of_one_port_are_up_to_date(void **state)
{
	struct app *app = *state;

	for (int i = 1; i <= 3; i++) {
		untold[P2] = 1;
		run(app, "stats show port p2");
		assert_int_equal(overruns(app, P2), i);
	}
	assert_int_equal(asked, 3);
}

static void stats_of_all_ports_are_a_second_old_at_most(void **state)
{
	struct app *app = *state;

	untold[P3] = 9;
	run(app, "stats show");
	assert_int_equal(asked, 0);

	app->now_ms += SECOND;
	run(app, "stats show");
	run(app, "stats show");
	assert_int_equal(asked, 4);
	assert_int_equal(overruns(app, P3), 9);
}

static void drops_before_a_reset_are_not_counted_after_it(void **state)
{
	struct app *app = *state;

	untold[P1] = untold[P4] = 3;
	run(app, "stats reset");
	app->now_ms += SECOND;
	run(app, "stats show");

	assert_int_equal(overruns(app, P1), 0);
	assert_int_equal(overruns(app, P4), 0);
	assert_int_equal(app->bridge->past.rx_missed[MISS_OVERRUN], 6);
}

static void counters_of_a_closed_port_are_not_updated(void **state)
{
	struct app *app = *state;

	app->ports[P1]->open = false;
	run(app, "stats show port p1");
	assert_int_equal(asked, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_switch, free_app)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(missed_frames_are_counted_by_reason),
		TEST(stats_of_one_port_are_up_to_date),
		TEST(stats_of_all_ports_are_a_second_old_at_most),
		TEST(drops_before_a_reset_are_not_counted_after_it),
		TEST(counters_of_a_closed_port_are_not_updated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
