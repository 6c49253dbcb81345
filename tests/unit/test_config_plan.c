/* SPDX-License-Identifier: BSD-2-Clause */
/* What has to change for a switch to be as a file says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "config/plan.h"
#include "config_fixture.h"

static void check(const char *is, const char *wanted, bool keep,
		  const char *expected)
{
	struct app *app = switch_of(is);
	struct config *config = file_of(wanted);
	struct plan *plan = plan_new(config, app, keep);
	struct line all = { 0 };

	assert_non_null(plan);
	for (size_t i = 0; i < plan->n; i++) {
		if (i)
			line_append(&all, "\n");
		line_append(&all, plan->changes[i].text.text);
	}
	assert_string_equal(all.text ? all.text : "", expected);
	line_free(&all);
	plan_free(plan);
	config_free(config);
	app_free(app);
}

static void assert_changes(const char *is, const char *wanted,
			   const char *expected)
{
	check(is, wanted, false, expected);
}

static void assert_kept_changes(const char *is, const char *wanted,
				const char *expected)
{
	check(is, wanted, true, expected);
}

static void what_is_the_same_in_other_words_is_no_change(void **state)
{
	(void)state;
	assert_changes("port add a tap\nport add b null access 10\n"
		       "switch set ageing_time 60",
		       "switch set ageing_time 60\nport add b null\n"
		       "port add a tap\nvlan del 1 port b\n"
		       "vlan add 10 port b pvid untagged\n"
		       "port set b accept untagged",
		       "");
	assert_changes("", "switch set ageing_time 300 fdb_limit 65536", "");
}

static void each_setting_is_told_with_both_values(void **state)
{
	(void)state;
	assert_changes("port add a null mtu 1400",
		       "port add a null mtu 9000 learning off alias 'a b'",
		       "port a: mtu 1400 -> 9000, alias '' -> 'a b', "
		       "learning on -> off");
	assert_changes("port add a tap mtu 1400 police 1mbit",
		       "port add a tap fdb_limit 5",
		       "port a: mtu 1400 removed, fdb_limit 0 -> 5, police "
		       "1mbit/15kb -> off");
	assert_changes("switch set ageing_time 60 flap off",
		       "switch set vlan_filtering on",
		       "switch: ageing_time 60 -> 300, vlan_filtering off "
		       "-> on, flap off -> alarm");
	assert_changes("vlan set 10 name red",
		       "vlan set 10 name blue fdb_limit 5\n"
		       "vlan set 20 ethertype 0x88a8",
		       "vlan 10: name red -> blue, fdb_limit 0 -> 5\n"
		       "vlan 20: ethertype default -> 0x88a8");
}

static void a_port_that_goes_up_or_down_is_a_change_of_its_own(void **state)
{
	(void)state;
	assert_changes("port add a null\nport add b null down",
		       "port add a null down mtu 1400\nport add b null",
		       "port a: mtu 1400 added\nport a: set down\n"
		       "port b: set up");
}

static void a_role_is_told_as_it_is_said(void **state)
{
	(void)state;
	assert_changes("port add a null access 10", "port add a null access 20",
		       "port a: access 10 -> 20");
	assert_changes("port add a null", "port add a null trunk 10,20",
		       "port a: trunk 10,20 added");
	assert_changes("port add a null access 10",
		       "port add a null trunk 10,20 native 30",
		       "port a: access 10 removed, trunk 10,20 added, native "
		       "30 added");
}

static void vlans_that_are_no_role_are_told_one_by_one(void **state)
{
	(void)state;
	assert_changes("port add a null",
		       "port add a null\nvlan add 10-12 port a untagged",
		       "port a: vlan 1 -> 1,10-12, untagged vlan 1 -> 1,10-12");
	assert_changes("", "port add a null\nvlan add 10 port a untagged",
		       "port a: added, null, vlan 1 -> 1,10, untagged vlan 1 "
		       "-> 1,10");
}

static void another_default_vlan_is_no_change_of_ports_in_it(void **state)
{
	(void)state;
	assert_changes("port add a null\nport add b null access 1",
		       "switch set vlan_default_pvid 5\nport add a null\n"
		       "port add b null access 1",
		       "switch: vlan_default_pvid 1 -> 5");
}

static void ports_come_go_and_change_their_names(void **state)
{
	(void)state;
	assert_changes("port add a tap ifname x\nport add b null",
		       "port add c tap ifname x\nport add d null mtu 1400 "
		       "down access 10",
		       "port b: removed\nport a: renamed c\n"
		       "port d: added, null mtu 1400 access 10, down");
}

static void the_port_that_stands_in_is_told_by_its_name(void **state)
{
	(void)state;
	assert_changes("port add a null\nport add b null",
		       "port add a null\nport add b null\n"
		       "port set a backup_port b",
		       "port a: backup_port none -> b");
	assert_changes("port add a null\nport add b tap ifname x\n"
		       "port set a backup_port b",
		       "port add c tap ifname x\nport add a null\n"
		       "port set a backup_port c",
		       "port b: renamed c");
}

static void listeners_are_told_by_their_places(void **state)
{
	(void)state;
	assert_changes("port listen stream @a max 4\nport listen stream @b",
		       "port listen stream @a max 5\nport listen stream @c",
		       "stream @b: accepts no more clients\n"
		       "stream @a: max 4 -> 5\n"
		       "stream @c: accepts clients");
	assert_changes("port listen stream @a max 4 name x%d",
		       "port listen stream @a name x%d max 4", "");
}

static void configured_entries_are_told_one_by_one(void **state)
{
	(void)state;
	assert_changes("port add a null\nport add b null\n"
		       "fdb add 02:00:00:00:00:01 port a static\n"
		       "fdb add 02:00:00:00:00:02 port a static\n"
		       "fdb add 02:00:00:00:00:03 port b static",
		       "port add a null\n"
		       "fdb add 02:00:00:00:00:02 port a static\n"
		       "fdb add 02:00:00:00:00:04 port a vlan 7 sticky",
		       "port b: removed\n"
		       "fdb: 02:00:00:00:00:01 port a static removed\n"
		       "fdb: 02:00:00:00:00:04 port a vlan 7 sticky added");
}

static void very_many_configured_entries_are_counted(void **state)
{
	(void)state;
	assert_changes("port add a null\n"
		       "fdb add 02:00:00:00:00:01 port a static",
		       "port add a null\n"
		       "fdb add 02:00:00:00:00:02 port a vlan 1-100 static",
		       "fdb: 100 configured entries added, 1 removed");
}

static void with_keep_what_the_file_does_not_name_stays(void **state)
{
	(void)state;
	assert_kept_changes("port add a null\nport add b null\n"
			    "port listen stream @a\nvlan set 10 name red\n"
			    "fdb add 02:00:00:00:00:01 port a static",
			    "port add a null mtu 1400",
			    "port a: mtu 1400 added");
}

static void with_keep_what_is_in_the_way_goes_all_the_same(void **state)
{
	(void)state;
	assert_kept_changes("port add a null\nport add b null\n"
			    "port add c stream listen @c\n"
			    "port listen stream @l",
			    "port add b tap\nport add d dgram local @l\n"
			    "port listen stream @c",
			    "stream @l: accepts no more clients\n"
			    "port b: removed\nport c: removed\n"
			    "port b: added, tap\n"
			    "port d: added, dgram local @l\n"
			    "stream @c: accepts clients");
}

int main(void)
{
	const struct CMUnitTest plans[] = {
		cmocka_unit_test(what_is_the_same_in_other_words_is_no_change),
		cmocka_unit_test(each_setting_is_told_with_both_values),
		cmocka_unit_test(
			a_port_that_goes_up_or_down_is_a_change_of_its_own),
		cmocka_unit_test(a_role_is_told_as_it_is_said),
		cmocka_unit_test(vlans_that_are_no_role_are_told_one_by_one),
		cmocka_unit_test(
			another_default_vlan_is_no_change_of_ports_in_it),
		cmocka_unit_test(ports_come_go_and_change_their_names),
		cmocka_unit_test(the_port_that_stands_in_is_told_by_its_name),
		cmocka_unit_test(listeners_are_told_by_their_places),
		cmocka_unit_test(configured_entries_are_told_one_by_one),
		cmocka_unit_test(very_many_configured_entries_are_counted),
		cmocka_unit_test(with_keep_what_the_file_does_not_name_stays),
		cmocka_unit_test(
			with_keep_what_is_in_the_way_goes_all_the_same),
	};

	return cmocka_run_group_tests(plans, NULL, NULL);
}
