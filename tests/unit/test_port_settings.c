/* SPDX-License-Identifier: BSD-2-Clause */
/* Effects of a port's settings; errdisabled ports and their recovery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bridging.h"

static bool is_known(const struct bridge *br, struct mac mac)
{
	struct fdb_entry e;

	return fdb_lookup(br->fdb, VLAN_NONE, mac, 0, &e);
}

static void hear(struct bridge *br, struct mac mac, port_no no,
		 enum fdb_state as)
{
	fdb_learn(br->fdb, VLAN_NONE, mac, no, as, 0);
}

static void set_backup(struct bridge *br, port_no no, port_no backup)
{
	struct port_settings p = br->port[no].settings;

	p.backup = backup;
	bridge_set_port(br, no, &p, 0);
}

static void a_new_port_has_the_defaults_of_the_list(void **state)
{
	struct bridge *br = *state;
	const struct port_settings *p = &br->port[P1].settings;

#define X(name, preset, help) assert_int_equal(p->name, preset);
	PORT_FLAGS(X)
#undef X
	assert_int_equal(p->backup, PORT_NONE);
	assert_int_equal(p->group_fwd, PORT_GROUP_FWD_DEFAULT);
	assert_int_equal(p->violation, VIOLATION_FLOOD);
	assert_int_equal(p->fdb_limit, 0);
	assert_int_equal(p->recovery_s, 0);
	assert_int_equal(p->shape_bytes, PORT_SHAPE_BYTES);
	assert_int_equal(p->shape_latency_ms, PORT_SHAPE_LATENCY_MS);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_int_equal(br->port[P1].metered, 0);
}

static void settings_that_differ_in_one_member_are_not_equal(void **state)
{
	const struct port_settings defaults = port_settings_defaults();
	struct port_settings other = defaults;
	(void)state;

	assert_true(port_settings_equal(&defaults, &other));
#define X(name, preset, help)                                                  \
	other.name = !(preset);                                                \
	assert_false(port_settings_equal(&defaults, &other));                  \
	other = defaults;
	PORT_FLAGS(X)
#undef X
#define X(id, name, help)                                                      \
	other.rates[PORT_METER_##id] =                                         \
		(struct meter_rate){ METER_PACKETS, 1, 1 };                    \
	assert_false(port_settings_equal(&defaults, &other));                  \
	other = defaults;
	PORT_METERS(X)
#undef X
	other.accept = VLAN_ACCEPT_TAGGED;
	assert_false(port_settings_equal(&defaults, &other));
	other = defaults;
	other.backup = P2;
	assert_false(port_settings_equal(&defaults, &other));
	other = defaults;
	other.shape_latency_ms++;
	assert_false(port_settings_equal(&defaults, &other));
	other = defaults;
	other.gro = false;
	assert_false(port_settings_equal(&defaults, &other));
	other = defaults;
	other.alias[0] = 'a';
	assert_false(port_settings_equal(&defaults, &other));
}

static void setting_a_port_does_not_change_its_state(void **state)
{
	struct bridge *br = *state;
	struct port_settings other = port_settings_defaults();

	bridge_errdisable(br, P1, ERRDISABLE_STORM, MINUTE);
	other.hairpin = true;
	bridge_set_port(br, P1, &other, 0);

	assert_true(br->port[P1].exists);
	assert_false(br->port[P1].up);
	assert_int_equal(br->port[P1].mtu, 1500);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_STORM);
	assert_int_equal(br->port[P1].errdisabled_until_ms, MINUTE);
	assert_int_equal(br->port[P1].metered, 0);
	assert_true(br->port[P1].settings.hairpin);
}

static void each_flood_flag_applies_to_its_own_type_of_destination(void **state)
{
	struct bridge *br = *state;
	struct port_settings p = br->port[P1].settings;

	p.flood = false;
	bridge_set_port(br, P1, &p, 0);
	p.flood = true;
	p.mcast_flood = false;
	bridge_set_port(br, P2, &p, 0);
	p.mcast_flood = true;
	p.bcast_flood = false;
	bridge_set_port(br, P3, &p, 0);

	for (port_no no = P1; no <= P4; no++) {
		assert_int_equal(portset_has(&br->egress[PKT_UCAST], no),
				 no != P1);
		assert_int_equal(portset_has(&br->egress[PKT_MCAST], no),
				 no != P2);
		assert_int_equal(portset_has(&br->egress[PKT_BCAST], no),
				 no != P3);
	}
}

static void a_ports_fdb_limit_is_removed_with_the_port(void **state)
{
	struct bridge *br = *state;
	struct port_settings p = br->port[P1].settings;

	p.fdb_limit = 3;
	bridge_set_port(br, P1, &p, 0);
	assert_int_equal(fdb_port_limit(br->fdb, P1), 3);

	bridge_del_port(br, P1);
	assert_int_equal(fdb_port_limit(br->fdb, P1), 0);
}

static void turning_mab_off_flushes_locked_entries(void **state)
{
	struct bridge *br = *state;
	struct port_settings p = br->port[P1].settings;

	p.locked = p.mab = true;
	bridge_set_port(br, P1, &p, 0);
	bridge_set_port(br, P2, &p, 0);
	hear(br, ALICE, P1, FDB_LEARNED);
	hear(br, BOB, P1, FDB_LOCKED);
	hear(br, CAROL, P2, FDB_LOCKED);
	bridge_set_port(br, P1, &p, 0);
	assert_true(is_known(br, BOB));

	p.mab = false;
	bridge_set_port(br, P1, &p, 0);

	assert_true(is_known(br, ALICE));
	assert_false(is_known(br, BOB));
	assert_true(is_known(br, CAROL));
}

static void a_bucket_keeps_its_level_when_other_rates_are_set(void **state)
{
	struct bridge *br = *state;
	struct port_settings p = br->port[P1].settings;
	struct meter *police = &br->meter[P1][PORT_METER_POLICE];

	p.rates[PORT_METER_POLICE] = (struct meter_rate){ METER_PACKETS, 1, 5 };
	bridge_set_port(br, P1, &p, 0);
	assert_int_equal(br->port[P1].metered, 1 << PORT_METER_POLICE);
	meter_take(police, 5, 0);

	p.rates[PORT_METER_BCAST] = (struct meter_rate){ METER_BITS, 8, 8 };
	p.isolated = true;
	bridge_set_port(br, P1, &p, 500);
	assert_int_equal(br->port[P1].metered,
			 1 << PORT_METER_POLICE | 1 << PORT_METER_BCAST);
	assert_false(meter_has(police, 1, 999));
	assert_true(meter_has(police, 1, 1000));
	assert_true(meter_has(&br->meter[P1][PORT_METER_BCAST], 8, 500));

	p.rates[PORT_METER_POLICE] = (struct meter_rate){ METER_OFF, 0, 0 };
	bridge_set_port(br, P1, &p, 500);
	assert_int_equal(br->port[P1].metered, 1 << PORT_METER_BCAST);
	assert_true(meter_has(police, UINT32_MAX, 500));
}

static void a_port_with_a_reused_number_has_no_meters(void **state)
{
	struct bridge *br = *state;
	struct port_settings p = br->port[P1].settings;

	p.rates[PORT_METER_POLICE] = (struct meter_rate){ METER_PACKETS, 1, 5 };
	bridge_set_port(br, P1, &p, 0);
	meter_take(&br->meter[P1][PORT_METER_POLICE], 5, 0);
	violations_note(&br->violations, ALICE, VLAN_NONE, P1, 0);
	violations_note(&br->violations, ALICE, VLAN_NONE, P2, 0);
	bridge_errdisable(br, P1, ERRDISABLE_VIOLATION, INT64_MAX);
	bridge_del_port(br, P1);

	assert_int_equal(bridge_add_port(br, 1500), P1);
	assert_int_equal(br->port[P1].metered, 0);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_int_equal(br->violations.n, 1);
	p.rates[PORT_METER_POLICE] = (struct meter_rate){ METER_PACKETS, 1, 5 };
	bridge_set_port(br, P1, &p, 0);
	assert_true(meter_has(&br->meter[P1][PORT_METER_POLICE], 5, 0));
}

static void errdisabling_takes_a_port_down_and_writes_an_event(void **state)
{
	struct bridge *br = *state;

	hear(br, ALICE, P1, FDB_LEARNED);
	bridge_errdisable(br, P1, ERRDISABLE_LOOP, MINUTE);

	assert_false(br->port[P1].up);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_LOOP);
	assert_false(portset_has(&br->egress[PKT_BCAST], P1));
	assert_false(is_known(br, ALICE));
	assert_true(has_event(br, EVENT_ERRDISABLED, P1));
	assert_int_equal(last_event(br, EVENT_ERRDISABLED)->value,
			 ERRDISABLE_LOOP);
	assert_true(has_event(br, EVENT_PORT_OPER, P1));
	assert_int_equal(last_event(br, EVENT_PORT_OPER)->value, false);
	assert_true(has_event(br, EVENT_FDB_FLUSHED, P1));
	assert_int_equal(last_event(br, EVENT_FDB_FLUSHED)->value, 1);
}

static void a_port_recovers_in_time_and_writes_an_event(void **state)
{
	struct bridge *br = *state;
	uint64_t before;

	bridge_errdisable(br, P1, ERRDISABLE_LOOP, MINUTE);

	assert_int_equal(bridge_tick(br, 0), MINUTE);
	assert_int_equal(bridge_tick(br, MINUTE - 1), MINUTE);
	assert_null(last_event(br, EVENT_RECOVERED));
	assert_int_equal(bridge_tick(br, MINUTE), INT64_MAX);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_true(has_event(br, EVENT_RECOVERED, P1));
	before = br->events.count;

	/* The owner decides whether the port comes up. */
	assert_false(br->port[P1].up);
	assert_int_equal(bridge_tick(br, 60 * MINUTE), INT64_MAX);
	assert_int_equal(br->events.count, before);
}

