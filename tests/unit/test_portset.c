/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/portset.h"

/* The first and the last bit of some words, and of the set */
static const port_no edges[] = { 1, 2, 63, 64, 65, 127, 128, 1023, PORT_MAX };

static struct portset set_of_edges(void)
{
	struct portset set = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
		portset_add(&set, edges[i]);
	return set;
}

static void a_new_set_is_empty(void **state)
{
	struct portset set = { 0 };
	(void)state;

	assert_true(portset_empty(&set));
	assert_int_equal(portset_count(&set), 0);
	assert_int_equal(portset_next(&set, 1), PORT_NONE);
}

static void a_port_is_a_member_from_add_to_del(void **state)
{
	struct portset set = { 0 };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(edges); i++) {
		portset_add(&set, edges[i]);
		assert_true(portset_has(&set, edges[i]));
		assert_false(portset_empty(&set));
		assert_int_equal(portset_count(&set), 1);

		portset_del(&set, edges[i]);
		assert_false(portset_has(&set, edges[i]));
		assert_true(portset_empty(&set));
	}
}

static void adding_and_removing_twice_is_the_same_as_once(void **state)
{
	struct portset set = { 0 };
	(void)state;

	portset_add(&set, 64);
	portset_add(&set, 64);
	assert_int_equal(portset_count(&set), 1);

	portset_del(&set, 64);
	portset_del(&set, 64);
	assert_true(portset_empty(&set));
}

static void a_walk_visits_all_members_in_order(void **state)
{
	struct portset set = set_of_edges();
	size_t seen = 0;
	(void)state;

	PORTSET_FOREACH(&set, no) {
		assert_true(seen < ARRAY_SIZE(edges));
		assert_int_equal(no, edges[seen++]);
	}

	assert_int_equal(seen, ARRAY_SIZE(edges));
	assert_int_equal(portset_count(&set), seen);
}

static void the_search_starts_at_the_given_port(void **state)
{
	struct portset set = set_of_edges();
	(void)state;

	assert_int_equal(portset_next(&set, 2), 2);
	assert_int_equal(portset_next(&set, 3), 63);
	assert_int_equal(portset_next(&set, 66), 127);
	assert_int_equal(portset_next(&set, PORT_MAX), PORT_MAX);
	assert_int_equal(portset_next(&set, PORT_MAX + 1), PORT_NONE);
	assert_int_equal(portset_next(&set, 65535), PORT_NONE);
}

static void a_member_may_be_removed_during_a_walk(void **state)
{
	struct portset set = set_of_edges();
	size_t seen = 0;
	(void)state;

	PORTSET_FOREACH(&set, no) {
		portset_del(&set, no);
		seen++;
	}

	assert_int_equal(seen, ARRAY_SIZE(edges));
	assert_true(portset_empty(&set));
}

int main(void)
{
	const struct CMUnitTest portset[] = {
		cmocka_unit_test(a_new_set_is_empty),
		cmocka_unit_test(a_port_is_a_member_from_add_to_del),
		cmocka_unit_test(adding_and_removing_twice_is_the_same_as_once),
		cmocka_unit_test(a_walk_visits_all_members_in_order),
		cmocka_unit_test(the_search_starts_at_the_given_port),
		cmocka_unit_test(a_member_may_be_removed_during_a_walk),
	};

	return cmocka_run_group_tests(portset, NULL, NULL);
}
