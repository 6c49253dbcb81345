/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "frame/vde_request.h"

#define MAGIC	    0xfeedface
#define FAMILY_UNIX 1

/* A request, and the number of bytes written so far */
struct request {
	uint8_t bytes[512];
	size_t len;
};

static void put(struct request *s, const void *bytes, size_t len)
{
	memcpy(s->bytes + s->len, bytes, len);
	s->len += len;
}

static void put_word(struct request *s, uint32_t word)
{
	put(s, &word, sizeof(word));
}

static void put_socket(struct request *s, uint16_t family, const char *path)
{
	char room[VDE_PATH_SIZE] = "";

	memcpy(room, path, strlen(path));
	put(s, &family, sizeof(family));
	put(s, room, sizeof(room));
}

/* As libvdeplug and QEMU do */
static struct request version_3(uint32_t type, const char *path,
				const char *text)
{
	struct request s = { .len = 0 };

	put_word(&s, MAGIC);
	put_word(&s, 3);
	put_word(&s, type);
	put_socket(&s, FAMILY_UNIX, path);
	put(&s, text, strlen(text));
	return s;
}

static struct request version_1(uint32_t type, const char *path,
				const char *text)
{
	struct request s = { .len = 0 };

	put_word(&s, MAGIC);
	put_word(&s, type);
	put(&s, "\2\0\0\0\0\1", 6);
	put_socket(&s, FAMILY_UNIX, path);
	put(&s, text, strlen(text));
	return s;
}

/* In memory of exactly its size, for the address sanitizer */
static bool parse(const struct request *s, struct vde_request *request)
{
	uint8_t *bytes = malloc(s->len ? s->len : 1);
	bool ret;

	memcpy(bytes, s->bytes, s->len);
	memset(request, 0xee, sizeof(*request));
	ret = vde_request_parse(bytes, s->len, request);
	free(bytes);
	return ret;
}

static struct vde_request taken(const struct request *s)
{
	struct vde_request request;

	assert_true(parse(s, &request));
	return request;
}

static void assert_refused(const struct request *s)
{
	struct vde_request request;

	assert_false(parse(s, &request));
}

static void a_request_of_version_3_has_port_path_and_description(void **state)
{
	const struct request s =
		version_3(7 << 8, "/tmp/vde.4711", "QEMU user=alice");
	const struct vde_request request = taken(&s);
	(void)state;

	assert_int_equal(request.port, 7);
	assert_string_equal(request.path, "/tmp/vde.4711");
	assert_string_equal(request.text, "QEMU user=alice");
}

/* Its type is where version 3 has the version number. */
static void a_request_of_version_1_has_path_and_description(void **state)
{
	struct request s = version_1(0, "/tmp/vde.4711", "dpipe user=bob");
	const struct vde_request request = taken(&s);
	(void)state;

	assert_int_equal(request.port, 0);
	assert_string_equal(request.path, "/tmp/vde.4711");
	assert_string_equal(request.text, "dpipe user=bob");
	s = version_1(7 << 8, "/tmp/vde.4711", "dpipe user=bob");
	assert_refused(&s);
}

static void a_request_without_a_port_number_has_port_0(void **state)
{
	struct request s = version_3(0, "/tmp/a", "");
	(void)state;

	assert_int_equal(taken(&s).port, 0);
	s = version_3(1, "/tmp/a", ""); /* port 0 itself, of vde_switch */
	assert_int_equal(taken(&s).port, 0);
	s = version_1(0, "/tmp/a", "");
	assert_int_equal(taken(&s).port, 0);
}

static void a_port_number_has_24_bits(void **state)
{
	const struct request s = version_3(0xffffff01, "/tmp/a", "");
	(void)state;

	assert_int_equal(taken(&s).port, 0xffffff);
}

static void a_type_other_than_a_port_is_refused(void **state)
{
	struct request s;
	(void)state;

	for (uint32_t type = 2; type < 256; type++) {
		s = version_3(type, "/tmp/a", "");
		assert_refused(&s);
		s = version_1(type, "/tmp/a", "");
		assert_refused(&s);
	}
}