static void a_tick_returns_when_the_next_port_recovers(void **state)
{
	struct bridge *br = *state;

	assert_int_equal(bridge_tick(br, 0), INT64_MAX);
	bridge_errdisable(br, P1, ERRDISABLE_LOOP, 3 * MINUTE);
	bridge_errdisable(br, P2, ERRDISABLE_STORM, MINUTE);
	bridge_errdisable(br, P3, ERRDISABLE_VIOLATION, INT64_MAX);
	bridge_errdisable(br, P4, ERRDISABLE_VIOLATION, 2 * MINUTE);

	assert_int_equal(bridge_tick(br, 0), MINUTE);
	assert_int_equal(bridge_tick(br, MINUTE), 2 * MINUTE);
	assert_int_equal(bridge_tick(br, 10 * MINUTE), INT64_MAX);
	assert_int_equal(br->port[P3].errdisabled, ERRDISABLE_VIOLATION);
	assert_int_equal(br->port[P4].errdisabled, ERRDISABLE_NONE);
}

static void a_trusted_port_is_never_errdisabled(void **state)
{
	struct bridge *br = *state;
	struct port_settings p = br->port[P1].settings;

	p.trusted = true;
	bridge_set_port(br, P1, &p, 0);
	bridge_set_up(br, P1, true);
	bridge_errdisable(br, P1, ERRDISABLE_LOOP, MINUTE);
	bridge_errdisable(br, P1, ERRDISABLE_STORM, MINUTE);
	bridge_errdisable(br, P1, ERRDISABLE_VIOLATION, INT64_MAX);

	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_true(br->port[P1].up);
	assert_null(last_event(br, EVENT_ERRDISABLED));
}

