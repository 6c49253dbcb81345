/* SPDX-License-Identifier: BSD-2-Clause */
/* What the log tells of the events of a configuration file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "config_fixture.h"
#include "logged.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_a_file_logs_no_events),
	};

	return cmocka_run_group_tests_name("config_events", tests, NULL, NULL);
}
