/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/endpoint.h"

#define PATH_ROOM sizeof(((struct sockaddr_un *)0)->sun_path)

static struct address parsed(const char *text)
{
	struct address a;
	struct err err;

	if (address_parse(text, &a, &err))
		fail_msg("%s: %s", text, err.text);
	return a;
}

/* Parses and prints @text. */
static const char *rewritten(const char *text)
{
	static char room[ADDRESS_TEXT_SIZE];
	const struct address a = parsed(text);

	return address_format(&a, room);
}

static void assert_refused(const char *text)
{
	struct address a;
	struct err err = { 0 };

	if (!address_parse(text, &a, &err))
		fail_msg("\"%s\" was taken", text);
	assert_string_equal(err.code, "bad-value");
}

static void a_text_with_a_slash_is_a_path(void **state)
{
	const struct address a = parsed("/run/lab/vm1.sock");
	(void)state;

	assert_int_equal(a.any.sa_family, AF_UNIX);
	assert_int_equal(a.len, sizeof(struct sockaddr_un));
	assert_string_equal(a.un.sun_path, "/run/lab/vm1.sock");
	assert_string_equal(address_path(&a), "/run/lab/vm1.sock");
}

/* The length delimits the name, not a zero byte: unix(7). */
static void a_text_with_a_leading_at_sign_is_abstract(void **state)
{
	const struct address a = parsed("@lab-vm1");
	(void)state;

	assert_int_equal(a.any.sa_family, AF_UNIX);
	assert_int_equal(a.len, sizeof(sa_family_t) + strlen("@lab-vm1"));
	assert_memory_equal(a.un.sun_path, "\0lab-vm1", strlen("@lab-vm1"));
	assert_null(address_path(&a));
}

static void four_numbers_and_a_port_are_ipv4(void **state)
{
	const struct address a = parsed("192.0.2.1:4000");
	const struct sockaddr_in *in = (const void *)&a.storage;
	(void)state;

	assert_int_equal(a.len, sizeof(*in));
	assert_int_equal(in->sin_family, AF_INET);
	assert_int_equal(in->sin_port, htons(4000));
	assert_int_equal(in->sin_addr.s_addr, htonl(0xc0000201));
	assert_null(address_path(&a));
}

static void an_address_in_brackets_is_ipv6(void **state)
{
	const struct address a = parsed("[2001:db8::1]:65535");
	const struct sockaddr_in6 *in6 = (const void *)&a.storage;
	struct in6_addr wanted;
	(void)state;

	inet_pton(AF_INET6, "2001:db8::1", &wanted);
	assert_int_equal(a.len, sizeof(*in6));
	assert_int_equal(in6->sin6_family, AF_INET6);
	assert_int_equal(in6->sin6_port, htons(65535));
	assert_memory_equal(&in6->sin6_addr, &wanted, sizeof(wanted));
	assert_null(address_path(&a));
}