static void a_port_that_becomes_trusted_recovers(void **state)
{
	struct bridge *br = *state;
	struct port_settings p;

	bridge_errdisable(br, P1, ERRDISABLE_LOOP, MINUTE);
	p = br->port[P1].settings;
	p.trusted = true;
	bridge_set_port(br, P1, &p, 0);

	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_true(has_event(br, EVENT_RECOVERED, P1));
}

static void an_errdisabled_port_keeps_its_first_recovery_time(void **state)
{
	struct bridge *br = *state;
	uint64_t before;

	bridge_errdisable(br, P1, ERRDISABLE_VIOLATION, INT64_MAX);
	before = br->events.count;

	bridge_errdisable(br, P1, ERRDISABLE_LOOP, MINUTE);

	assert_int_equal(br->events.count, before);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_VIOLATION);
	assert_int_equal(bridge_tick(br, 60 * MINUTE), INT64_MAX);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_VIOLATION);
	bridge_recover(br, P1);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_true(has_event(br, EVENT_RECOVERED, P1));
}

static void
a_port_with_a_backup_keeps_its_entries_when_it_goes_down(void **state)
{
	struct bridge *br = *state;

	set_backup(br, P1, P2);
	hear(br, ALICE, P1, FDB_LEARNED);
	bridge_set_up(br, P1, false);

	assert_true(is_known(br, ALICE));
}