static void a_truncated_request_is_refused(void **state)
{
	struct request s = version_3(0, "/tmp/a", "text");
	(void)state;

	for (s.len = 0; s.len < 12 + 2 + VDE_PATH_SIZE; s.len++)
		assert_refused(&s);
	assert_string_equal(taken(&s).text, "");

	s = version_1(0, "/tmp/a", "text");
	for (s.len = 0; s.len < 14 + 2 + VDE_PATH_SIZE; s.len++)
		assert_refused(&s);
	assert_string_equal(taken(&s).text, "");
}

static void a_request_with_another_magic_is_refused(void **state)
{
	struct request s = version_3(0, "/tmp/a", "");
	(void)state;

	for (size_t bit = 0; bit < 32; bit++) {
		s.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_refused(&s);
		s.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	taken(&s);
}

static void a_request_of_another_version_is_refused(void **state)
{
	const uint32_t versions[] = { 2, 4, 0x103, 0x01000003, UINT32_MAX };
	struct request s = version_3(0, "/tmp/a", "");
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		memcpy(s.bytes + 4, &versions[i], sizeof(versions[i]));
		assert_refused(&s);
	}
}

static void an_address_of_another_family_is_refused(void **state)
{
	const uint16_t families[] = { 0, 2, 10, 0x101, 0xffff };
	struct request s3 = version_3(0, "/tmp/a", "");
	struct request s1 = version_1(0, "/tmp/a", "");
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		memcpy(s3.bytes + 12, &families[i], sizeof(families[i]));
		assert_refused(&s3);
		memcpy(s1.bytes + 14, &families[i], sizeof(families[i]));
		assert_refused(&s1);
	}
}

static void a_path_may_fill_its_field_completely(void **state)
{
	char path[VDE_PATH_SIZE + 1];
	struct request s;
	(void)state;

	memset(path, 'x', VDE_PATH_SIZE);
	path[VDE_PATH_SIZE] = '\0';

	s = version_3(0, path, "text");
	assert_string_equal(taken(&s).path, path);
	assert_string_equal(taken(&s).text, "text");
	s = version_1(0, path, "text");
	assert_string_equal(taken(&s).path, path);
	assert_string_equal(taken(&s).text, "text");
}

static void a_client_without_a_name_has_an_empty_path(void **state)
{
	const struct request s = version_3(0, "", "text");
	(void)state;

	assert_string_equal(taken(&s).path, "");
}

static void a_description_that_is_too_long_is_truncated(void **state)
{
	char text[200];
	struct request s;
	(void)state;

	memset(text, 'y', sizeof(text));
	for (size_t len = VDE_TEXT_SIZE - 2; len < sizeof(text); len++) {
		size_t kept = len < VDE_TEXT_SIZE ? len : VDE_TEXT_SIZE - 1;

		text[len] = '\0';
		s = version_3(0, "/tmp/a", text);
		assert_int_equal(strlen(taken(&s).text), kept);
		assert_memory_equal(taken(&s).text, text, kept);
		text[len] = 'y';
	}
}

/* The description is printed on terminals, so escape sequences must not
 * pass. */
static void unprintable_bytes_become_question_marks(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		struct request s = version_3(0, "/tmp/a", "a.b");
		char wanted[] = "a?b";

		s.bytes[s.len - 2] = (uint8_t)c;
		if (c >= 0x20 && c < 0x7f)
			wanted[1] = (char)c;
		assert_string_equal(taken(&s).text, wanted);
	}
}

int main(void)
{
	const struct CMUnitTest vde_request[] = {
		cmocka_unit_test(
			a_request_of_version_3_has_port_path_and_description),
		cmocka_unit_test(
			a_request_of_version_1_has_path_and_description),
		cmocka_unit_test(a_request_without_a_port_number_has_port_0),
		cmocka_unit_test(a_port_number_has_24_bits),
		cmocka_unit_test(a_type_other_than_a_port_is_refused),
		cmocka_unit_test(a_truncated_request_is_refused),
		cmocka_unit_test(a_request_with_another_magic_is_refused),
		cmocka_unit_test(a_request_of_another_version_is_refused),
		cmocka_unit_test(an_address_of_another_family_is_refused),
		cmocka_unit_test(a_path_may_fill_its_field_completely),
		cmocka_unit_test(a_client_without_a_name_has_an_empty_path),
		cmocka_unit_test(a_description_that_is_too_long_is_truncated),
		cmocka_unit_test(unprintable_bytes_become_question_marks),
	};

	return cmocka_run_group_tests(vde_request, NULL, NULL);
}
