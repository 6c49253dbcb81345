/* SPDX-License-Identifier: BSD-2-Clause */
/* tapctl writes a capture to files; the switch is the other end of a socket pair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../tools/tapctl/capture.h"
#include "capture/pcapng.h"

#define PACKET_LEN 60

#define BUF_SIZE 4096

/**
 * struct fixture - A directory, and what the switch sends
 * @ends:	Of the socket pair: tapctl's and the switch's
 */
struct fixture {
	char dir[64];
	char path[96];
	int ends[2];
	uint8_t bytes[BUF_SIZE];
	struct pcapng_buf sent;
};

static struct fixture f;

static int a_directory_and_a_socket(void **state)
{
	(void)state;
	strcpy(f.dir, "/tmp/test_capture.XXXXXX");
	if (!mkdtemp(f.dir))
		return -1;
	snprintf(f.path, sizeof(f.path), "%s/lab.pcapng", f.dir);
	f.sent = (struct pcapng_buf){ f.bytes, sizeof(f.bytes), 0 };
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, f.ends);
}

static int remove_them(void **state)
{
	char pattern[96];
	glob_t found;

	(void)state;
	close(f.ends[0]);
	close(f.ends[1]);
	snprintf(pattern, sizeof(pattern), "%s/*", f.dir);
	if (!glob(pattern, 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			unlink(found.gl_pathv[i]);
		globfree(&found);
	}
	return rmdir(f.dir);
}

static void add_section(struct pcapng_buf *buf)
{
	assert_true(pcapng_section(buf, &(struct pcapng_section){ 0 }));
}

static void add_interface(struct pcapng_buf *buf, const char *name)
{
	assert_true(pcapng_interface(
		buf, &(struct pcapng_interface){ .name = name }));
}

static void add_packet(struct pcapng_buf *buf, uint32_t interface)
{
	static const uint8_t bytes[PACKET_LEN];

	assert_true(pcapng_packet(
		buf, &(struct pcapng_packet){ .interface = interface,
					      .flags = PCAPNG_INBOUND,
					      .bytes = bytes,
					      .captured_len = PACKET_LEN,
					      .len = PACKET_LEN }));
}

static void add_statistics(struct pcapng_buf *buf, uint32_t interface)
{
	assert_true(pcapng_statistics(
		buf, &(struct pcapng_statistics){ .interface = interface,
						  .lost = 3 }));
}

static void send_bytes(size_t from, size_t to)
{
	assert_int_equal(write(f.ends[1], f.bytes + from, to - from),
			 to - from);
}

/* All that was added, and then the end of the stream */
static void send_all(void)
{
	send_bytes(0, f.sent.len);
	shutdown(f.ends[1], SHUT_WR);
}

static enum status save(struct pcapng_output output)
{
	if (!output.path)
		output.path = f.path;
	return capture_save(f.ends[0], &output, false);
}

static void assert_file(const char *path, const uint8_t *bytes, size_t len)
{
	uint8_t found[BUF_SIZE];
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	assert_int_equal(fread(found, 1, sizeof(found), in), len);
	fclose(in);
	assert_memory_equal(found, bytes, len);
}

static const char *numbered(unsigned int number)
{
	static char path[96];

	snprintf(path, sizeof(path), "%s/lab_%05u.pcapng", f.dir, number);
	return path;
}

static void a_capture_is_written_as_it_was_sent(void **state)
{
	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	add_packet(&f.sent, 0);
	add_interface(&f.sent, "blue");
	add_packet(&f.sent, 1);
	add_statistics(&f.sent, 0);
	add_statistics(&f.sent, 1);
	send_all();

	assert_int_equal(save((struct pcapng_output){ 0 }), STATUS_DONE);
	assert_file(f.path, f.bytes, f.sent.len);
}

static void an_existing_file_is_replaced(void **state)
{
	FILE *out = fopen(f.path, "w");

	(void)state;
	assert_non_null(out);
	for (int i = 0; i < 100; i++)
		fputs("what was there before", out);
	fclose(out);
	add_section(&f.sent);
	send_all();

	assert_int_equal(save((struct pcapng_output){ 0 }), STATUS_DONE);
	assert_file(f.path, f.bytes, f.sent.len);
}

static void a_stream_that_breaks_off_leaves_whole_blocks(void **state)
{
	size_t whole;

	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	add_packet(&f.sent, 0);
	whole = f.sent.len;
	add_packet(&f.sent, 0);
	f.sent.len -= 5;
	send_all();

	assert_int_equal(save((struct pcapng_output){ 0 }), STATUS_NO_SWITCH);
	assert_file(f.path, f.bytes, whole);
}

static void a_stream_without_statistics_has_broken_off(void **state)
{
	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	add_packet(&f.sent, 0);
	send_all();

	assert_int_equal(save((struct pcapng_output){ 0 }), STATUS_NO_SWITCH);
	assert_file(f.path, f.bytes, f.sent.len);
}

static void bytes_that_are_no_block_end_the_capture(void **state)
{
	static const uint8_t wrong[] = { 6, 0, 0, 0, 13, 0, 0, 0, 1, 2, 3 };

	(void)state;
	add_section(&f.sent);
	send_bytes(0, f.sent.len);
	assert_int_equal(write(f.ends[1], wrong, sizeof(wrong)), sizeof(wrong));
	/* and the stream goes on */

	assert_int_equal(save((struct pcapng_output){ 0 }), STATUS_NO_SWITCH);
	assert_file(f.path, f.bytes, f.sent.len);
}

static void each_file_begins_with_all_interfaces_so_far(void **state)
{
	uint8_t bytes[BUF_SIZE];
	struct pcapng_buf second = { bytes, sizeof(bytes), 0 };
	size_t first_len;

	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	for (int i = 0; i < 3; i++)
		add_packet(&f.sent, 0);
	first_len = f.sent.len;
	add_interface(&f.sent, "blue");
	add_packet(&f.sent, 1);
	add_statistics(&f.sent, 0);
	add_statistics(&f.sent, 1);
	send_all();
	add_section(&second);
	add_interface(&second, "red");
	add_interface(&second, "blue");
	add_packet(&second, 1);
	add_statistics(&second, 0);
	add_statistics(&second, 1);

	assert_int_equal(save((struct pcapng_output){ .size_max = second.len }),
			 STATUS_DONE);
	assert_file(numbered(1), f.bytes, first_len);
	assert_file(numbered(2), bytes, second.len);
	assert_int_not_equal(access(numbered(3), F_OK), 0);
}

static void add_name(struct pcapng_buf *buf)
{
	const struct pcapng_name name = {
		.kind = PCAPNG_IPV4,
		.address = { 192, 0, 2, 1 },
		.name = "red",
	};

	assert_true(pcapng_names(buf, &name, 1));
}

static void each_file_begins_with_all_names_so_far(void **state)
{
	uint8_t bytes[BUF_SIZE];
	struct pcapng_buf second = { bytes, sizeof(bytes), 0 };

	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	add_name(&f.sent);
	add_packet(&f.sent, 0);
	add_statistics(&f.sent, 0);
	send_all();
	add_section(&second);
	add_interface(&second, "red");
	add_name(&second);
	add_statistics(&second, 0);

	assert_int_equal(save((struct pcapng_output){ .size_max = 1 }),
			 STATUS_DONE);
	assert_file(numbered(2), bytes, second.len);
}

static void only_the_newest_files_are_kept(void **state)
{
	uint8_t bytes[BUF_SIZE];
	struct pcapng_buf last = { bytes, sizeof(bytes), 0 };
	size_t with_packet;

	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	add_packet(&f.sent, 0);
	with_packet = f.sent.len;
	for (int i = 0; i < 4; i++)
		add_packet(&f.sent, 0);
	add_statistics(&f.sent, 0);
	send_all();
	add_section(&last);
	add_interface(&last, "red");
	add_statistics(&last, 0);

	/* too small for two blocks besides the head, so each has a file */
	assert_int_equal(
		save((struct pcapng_output){ .size_max = 1, .files_max = 2 }),
		STATUS_DONE);
	assert_int_not_equal(access(numbered(4), F_OK), 0);
	assert_file(numbered(5), f.bytes, with_packet);
	assert_file(numbered(6), bytes, last.len);
}

static void a_file_that_cannot_be_made_is_an_error(void **state)
{
	(void)state;
	add_section(&f.sent);
	send_all();

	assert_int_equal(save((struct pcapng_output){ "/dev/null/lab", 0, 0 }),
			 STATUS_REFUSED);
}

static void a_full_disk_leaves_whole_blocks(void **state)
{
	struct rlimit before, small;
	enum status status;
	size_t whole;

	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	add_packet(&f.sent, 0);
	whole = f.sent.len;
	add_packet(&f.sent, 0);
	send_all();
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){ whole + 10, before.rlim_max };

	setrlimit(RLIMIT_FSIZE, &small);
	status = save((struct pcapng_output){ 0 });
	setrlimit(RLIMIT_FSIZE, &before);

	assert_int_equal(status, STATUS_REFUSED);
	assert_file(f.path, f.bytes, whole);
}

