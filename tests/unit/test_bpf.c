/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "frame/bpf.h"

/* As tcpdump -ddd prints it for "icmp" */
#define ICMP "40 0 0 12,21 0 3 2048,48 0 0 23,21 0 1 1,6 0 0 262144,6 0 0 0"

/* Instructions of the tests below */
#define RETURN_A "22 0 0 0"
#define SET_A(k) "0 0 0 " #k
#define SET_X(k) "1 0 0 " #k

static struct bpf *parsed(const char *text)
{
	struct bpf *bpf = NULL;
	struct err err = { .text = "" };

	if (bpf_parse(text, &bpf, &err))
		fail_msg("\"%s\": %s", text, err.text);
	return bpf;
}

static uint32_t run(const char *text, const void *frame, uint32_t len)
{
	struct bpf *bpf = parsed(text);
	uint32_t wanted = bpf_run(bpf, frame, len, len);

	free(bpf);
	return wanted;
}

static void assert_refused(const char *text, const char *why)
{
	struct bpf *bpf = NULL;
	struct err err = { .text = "" };

	assert_int_not_equal(bpf_parse(text, &bpf, &err), 0);
	assert_null(bpf);
	assert_string_equal(err.code, "bad-value");
	assert_string_equal(err.text, why);
}

/* Text */

static void a_program_is_written_as_it_was_read(void **state)
{
	static const char *const texts[] = {
		ICMP,
		"6 0 0 4294967295",
		"5 255 255 0,6 255 255 1",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct bpf *bpf = parsed(texts[i]);
		struct line line = { 0 };

		bpf_format(bpf, &line);
		assert_string_equal(line.text, texts[i]);
		line_free(&line);
		free(bpf);
	}
}

static void programs_are_equal_if_their_instructions_are(void **state)
{
	struct bpf *icmp = parsed(ICMP), *same = parsed(ICMP);
	struct bpf *shorter = parsed("6 0 0 0"), *other = parsed("6 0 0 1");
	(void)state;

	assert_true(bpf_equal(icmp, same));
	assert_false(bpf_equal(icmp, shorter));
	assert_false(bpf_equal(shorter, other));
	free(icmp);
	free(same);
	free(shorter);
	free(other);
}

static void text_that_is_no_program_is_refused(void **state)
{
	(void)state;
	assert_refused("", "the program has no instruction");
	assert_refused("6 0 0", "instruction 0, \"6 0 0\", is not four "
				"numbers: code jt jf k");
	assert_refused("0 0 0 1,6 0 0 0,", "instruction 2, \"\", is not four "
					   "numbers: code jt jf k");
	assert_refused("6,40 0 0 12", "instruction 0, \"6\", is not four "
				      "numbers: code jt jf k");
	assert_refused("6 0 0 -1", "instruction 0, \"6 0 0 -1\", is not four "
				   "numbers: code jt jf k");
	assert_refused("6 0 0 0 0", "instruction 0, \"6 0 0 0 0\", is not "
				    "four numbers: code jt jf k");
	assert_refused("6  0 0 0", "instruction 0, \"6  0 0 0\", is not four "
				   "numbers: code jt jf k");
}

static void a_number_that_is_too_large_is_refused(void **state)
{
	(void)state;
	assert_refused("65536 0 0 0", "instruction 0, \"65536 0 0 0\", is not "
				      "four numbers: code jt jf k");
	assert_refused("6 256 0 0", "instruction 0, \"6 256 0 0\", is not "
				    "four numbers: code jt jf k");
	assert_refused("6 0 256 0", "instruction 0, \"6 0 256 0\", is not "
				    "four numbers: code jt jf k");
	assert_refused("6 0 0 4294967296",
		       "instruction 0, \"6 0 0 4294967296\", is not four "
		       "numbers: code jt jf k");
	assert_refused("6 0 0 99999999999999999999999",
		       "instruction 0, \"6 0 0 99999999999999999999999\", is "
		       "not four numbers: code jt jf k");
}

/* The check */

static void an_unknown_instruction_is_refused(void **state)
{
	(void)state;
	assert_refused("0 0 0 0,3328 0 0 0,6 0 0 0",
		       "instruction 1, \"3328 0 0 0\", is not known");
	assert_refused("24 0 0 0,6 0 0 0",
		       "instruction 0, \"24 0 0 0\", is not known");
}

