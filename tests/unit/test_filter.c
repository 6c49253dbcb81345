/* SPDX-License-Identifier: BSD-2-Clause */
/* Filters: compiled by tapctl with libpcap, run by the switch; both must select the
 * same frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <pcap/pcap.h>

#include "../../tools/tapctl/filter.h"
#include "base/bytes.h"
#include "frame/bpf.h"
#include "frame/filter.h"
#include "stations.h"

enum { FRAMES = 2000, FRAME_MAX = 300, PROGRAMS = 3000, PROGRAM_MAX = 24 };

static const char *const expressions[] = {
	"arp",
	"ip",
	"ip6",
	"icmp",
	"icmp6",
	"tcp",
	"udp",
	"sctp",
	"igmp",
	"stp",
	"mpls",
	"pppoes",
	"host 192.0.2.1",
	"src host 192.0.2.1 and dst host 192.0.2.2",
	"net 192.0.2.0/24",
	"not net 192.0.2.0/24",
	"host 2001:db8::1",
	"net 2001:db8::/64",
	"port 53",
	"tcp port 80",
	"udp port 53 or tcp port 22",
	"src port 443",
	"portrange 20-100",
	"ether host 02:00:00:00:00:0a",
	"ether src 02:00:00:00:00:0b",
	"ether broadcast",
	"ether multicast",
	"ether proto 0x88cc",
	"ip multicast",
	"vlan",
	"not vlan",
	"vlan 10",
	"vlan 10 and icmp",
	"vlan 10 and vlan 20",
	"vlan and arp and host 192.0.2.1",
	"arp[6:2] == 1",
	"tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
	"tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420",
	"icmp[icmptype] == icmp-echo",
	"ip[6:2] & 0x1fff != 0",
	"ip[0] & 0xf > 5",
	"ip[ip[0] & 0xf] > 100",
	"ip[8] % 3 == 1",
	"ip[4:2] / ip[8] > 500",
	"(ip[8] << 2) ^ 0x1f > 10",
	"ip[2:2] - 20 > 40",
	"ether[ether[14]:4] > 0x80000000",
	"greater 200",
	"less 60",
};

/**
 * struct sample - A frame, in memory of exactly its size
 */
struct sample {
	uint8_t *data;
	uint32_t len;
};

static struct sample samples[FRAMES];
static uint64_t state_of_chance = 1;

/* A number below @n, the same in each run of the test */
static uint32_t chance(uint32_t n)
{
	state_of_chance = state_of_chance * UINT64_C(6364136223846793005) +
			  UINT64_C(1442695040888963407);
	return (uint32_t)(state_of_chance >> 33) % n;
}

#define ONE_OF(values) ((values)[chance(ARRAY_SIZE(values))])

static uint8_t *put_address(uint8_t *at)
{
	static const uint32_t addresses[] = { 0xc0000201, 0xc0000202,
					      0xc6336407, 0xe0000001 };

	put_be32(at, ONE_OF(addresses));
	return at + 4;
}

static void put_ports(uint8_t *at)
{
	static const uint16_t ports[] = { 22, 53, 80, 443, 5353 };

	put_be16(at, ONE_OF(ports));
	put_be16(at + 2, ONE_OF(ports));
	at[12] = 0x50;
	if (chance(2))
		memcpy(at + 20, "GET ", 4);
}

static void put_ipv4(uint8_t *at)
{
	static const uint8_t protocols[] = { 1, 1, 2, 6, 6, 17, 17, 132 };
	static const uint16_t fragments[] = { 0, 0, 0, 0x2000, 100 };

	at[0] = (uint8_t)(0x45 + (chance(4) ? 0 : chance(11)));
	put_be16(at + 2, (uint16_t)(20 + chance(200)));
	put_be16(at + 6, ONE_OF(fragments));
	at[8] = (uint8_t)chance(8);
	at[9] = ONE_OF(protocols);
	put_address(put_address(at + 12));
	put_ports(at + (at[0] & 0xf) * 4);
	if (at[9] == 1)
		at[20] = (uint8_t)(chance(2) * 8);
}

