/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of capture files, which tapctl sends as bytes */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../tools/tapctl/capture_frame.h"

#define CAPTURE "tests/data/ping.pcap"

static int line_of(const char *text, struct line *line, struct err *err)
{
	struct words words;
	int ret;

	assert_int_equal(words_split(text, strlen(text), &words, err), 0);
	assert_true(capture_frame_is_named(&words));
	ret = capture_frame_line(&words, line, err);
	words_free(&words);
	return ret;
}

static void the_bytes_of_the_frame_stand_in_the_line(void **state)
{
	static const char arp[] = "trace p1 ffffffffffff0200000000010806";
	static const char ping[] = "trace p1 0200000000020200000000010800";
	struct line line = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(line_of("trace p1 pcap " CAPTURE, &line, &err), 0);
	assert_int_equal(line.len, strlen("trace p1 ") + 2 * 60);
	assert_memory_equal(line.text, arp, strlen(arp));
	line_free(&line);
	assert_int_equal(line_of("trace p1 pcap " CAPTURE " 2", &line, &err),
			 0);
	assert_int_equal(line.len, strlen("trace p1 ") + 2 * 98);
	assert_memory_equal(line.text, ping, strlen(ping));
	line_free(&line);
}

static void other_lines_are_left_to_the_switch(void **state)
{
	static const char *const lines[] = {
		"trace p1",	     "trace p1 pcap",	    "trace p1 pcap f 0",
		"trace p1 pcap f x", "trace p1 pcap f 1 2", "port p1 pcap f",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct words words;
		struct err err;

		assert_int_equal(
			words_split(lines[i], strlen(lines[i]), &words, &err),
			0);
		assert_false(capture_frame_is_named(&words));
		words_free(&words);
	}
}

/* The capture in a file of its own; up to @len, with the byte at @at changed */
static const char *changed(size_t len, size_t at, uint8_t byte)
{
	static char line[64];
	uint8_t bytes[512];
	FILE *in = fopen(CAPTURE, "re");
	size_t n = fread(bytes, 1, sizeof(bytes), in);
	int fd = memfd_create("pcap", 0);

	fclose(in);
	bytes[at] = byte;
	n = n < len ? n : len;
	assert_int_equal(write(fd, bytes, n), n);
	snprintf(line, sizeof(line), "trace p1 pcap /proc/self/fd/%d 2", fd);
	return line;
}

static void assert_refused(const char *text, const char *code,
			   unsigned int word)
{
	struct line line = { 0 };
	struct err err;

	assert_true(line_of(text, &line, &err) < 0);
	assert_string_equal(err.code, code);
	assert_int_equal(err.word, word);
	line_free(&line);
}

static void what_is_wrong_with_a_file_is_said(void **state)
{
	(void)state;
	assert_refused("trace p1 pcap " CAPTURE " 3", "bad-value", 5);
	assert_refused("trace p1 pcap tests/data/none.pcap", "bad-file", 4);
	assert_refused("trace p1 pcap tests/data/lab.conf", "bad-file", 4);
	assert_refused(changed(200, 0, 0xd4), "bad-file", 4); /* cut off */
	assert_refused(changed(512, 20, 105), "bad-file", 4); /* wireless */
}

/* The ping has 98 bytes; its record says that it had 99. */
static void a_frame_that_was_cut_has_its_length(void **state)
{
	struct line line = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(
		line_of(changed(512, 24 + 16 + 60 + 12, 99), &line, &err), 0);
	assert_int_equal(line.len, strlen("trace p1 ") + 2 * 99);
	assert_memory_equal(line.text + line.len - 2, "00", 2);
	line_free(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bytes_of_the_frame_stand_in_the_line),
		cmocka_unit_test(other_lines_are_left_to_the_switch),
		cmocka_unit_test(what_is_wrong_with_a_file_is_said),
		cmocka_unit_test(a_frame_that_was_cut_has_its_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