static void a_jump_leads_to_an_instruction_of_the_program(void **state)
{
	(void)state;
	free(parsed("21 1 0 1,6 0 0 0,6 0 0 1"));
	assert_refused("21 2 0 1,6 0 0 0,6 0 0 1",
		       "instruction 0, \"21 2 0 1\", jumps out of the "
		       "program");
	assert_refused("21 0 2 1,6 0 0 0,6 0 0 1",
		       "instruction 0, \"21 0 2 1\", jumps out of the "
		       "program");
	free(parsed("5 0 0 1,6 0 0 0,6 0 0 1"));
	assert_refused("5 0 0 2,6 0 0 0,6 0 0 1",
		       "instruction 0, \"5 0 0 2\", jumps out of the program");
	assert_refused("5 0 0 4294967295,6 0 0 0",
		       "instruction 0, \"5 0 0 4294967295\", jumps out of "
		       "the program");
}

static void a_program_ends_in_a_return(void **state)
{
	(void)state;
	assert_refused("6 0 0 0,0 0 0 0", "instruction 1 is the last, and does "
					  "not return");
}

static void memory_has_sixteen_words(void **state)
{
	(void)state;
	free(parsed("2 0 0 15,3 0 0 15,96 0 0 15,97 0 0 15,6 0 0 0"));
	assert_refused("2 0 0 16,6 0 0 0",
		       "instruction 0, \"2 0 0 16\", writes memory beyond its "
		       "16 words");
	assert_refused("3 0 0 16,6 0 0 0",
		       "instruction 0, \"3 0 0 16\", writes memory beyond its "
		       "16 words");
	assert_refused("96 0 0 16,6 0 0 0",
		       "instruction 0, \"96 0 0 16\", reads memory beyond its "
		       "16 words");
	assert_refused("97 0 0 4294967295,6 0 0 0",
		       "instruction 0, \"97 0 0 4294967295\", reads memory "
		       "beyond its 16 words");
}

static void arithmetic_without_a_result_is_refused(void **state)
{
	(void)state;
	assert_refused("52 0 0 0,6 0 0 0",
		       "instruction 0, \"52 0 0 0\", divides by 0");
	assert_refused("148 0 0 0,6 0 0 0",
		       "instruction 0, \"148 0 0 0\", divides by 0");
	assert_refused("100 0 0 32,6 0 0 0",
		       "instruction 0, \"100 0 0 32\", shifts 32 bits by 32 or "
		       "more");
	assert_refused("116 0 0 32,6 0 0 0",
		       "instruction 0, \"116 0 0 32\", shifts 32 bits by 32 or "
		       "more");
}

/* SKF_AD_OFF + SKF_AD_PKTTYPE, SKF_NET_OFF, SKF_LL_OFF */
static void what_only_linux_can_read_is_refused(void **state)
{
	(void)state;
	assert_refused("40 0 0 4294963204,6 0 0 0",
		       "instruction 0, \"40 0 0 4294963204\", reads what only "
		       "Linux knows about a frame, as inbound, outbound and "
		       "ifindex do");
	assert_refused("80 0 0 4293918720,6 0 0 0",
		       "instruction 0, \"80 0 0 4293918720\", reads what only "
		       "Linux knows about a frame, as inbound, outbound and "
		       "ifindex do");
	assert_refused("177 0 0 4292870144,6 0 0 0",
		       "instruction 0, \"177 0 0 4292870144\", reads what only "
		       "Linux knows about a frame, as inbound, outbound and "
		       "ifindex do");
}

static void the_number_of_instructions_is_limited(void **state)
{
	struct sock_filter insns[BPF_MAXINSNS + 1] = { { 0 } };
	struct line line = { 0 };
	struct err err;
	(void)state;

	insns[BPF_MAXINSNS - 1].code = BPF_RET | BPF_K;
	assert_int_equal(bpf_check(insns, BPF_MAXINSNS, &err), 0);
	insns[BPF_MAXINSNS].code = BPF_RET | BPF_K;
	assert_int_not_equal(bpf_check(insns, BPF_MAXINSNS + 1, &err), 0);

	for (int i = 0; i < BPF_MAXINSNS; i++)
		line_append(&line, "0 0 0 0,");
	line_append(&line, "6 0 0 0");
	assert_refused(line.text, "the program has 4097 instructions: more "
				  "than 4096 are not run");
	line_free(&line);
}