static void put_ipv6(uint8_t *at)
{
	static const uint8_t next[] = { 58, 6, 17, 0, 44 };
	static const uint8_t prefix[8] = { 0x20, 0x01, 0x0d, 0xb8 };

	at[0] = 0x60;
	at[6] = ONE_OF(next);
	for (int i = 8; i <= 24; i += 16) {
		memset(at + i, 0, 16);
		memcpy(at + i, prefix, sizeof(prefix));
		at[i + 7] = (uint8_t)chance(2);
		at[i + 15] = (uint8_t)chance(3);
	}
	put_ports(at + 40);
}

static void put_arp(uint8_t *at)
{
	put_be16(at, 1);
	put_be16(at + 2, 0x0800);
	at[4] = 6;
	at[5] = 4;
	put_be16(at + 6, (uint16_t)(1 + chance(2)));
	put_address(at + 14);
	put_address(at + 24);
}

static uint8_t *put_tags(uint8_t *at)
{
	static const uint16_t tpids[] = { 0x8100, 0x8100, 0x88a8, 0x9100 };
	static const uint16_t tcis[] = { 10, 20, 0x600a };

	for (uint32_t tags = chance(3); tags; tags--) {
		put_be16(at, ONE_OF(tpids));
		put_be16(at + 2, ONE_OF(tcis));
		at += 4;
	}
	return at;
}

static void put_packet(uint8_t *at)
{
	static const uint16_t types[] = { 0x0800, 0x0800, 0x0800, 0x0800,
					  0x0806, 0x86dd, 0x86dd, 0x8847,
					  0x8864, 0x88cc, 46 };
	const uint16_t type = ONE_OF(types);

	put_be16(at, type);
	at += 2;
	if (type == 0x0800)
		put_ipv4(at);
	else if (type == 0x86dd)
		put_ipv6(at);
	else if (type == 0x0806)
		put_arp(at);
	else if (type == 46)
		memcpy(at, "\x42\x42\x03", 3);
}

static void make_sample(struct sample *s)
{
	static const struct mac *const dsts[] = { &ALICE, &BOB, &ALL, &GROUP };
	static const struct mac *const srcs[] = { &ALICE, &BOB, &CAROL };
	uint8_t room[FRAME_MAX];

	for (size_t i = 0; i < sizeof(room); i++)
		room[i] = (uint8_t)chance(256);
	memcpy(room, ONE_OF(dsts), 6);
	memcpy(room + 6, ONE_OF(srcs), 6);
	put_packet(put_tags(room + 12));
	s->len = chance(6) ? 60 + chance(FRAME_MAX - 59) : chance(60);
	s->data = malloc(s->len ? s->len : 1);
	assert_non_null(s->data);
	memcpy(s->data, room, s->len);
}

static int make_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < FRAMES; i++)
		make_sample(&samples[i]);
	return 0;
}

static int free_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < FRAMES; i++)
		free(samples[i].data);
	return 0;
}

/* A program of libpcap as the switch holds it */
static struct bpf *copy_of(const struct bpf_program *program)
{
	const size_t n = program->bf_len;
	struct bpf *bpf = malloc(sizeof(*bpf) + n * sizeof(bpf->insn[0]));

	assert_non_null(bpf);
	bpf->n = n;
	for (size_t i = 0; i < n; i++)
		bpf->insn[i] = (struct sock_filter){ program->bf_insns[i].code,
						     program->bf_insns[i].jt,
						     program->bf_insns[i].jf,
						     program->bf_insns[i].k };
	return bpf;
}

static void assert_compiles_to(const char *expression, const struct bpf *bpf)
{
	struct line line = { 0 };
	struct bpf *compiled = NULL;
	struct err err;

	assert_int_equal(filter_compile(expression, &line, &err), 0);
	assert_int_equal(bpf_parse(line.text, &compiled, &err), 0);
	assert_true(bpf_equal(compiled, bpf));
	line_free(&line);
	free(compiled);
}

