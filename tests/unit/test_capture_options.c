/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../tools/tapctl/capture_options.h"
#include "../../tools/tapctl/request.h"

static void options_are_taken_from_the_words(void **state)
{
	char *words[] = { "capture",	  "p1",	   "-C", "2",
			  "filter",	  "arp",   "-W", "10",
			  "-wlab.pcapng", "count", "5",	 NULL };
	static const char *const left[] = { "capture", "p1",	"filter",
					    "arp",     "count", "5" };
	struct pcapng_output output;

	(void)state;
	capture_options(words, &output, false);
	for (size_t i = 0; i < ARRAY_SIZE(left); i++)
		assert_string_equal(words[i], left[i]);
	assert_null(words[ARRAY_SIZE(left)]);
	assert_string_equal(output.path, "lab.pcapng");
	assert_int_equal(output.size_max, 2000000);
	assert_int_equal(output.files_max, 10);
}

static uint64_t size_of(const char *text)
{
	char *words[] = { "capture", "-w", "lab", "-C", (char *)text, NULL };
	struct pcapng_output output;

	capture_options(words, &output, false);
	return output.size_max;
}

static void sizes_may_have_units(void **state)
{
	(void)state;
	assert_int_equal(size_of("1"), 1000000);
	assert_int_equal(size_of("3k"), 3 * 1024);
	assert_int_equal(size_of("3M"), 3 * 1024 * 1024);
	assert_int_equal(size_of("3G"), 3ull * 1024 * 1024 * 1024);
}

/* Exit status of a process that reads these words */
static int status_with(char **words)
{
	struct pcapng_output output;
	int status = -1;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		capture_options(words, &output, false);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void wrong_options_are_refused(void **state)
{
	static char *const lines[][6] = {
		{ "capture", "p1", "-w" },
		{ "capture", "p1", "-x" },
		{ "capture", "p1", "-w", "lab", "-W", "3" },
		{ "capture", "p1", "-C", "3" },
		{ "capture", "-w", "lab", "-C", "0" },
		{ "capture", "-w", "lab", "-C", "k" },
		{ "capture", "-w", "lab", "-C", "3x" },
		{ "capture", "-w", "lab", "-C", "99999999999999999999" },
		{ "capture", "-w", "lab", "-C", "18446744073709551615k" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		char *words[7] = { 0 };

		memcpy(words, lines[i], sizeof(lines[i]));
		assert_int_equal(status_with(words), STATUS_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest capture_options[] = {
		cmocka_unit_test(options_are_taken_from_the_words),
		cmocka_unit_test(sizes_may_have_units),
		cmocka_unit_test(wrong_options_are_refused),
	};

	return cmocka_run_group_tests(capture_options, NULL, NULL);
}
