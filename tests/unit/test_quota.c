/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits of clients for each user, and the user with most. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "control/server.h"
#include "control/quota.h"

#define ROOT  0
#define OWN   990 /* the user of the switch */
#define ALICE 1000
#define BOB   1001
#define MANY  100000 /* descriptors */

static struct quota quota;

static int start(void **state)
{
	(void)state;
	quota_init(&quota, OWN);
	return 0;
}

static int leave_all(void **state)
{
	struct quota_user *s;

	(void)state;
	while ((s = LIST_FIRST(&quota.list)))
		quota_remove_client(&quota, s);
	return (int)quota.clients;
}

/* Adds as many clients as possible; returns their number. */
static size_t crowd(uid_t uid)
{
	size_t n = 0;

	while (quota_check(&quota, uid, MANY) == QUOTA_OK) {
		assert_non_null(quota_add_client(&quota, uid));
		n++;
	}
	return n;
}

static void each_user_has_a_limit(void **state)
{
	(void)state;

	assert_int_equal(crowd(ALICE), SERVER_CLIENTS_USER);
	assert_int_equal(quota_check(&quota, ALICE, MANY), QUOTA_USER_FULL);
	assert_int_equal(quota_check(&quota, BOB, MANY), QUOTA_OK);
	assert_int_equal(crowd(BOB), SERVER_CLIENTS_USER);
}

static void the_last_places_are_for_root_and_the_switchs_own_user(void **state)
{
	const size_t others = SERVER_CLIENTS_MAX - SERVER_CLIENTS_RESERVE;
	size_t n = 0;
	(void)state;

	for (uid_t uid = 2000; uid < 2100; uid++)
		n += crowd(uid);
	assert_int_equal(n, others);
	assert_int_equal(quota_check(&quota, ALICE, MANY), QUOTA_ALL_FULL);

	assert_non_null(quota_add_client(&quota, OWN));
	assert_int_equal(crowd(ROOT), SERVER_CLIENTS_RESERVE - 1);
	assert_int_equal(quota_check(&quota, ROOT, MANY), QUOTA_ALL_FULL);
	assert_int_equal(quota_check(&quota, OWN, MANY), QUOTA_ALL_FULL);
}

static void root_may_have_all_places_but_no_more(void **state)
{
	(void)state;

	assert_int_equal(crowd(ROOT), SERVER_CLIENTS_MAX);
	assert_int_equal(quota_check(&quota, ROOT, MANY), QUOTA_ALL_FULL);
}

/* The same, if each client takes one of @left descriptors; returns the rest. */
static size_t crowd_of_last(uid_t uid, size_t left)
{
	while (left && quota_check(&quota, uid, left - 1) == QUOTA_OK) {
		assert_non_null(quota_add_client(&quota, uid));
		left--;
	}
	return left;
}

static void if_descriptors_are_few_one_user_gets_a_quarter(void **state)
{
	size_t left;
	(void)state;

	left = crowd_of_last(ALICE, 32);
	assert_int_equal(left, 24);
	assert_int_equal(quota_check(&quota, ALICE, left - 1), QUOTA_USER_FULL);
	left = crowd_of_last(BOB, left);
	assert_int_equal(left, 16);
	left = crowd_of_last(2000, left);
	assert_int_equal(left, 8);

	assert_int_equal(quota_check(&quota, 2001, left - 1), QUOTA_ALL_FULL);
	assert_int_equal(crowd_of_last(ROOT, left), 0);
}

/* The clients were added while there were more descriptors. */
static void a_user_with_more_clients_than_descriptors_gets_no_more(void **state)
{
	(void)state;

	assert_int_equal(crowd(ALICE), SERVER_CLIENTS_USER);
	assert_int_equal(quota_check(&quota, ALICE, 15), QUOTA_USER_FULL);
	assert_int_equal(quota_check(&quota, BOB, 15), QUOTA_ALL_FULL);
	assert_int_equal(quota_check(&quota, BOB, 40), QUOTA_OK);
	assert_int_equal(quota_check(&quota, ROOT, 0), QUOTA_OK);
}

static void the_place_of_a_client_that_left_is_free_again(void **state)
{
	struct quota_user *alice;
	(void)state;

	crowd(ALICE);
	alice = quota_find_user(&quota, ALICE);
	quota_remove_client(&quota, alice);
	assert_int_equal(quota_check(&quota, ALICE, MANY), QUOTA_OK);
	assert_int_equal(quota.clients, SERVER_CLIENTS_USER - 1);
	for (int i = 1; i < SERVER_CLIENTS_USER; i++)
		quota_remove_client(&quota, alice);

	assert_null(quota_find_user(&quota, ALICE));
	assert_int_equal(quota.clients, 0);
}

static void
the_user_with_most_clients_and_with_most_memory_is_found(void **state)
{
	struct quota_user *alice, *bob;
	(void)state;

	assert_null(quota_most_clients(&quota));
	alice = quota_add_client(&quota, ALICE);
	bob = quota_add_client(&quota, BOB);
	assert_ptr_equal(quota_add_client(&quota, BOB), bob);
	quota_set_bytes(&quota, alice, 0, 300);
	quota_set_bytes(&quota, bob, 0, 100);
	quota_set_bytes(&quota, bob, 100, 20);

	assert_ptr_equal(quota_most_clients(&quota), bob);
	assert_ptr_equal(quota_most_bytes(&quota), alice);
	assert_int_equal(quota.bytes, 320);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, leave_all)

int main(void)
{
	const struct CMUnitTest quota_tests[] = {
		TEST(each_user_has_a_limit),
		TEST(the_last_places_are_for_root_and_the_switchs_own_user),
		TEST(root_may_have_all_places_but_no_more),
		TEST(if_descriptors_are_few_one_user_gets_a_quarter),
		TEST(a_user_with_more_clients_than_descriptors_gets_no_more),
		TEST(the_place_of_a_client_that_left_is_free_again),
		TEST(the_user_with_most_clients_and_with_most_memory_is_found),
	};

	return cmocka_run_group_tests(quota_tests, NULL, NULL);
}