static void a_removed_port_is_no_longer_a_backup(void **state)
{
	struct bridge *br = *state;

	set_backup(br, P1, P3);
	set_backup(br, P2, P4);
	hear(br, ALICE, P1, FDB_LEARNED);
	bridge_del_port(br, P3);

	assert_true(has_event(br, EVENT_PORT_CONFIG, P1));
	assert_int_equal(br->port[P1].settings.backup, PORT_NONE);
	assert_int_equal(br->port[P2].settings.backup, P4);
	assert_true(is_known(br, ALICE));
}

/* Otherwise, frames for them would be dropped at a port that is down. */
static void removing_a_backup_flushes_entries_kept_for_it(void **state)
{
	struct bridge *br = *state;

	set_backup(br, P1, P3);
	set_backup(br, P2, P4);
	hear(br, ALICE, P1, FDB_LEARNED);
	hear(br, BOB, P2, FDB_LEARNED);
	hear(br, CAROL, P1, FDB_STATIC);
	bridge_set_up(br, P1, false);
	bridge_set_up(br, P2, false);

	bridge_del_port(br, P3);
	assert_false(is_known(br, ALICE));
	assert_true(is_known(br, BOB));
	assert_true(is_known(br, CAROL));

	set_backup(br, P2, P1);
	assert_true(is_known(br, BOB));
	set_backup(br, P2, PORT_NONE);
	assert_false(is_known(br, BOB));
}

static void each_errdisable_cause_has_its_word(void **state)
{
	(void)state;

	assert_string_equal(errdisable_word(ERRDISABLE_NONE), "");
	assert_string_equal(errdisable_word(ERRDISABLE_VIOLATION), "violation");
	assert_string_equal(errdisable_word(ERRDISABLE_STORM), "storm");
	assert_string_equal(errdisable_word(ERRDISABLE_LOOP), "loop");
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_of_four, free_bridge)

int main(void)
{
	const struct CMUnitTest port_settings[] = {
		TEST(a_new_port_has_the_defaults_of_the_list),
		TEST(settings_that_differ_in_one_member_are_not_equal),
		TEST(setting_a_port_does_not_change_its_state),
		TEST(each_flood_flag_applies_to_its_own_type_of_destination),
		TEST(a_ports_fdb_limit_is_removed_with_the_port),
		TEST(turning_mab_off_flushes_locked_entries),
		TEST(a_bucket_keeps_its_level_when_other_rates_are_set),
		TEST(a_port_with_a_reused_number_has_no_meters),
		TEST(errdisabling_takes_a_port_down_and_writes_an_event),
		TEST(a_port_recovers_in_time_and_writes_an_event),
		TEST(a_tick_returns_when_the_next_port_recovers),
		TEST(a_trusted_port_is_never_errdisabled),
		TEST(a_port_that_becomes_trusted_recovers),
		TEST(an_errdisabled_port_keeps_its_first_recovery_time),
		TEST(a_port_with_a_backup_keeps_its_entries_when_it_goes_down),
		TEST(a_removed_port_is_no_longer_a_backup),
		TEST(removing_a_backup_flushes_entries_kept_for_it),
		TEST(each_errdisable_cause_has_its_word),
	};

	return cmocka_run_group_tests(port_settings, NULL, NULL);
}