/* Each expression must select some frames and reject some, or it tests nothing. */
static void assert_same_frames(const char *expression,
			       const struct bpf_program *program,
			       const struct bpf *bpf)
{
	size_t n = 0;

	for (size_t i = 0; i < FRAMES; i++) {
		const struct sample *s = &samples[i];
		uint32_t wanted =
			bpf_filter(program->bf_insns, s->data, s->len, s->len);

		if (bpf_run(bpf, s->data, s->len, s->len) != wanted)
			fail_msg("\"%s\": libpcap wants %u bytes of frame %zu",
				 expression, wanted, i);
		n += wanted != 0;
	}
	if (!n || n == FRAMES)
		fail_msg("\"%s\" selects %zu frames of %d", expression, n,
			 FRAMES);
}

static void the_switch_selects_the_frames_that_libpcap_selects(void **state)
{
	pcap_t *ethernet = pcap_open_dead(DLT_EN10MB, 262144);
	struct err err;
	(void)state;

	for (size_t i = 0; i < 2 * ARRAY_SIZE(expressions); i++) {
		const char *expression = expressions[i / 2];
		const int optimized = i % 2;
		struct bpf_program program;
		struct bpf *bpf;

		if (pcap_compile(ethernet, &program, expression, optimized,
				 PCAP_NETMASK_UNKNOWN))
			fail_msg("%s", pcap_geterr(ethernet));
		bpf = copy_of(&program);
		if (bpf_check(bpf->insn, bpf->n, &err))
			fail_msg("\"%s\": %s", expression, err.text);
		assert_same_frames(expression, &program, bpf);
		if (optimized)
			assert_compiles_to(expression, bpf);
		free(bpf);
		pcap_freecode(&program);
	}
	pcap_close(ethernet);
}

/* Mostly valid: a program of random bytes would hardly ever be.  It begins with
 * writes to all memory, because libpcap's begins with random contents. */
static struct bpf *random_program(void)
{
	static const uint16_t codes[] = {
		0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0c, 0x14,
		0x15, 0x16, 0x1c, 0x1d, 0x20, 0x24, 0x25, 0x28, 0x2c, 0x2d,
		0x30, 0x34, 0x35, 0x3c, 0x3d, 0x40, 0x44, 0x45, 0x48, 0x4c,
		0x4d, 0x50, 0x54, 0x5c, 0x60, 0x61, 0x64, 0x6c, 0x74, 0x7c,
		0x80, 0x81, 0x84, 0x87, 0x94, 0x9c, 0xa4, 0xac, 0xb1,
	};
	const size_t n = BPF_MEMWORDS + 1 + chance(PROGRAM_MAX);
	struct bpf *bpf = calloc(1, sizeof(*bpf) + n * sizeof(bpf->insn[0]));

	assert_non_null(bpf);
	bpf->n = n;
	for (size_t i = 0; i < n; i++)
		bpf->insn[i] = (struct sock_filter){
			ONE_OF(codes), (uint8_t)chance(4), (uint8_t)chance(4),
			chance(3) ? chance(20) : chance(UINT32_MAX)
		};
	for (uint32_t i = 0; i < BPF_MEMWORDS; i++)
		bpf->insn[i] = (struct sock_filter){ BPF_ST, 0, 0, i };
	bpf->insn[n - 1].code = BPF_RET | BPF_A;
	return bpf;
}

static void assert_same_results(const struct bpf *bpf)
{
	struct bpf_insn insns[BPF_MEMWORDS + 1 + PROGRAM_MAX];

	for (size_t i = 0; i < bpf->n; i++)
		insns[i] =
			(struct bpf_insn){ bpf->insn[i].code, bpf->insn[i].jt,
					   bpf->insn[i].jf, bpf->insn[i].k };
	for (size_t i = 0; i < 20; i++) {
		const struct sample *s = &samples[chance(FRAMES)];
		const uint32_t kept = chance(2) ? s->len : chance(s->len + 1);

		assert_int_equal(bpf_run(bpf, s->data, kept, s->len),
				 bpf_filter(insns, s->data, s->len, kept));
	}
}

static void
any_program_that_is_accepted_does_what_it_does_in_libpcap(void **state)
{
	struct err err;
	size_t n = 0;
	(void)state;

	for (size_t i = 0; i < PROGRAMS; i++) {
		struct bpf *bpf = random_program();

		if (!bpf_check(bpf->insn, bpf->n, &err)) {
			assert_same_results(bpf);
			n++;
		}
		free(bpf);
	}
	assert_true(n > PROGRAMS / 100);
}

