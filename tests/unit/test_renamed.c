/* SPDX-License-Identifier: BSD-2-Clause */
/* Old words in configuration files: the error has the new word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "assembly.h"
#include "commands/table.h"
#include "run_line.h"

static void assert_told(const char *line, const char *text)
{
	struct err err;
	struct app *app = app_new("test", &command_grammar, NULL, NULL, &err);

	assert_int_equal(run_line(app, line, strlen(line), NULL, &err),
			 -EINVAL);
	assert_string_equal(err.text, text);
	app_free(app);
}

static void the_error_of_an_old_word_has_its_new_name(void **state)
{
	(void)state;
	assert_told("switch set flap block",
		    "\"block\" is named \"errdisable\" now");
	assert_told("switch set loop_probe block loop_block 5",
		    "\"block\" is named \"errdisable\" now");
	assert_told("switch set flap_block 60",
		    "\"flap_block\" is named \"flap_recovery\" now");
	assert_told("switch set flap off loop_block 60",
		    "\"loop_block\" is named \"loop_recovery\" now");
	assert_told("port add a null pass lldp",
		    "\"pass\" is named \"group_fwd\" now");
}

static void the_errors_of_other_words_are_unchanged(void **state)
{
	(void)state;
	assert_told("switch set flap maybe",
		    "bad flap \"maybe\", expected off, alarm or errdisable");
	assert_told("switch set flap_recvery 60",
		    "unexpected \"flap_recvery\", did you mean "
		    "\"flap_recovery\"?");
}

int main(void)
{
	const struct CMUnitTest renamed[] = {
		cmocka_unit_test(the_error_of_an_old_word_has_its_new_name),
		cmocka_unit_test(the_errors_of_other_words_are_unchanged),
	};

	return cmocka_run_group_tests(renamed, NULL, NULL);
}