/* The standard output of this process while a capture is written to it */
static enum status save_to(int fd)
{
	int before = dup(STDOUT_FILENO);
	enum status status;

	assert_true(before >= 0);
	dup2(fd, STDOUT_FILENO);
	status = save((struct pcapng_output){ "-", 0, 0 });
	dup2(before, STDOUT_FILENO);
	close(before);
	return status;
}

static void a_capture_goes_to_standard_output(void **state)
{
	uint8_t found[BUF_SIZE];
	int ends[2];

	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	add_statistics(&f.sent, 0);
	send_all();
	assert_int_equal(pipe(ends), 0);

	assert_int_equal(save_to(ends[1]), STATUS_DONE);
	assert_int_equal(read(ends[0], found, sizeof(found)), f.sent.len);
	assert_memory_equal(found, f.bytes, f.sent.len);
	close(ends[0]);
	close(ends[1]);
}

/* Without waiting for a packet: the switch sends nothing */
static void a_capture_ends_with_its_reader(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);

	assert_int_equal(save_to(ends[1]), STATUS_DONE);
	close(ends[1]);
}

static bool file_has(size_t len)
{
	struct stat st;

	return !stat(f.path, &st) && (size_t)st.st_size == len;
}

/* The switch, as a process: when its first packet has been written, it interrupts
 * tapctl; when tapctl has shut down its side, it sends the statistics. */