static void each_kind_is_printed_as_it_is_parsed(void **state)
{
	static const char *const texts[] = {
		"/run/lab/vm1.sock",
		"./vm1.sock",
		"/",
		"vm1/",
		"/with blanks/and 'quotes'",
		"/a:4000",
		"@lab-vm1",
		"@a",
		"@@",
		"@lab/vm1",
		"@192.0.2.1:4000",
		"192.0.2.1:4000",
		"0.0.0.0:1",
		"255.255.255.255:65535",
		"[2001:db8::1]:4000",
		"[::]:1",
		"[::ffff:192.0.2.1]:4000",
		"[fe80::1%eth0]:4000",
		"[fe80::1111:2222:3333:4444%fifteen-letters]:4000",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_string_equal(rewritten(texts[i]), texts[i]);
}

static void a_link_local_address_has_an_interface(void **state)
{
	struct address here = parsed("[fe80::1%lo]:4000"), there;
	struct address nowhere = parsed("[fe80::1%no-such]:4000");
	struct address plain = parsed("[fe80::1]:4000"), from_kernel;
	char text[ADDRESS_TEXT_SIZE];
	struct err err;
	(void)state;

	assert_true(address_is_link_local(&here));
	assert_false(address_equal(&here, &plain));
	assert_false(address_equal(&here, &nowhere));
	assert_int_equal(address_resolve_scope(&here, &there, &err), 0);
	assert_int_equal(
		((const struct sockaddr_in6 *)&there.storage)->sin6_scope_id,
		if_nametoindex("lo"));
	assert_int_equal(address_resolve_scope(&nowhere, &there, &err),
			 -ENODEV);
	assert_string_equal(err.code, "no-such-interface");
	assert_int_equal(address_resolve_scope(&plain, &there, &err), 0);
	assert_true(address_equal(&plain, &there));

	address_resolve_scope(&here, &from_kernel, &err);
	from_kernel.scope[0] = '\0';
	assert_string_equal(address_format(&from_kernel, text),
			    "[fe80::1%lo]:4000");
}

static void groups_broadcast_and_wildcards_are_recognized(void **state)
{
	const struct address group = parsed("239.1.1.1:1"),
			     mapped = parsed("[::ffff:239.1.1.1]:1"),
			     six = parsed("[ff05::1]:1"),
			     all = parsed("255.255.255.255:1"),
			     mapped_all = parsed("[::ffff:255.255.255.255]:1"),
			     any = parsed(":1"), any6 = parsed("[::]:1"),
			     mapped_any = parsed("[::ffff:0.0.0.0]:1"),
			     one = parsed("192.0.2.1:1"),
			     one6 = parsed("[2001:db8::1]:1"),
			     path = parsed("/a");
	const struct address *const ones[] = { &one, &one6, &path };
	(void)state;

	assert_true(address_is_group(&group) && address_is_group(&mapped));
	assert_true(address_is_group(&six));
	assert_true(address_is_broadcast(&all));
	assert_true(address_is_broadcast(&mapped_all));
	assert_true(address_is_any(&any) && address_is_any(&any6));
	assert_true(address_is_any(&mapped_any));
	assert_false(address_is_any(&all) || address_is_group(&all));
	for (size_t i = 0; i < ARRAY_SIZE(ones); i++)
		assert_false(address_is_group(ones[i]) ||
			     address_is_broadcast(ones[i]) ||
			     address_is_any(ones[i]) ||
			     address_is_link_local(ones[i]));
}

static void short_forms_are_printed_in_full(void **state)
{
	(void)state;

	assert_string_equal(rewritten(":4000"), "0.0.0.0:4000");
	assert_string_equal(rewritten("localhost:4000"), "127.0.0.1:4000");
	assert_string_equal(rewritten("192.0.2.1:04000"), "192.0.2.1:4000");
	assert_string_equal(rewritten("[2001:DB8:0:0::1]:1"),
			    "[2001:db8::1]:1");
}

static void invalid_addresses_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"@",
		":",
		"vm1.sock",
		"4000",
		"192.0.2.1",
		"192.0.2.1:",
		"192.0.2.1:0",
		"192.0.2.1:65536",
		"192.0.2.1:18446744073709551617",
		"192.0.2.1:-1",
		"192.0.2.1:+1",
		"192.0.2.1: 1",
		"192.0.2.1:4000x",
		"192.0.2.1:4000:",
		"192.0.2:4000",
		"192.0.2.256:4000",
		" 192.0.2.1:4000",
		"vm1.example:4000",
		"[2001:db8::1]",
		"[2001:db8::1]4000",
		"[2001:db8::1:4000",
		"2001:db8::1]:4000",
		"[[2001:db8::1]]:4000",
		"[2001:db8::g]:4000",
		"[fe80::1%]:4000",
		"[%eth0]:4000",
		"[fe80::1%sixteen-letters1]:4000",
		"[fe80::1%eth0:4000",
		"192.0.2.1%eth0:4000",
		"[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa]:4000",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:4000",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_refused(texts[i]);
}

