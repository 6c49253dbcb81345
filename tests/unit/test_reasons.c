/* SPDX-License-Identifier: BSD-2-Clause */
/* Reasons and the names of devlink-trap for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/types.h"
#include "core/reasons.h"

/* All generic traps of Linux 6.2 that concern bridging or queues */
static const char *const generic_traps[] = {
	"source_mac_is_multicast",
	"vlan_tag_mismatch",
	"ingress_vlan_filter",
	"ingress_spanning_tree_filter",
	"port_list_is_empty",
	"port_loopback_filter",
	"tail_drop",
	"early_drop",
	"llc_snap_parsing",
	"vlan_parsing",
	"dmac_filter",
	"locked_port",
};

static bool is_generic(const char *trap)
{
	for (size_t i = 0; i < ARRAY_SIZE(generic_traps); i++)
		if (!strcmp(trap, generic_traps[i]))
			return true;
	return false;
}

static void a_devlink_trap_of_a_reason_is_one_of_the_kernel(void **state)
{
	size_t n = 0;

	(void)state;

	for (unsigned int r = 0; r < REASON_COUNT; r++) {
		const char *trap = reason_devlink_trap((enum reason)r);

		n += trap != NULL;
		if (trap && !is_generic(trap))
			fail_msg("%s: \"%s\"", reason_word((enum reason)r),
				 trap);
	}
	for (unsigned int r = 0; r < TX_REASON_COUNT; r++) {
		const char *trap = tx_reason_devlink_trap((enum tx_reason)r);

		n += trap != NULL;
		if (trap && !is_generic(trap))
			fail_msg("%s: \"%s\"",
				 tx_reason_word((enum tx_reason)r), trap);
	}
	assert_int_equal(n, 10);
}

static void a_reason_has_the_devlink_trap_that_means_the_same(void **state)
{
	(void)state;

	assert_string_equal(reason_devlink_trap(REASON_VLAN_INGRESS),
			    "ingress_vlan_filter");
	assert_string_equal(reason_devlink_trap(REASON_VLAN_PVID),
			    "vlan_tag_mismatch");
	assert_string_equal(tx_reason_devlink_trap(TX_REASON_QUEUE_FULL),
			    "tail_drop");
	/* mtu_value_is_too_small is for packets that are routed */
	assert_null(reason_devlink_trap(REASON_MTU_EXCEEDED));
	assert_null(tx_reason_devlink_trap(TX_REASON_MTU_EXCEEDED));
}

static void the_words_of_a_list_differ(void **state)
{
	(void)state;

	for (unsigned int r = 0; r < REASON_COUNT; r++)
		for (unsigned int other = 0; other < r; other++)
			assert_string_not_equal(
				reason_word((enum reason)r),
				reason_word((enum reason)other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_devlink_trap_of_a_reason_is_one_of_the_kernel),
		cmocka_unit_test(
			a_reason_has_the_devlink_trap_that_means_the_same),
		cmocka_unit_test(the_words_of_a_list_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