static _Noreturn void be_interrupted_switch(size_t before_end)
{
	char byte;

	close(f.ends[0]);
	send_bytes(0, before_end);
	while (!file_has(before_end))
		usleep(1000);
	kill(getppid(), SIGTERM);
	if (read(f.ends[1], &byte, 1) == 0)
		send_bytes(before_end, f.sent.len);
	_exit(0);
}

static void an_interrupted_capture_ends_with_statistics(void **state)
{
	size_t before_end;
	pid_t pid;

	(void)state;
	add_section(&f.sent);
	add_interface(&f.sent, "red");
	add_packet(&f.sent, 0);
	before_end = f.sent.len;
	add_packet(&f.sent, 0);
	add_statistics(&f.sent, 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		be_interrupted_switch(before_end);
	close(f.ends[1]);

	assert_int_equal(save((struct pcapng_output){ 0 }), STATUS_DONE);
	assert_file(f.path, f.bytes, f.sent.len);
	waitpid(pid, NULL, 0);
}

#define LONG_SIZE (5 << 19) /* more than twice what is read at a time */

/* Fill a buffer with a section, an interface, packets and statistics */
static struct pcapng_buf a_long_capture(void)
{
	struct pcapng_buf buf = { malloc(LONG_SIZE), LONG_SIZE, 0 };

	assert_non_null(buf.bytes);
	add_section(&buf);
	add_interface(&buf, "red");
	while (buf.len < LONG_SIZE - 256)
		add_packet(&buf, 0);
	add_statistics(&buf, 0);
	return buf;
}

static _Noreturn void be_switch_that_sends(const struct pcapng_buf *buf)
{
	size_t at = 0;
	ssize_t n = 1;

	close(f.ends[0]);
	for (; at < buf->len && n > 0; at += (size_t)n)
		n = write(f.ends[1], buf->bytes + at, buf->len - at);
	_exit(0);
}

/* Blocks are cut wherever a read ends */
static void a_long_capture_is_written_as_it_was_sent(void **state)
{
	struct pcapng_buf buf = a_long_capture();
	uint8_t *found = malloc(LONG_SIZE);
	FILE *in;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (!pid)
		be_switch_that_sends(&buf);
	close(f.ends[1]);

	assert_int_equal(save((struct pcapng_output){ 0 }), STATUS_DONE);
	waitpid(pid, NULL, 0);
	in = fopen(f.path, "r");
	assert_non_null(in);
	assert_int_equal(fread(found, 1, LONG_SIZE, in), buf.len);
	fclose(in);
	assert_memory_equal(found, buf.bytes, buf.len);
	free(buf.bytes);
	free(found);
}

#define TEST(t)                                                                \
	cmocka_unit_test_setup_teardown(t, a_directory_and_a_socket,           \
					remove_them)

int main(void)
{
	const struct CMUnitTest capture[] = {
		TEST(a_capture_is_written_as_it_was_sent),
		TEST(an_existing_file_is_replaced),
		TEST(a_stream_that_breaks_off_leaves_whole_blocks),
		TEST(a_stream_without_statistics_has_broken_off),
		TEST(bytes_that_are_no_block_end_the_capture),
		TEST(each_file_begins_with_all_interfaces_so_far),
		TEST(each_file_begins_with_all_names_so_far),
		TEST(only_the_newest_files_are_kept),
		TEST(a_file_that_cannot_be_made_is_an_error),
		TEST(a_full_disk_leaves_whole_blocks),
		TEST(a_capture_goes_to_standard_output),
		TEST(a_capture_ends_with_its_reader),
		TEST(an_interrupted_capture_ends_with_statistics),
		TEST(a_long_capture_is_written_as_it_was_sent),
	};

	return cmocka_run_group_tests(capture, NULL, NULL);
}
