/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may have how many clients, and who has most. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "control/server.h"
#include "control/quota.h"

#define ROOT  0
#define OWN   990 /* whose switch it is */
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

/* As many as there is room for; how many that were */
static size_t crowd(uid_t uid)
{
	size_t n = 0;

	while (quota_check(&quota, uid, MANY) == QUOTA_OK) {
		assert_non_null(quota_add_client(&quota, uid));
		n++;
	}
	return n;
}

static void one_user_has_a_share(void **state)
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

static void root_may_have_all_but_no_more(void **state)
{
	(void)state;

	assert_int_equal(crowd(ROOT), SERVER_CLIENTS_MAX);
	assert_int_equal(quota_check(&quota, ROOT, MANY), QUOTA_ALL_FULL);
}

/* The same where each client takes one of the last; how many are left */
static size_t crowd_of_last(uid_t uid, size_t left)
{
	while (left && quota_check(&quota, uid, left - 1) == QUOTA_OK) {
		assert_non_null(quota_add_client(&quota, uid));
		left--;
	}
	return left;
}

static void of_few_descriptors_one_user_gets_a_quarter(void **state)
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

/* They were there before the others were taken. */
static void who_has_more_than_is_left_gets_no_more(void **state)
{
	(void)state;

	assert_int_equal(crowd(ALICE), SERVER_CLIENTS_USER);
	assert_int_equal(quota_check(&quota, ALICE, 15), QUOTA_USER_FULL);
	assert_int_equal(quota_check(&quota, BOB, 15), QUOTA_ALL_FULL);
	assert_int_equal(quota_check(&quota, BOB, 40), QUOTA_OK);
	assert_int_equal(quota_check(&quota, ROOT, 0), QUOTA_OK);
}

static void a_place_that_was_left_is_another_users(void **state)
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

static void who_has_most_is_known(void **state)
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
		TEST(one_user_has_a_share),
		TEST(the_last_places_are_for_root_and_the_switchs_own_user),
		TEST(root_may_have_all_but_no_more),
		TEST(of_few_descriptors_one_user_gets_a_quarter),
		TEST(who_has_more_than_is_left_gets_no_more),
		TEST(a_place_that_was_left_is_another_users),
		TEST(who_has_most_is_known),
	};

	return cmocka_run_group_tests(quota_tests, NULL, NULL);
}
