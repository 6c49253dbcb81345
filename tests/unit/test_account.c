/* SPDX-License-Identifier: BSD-2-Clause */
/* The account of a decision: which rules were applied, and what they found */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/account.h"
#include "vlans.h"

static struct verdict v;
static struct account account;

/* Explains a frame without a tag; the words of its rules, with blanks between */
static const char *rules(const struct bridge *br, struct mac src,
			 struct mac dst, port_no in, uint32_t packet_len)
{
	static char words[256];
	const struct frame f = {
		.len = ETH_HEADER_SIZE + packet_len,
		.packet_len = packet_len,
		.src = src,
		.dst = dst,
	};

	decide_explained(br, &f, in, 0, &v, &account);
	*words = '\0';
	for (unsigned int i = 0; i < account.count; i++) {
		strcat(words, i ? " " : "");
		strcat(words, step_word(account.step[i].kind));
	}
	return words;
}

static const struct step *last(void)
{
	return &account.step[account.count - 1];
}

#define ACCEPTED "frame port source police reserved vlan ingress learn state "

static void the_rules_stand_in_the_order_in_which_they_are_applied(void **state)
{
	struct bridge *br = *state;

	fdb_learn(br->fdb, RED, BOB, P3, FDB_LEARNED, 0);
	assert_string_equal(rules(br, ALICE, BOB, P1, 46),
			    ACCEPTED "lookup same_port egress egress_state "
				     "isolated mtu");
	assert_int_equal(last()->reason, REASON_FORWARDED);
	assert_int_equal(last()->port, P3);
	assert_int_equal(last()->vid, RED);

	assert_string_equal(rules(br, ALICE, CAROL, P1, 46),
			    ACCEPTED "lookup storm flood");
	assert_int_equal(last()->reason, REASON_FLOODED);
	assert_string_equal(rules(br, ALICE, ALL, P1, 46),
			    ACCEPTED "storm flood");
}

static void a_rule_that_drops_the_frame_is_the_last(void **state)
{
	struct bridge *br = *state;

	bridge_set_up(br, P1, false);
	assert_string_equal(rules(br, ALICE, BOB, P1, 46), "frame port");
	assert_int_equal(last()->reason, REASON_PORT_DOWN);
	assert_int_equal(v.reason, REASON_PORT_DOWN);
}

static void learning_is_told_even_if_the_frame_is_dropped(void **state)
{
	const struct mac lldp = { { 0x01, 0x80, 0xc2, 0, 0, 0x0e } };
	struct bridge *br = *state;

	br->group_fwd = GROUP_FWD_802_1D;
	assert_string_equal(rules(br, ALICE, lldp, P1, 46),
			    "frame port source trap police reserved learn");
	assert_int_equal(account.step[5].reason, REASON_RESERVED);
	assert_int_equal(last()->reason, REASON_NONE);
	assert_true(v.learn);
}

static void a_lookup_keeps_the_entry_that_it_found(void **state)
{
	struct bridge *br = *state;

	fdb_learn(br->fdb, RED, BOB, P3, FDB_LEARNED, 0);
	rules(br, ALICE, BOB, P1, 46);
	for (unsigned int i = 0; i < account.count; i++)
		assert_int_equal(account.step[i].found,
				 account.step[i].kind == STEP_LOOKUP);
	rules(br, ALICE, BOB, P1, 46);
	assert_int_equal(account.step[9].kind, STEP_LOOKUP);
	assert_int_equal(account.step[9].entry.port, P3);
	assert_int_equal(account.step[9].entry.state, FDB_LEARNED);
}

static void a_backup_port_is_a_step_of_its_own(void **state)
{
	struct bridge *br = *state;

	bridge_set_backup(br, P3, P4);
	fdb_learn(br->fdb, RED, BOB, P3, FDB_LEARNED, 0);
	bridge_set_up(br, P3, false);
	assert_string_equal(rules(br, ALICE, BOB, P1, 46),
			    ACCEPTED "lookup backup same_port egress "
				     "egress_state isolated mtu");
	assert_int_equal(last()->port, P4);
}

static void a_flood_says_why_a_port_is_left_out(void **state)
{
	struct bridge *br = *state;

	rules(br, ALICE, ALL, P1, 46);
	assert_int_equal(account.omitted[P1], OMISSION_INGRESS);
	assert_int_equal(account.omitted[P2], OMISSION_VLAN);
	assert_int_equal(account.omitted[P3], OMISSION_NONE);
	assert_int_equal(account.omitted[P4], OMISSION_NONE);
	assert_int_equal(account.omitted[P4 + 1], OMISSION_NONE);

	bridge_set_mtu(br, P4, 100);
	bridge_set_up(br, P3, false);
	rules(br, ALICE, ALL, P1, 1000);
	assert_int_equal(account.omitted[P3], OMISSION_DOWN);
	assert_int_equal(account.omitted[P4], OMISSION_TOO_LONG);
	assert_int_equal(last()->reason, REASON_MTU_EXCEEDED);

	bridge_set_up(br, P3, true);
	bridge_set_state(br, P3, PORT_STATE_LEARNING);
	rules(br, ALICE, ALL, P1, 46);
	assert_int_equal(account.omitted[P3], OMISSION_STATE);
}

static void every_rule_has_a_word_of_its_own(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < STEP_COUNT; i++)
		for (unsigned int k = 0; k < i; k++)
			assert_string_not_equal(step_word(i), step_word(k));
}

int main(void)
{
#define WITH_VLANS(test)                                                       \
	cmocka_unit_test_setup_teardown(test, a_bridge_with_vlans, free_bridge)
	const struct CMUnitTest tests[] = {
		WITH_VLANS(
			the_rules_stand_in_the_order_in_which_they_are_applied),
		WITH_VLANS(a_rule_that_drops_the_frame_is_the_last),
		WITH_VLANS(learning_is_told_even_if_the_frame_is_dropped),
		WITH_VLANS(a_lookup_keeps_the_entry_that_it_found),
		WITH_VLANS(a_backup_port_is_a_step_of_its_own),
		WITH_VLANS(a_flood_says_why_a_port_is_left_out),
		cmocka_unit_test(every_rule_has_a_word_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
