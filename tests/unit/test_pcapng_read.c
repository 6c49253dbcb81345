/* SPDX-License-Identifier: BSD-2-Clause */
/* Other programs read what the pcapng writer writes: those of Wireshark. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture/pcapng.h"

#define T0 1700000000123456789

static char file[] = "/tmp/test_pcapng.XXXXXX";

static const uint8_t arp[] = { 255,  255, 255, 255, 255, 255,  2,   0, 0, 0, 0,
			       0xaa, 8,	  6,   0,   1,	 8,    0,   6, 4, 0, 1,
			       2,    0,	  0,   0,   0,	 0xaa, 192, 0, 2, 1, 0,
			       0,    0,	  0,   0,   0,	 192,  0,   2, 2 };

/* A request is flooded; its copy leaves at a port that appears meanwhile; a later one
 * is dropped. */
static bool append_capture(struct pcapng_buf *buf)
{
	static const struct pcapng_section section = {
		.hardware = "x86_64", .os = "Linux", .application = "tapswitch"
	};
	static const struct pcapng_interface red = { .name = "red",
						     .snaplen = 262144,
						     .filter = "arp or icmp" };
	static const struct pcapng_interface blue = { .name = "blue",
						      .description = "uplink",
						      .snaplen = 262144 };
	struct pcapng_packet in = { .flags = PCAPNG_INBOUND,
				    .time_ns = T0,
				    .id = 4711,
				    .bytes = arp,
				    .captured_len = sizeof(arp),
				    .len = sizeof(arp),
				    .verdict = PCAPNG_PASSED,
				    .reason = "flooded" };
	struct pcapng_packet out = { .interface = 1,
				     .flags = PCAPNG_OUTBOUND | PCAPNG_GSO,
				     .time_ns = T0 + 1000,
				     .id = 4711,
				     .bytes = arp,
				     .captured_len = 20,
				     .len = sizeof(arp) };
	struct pcapng_packet dropped = in;

	dropped.id = 4712;
	dropped.lost = 3;
	dropped.verdict = PCAPNG_DROPPED;
	dropped.reason = "no-egress";
	dropped.sentence = "there is no port";
	return pcapng_section(buf, &section) && pcapng_interface(buf, &red) &&
	       pcapng_packet(buf, &in) && pcapng_interface(buf, &blue) &&
	       pcapng_packet(buf, &out) && pcapng_packet(buf, &dropped);
}

static bool append_names_and_statistics(struct pcapng_buf *buf)
{
	static const struct pcapng_name names[] = {
		{ PCAPNG_MAC, { 2, 0, 0, 0, 0, 0xaa }, "red" },
		{ PCAPNG_IPV4, { 192, 0, 2, 1 }, "red4" },
	};
	struct pcapng_statistics s = { .time_ns = T0 + 9000,
				       .start_ns = T0 - 9000,
				       .end_ns = T0 + 9000,
				       .received = 9,
				       .accepted = 5,
				       .lost = 3,
				       .delivered = 2 };

	if (!pcapng_names(buf, names, 2) || !pcapng_statistics(buf, &s))
		return false;
	s.interface = 1;
	return pcapng_statistics(buf, &s);
}

static int write_file(void **state)
{
	static uint8_t bytes[4096];
	struct pcapng_buf buf = { .bytes = bytes, .size = sizeof(bytes) };
	int fd = mkstemp(file);

	(void)state;
	if (fd < 0)
		return -1;
	close(fd);
	if (!append_capture(&buf) || !append_names_and_statistics(&buf))
		return -1;
	FILE *out = fopen(file, "w");

	return !out || fwrite(bytes, buf.len, 1, out) != 1 || fclose(out);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

/* Run a command with the file's name in it, which succeeds; returns what it prints */
static const char *output_of(const char *format)
{
	static char text[4096];
	char command[512];
	size_t len;
	FILE *pipe;

	snprintf(command, sizeof(command), format, file);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	len = fread(text, 1, sizeof(text) - 1, pipe);
	text[len] = '\0';
	if (pclose(pipe))
		fail_msg("%s: %s", command, text);
	return text;
}

/* Also that it has nothing to complain about */
static void tshark_shows_ports_times_lengths_and_reasons(void **state)
{
	(void)state;
	assert_string_equal(
		output_of("tshark -r %s -T fields -e frame.interface_name "
			  "-e frame.packet_id -e frame.time_epoch "
			  "-e frame.cap_len -e frame.len -e frame.comment 2>&1 "
			  "| grep -v '^Running as user'"),
		"red\t4711\t1700000000.123456789\t42\t42\tflooded\n"
		"blue\t4711\t1700000000.123457789\t20\t42\t\n"
		"red\t4712\t1700000000.123456789\t42\t42\t"
		"dropped: no-egress: there is no port\n");
}

/* With a filter, as the form in which tshark prints these differs by version */
static void tshark_finds_directions_verdicts_and_losses(void **state)
{
	(void)state;
	assert_string_equal(
		output_of("tshark -r %s -T fields -e frame.number -Y '"
			  "frame.packet_flags_direction == 1 && "
			  "frame.verdict.ebpf_tc == 0 && "
			  "frame.verdict.hw == 66:6c:6f:6f:64:65:64 || "
			  "frame.packet_flags_direction == 2 && "
			  "!frame.verdict || "
			  "frame.verdict.ebpf_tc == 2 && "
			  "frame.drop_count == 3' 2>/dev/null"),
		"1\n2\n3\n");
}

static void capinfos_shows_interfaces_and_their_statistics(void **state)
{
	const char *text = output_of("capinfos -I %s 2>&1 && echo ok");

	(void)state;
	assert_non_null(strstr(text, "Name = red\n"));
	assert_non_null(strstr(text, "Filter string = arp or icmp\n"));
	assert_non_null(strstr(text, "Description = uplink\n"));
	assert_non_null(strstr(text, "Time precision = nanoseconds (9)\n"));
	assert_non_null(strstr(text, "Number of stat entries = 1\n"));
	assert_non_null(strstr(text, "\nok\n"));
}

/* Into pcap, as editcap of Wireshark 4.0 writes verdicts with a wrong number */
static void editcap_reads_every_packet(void **state)
{
	(void)state;
	assert_string_equal(output_of("editcap -F nsecpcap %1$s %1$s.pcap && "
				      "capinfos -rTmc %1$s.pcap | cut -d, -f2; "
				      "rm -f %1$s.pcap"),
			    "3\n");
}

int main(void)
{
	const struct CMUnitTest pcapng_read[] = {
		cmocka_unit_test(tshark_shows_ports_times_lengths_and_reasons),
		cmocka_unit_test(tshark_finds_directions_verdicts_and_losses),
		cmocka_unit_test(
			capinfos_shows_interfaces_and_their_statistics),
		cmocka_unit_test(editcap_reads_every_packet),
	};

	if (system("{ command -v tshark && command -v capinfos && "
		   "command -v editcap; } >/dev/null")) {
		puts("no tshark here");
		return 77;
	}
	return cmocka_run_group_tests(pcapng_read, write_file, remove_file);
}
