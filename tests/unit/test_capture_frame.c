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
#include "capture/pcapng.h"

#define CAPTURE "tests/data/ping.pcap"

static bool was_sent;

static int line_of(const char *text, struct line *line, struct err *err)
{
	struct words words;
	int ret;

	assert_int_equal(words_split(text, strlen(text), &words, err), 0);
	assert_true(capture_frame_is_named(&words));
	ret = capture_frame_line(&words, line, &was_sent, err);
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

static void append_packet(struct pcapng_buf *buf, uint32_t flags, size_t len)
{
	static const uint8_t bytes[32] = { 2, 0, 0, 0, 0, 2, 2 };

	assert_true(pcapng_packet(
		buf, &(struct pcapng_packet){ .flags = flags,
					      .id = 1,
					      .bytes = bytes,
					      .captured_len = (uint32_t)len,
					      .len = (uint32_t)len,
					      .reason = "flooded" }));
}

/* A pcapng with a packet that was received, one that was sent, one of which
 * that is not known, and one more that was sent; returns its descriptor. */
static int a_pcapng(void)
{
	uint8_t bytes[2048];
	struct pcapng_buf buf = { bytes, sizeof(bytes), 0 };
	int fd = memfd_create("pcapng", 0);

	assert_true(pcapng_section(&buf, &(struct pcapng_section){ 0 }));
	assert_true(pcapng_interface(
		&buf, &(struct pcapng_interface){ .name = "p1" }));
	append_packet(&buf, PCAPNG_INBOUND, 15);
	append_packet(&buf, PCAPNG_OUTBOUND, 17);
	append_packet(&buf, 0, 18);
	append_packet(&buf, PCAPNG_OUTBOUND | PCAPNG_GSO, 20);
	assert_int_equal(write(fd, bytes, buf.len), buf.len);
	return fd;
}

static void a_frame_that_was_sent_is_told_from_others(void **state)
{
	static const bool sent[] = { false, true, false, true };
	int fd = a_pcapng();
	struct err err;
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(sent) / sizeof(*sent); i++) {
		struct line line = { 0 };

		snprintf(text, sizeof(text),
			 "trace p1 pcap /proc/self/fd/%d %zu", fd, i + 1);
		assert_int_equal(line_of(text, &line, &err), 0);
		assert_int_equal(was_sent, sent[i]);
		line_free(&line);
	}
	close(fd);
}

static void other_files_do_not_tell_what_was_sent(void **state)
{
	struct line line = { 0 };
	struct err err;

	(void)state;
	was_sent = true;
	assert_int_equal(line_of("trace p1 pcap " CAPTURE " 2", &line, &err),
			 0);
	assert_false(was_sent);
	line_free(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bytes_of_the_frame_stand_in_the_line),
		cmocka_unit_test(other_lines_are_left_to_the_switch),
		cmocka_unit_test(what_is_wrong_with_a_file_is_said),
		cmocka_unit_test(a_frame_that_was_cut_has_its_length),
		cmocka_unit_test(a_frame_that_was_sent_is_told_from_others),
		cmocka_unit_test(other_files_do_not_tell_what_was_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
