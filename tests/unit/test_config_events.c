/* SPDX-License-Identifier: BSD-2-Clause */
/* What the log tells of the events of a configuration file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "config/detach.h"
#include "config_fixture.h"
#include "logged.h"
#include "process_events.h"

#define MANY (EVENTS_KEPT + 100)

/* Lines with many entries of the port "a"; free it */
static char *lines_with_entries(const char *after)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	fprintf(out, "port add a null\n");
	for (unsigned int i = 0; i < MANY; i++)
		fprintf(out, "fdb add 02:00:00:00:%02x:%02x port a\n", i >> 8,
			i & 0xff);
	fputs(after, out);
	fclose(out);
	return text;
}

static void reading_a_file_logs_no_events(void **state)
{
	char *text = lines_with_entries("port add b null trusted on\n"
					"port set b up\n"
					"port listen stream @l\n"
					"port listen del @l\n"
					"port del b");
	(void)state;

	log_begin();
	config_free(file_of(text));
	assert_string_equal(log_end(), "");
	free(text);
}

/* As after a refused file, which needed the port's device for another port */
static void no_event_is_missed_when_a_port_is_attached_again(void **state)
{
	char *text = lines_with_entries("");
	struct app *app = switch_of(text);
	struct lost_state *lost = calloc(1, sizeof(*lost));
	const uint64_t before = app->bridge->events.count;
	struct err err;
	(void)state;

	app->reader.seen = before;
	lost_state_save(lost, app);
	assert_int_equal(lost_state_save_entries(lost, app, &err), 0);
	log_begin();
	attach(app, detach(app, app_port(app, "a")), lost);
	app_process_events(app);
	assert_string_equal(log_end(), "");

	assert_true(app->bridge->events.count - before > MANY);
	lost_state_free(lost);
	free(lost);
	free(text);
	app_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_a_file_logs_no_events),
		cmocka_unit_test(
			no_event_is_missed_when_a_port_is_attached_again),
	};

	return cmocka_run_group_tests_name("config_events", tests, NULL, NULL);
}
