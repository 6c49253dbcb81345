/* SPDX-License-Identifier: BSD-2-Clause */
/* Two ports cannot claim the same resource, under whatever names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/address.h"
#include "port/claim.h"
#include "port/listener.h"
#include "port/port.h"

static const struct netns_id home = { 4, 1001 }, away = { 4, 1002 };

static struct port red = { .name = "red", .claim = { .port = &red } };
static struct port blue = { .name = "blue", .claim = { .port = &blue } };

static int nothing_is_claimed(void **state)
{
	(void)state;
	claim_drop(&red.claim);
	claim_drop(&blue.claim);
	return 0;
}

static struct address parsed(const char *text)
{
	struct address address;
	struct err err;

	assert_int_equal(address_parse(text, &address, &err), 0);
	return address;
}

static struct claim_resource at(int type, const char *text)
{
	const struct address address = parsed(text);

	return claim_address(type, &address);
}

static int take(struct port *port, struct claim_resource resource,
		struct err *err)
{
	return claim_take(&port->claim, &resource, "interface \"eth0\"", err);
}

static void assert_taken(struct port *port, struct claim_resource resource)
{
	struct err err;

	assert_int_equal(take(port, resource, &err), 0);
}

static void assert_refused(struct port *port, struct claim_resource resource,
			   const char *text)
{
	struct err err = { 0 };

	assert_int_equal(take(port, resource, &err), -EBUSY);
	assert_string_equal(err.code, "in-use");
	assert_string_equal(err.text, text);
}

static void assert_apart(struct claim_resource a, struct claim_resource b)
{
	assert_true(claim_overlaps(&a, &a));
	assert_true(claim_overlaps(&b, &b));
	assert_false(claim_overlaps(&a, &b));
	assert_false(claim_overlaps(&b, &a));
}

static void an_interface_is_claimed_by_one_port_only(void **state)
{
	(void)state;

	assert_taken(&red, claim_interface(home, 7));
	assert_refused(&blue, claim_interface(home, 7),
		       "interface \"eth0\" is in use by port \"red\"");
	assert_taken(&blue, claim_interface(home, 8));
}

static void a_refused_port_keeps_its_claim(void **state)
{
	(void)state;

	assert_taken(&red, claim_interface(home, 7));
	assert_taken(&blue, claim_interface(home, 8));
	assert_refused(&blue, claim_interface(home, 7),
		       "interface \"eth0\" is in use by port \"red\"");
	assert_refused(&red, claim_interface(home, 8),
		       "interface \"eth0\" is in use by port \"blue\"");
}

static void a_dropped_claim_can_be_taken(void **state)
{
	(void)state;

	assert_taken(&red, claim_interface(home, 7));
	assert_taken(&red, claim_interface(home, 7));
	assert_taken(&red, claim_interface(away, 7));
	assert_taken(&blue, claim_interface(home, 7));
	claim_drop(&blue.claim);
	claim_drop(&blue.claim);
	assert_taken(&red, claim_interface(home, 7));
}

static void a_check_takes_no_claim(void **state)
{
	const struct claim_resource resource = claim_interface(home, 7);
	struct err err;
	(void)state;

	assert_int_equal(claim_check(&red.claim, &resource, "it", &err), 0);
	assert_taken(&blue, resource);
	assert_int_equal(claim_check(&red.claim, &resource, "it", &err),
			 -EBUSY);
	assert_int_equal(claim_check(&blue.claim, &resource, "it", &err), 0);
}

static void an_error_names_a_listener_by_its_command(void **state)
{
	struct listener *l = listener_new(&stream_listener_ops);
	struct err err;
	const struct claim_resource resource = at(SOCK_STREAM, "@many");
	(void)state;

	l->endpoint.address = parsed("@many");
	assert_int_equal(claim_take(&l->claim, &resource, "it", &err), 0);
	assert_refused(&red, resource,
		       "interface \"eth0\" is in use by \"port listen "
		       "stream @many\"");
	listener_free(l);
	assert_taken(&red, resource);
}

static void claims_of_nothing_never_conflict(void **state)
{
	const struct claim_resource nothing = { .kind = CLAIM_NOTHING };
	(void)state;

	assert_false(claim_overlaps(&nothing, &nothing));
	assert_taken(&red, nothing);
	assert_taken(&blue, nothing);
}

static void things_are_compared_by_all_their_members(void **state)
{
	struct claim_resource to_one = at(SOCK_DGRAM, "192.0.2.1:4000");
	struct claim_resource to_other = to_one;
	const struct claim_resource to_any = to_one;
	(void)state;

	assert_apart(claim_interface(home, 7), claim_interface(home, 8));
	assert_apart(claim_interface(home, 7), claim_interface(away, 7));
	assert_apart(claim_file(1, 2), claim_file(1, 3));
	assert_apart(claim_file(1, 2), claim_file(2, 2));
	assert_apart(at(SOCK_STREAM, "@a"), at(SOCK_DGRAM, "@a"));
	assert_apart(at(SOCK_STREAM, "@a"), at(SOCK_STREAM, "@ab"));
	assert_apart(at(SOCK_STREAM, "192.0.2.1:1"),
		     at(SOCK_STREAM, "192.0.2.1:2"));

	to_one.remote = at(SOCK_DGRAM, "192.0.2.2:4000").local;
	to_other.remote = at(SOCK_DGRAM, "192.0.2.3:4000").local;
	assert_apart(to_one, to_other);
	assert_true(claim_overlaps(&to_one, &to_any));
	assert_true(claim_overlaps(&to_any, &to_other));
}

static void assert_one(int type, const char *a, const char *b)
{
	const struct claim_resource x = at(type, a), y = at(type, b);

	assert_true(claim_overlaps(&x, &y));
	assert_true(claim_overlaps(&y, &x));
}

static void a_wildcard_address_conflicts_with_each_address(void **state)
{
	(void)state;

	assert_one(SOCK_STREAM, ":4000", "192.0.2.1:4000");
	assert_one(SOCK_DGRAM, "[::]:4000", "[2001:db8::1]:4000");
	assert_one(SOCK_STREAM, "[::]:4000", "192.0.2.1:4000");
	assert_one(SOCK_STREAM, "[::]:4000", ":4000");
	assert_apart(at(SOCK_STREAM, ":4000"), at(SOCK_STREAM, ":4001"));
	assert_apart(at(SOCK_STREAM, ":4000"), at(SOCK_DGRAM, ":4000"));
	assert_apart(at(SOCK_STREAM, ":4000"),
		     at(SOCK_STREAM, "[2001:db8::1]:4000"));
	assert_apart(at(SOCK_STREAM, ":4000"), at(SOCK_STREAM, "@a"));
}

static void an_ipv4_mapped_address_conflicts_with_ipv4(void **state)
{
	(void)state;

	assert_one(SOCK_STREAM, "[::ffff:192.0.2.1]:4000", "192.0.2.1:4000");
	assert_one(SOCK_STREAM, "[::ffff:0.0.0.0]:4000", "192.0.2.1:4000");
	assert_apart(at(SOCK_STREAM, "[::ffff:192.0.2.1]:4000"),
		     at(SOCK_STREAM, "192.0.2.2:4000"));
}

static void a_group_is_claimed_for_each_interface(void **state)
{
	const struct address group = parsed("239.192.2.2:5000");
	const struct claim_resource anywhere = claim_group(&group, 0);
	const struct claim_resource on_one = claim_group(&group, 7);
	(void)state;

	assert_apart(on_one, claim_group(&group, 8));
	assert_true(claim_overlaps(&on_one, &anywhere));
	assert_true(claim_overlaps(&anywhere, &on_one));
}

static void a_path_is_identified_by_its_file(void **state)
{
	char directory[] = "/tmp/claim.XXXXXX", path[64], other[64], link[64];
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	struct claim_resource a, b, c, d;
	(void)state;

	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/a", directory);
	snprintf(other, sizeof(other), "%s/./../%s/a", directory,
		 directory + strlen("/tmp/"));
	snprintf(link, sizeof(link), "%s/link", directory);
	strcpy(to.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(symlink("a", link), 0);
	a = claim_path(AT_FDCWD, path);
	b = claim_path(AT_FDCWD, other);
	c = claim_path(AT_FDCWD, link);
	d = claim_socket(fd);
	assert_int_equal(a.kind, CLAIM_FILE);
	assert_true(claim_overlaps(&a, &b));
	assert_true(claim_overlaps(&a, &c));
	assert_true(claim_overlaps(&a, &d));

	unlink(link);
	unlink(path);
	assert_int_equal(claim_path(AT_FDCWD, path).kind, CLAIM_NOTHING);
	assert_int_equal(claim_path(AT_FDCWD, directory).kind, CLAIM_NOTHING);
	d = claim_socket(fd);
	assert_false(claim_overlaps(&a, &d));
	close(fd);
	rmdir(directory);
}

static void both_ends_of_a_pair_can_be_claimed(void **state)
{
	struct claim_resource here, again, there;
	int pair[2], same;
	(void)state;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	same = dup(pair[0]);
	here = claim_socket(pair[0]);
	again = claim_socket(same);
	there = claim_socket(pair[1]);
	assert_true(claim_overlaps(&here, &again));
	assert_apart(here, there);
	close(same);
	close(pair[0]);
	close(pair[1]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, nothing_is_claimed)
		TEST(an_interface_is_claimed_by_one_port_only),
		TEST(a_refused_port_keeps_its_claim),
		TEST(a_dropped_claim_can_be_taken),
		TEST(a_check_takes_no_claim),
		TEST(an_error_names_a_listener_by_its_command),
		TEST(claims_of_nothing_never_conflict),
		TEST(things_are_compared_by_all_their_members),
		TEST(a_wildcard_address_conflicts_with_each_address),
		TEST(an_ipv4_mapped_address_conflicts_with_ipv4),
		TEST(a_group_is_claimed_for_each_interface),
		TEST(a_path_is_identified_by_its_file),
		TEST(both_ends_of_a_pair_can_be_claimed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