static void a_copy_of_a_filter_is_equal_and_has_its_own_memory(void **state)
{
	struct filter filter = { .text = strdup("any") }, copy = { 0 };
	struct err err;
	(void)state;

	assert_int_equal(bpf_parse("6 0 0 1", &filter.bpf, &err), 0);
	assert_true(filter_copy(&copy, &filter));
	assert_true(filter_equal(&copy, &filter));
	assert_ptr_not_equal(copy.text, filter.text);
	assert_ptr_not_equal(copy.bpf, filter.bpf);
	filter_free(&filter);
	assert_true(filter_copy(&filter, &(struct filter){ 0 }));
	assert_false(filter_equal(&copy, &filter));
	filter_free(&copy);
}

static void a_filter_about_a_frame_s_direction_is_refused(void **state)
{
	struct line line = { 0 };
	struct bpf *bpf = NULL;
	struct err err;
	(void)state;

	assert_int_equal(filter_compile("inbound", &line, &err), 0);
	assert_int_not_equal(bpf_parse(line.text, &bpf, &err), 0);
	assert_non_null(strstr(err.text, "reads what only Linux knows"));
	line_free(&line);
}

static void an_expression_that_does_not_compile_is_quoted(void **state)
{
	struct line line = { 0 };
	struct err err;
	(void)state;

	assert_int_not_equal(filter_compile("tcp prt 80", &line, &err), 0);
	assert_string_equal(err.code, "bad-value");
	assert_non_null(strstr(err.text, "filter \"tcp prt 80\": "));
	line_free(&line);
}

/* Lines */

static void assert_completed(const char *line, const char *expected)
{
	struct line complete = { 0 };
	struct err err;

	assert_int_equal(filter_complete(line, strlen(line), &complete, &err),
			 0);
	if (!expected)
		assert_null(complete.text);
	else
		assert_string_equal(complete.text, expected);
	line_free(&complete);
}

static void the_program_is_added_to_a_line_that_lacks_it(void **state)
{
	(void)state;
	assert_completed("marker add m filter arp",
			 "marker add m filter arp bpf '40 0 0 12,21 0 1 2054,"
			 "6 0 0 262144,6 0 0 0'");
	assert_completed("marker add m filter  'arp' port lan1",
			 "marker add m filter  'arp' port lan1 bpf '40 0 0 12,"
			 "21 0 1 2054,6 0 0 262144,6 0 0 0'");
}

static void other_lines_are_left_as_they_are(void **state)
{
	(void)state;
	assert_completed("marker add m filter arp bpf '6 0 0 1'", NULL);
	assert_completed("marker add filter", NULL);
	assert_completed("marker add m filter", NULL);
	assert_completed("marker add m filter arp nonsense", NULL);
	assert_completed("port set filter alias filter", NULL);
	assert_completed("switch show", NULL);
}

static void an_error_has_the_index_of_the_expression(void **state)
{
	static const char line[] = "marker add m port lan1 filter 'ip and'";
	struct line complete = { 0 };
	struct err err;
	(void)state;

	assert_int_not_equal(
		filter_complete(line, strlen(line), &complete, &err), 0);
	assert_int_equal(err.word, 7);
	assert_null(complete.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_switch_selects_the_frames_that_libpcap_selects),
		cmocka_unit_test(
			any_program_that_is_accepted_does_what_it_does_in_libpcap),
		cmocka_unit_test(
			a_copy_of_a_filter_is_equal_and_has_its_own_memory),
		cmocka_unit_test(a_filter_about_a_frame_s_direction_is_refused),
		cmocka_unit_test(an_expression_that_does_not_compile_is_quoted),
		cmocka_unit_test(the_program_is_added_to_a_line_that_lacks_it),
		cmocka_unit_test(other_lines_are_left_as_they_are),
		cmocka_unit_test(an_error_has_the_index_of_the_expression),
	};

	return cmocka_run_group_tests(tests, make_samples, free_samples);
}
