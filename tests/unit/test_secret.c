/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/secret.h"

#define DIGITS "00112233445566778899aabbccddEEFF"

static char path[64];
static struct secret secret;
static struct err err;

static int a_file(void **state)
{
	int fd;
	(void)state;

	strcpy(path, "/tmp/tapswitch-test.XXXXXX");
	secret = (struct secret){ .path = "" };
	err = (struct err){ 0 };
	fd = mkstemp(path);
	close(fd);
	return fd < 0;
}

static int remove_it(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static void write_text(const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void assert_taken(const char *text)
{
	static const uint8_t wanted[16] = {
		0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
		0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
	};

	write_text(text);
	assert_int_equal(secret_read(&secret, path, &err), 0);
	assert_string_equal(secret.path, path);
	assert_memory_equal(secret.key.bytes, wanted, sizeof(wanted));
}

static void assert_refused(const char *code, const char *why)
{
	assert_true(secret_read(&secret, path, &err) < 0);
	assert_string_equal(err.code, code);
	if (!strstr(err.text, why))
		fail_msg("no \"%s\" in: %s", why, err.text);
	assert_false(secret_is_set(&secret));
}

static void a_secret_has_32_digits_and_any_blanks_between_them(void **state)
{
	(void)state;
	assert_taken(DIGITS);
	assert_taken(DIGITS "\n");
	assert_taken(" 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff\n");
}

static void other_texts_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"hunter2",
		"0011223344556677",
		(DIGITS "0"),
		(DIGITS " " DIGITS),
		"00112233445566778899aabbccddeefg",
		("0x" DIGITS),
	};
	(void)state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_text(texts[i]);
		assert_refused("bad-value", "expected 32 hexadecimal digits");
	}
}

static void a_file_that_others_can_access_is_refused(void **state)
{
	(void)state;
	write_text(DIGITS);
	for (mode_t bit = 01; bit <= 040; bit <<= 1) {
		chmod(path, 0600 | bit);
		assert_refused("not-private", "open to others");
	}
	chmod(path, 0400);
	assert_int_equal(secret_read(&secret, path, &err), 0);
}

static void a_file_of_another_user_is_refused(void **state)
{
	(void)state;
	if (geteuid() != 0 || chown(path, 12345, (gid_t)-1)) {
		print_message("not root: nothing to give away\n");
		skip();
	}
	write_text(DIGITS);
	assert_refused("not-private", "belongs to user 12345");
}

/* Opening a pipe could block until another process opens its other end. */
static void only_a_regular_file_is_accepted(void **state)
{
	(void)state;
	unlink(path);
	assert_refused("system", "No such file");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_refused("bad-value", "not a regular file");
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_refused("bad-value", "not a regular file");
	rmdir(path);
	strcpy(path, "secret");
	assert_refused("bad-value", "absolute path");
}

static void secrets_differ_by_file_or_by_digits(void **state)
{
	struct secret before;
	(void)state;

	assert_taken(DIGITS);
	before = secret;
	assert_true(secret_equal(&secret, &before));
	before.path[0] = '\0';
	assert_false(secret_equal(&secret, &before));

	before = secret;
	write_text("ffeeddccbbaa99887766554433221100");
	assert_int_equal(secret_read(&secret, path, &err), 0);
	assert_false(secret_equal(&secret, &before));
	secret_swap(&secret, &before);
	assert_int_equal(secret.key.bytes[0], 0x00);
	assert_int_equal(before.key.bytes[0], 0xff);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_file, remove_it)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_secret_has_32_digits_and_any_blanks_between_them),
		TEST(other_texts_are_refused),
		TEST(a_file_that_others_can_access_is_refused),
		TEST(a_file_of_another_user_is_refused),
		TEST(only_a_regular_file_is_accepted),
		TEST(secrets_differ_by_file_or_by_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