/* Without brackets, its last group could be taken for a port. */
static void ipv6_needs_its_brackets_and_nothing_else_has_any(void **state)
{
	static const char *const texts[] = {
		"2001:db8::1:4000", "::1",     ":::4000", "[192.0.2.1]:4000",
		"[localhost]:4000", "[]:4000",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_refused(texts[i]);
}

static void an_error_tells_the_expected_forms(void **state)
{
	struct address a;
	struct err err;
	(void)state;

	assert_int_equal(address_parse("vm1", &a, &err), -EINVAL);
	assert_string_equal(
		err.text, "\"vm1\" is not an address: expected /a/path, @name, "
			  "192.0.2.1:4000 or [2001:db8::1]:4000");
}

static void a_path_has_107_bytes_at_most(void **state)
{
	char text[PATH_ROOM + 1];
	struct address a;
	struct err err;
	(void)state;

	memset(text, 'x', sizeof(text));
	for (const char *first = "/@"; *first; first++) {
		text[0] = *first;
		text[PATH_ROOM - 1] = '\0';
		assert_string_equal(rewritten(text), text);

		text[PATH_ROOM - 1] = 'x';
		text[PATH_ROOM] = '\0';
		assert_int_equal(address_parse(text, &a, &err), -ENAMETOOLONG);
		assert_string_equal(err.code, "bad-value");
		assert_non_null(strstr(err.text, "has 108 bytes, 107 at most"));
	}
}

/* For an unbound sender, recvfrom(2) returns a length of 0 or of the family
 * alone. */
static void an_unnamed_socket_is_printed_as_empty(void **state)
{
	struct address a = { .un = { .sun_family = AF_UNIX } };
	char text[ADDRESS_TEXT_SIZE];
	(void)state;

	a.len = 0;
	assert_string_equal(address_format(&a, text), "");
	a.len = sizeof(sa_family_t);
	assert_string_equal(address_format(&a, text), "");
	a = (struct address){ .len = 0 };
	assert_string_equal(address_format(&a, text), "");
}

/* The kernel may return a path without a final zero. */
static void a_path_without_a_final_zero_is_printed_whole(void **state)
{
	struct address a = { .un = { .sun_family = AF_UNIX },
			     .len = sizeof(a.un) };
	char text[ADDRESS_TEXT_SIZE];
	(void)state;

	memset((uint8_t *)&a.storage + sizeof(a.un), '!', 16);
	memset(a.un.sun_path, 'p', sizeof(a.un.sun_path));

	address_format(&a, text);
	assert_int_equal(strlen(text), PATH_ROOM);
	assert_int_equal(strspn(text, "p"), PATH_ROOM);
}

/* Old bytes of the buffer follow it. */
static void an_abstract_name_is_printed_up_to_its_length(void **state)
{
	struct address a = parsed("@vm12");
	char text[ADDRESS_TEXT_SIZE];
	(void)state;

	a.len--;

	assert_string_equal(address_format(&a, text), "@vm1");
}

static void addresses_are_equal_if_all_bytes_are(void **state)
{
	const struct address a = parsed("@vm1"), b = parsed("@vm10"),
			     c = parsed("@vm2"), d = parsed("/vm1"),
			     e = parsed("192.0.2.1:1"),
			     f = parsed("192.0.2.1:2"), again = parsed("@vm1");
	(void)state;

	assert_true(address_equal(&a, &again));
	assert_false(address_equal(&a, &b));
	assert_false(address_equal(&b, &a));
	assert_false(address_equal(&a, &c));
	assert_false(address_equal(&a, &d));
	assert_false(address_equal(&e, &f));
}

/* Endpoints */

static char directory[32];

static int make_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/test_address.XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

/* With a file that a failed test may have left in it */
static int remove_directory(void **state)
{
	char path[64];
	(void)state;

	snprintf(path, sizeof(path), "%s/a.sock", directory);
	unlink(path);
	return rmdir(directory);
}

static struct endpoint endpoint_at(const char *address)
{
	return (struct endpoint){ .address = parsed(address),
				  .mode = ENDPOINT_MODE,
				  .group = (gid_t)-1 };
}

static struct endpoint a_file(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/a.sock", directory);
	return endpoint_at(path);
}

static int opened(struct endpoint *endpoint, int type)
{
	struct err err;
	int fd = endpoint_open(endpoint, type, &err);

	if (fd < 0)
		fail_msg("%s", err.text);
	return fd;
}

static mode_t mode_of(const struct endpoint *endpoint)
{
	struct stat st;

	assert_int_equal(lstat(address_path(&endpoint->address), &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	return st.st_mode & 0777;
}

static bool answers(const struct endpoint *endpoint, int type)
{
	int fd = socket(endpoint->address.any.sa_family, type, 0);
	int ret = connect(fd, &endpoint->address.any, endpoint->address.len);

	close(fd);
	return !ret;
}

static const int types[] = { SOCK_STREAM, SOCK_DGRAM };

static void an_endpoints_file_exists_while_it_is_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct endpoint endpoint = a_file();
		int fd;

		endpoint.mode = 0660;
		fd = opened(&endpoint, types[i]);

		assert_int_equal(mode_of(&endpoint), 0660);
		assert_true(answers(&endpoint, types[i]));
		endpoint_close(&endpoint, fd);
		assert_int_equal(access(address_path(&endpoint.address), F_OK),
				 -1);
	}
}

/* An abstract name, and addresses of this machine, which get an unused port */
static const char *const hosts[] = { "@tapswitch-test", "127.0.0.1", "[::1]" };

/* Returns NULL if this machine has no such address. */
static const char *at_host(const char *host, int type)
{
	static char text[ADDRESS_TEXT_SIZE];
	struct address a;
	int fd;

	snprintf(text, sizeof(text), "%s/%d", host, getpid());
	if (*host == '@')
		return text;
	snprintf(text, sizeof(text), "%s:1", host);
	a = parsed(text);
	((struct sockaddr_in6 *)&a.storage)->sin6_port = 0; /* IPv4's, too */
	fd = socket(a.any.sa_family, type, 0);
	if (fd < 0 || bind(fd, &a.any, a.len)) {
		close(fd);
		return NULL;
	}
	getsockname(fd, &a.any, &a.len);
	close(fd);
	return address_format(&a, text);
}

static void clients_can_connect_to_an_endpoint_without_a_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hosts) * 2; i++) {
		int type = types[i % 2], fd;
		const char *text = at_host(hosts[i / 2], type);
		struct endpoint endpoint;

		if (!text)
			continue;
		endpoint = endpoint_at(text);
		fd = opened(&endpoint, type);
		assert_true(answers(&endpoint, type));
		endpoint_close(&endpoint, fd);
		if (type == SOCK_STREAM)
			assert_false(answers(&endpoint, type));
	}
}