/* The run */

/* A program for each instruction, and what it returns */
static void each_instruction_does_what_bpf_4_says(void **state)
{
	static const uint8_t frame[] = { 0x12, 0x34, 0x56, 0x78, 0x9a };
	static const struct {
		const char *text;
		uint32_t result;
	} rows[] = {
		{ "32 0 0 1," RETURN_A, 0x3456789a },
		{ "40 0 0 3," RETURN_A, 0x789a },
		{ "48 0 0 4," RETURN_A, 0x9a },
		{ SET_X(1) ",64 0 0 0," RETURN_A, 0x3456789a },
		{ SET_X(1) ",72 0 0 2," RETURN_A, 0x789a },
		{ SET_X(1) ",80 0 0 1," RETURN_A, 0x56 },
		{ "128 0 0 0," RETURN_A, 5 },
		{ "129 0 0 0,135 0 0 0," RETURN_A, 5 },
		{ "177 0 0 4,135 0 0 0," RETURN_A, 40 },
		{ SET_A(7) ",2 0 0 3," SET_A(1) ",96 0 0 3," RETURN_A, 7 },
		{ SET_X(7) ",3 0 0 3,97 0 0 3,135 0 0 0," RETURN_A, 7 },
		{ "96 0 0 3," RETURN_A, 0 },
		{ SET_A(7) ",7 0 0 0," SET_A(1) ",135 0 0 0," RETURN_A, 7 },
		{ SET_A(7) ",4 0 0 3," RETURN_A, 10 },
		{ SET_A(7) "," SET_X(3) ",12 0 0 0," RETURN_A, 10 },
		{ SET_A(7) ",20 0 0 8," RETURN_A, 0xffffffff },
		{ SET_A(7) "," SET_X(8) ",28 0 0 0," RETURN_A, 0xffffffff },
		{ SET_A(65537) ",36 0 0 65537," RETURN_A, 0x20001 },
		{ SET_A(7) "," SET_X(3) ",44 0 0 0," RETURN_A, 21 },
		{ SET_A(7) ",52 0 0 2," RETURN_A, 3 },
		{ SET_A(7) "," SET_X(2) ",60 0 0 0," RETURN_A, 3 },
		{ SET_A(7) ",148 0 0 4," RETURN_A, 3 },
		{ SET_A(7) "," SET_X(4) ",156 0 0 0," RETURN_A, 3 },
		{ SET_A(6) ",84 0 0 12," RETURN_A, 4 },
		{ SET_A(6) "," SET_X(12) ",92 0 0 0," RETURN_A, 4 },
		{ SET_A(6) ",68 0 0 12," RETURN_A, 14 },
		{ SET_A(6) "," SET_X(12) ",76 0 0 0," RETURN_A, 14 },
		{ SET_A(6) ",164 0 0 12," RETURN_A, 10 },
		{ SET_A(6) "," SET_X(12) ",172 0 0 0," RETURN_A, 10 },
		{ SET_A(3) ",100 0 0 31," RETURN_A, 0x80000000 },
		{ SET_A(3) "," SET_X(1) ",108 0 0 0," RETURN_A, 6 },
		{ SET_A(3) "," SET_X(32) ",108 0 0 0," RETURN_A, 0 },
		{ SET_A(12) ",116 0 0 2," RETURN_A, 3 },
		{ SET_A(12) "," SET_X(2) ",124 0 0 0," RETURN_A, 3 },
		{ SET_A(12) "," SET_X(32) ",124 0 0 0," RETURN_A, 0 },
		{ SET_A(1) ",132 0 0 0," RETURN_A, 0xffffffff },
		{ "5 0 0 1,6 0 0 1,6 0 0 2", 2 },
		{ SET_A(7) ",21 0 1 7,6 0 0 1,6 0 0 2", 1 },
		{ SET_A(7) ",21 0 1 8,6 0 0 1,6 0 0 2", 2 },
		{ SET_A(7) "," SET_X(7) ",29 0 1 0,6 0 0 1,6 0 0 2", 1 },
		{ SET_A(7) ",37 0 1 7,6 0 0 1,6 0 0 2", 2 },
		{ SET_A(7) ",37 0 1 6,6 0 0 1,6 0 0 2", 1 },
		{ SET_A(7) "," SET_X(7) ",45 0 1 0,6 0 0 1,6 0 0 2", 2 },
		{ SET_A(7) ",53 0 1 7,6 0 0 1,6 0 0 2", 1 },
		{ SET_A(7) ",53 0 1 8,6 0 0 1,6 0 0 2", 2 },
		{ SET_A(7) "," SET_X(7) ",61 0 1 0,6 0 0 1,6 0 0 2", 1 },
		{ SET_A(7) ",69 0 1 2,6 0 0 1,6 0 0 2", 1 },
		{ SET_A(7) ",69 0 1 8,6 0 0 1,6 0 0 2", 2 },
		{ SET_A(7) "," SET_X(8) ",77 0 1 0,6 0 0 1,6 0 0 2", 2 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t result = run(rows[i].text, frame, sizeof(frame));

		if (result != rows[i].result)
			fail_msg("\"%s\" returns %u, not %u", rows[i].text,
				 result, rows[i].result);
	}
}

/* In memory of exactly its size, so that the address sanitizer sees overruns */
static void a_load_from_beyond_the_frame_does_not_match(void **state)
{
	static const struct {
		const char *text;
		uint32_t needed;
	} rows[] = {
		{ "32 0 0 10,6 0 0 1", 14 },
		{ "40 0 0 12,6 0 0 1", 14 },
		{ "48 0 0 13,6 0 0 1", 14 },
		{ SET_X(4) ",64 0 0 6,6 0 0 1", 14 },
		{ SET_X(4) ",72 0 0 8,6 0 0 1", 14 },
		{ SET_X(4) ",80 0 0 9,6 0 0 1", 14 },
		{ "177 0 0 13,6 0 0 1", 14 },
		{ "32 0 0 2147483647,6 0 0 1", UINT32_MAX },
		{ SET_X(4294967295) ",80 0 0 1,6 0 0 1", UINT32_MAX },
		{ SET_X(4294967295) ",64 0 0 2147483647,6 0 0 1", UINT32_MAX },
	};
	(void)state;

	for (uint32_t len = 0; len <= 20; len++) {
		uint8_t *frame = calloc(1, len ? len : 1);

		assert_non_null(frame);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			assert_int_equal(run(rows[i].text, frame, len),
					 len >= rows[i].needed);
		free(frame);
	}
}

static void a_division_by_0_does_not_match(void **state)
{
	(void)state;
	assert_int_equal(run(SET_A(7) ",60 0 0 0,6 0 0 1", "", 0), 0);
	assert_int_equal(run(SET_A(7) ",156 0 0 0,6 0 0 1", "", 0), 0);
}

static void a_program_for_icmp_selects_icmp(void **state)
{
	uint8_t frame[34] = { [12] = 8, [13] = 0, [14] = 0x45, [23] = 1 };
	(void)state;

	assert_int_equal(run(ICMP, frame, sizeof(frame)), 262144);
	frame[23] = 17;
	assert_int_equal(run(ICMP, frame, sizeof(frame)), 0);
	frame[23] = 1;
	frame[13] = 6;
	assert_int_equal(run(ICMP, frame, sizeof(frame)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_is_written_as_it_was_read),
		cmocka_unit_test(programs_are_equal_if_their_instructions_are),
		cmocka_unit_test(text_that_is_no_program_is_refused),
		cmocka_unit_test(a_number_that_is_too_large_is_refused),
		cmocka_unit_test(an_unknown_instruction_is_refused),
		cmocka_unit_test(a_jump_leads_to_an_instruction_of_the_program),
		cmocka_unit_test(a_program_ends_in_a_return),
		cmocka_unit_test(memory_has_sixteen_words),
		cmocka_unit_test(arithmetic_without_a_result_is_refused),
		cmocka_unit_test(what_only_linux_can_read_is_refused),
		cmocka_unit_test(the_number_of_instructions_is_limited),
		cmocka_unit_test(each_instruction_does_what_bpf_4_says),
		cmocka_unit_test(a_load_from_beyond_the_frame_does_not_match),
		cmocka_unit_test(a_division_by_0_does_not_match),
		cmocka_unit_test(a_program_for_icmp_selects_icmp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
