/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may have how many clients, and who has most. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "control/server.h"
#include "control/share.h"

#define ROOT  0
#define OWN   990 /* whose switch it is */
#define ALICE 1000
#define BOB   1001
#define MANY  100000 /* descriptors */

static struct shares shares;

static int start(void **state)
{
	(void)state;
	shares_init(&shares, OWN);
	return 0;
}

static int leave_all(void **state)
{
	struct share *s;

	(void)state;
	while ((s = LIST_FIRST(&shares.list)))
		shares_leave(&shares, s);
	return (int)shares.clients;
}

/* As many as there is room for; how many that were */
static size_t crowd(uid_t uid)
{
	size_t n = 0;

	while (shares_room(&shares, uid, MANY) == SHARE_HAS_ROOM) {
		assert_non_null(shares_join(&shares, uid));
		n++;
	}
	return n;
}

static void one_user_has_a_share(void **state)
{
	(void)state;

	assert_int_equal(crowd(ALICE), SERVER_CLIENTS_USER);
	assert_int_equal(shares_room(&shares, ALICE, MANY), SHARE_IS_FULL);
	assert_int_equal(shares_room(&shares, BOB, MANY), SHARE_HAS_ROOM);
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
	assert_int_equal(shares_room(&shares, ALICE, MANY), SHARES_ARE_FULL);

	assert_non_null(shares_join(&shares, OWN));
	assert_int_equal(crowd(ROOT), SERVER_CLIENTS_RESERVE - 1);
	assert_int_equal(shares_room(&shares, ROOT, MANY), SHARES_ARE_FULL);
	assert_int_equal(shares_room(&shares, OWN, MANY), SHARES_ARE_FULL);
}

static void root_may_have_all_but_no_more(void **state)
{
	(void)state;

	assert_int_equal(crowd(ROOT), SERVER_CLIENTS_MAX);
	assert_int_equal(shares_room(&shares, ROOT, MANY), SHARES_ARE_FULL);
}

/* The same where each client takes one of the last; how many are left */
static size_t crowd_of_last(uid_t uid, size_t left)
{
	while (left && shares_room(&shares, uid, left - 1) == SHARE_HAS_ROOM) {
		assert_non_null(shares_join(&shares, uid));
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
	assert_int_equal(shares_room(&shares, ALICE, left - 1), SHARE_IS_FULL);
	left = crowd_of_last(BOB, left);
	assert_int_equal(left, 16);
	left = crowd_of_last(2000, left);
	assert_int_equal(left, 8);

	assert_int_equal(shares_room(&shares, 2001, left - 1), SHARES_ARE_FULL);
	assert_int_equal(crowd_of_last(ROOT, left), 0);
}

/* They were there before the others were taken. */
static void who_has_more_than_is_left_gets_no_more(void **state)
{
	(void)state;

	assert_int_equal(crowd(ALICE), SERVER_CLIENTS_USER);
	assert_int_equal(shares_room(&shares, ALICE, 15), SHARE_IS_FULL);
	assert_int_equal(shares_room(&shares, BOB, 15), SHARES_ARE_FULL);
	assert_int_equal(shares_room(&shares, BOB, 40), SHARE_HAS_ROOM);
	assert_int_equal(shares_room(&shares, ROOT, 0), SHARE_HAS_ROOM);
}

static void a_place_that_was_left_is_another_users(void **state)
{
	struct share *alice;
	(void)state;

	crowd(ALICE);
	alice = shares_find(&shares, ALICE);
	shares_leave(&shares, alice);
	assert_int_equal(shares_room(&shares, ALICE, MANY), SHARE_HAS_ROOM);
	assert_int_equal(shares.clients, SERVER_CLIENTS_USER - 1);
	for (int i = 1; i < SERVER_CLIENTS_USER; i++)
		shares_leave(&shares, alice);

	assert_null(shares_find(&shares, ALICE));
	assert_int_equal(shares.clients, 0);
}

static void who_has_most_is_known(void **state)
{
	struct share *alice, *bob;
	(void)state;

	assert_null(shares_most_clients(&shares));
	alice = shares_join(&shares, ALICE);
	bob = shares_join(&shares, BOB);
	assert_ptr_equal(shares_join(&shares, BOB), bob);
	shares_hold(&shares, alice, 0, 300);
	shares_hold(&shares, bob, 0, 100);
	shares_hold(&shares, bob, 100, 20);

	assert_ptr_equal(shares_most_clients(&shares), bob);
	assert_ptr_equal(shares_most_bytes(&shares), alice);
	assert_int_equal(shares.bytes, 320);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, leave_all)

int main(void)
{
	const struct CMUnitTest share[] = {
		TEST(one_user_has_a_share),
		TEST(the_last_places_are_for_root_and_the_switchs_own_user),
		TEST(root_may_have_all_but_no_more),
		TEST(of_few_descriptors_one_user_gets_a_quarter),
		TEST(who_has_more_than_is_left_gets_no_more),
		TEST(a_place_that_was_left_is_another_users),
		TEST(who_has_most_is_known),
	};

	return cmocka_run_group_tests(share, NULL, NULL);
}