static void an_endpoint_in_use_is_refused(void **state)
{
	struct err err;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct endpoint first = a_file(), second = a_file();
		int fd = opened(&first, types[i]);

		assert_int_equal(endpoint_open(&second, types[i], &err),
				 -EADDRINUSE);
		assert_string_equal(err.code, "in-use");
		assert_true(answers(&first, types[i]));
		endpoint_close(&first, fd);
	}
	for (size_t i = 0; i < 2 * 2; i++) {
		int type = types[i % 2], fd;
		const char *text = at_host(hosts[i / 2], type);
		struct endpoint first = endpoint_at(text);

		fd = opened(&first, type);
		assert_int_equal(endpoint_open(&first, type, &err),
				 -EADDRINUSE);
		assert_non_null(strstr(err.text, text));
		endpoint_close(&first, fd);
	}
}

/* A switch that is killed leaves its socket file. */
static void a_stale_socket_file_is_replaced(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct endpoint endpoint = a_file();

		close(opened(&endpoint, types[i]));
		endpoint_close(&endpoint, opened(&endpoint, types[i]));
	}
}

static void mode_and_group_can_be_changed_later(void **state)
{
	struct endpoint endpoint = a_file();
	int fd = opened(&endpoint, SOCK_DGRAM);
	(void)state;

	assert_int_equal(mode_of(&endpoint), ENDPOINT_MODE);

	endpoint_allow(&endpoint, 0666, getgid());
	assert_int_equal(mode_of(&endpoint), 0666);
	assert_int_equal(endpoint.mode, 0666);
	assert_int_equal(endpoint.group, getgid());
	endpoint_close(&endpoint, fd);
}

static void only_settings_that_are_not_default_are_printed(void **state)
{
	struct endpoint endpoint = endpoint_at("/a");
	struct line line = { 0 };
	(void)state;

	endpoint_words(&endpoint, &line);
	assert_null(line.text);

	endpoint.mode = 0660;
	endpoint.group = 7;
	endpoint_words(&endpoint, &line);
	assert_string_equal(line.text, "mode 0660 group 7");
	line_free(&line);

	endpoint.mode = 0;
	endpoint.group = 0;
	endpoint_words(&endpoint, &line);
	assert_string_equal(line.text, "mode 0000 group 0");
	line_free(&line);
}

#define ENDPOINT(f)                                                            \
	cmocka_unit_test_setup_teardown(f, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest address[] = {
		cmocka_unit_test(a_text_with_a_slash_is_a_path),
		cmocka_unit_test(a_text_with_a_leading_at_sign_is_abstract),
		cmocka_unit_test(four_numbers_and_a_port_are_ipv4),
		cmocka_unit_test(an_address_in_brackets_is_ipv6),
		cmocka_unit_test(each_kind_is_printed_as_it_is_parsed),
		cmocka_unit_test(a_link_local_address_has_an_interface),
		cmocka_unit_test(groups_broadcast_and_wildcards_are_recognized),
		cmocka_unit_test(short_forms_are_printed_in_full),
		cmocka_unit_test(invalid_addresses_are_refused),
		cmocka_unit_test(
			ipv6_needs_its_brackets_and_nothing_else_has_any),
		cmocka_unit_test(an_error_tells_the_expected_forms),
		cmocka_unit_test(a_path_has_107_bytes_at_most),
		cmocka_unit_test(an_unnamed_socket_is_printed_as_empty),
		cmocka_unit_test(a_path_without_a_final_zero_is_printed_whole),
		cmocka_unit_test(an_abstract_name_is_printed_up_to_its_length),
		cmocka_unit_test(addresses_are_equal_if_all_bytes_are),
		ENDPOINT(an_endpoints_file_exists_while_it_is_open),
		ENDPOINT(clients_can_connect_to_an_endpoint_without_a_file),
		ENDPOINT(an_endpoint_in_use_is_refused),
		ENDPOINT(a_stale_socket_file_is_replaced),
		ENDPOINT(mode_and_group_can_be_changed_later),
		ENDPOINT(only_settings_that_are_not_default_are_printed),
	};

	return cmocka_run_group_tests(address, NULL, NULL);
}
