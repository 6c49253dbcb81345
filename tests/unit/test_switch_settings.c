/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings of the switch as a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "assembly.h"
#include "commands/table.h"
#include "run_line.h"
#include "settings/lines.h"
#include "settings/switch_settings.h"

static int a_switch(void **state)
{
	struct err err;

	*state = app_new("test", &command_grammar, NULL, NULL, &err);
	return *state ? 0 : -1;
}

static int free_switch(void **state)
{
	app_free(*state);
	return 0;
}

static void run(struct app *app, const char *line)
{
	struct err err;

	if (run_line(app, line, strlen(line), NULL, &err))
		fail_msg("%s: %s", line, err.text);
}

static void a_new_switch_has_the_defaults(void **state)
{
	const struct switch_settings is = switch_settings_get(*state);
	const struct switch_settings defaults = switch_settings_defaults();

	assert_true(switch_settings_equal(&is, &defaults));
}

/* Each with another value than the default */
static const char *const words[] = {
	"ageing_time 7",
	"fdb_limit 7",
	"fdb_full evict",
	"group_fwd linux",
	"busy_poll 7",
	"vlan_filtering on",
	"recorder 7",
	"recorder 0",
	"snaplen 77",
	"flap off",
	"vlan_protocol 802.1ad",
	"vlan_default_pvid 7",
	"flap_moves 7",
	"flap_recovery 7",
	"loop_probe errdisable",
	"loop_interval 7",
	"loop_recovery 7",
};

static void each_option_changes_one_setting_and_is_printed_alone(void **state)
{
	const struct switch_settings defaults = switch_settings_defaults();

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct line wanted = { 0 }, line = { 0 };
		struct switch_settings s;

		line_words(&wanted, "switch set %s", words[i]);
		run(*state, wanted.text);
		s = switch_settings_get(*state);
		assert_false(switch_settings_equal(&s, &defaults));
		switch_line(&s, &defaults, &line);
		assert_string_equal(line.text, wanted.text);
		assert_int_equal(switch_settings_set(*state, &defaults), 0);
		line_free(&wanted);
		line_free(&line);
	}
}

static void a_setting_that_differs_is_printed_with_its_value(void **state)
{
	const struct switch_settings defaults = switch_settings_defaults();
	struct switch_settings other = defaults;
	struct line line = { 0 };
	(void)state;

	other.ageing_ms = 7000;
	other.vlan_filtering = true;
	switch_line(&defaults, &other, &line);

	assert_string_equal(line.text,
			    "switch set ageing_time 300 vlan_filtering off");
	line_free(&line);
}

static void a_new_default_vlan_moves_ports_from_the_old_one(void **state)
{
	struct app *app = *state;
	struct switch_settings s = switch_settings_defaults();

	run(app, "port add a null");
	s.vlan_default_pvid = 7;
	switch_settings_set(app, &s);

	assert_int_equal(app->bridge->port[1].pvid, 7);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_switch, free_switch)

int main(void)
{
	const struct CMUnitTest settings[] = {
		TEST(a_new_switch_has_the_defaults),
		TEST(each_option_changes_one_setting_and_is_printed_alone),
		TEST(a_setting_that_differs_is_printed_with_its_value),
		TEST(a_new_default_vlan_moves_ports_from_the_old_one),
	};

	return cmocka_run_group_tests(settings, NULL, NULL);
}
