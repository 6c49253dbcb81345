/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of the changes that a file makes. */
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

static void the_same_configuration_in_other_words_is_no_change(void **state)
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

static void a_changed_setting_is_described_with_both_values(void **state)
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

static void setting_a_port_up_or_down_is_a_separate_change(void **state)
{
	(void)state;
	assert_changes("port add a null\nport add b null down",
		       "port add a null down mtu 1400\nport add b null",
		       "port a: mtu 1400 added\nport a: set down\n"
		       "port b: set up");
}

static void a_role_is_described_by_its_keywords(void **state)
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

static void accept_is_described_beside_a_role(void **state)
{
	(void)state;
	assert_changes("port add a null trunk 10 accept all learning off",
		       "port add a null accept tagged",
		       "port a: trunk 10 removed, accept all -> tagged, "
		       "learning off -> on");
	assert_changes("port add a null accept tagged",
		       "port add a null access 10 accept all",
		       "port a: accept tagged -> all, access 10 added");
	assert_changes("port add a null trunk 10",
		       "port add a null accept tagged",
		       "port a: trunk 10 removed, accept tagged added");
}

static void vlans_that_no_role_has_are_described_as_lists(void **state)
{
	(void)state;
	assert_changes("port add a null",
		       "port add a null\nvlan add 10-12 port a untagged",
		       "port a: vlan 1 -> 1,10-12, untagged vlan 1 -> 1,10-12");
	assert_changes("", "port add a null\nvlan add 10 port a untagged",
		       "port a: added, null, vlan 1 -> 1,10, untagged vlan 1 "
		       "-> 1,10");
}

static void a_new_default_vlan_is_not_listed_for_each_port_in_it(void **state)
{
	(void)state;
	assert_changes("port add a null\nport add b null access 1",
		       "switch set vlan_default_pvid 5\nport add a null\n"
		       "port add b null access 1",
		       "switch: vlan_default_pvid 1 -> 5");
}

static void added_removed_and_renamed_ports_are_listed(void **state)
{
	(void)state;
	assert_changes("port add a tap ifname x\nport add b null",
		       "port add c tap ifname x\nport add d null mtu 1400 "
		       "down access 10",
		       "port b: removed\nport a: renamed c\n"
		       "port d: added, null mtu 1400 access 10, down");
}

static void a_changed_backup_port_is_described_by_its_name(void **state)
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

static void listeners_are_described_by_their_addresses(void **state)
{
	(void)state;
	assert_changes("port listen stream @a max 4\nport listen stream @b",
		       "port listen stream @a max 5\nport listen stream @c",
		       "stream @b: removed\n"
		       "stream @a: max 4 -> 5\n"
		       "stream @c: added");
	assert_changes("port listen stream @a max 4 name x%d",
		       "port listen stream @a name x%d max 4", "");
}

static void each_changed_fdb_entry_is_listed(void **state)
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

static void if_many_fdb_entries_change_only_their_number_is_given(void **state)
{
	(void)state;
	assert_changes("port add a null\n"
		       "fdb add 02:00:00:00:00:01 port a static",
		       "port add a null\n"
		       "fdb add 02:00:00:00:00:02 port a vlan 1-100 static",
		       "fdb: 100 configured entries added, 1 removed");
}

static void a_marker_is_described_by_what_it_selects(void **state)
{
	(void)state;
	assert_changes("marker add a filter arp bpf '6 0 0 1'\n"
		       "marker add b\n"
		       "marker add c filter arp bpf '6 0 0 1'\n"
		       "marker add d bpf '6 0 0 1'",
		       "marker add a port p1 filter 'ip or arp' bpf '6 0 0 1'\n"
		       "marker add c filter arp bpf '6 0 0 2'\n"
		       "marker add d bpf '6 0 0 2'\n"
		       "marker add e\n"
		       "marker add f port p* filter icmp bpf '6 0 0 1'",
		       "marker b: removed\n"
		       "marker a: filter arp -> 'ip or arp', port p1 added\n"
		       "marker c: another program in bpf\n"
		       "marker d: bpf '6 0 0 1' -> '6 0 0 2'\n"
		       "marker e: added\n"
		       "marker f: added, port p* filter icmp");
	assert_kept_changes("marker add a", "marker add b", "marker b: added");
}

static void a_mirror_is_described_by_its_line(void **state)
{
	(void)state;
	assert_changes("mirror add a from p1 to p2\n"
		       "mirror add b from p1 to p2\n"
		       "mirror add c from vlan 7 to p2",
		       "mirror add a from p1,p3 direction out to p2 "
		       "filter arp bpf '6 0 0 1'\n"
		       "mirror add c from vlan 7 to p2\n"
		       "mirror add d from all to p2 snaplen 64\n"
		       "mirror add e from p1 to vlan 900",
		       "mirror b: removed\n"
		       "mirror a: from p1 to p2 -> from p1,p3 direction out to "
		       "p2 filter arp\n"
		       "mirror d: added, from all to p2 snaplen 64\n"
		       "mirror e: added, from p1 to vlan 900");
	assert_kept_changes("mirror add a from p1 to p2",
			    "mirror add b from p1 to p2",
			    "mirror b: added, from p1 to p2");
}

static void with_keep_what_is_not_in_the_file_is_kept(void **state)
{
	(void)state;
	assert_kept_changes("port add a null\nport add b null\n"
			    "port listen stream @a\nvlan set 10 name red\n"
			    "fdb add 02:00:00:00:00:01 port a static",
			    "port add a null mtu 1400",
			    "port a: mtu 1400 added");
}

static void with_keep_conflicting_ports_and_listeners_are_removed(void **state)
{
	(void)state;
	assert_kept_changes("port add a null\nport add b null\n"
			    "port add c stream listen @c\n"
			    "port listen stream @l",
			    "port add b tap\nport add d dgram local @l\n"
			    "port listen stream @c",
			    "stream @l: removed\n"
			    "port b: removed\nport c: removed\n"
			    "port b: added, tap\n"
			    "port d: added, dgram local @l\n"
			    "stream @c: added");
}

int main(void)
{
	const struct CMUnitTest plans[] = {
		cmocka_unit_test(
			the_same_configuration_in_other_words_is_no_change),
		cmocka_unit_test(
			a_changed_setting_is_described_with_both_values),
		cmocka_unit_test(
			setting_a_port_up_or_down_is_a_separate_change),
		cmocka_unit_test(a_role_is_described_by_its_keywords),
		cmocka_unit_test(accept_is_described_beside_a_role),
		cmocka_unit_test(vlans_that_no_role_has_are_described_as_lists),
		cmocka_unit_test(
			a_new_default_vlan_is_not_listed_for_each_port_in_it),
		cmocka_unit_test(added_removed_and_renamed_ports_are_listed),
		cmocka_unit_test(
			a_changed_backup_port_is_described_by_its_name),
		cmocka_unit_test(listeners_are_described_by_their_addresses),
		cmocka_unit_test(each_changed_fdb_entry_is_listed),
		cmocka_unit_test(
			if_many_fdb_entries_change_only_their_number_is_given),
		cmocka_unit_test(a_marker_is_described_by_what_it_selects),
		cmocka_unit_test(a_mirror_is_described_by_its_line),
		cmocka_unit_test(with_keep_what_is_not_in_the_file_is_kept),
		cmocka_unit_test(
			with_keep_conflicting_ports_and_listeners_are_removed),
	};

	return cmocka_run_group_tests(plans, NULL, NULL);
}
