/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers as tapctl prints them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/tapctl/diagnostic.h"
#include "../../tools/tapctl/table.h"
#include "../../tools/tapctl/pretty.h"
#include "../../tools/tapctl/view.h"

/* The text that is printed for an answer to `noun verb`; free() it */
static char *show(const char *noun, const char *verb, const char *answer,
		  bool has_colour, bool *is_whole)
{
	FILE *in = fmemopen((char *)answer, strlen(answer), "r");
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct answer_reader a;

	assert_int_equal(answer_begin(&a, in), ANSWER_RESULT);
	*is_whole = view_show(&a,
			      &(struct view){ .noun = noun,
					      .verb = verb,
					      .has_colour = has_colour },
			      out);
	fclose(out);
	fclose(in);
	return text;
}

static void assert_shown(const char *noun, const char *verb, const char *result,
			 const char *expected)
{
	bool is_whole;
	char *answer, *text;

	if (asprintf(&answer, "{\"ok\":true,\"result\":%s}\n", result) < 0)
		abort();
	text = show(noun, verb, answer, false, &is_whole);

	assert_string_equal(text, expected);
	assert_true(is_whole);
	free(text);
	free(answer);
}

static void a_list_of_objects_is_a_table(void **state)
{
	(void)state;

	assert_shown(
		"x", "show",
		"[{\"a\":\"long word\",\"n\":7},{\"a\":\"b\",\"n\":12345}]",
		"A              N\n"
		"long word      7\n"
		"b          12345\n");
}

static void a_table_shows_the_columns_that_matter(void **state)
{
	(void)state;

	assert_shown("fdb", "show",
		     "[{\"age_ms\":12345,\"mac\":\"02:00:00:00:00:01\","
		     "\"vlan\":0,\"secret\":1,\"port\":\"p1\","
		     "\"state\":\"learned\"}]",
		     "MAC                VLAN  PORT  STATE      AGE\n"
		     "02:00:00:00:00:01     0  p1    learned  12.3s\n");
	assert_shown("fdb", "show", "[]", "MAC  VLAN  PORT  STATE  AGE\n");
	assert_shown("link", "show", "[{\"name\":\"p1\",\"no\":1}]",
		     "NAME\np1\n");
}

static void a_column_without_values_is_left_out(void **state)
{
	(void)state;

	assert_shown("x", "show",
		     "[{\"a\":null,\"b\":[],\"c\":{},\"d\":\"\",\"e\":1}]",
		     "E\n1\n");
	assert_shown("x", "show", "[{\"a\":null,\"b\":1},{\"a\":\"x\"}]",
		     "A  B\n-  1\nx  -\n");
}

static void lists_and_objects_are_written_into_their_cell(void **state)
{
	(void)state;

	assert_shown("x", "show",
		     "[{\"list\":[\"csum\",\"tso4\"],\"sums\":{\"malformed\":3,"
		     "\"same-port\":1},\"yes\":true,\"no\":false}]",
		     "LIST       SUMS                      YES  NO\n"
		     "csum,tso4  malformed 3, same-port 1  yes  no\n");
}

static void columns_with_multibyte_characters_are_aligned(void **state)
{
	(void)state;

	assert_shown("x", "show",
		     "[{\"a\":\"gr\u00fc\u00df\",\"b\":\"x\"},"
		     "{\"a\":\"gruss\",\"b\":\"y\"}]",
		     "A      B\n"
		     "gr\u00fc\u00df   x\n"
		     "gruss  y\n");
}

static void control_characters_are_replaced(void **state)
{
	(void)state;

	assert_shown("x", "show", "[\"\\u001b[2J\",\"\\u009b2J\",\"a\\nb\"]",
		     "?[2J\n??2J\na?b\n");
	assert_shown("x", "show", "[{\"\\u001b\":1}]", "?\n1\n");
	assert_shown("x", "show", "{\"\\u001b\":1}", "?: 1\n");
}

static void brackets_in_strings_do_not_end_a_value(void **state)
{
	(void)state;

	assert_shown("x", "show", "[\"a]},\\\"[{\",\"}\"]", "a]},\"[{\n}\n");
	assert_shown("x", "show", "[{\"a\":\"]}\",\"b\":[[1],{\"c\":2}]}]",
		     "A   B\n]}  1,c 2\n");
}

static void an_object_is_a_line_for_each_key(void **state)
{
	(void)state;

	assert_shown("switch", "show",
		     "{\"name\":\"sw0\",\"uptime_ms\":61500,"
		     "\"fdb_count\":{\"learned\":4},\"socket\":null}",
		     "name:      sw0\n"
		     "uptime:    61.5s\n"
		     "fdb_count: learned 4\n"
		     "socket:    -\n");
}

static void a_list_of_objects_in_an_object_is_a_table_below_it(void **state)
{
	(void)state;

	assert_shown("switch", "show",
		     "{\"name\":\"sw0\",\"iteration_times\":[{\"from_us\":0,"
		     "\"iterations\":12},{\"from_us\":10,\"iterations\":0}],"
		     "\"pid\":7}",
		     "name: sw0\n"
		     "pid:  7\n"
		     "FROM_US  ITERATIONS\n"
		     "      0          12\n"
		     "     10           0\n");
}

static void a_string_of_several_lines_is_printed_as_lines(void **state)
{
	(void)state;

	assert_shown("config", "show", "[\"switch set\",\"port add p1 tap\"]",
		     "switch set\nport add p1 tap\n");
	assert_shown("x", "y", "\"word\"", "word\n");
	assert_shown("x", "y", "12", "12\n");
	assert_shown("x", "y", "null", "");
	assert_shown("x", "y", "[]", "");
}

static void states_are_coloured_on_a_terminal_with_colours(void **state)
{
	static const char answer[] =
		"{\"ok\":true,\"result\":[{\"name\":\"up\",\"oper\":\"up\"},"
		"{\"name\":\"x\",\"oper\":\"not-present\"}]}\n";
	bool is_whole;
	char *text = show("x", "show", answer, true, &is_whole);
	(void)state;

	assert_string_equal(text, "\033[1mNAME\033[0m  \033[1mOPER\033[0m\n"
				  "up    \033[32mup\033[0m\n"
				  "x     \033[31mnot-present\033[0m\n");
	free(text);
}

static void a_long_table_is_as_wide_as_its_start(void **state)
{
	char *answer = NULL, *text;
	size_t size = 0, n = 0;
	FILE *out = open_memstream(&answer, &size);
	bool is_whole;
	(void)state;

	fputs("{\"ok\":true,\"result\":[{\"a\":\"xx\",\"b\":1}", out);
	for (unsigned int i = 1; i < TABLE_AHEAD + 10; i++)
		fputs(i == TABLE_AHEAD ? ",{\"a\":\"late\",\"b\":1}"
				       : ",{\"a\":\"x\",\"b\":1}",
		      out);
	fputs("]}\n", out);
	fclose(out);

	text = show("x", "show", answer, false, &is_whole);
	for (const char *p = text; *p; p++)
		n += *p == '\n';
	assert_int_equal(n, TABLE_AHEAD + 11);
	assert_memory_equal(text, "A   B\nxx  1\nx   1\n", 18);
	assert_non_null(strstr(text, "x   1\nlate  1\nx   1\n"));
	assert_true(is_whole);
	free(text);
	free(answer);
}

static void assert_answer(const char *answer, const struct view *view,
			  const char *expected)
{
	FILE *in = fmemopen((char *)answer, strlen(answer), "r");
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct answer_reader a;

	assert_int_equal(answer_begin(&a, in), ANSWER_RESULT);
	assert_true(view ? view_show(&a, view, out) : pretty_show(&a, out));
	fclose(out);
	fclose(in);
	assert_string_equal(text, expected);
	free(text);
}

static void assert_on_terminal(const char *noun, size_t columns,
			       const char *result, const char *expected)
{
	const struct view view = { .noun = noun,
				   .verb = "show",
				   .columns = columns };
	char *answer;

	if (asprintf(&answer, "{\"ok\":true,\"result\":%s}\n", result) < 0)
		abort();
	assert_answer(answer, &view, expected);
	free(answer);
}

static void a_table_too_wide_drops_the_columns_on_the_right(void **state)
{
	static const char rows[] = "[{\"name\":\"p1\",\"state\":\"running\","
				   "\"pid\":4711,\"socket\":\"/run/p1.sock\"}]";
	(void)state;

	assert_on_terminal("x", 33, rows,
			   "NAME  STATE     PID  SOCKET\n"
			   "p1    running  4711  /run/p1.sock\n");
	assert_on_terminal("x", 32, rows,
			   "NAME  STATE     PID\n"
			   "p1    running  4711\n"
			   "1 column not shown: SOCKET; -w shows all\n");
	assert_on_terminal("x", 18, rows,
			   "NAME  STATE\n"
			   "p1    running\n"
			   "2 columns not shown: PID, SOCKET; -w shows all\n");
	assert_on_terminal("x", 1, rows,
			   "NAME\n"
			   "p1\n"
			   "3 columns not shown: STATE, PID, SOCKET; "
			   "-w shows all\n");
}

static void
a_column_further_to_the_right_may_fit_where_another_does_not(void **state)
{
	(void)state;

	assert_on_terminal("x", 12,
			   "[{\"a\":\"p1\",\"b\":\"a long text\",\"c\":7}]",
			   "A   C\n"
			   "p1  7\n"
			   "1 column not shown: B; -w shows all\n");
}

static void an_important_column_is_dropped_last(void **state)
{
	static const char rows[] =
		"[{\"name\":\"p1\",\"type\":\"tap\",\"netns\":\"lab\","
		"\"mac\":\"02:00:00:00:00:01\",\"admin\":\"up\","
		"\"oper\":\"down\",\"errdisabled\":\"loop\"}]";
	(void)state;

	assert_on_terminal("port", 62, rows,
			   "NAME  TYPE  NETNS  MAC                ADMIN  OPER  "
			   "ERRDISABLED\n"
			   "p1    tap   lab    02:00:00:00:00:01  up     down  "
			   "loop\n");
	assert_on_terminal("port", 43, rows,
			   "NAME  TYPE  NETNS  ADMIN  OPER  ERRDISABLED\n"
			   "p1    tap   lab    up     down  loop\n"
			   "1 column not shown: MAC; -w shows all\n");
	assert_on_terminal(
		"port", 19, rows,
		"NAME  ADMIN  OPER\n"
		"p1    up     down\n"
		"4 columns not shown: TYPE, NETNS, MAC, ERRDISABLED; "
		"-w shows all\n");
}

static void
a_narrow_terminal_shows_from_and_to_whom_a_recorded_frame_went(void **state)
{
	static const char rows[] =
		"[{\"id\":12,\"ago_ms\":2600,\"port\":\"alice\",\"vlan\":0,"
		"\"src\":\"02:00:00:00:00:0a\",\"dst\":\"02:00:00:00:00:0b\","
		"\"type\":\"0x0800\",\"length\":98,\"reason\":\"flooded\","
		"\"egress\":[\"bob\",\"carol\"],"
		"\"frame\":\"IPv4 192.0.2.1 > 192.0.2.2 ICMP echo request\"}]";
	(void)state;

	assert_on_terminal(
		"recorder", 80, rows,
		" AGO  PORT   SRC                DST                TYPE    "
		"REASON   EGRESS\n"
		"2.6s  alice  02:00:00:00:00:0a  02:00:00:00:00:0b  0x0800  "
		"flooded  bob,carol\n"
		"4 columns not shown: ID, VLAN, LENGTH, FRAME; "
		"-w shows all\n");
}

static void a_long_value_is_continued_below_itself(void **state)
{
	static const char port[] =
		"{\"name\":\"p1\",\"offloads\":[\"csum\",\"tso4\",\"tso6\"],"
		"\"counts\":{\"learned\":3,\"static\":1}}";
	(void)state;

	assert_on_terminal("x", 20, port,
			   "name:     p1\n"
			   "offloads: csum,tso4,\n"
			   "          tso6\n"
			   "counts:   learned 3,\n"
			   "          static 1\n");
	assert_on_terminal("x", 0, port,
			   "name:     p1\n"
			   "offloads: csum,tso4,tso6\n"
			   "counts:   learned 3, static 1\n");
}

static void a_truncated_answer_is_noticed(void **state)
{
	static const char *const cut[] = {
		"{\"ok\":true,\"result\":[1,2",
		"{\"ok\":true,\"result\":[{\"a\":1},",
		"{\"ok\":true,\"result\":[1]",
		"{\"ok\":true,\"result\":[1]}",
		"{\"ok\":true,\"result\":",
		"{\"ok\":true,\"result\":{\"a\":1}",
	};
	bool is_whole;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cut); i++) {
		free(show("x", "y", cut[i], false, &is_whole));
		if (is_whole)
			fail_msg("%s was taken for whole", cut[i]);
	}
}

static void json_can_have_a_line_for_each_value(void **state)
{
	(void)state;

	assert_answer("{\"ok\":true,\"result\":[{\"a\":1,\"b\":[],\"c\":{}},"
		      "[\"x,\\\"]:\",-2.5,null]]}\n",
		      NULL,
		      "[\n"
		      "    {\n"
		      "        \"a\": 1,\n"
		      "        \"b\": [],\n"
		      "        \"c\": {}\n"
		      "    },\n"
		      "    [\n"
		      "        \"x,\\\"]:\",\n"
		      "        -2.5,\n"
		      "        null\n"
		      "    ]\n"
		      "]\n");
	assert_answer("{\"ok\":true,\"result\":null}\n", NULL, "null\n");
}

static void with_details_each_object_is_shown_with_all_its_keys(void **state)
{
	static const struct view details = { .noun = "fdb",
					     .verb = "show",
					     .has_details = true };
	(void)state;

	assert_answer("{\"ok\":true,\"result\":[{\"mac\":\"x\",\"more\":1},"
		      "{\"mac\":\"y\",\"more\":2}]}\n",
		      &details,
		      "mac:  x\nmore: 1\n"
		      "\n"
		      "mac:  y\nmore: 2\n");
	assert_answer("{\"ok\":true,\"result\":[]}\n", &details,
		      "MAC  VLAN  PORT  STATE  AGE\n");
}

static void a_note_is_read_beside_the_result(void **state)
{
	static const char text[] =
		"{\"ok\":true,\"note\":\"say \\\"on\\\"\",\"result\":1}\n";
	FILE *in = fmemopen((char *)text, strlen(text), "r");
	struct answer_reader a;
	(void)state;

	assert_int_equal(answer_begin(&a, in), ANSWER_RESULT);
	assert_string_equal(a.note, "say \"on\"");
	assert_int_equal(answer_getc(&a), '1');
	assert_int_equal(answer_getc(&a), EOF);
	assert_true(a.ended);
	fclose(in);
}

static void assert_diagnostic(const char *file, const char *line, size_t len,
			      unsigned int word, const char *expected)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	diagnostic_show(out, &(struct diagnostic){ .code = "wrong",
						   .text = "what is wrong",
						   .file = file,
						   .number = 12,
						   .line = line,
						   .len = len,
						   .word = word });
	fclose(out);

	assert_string_equal(text, expected);
	free(text);
}

static void an_error_is_shown_under_its_word(void **state)
{
	(void)state;

	assert_diagnostic(NULL, "port set p7 up", 14, 3,
			  "tapctl: what is wrong\n"
			  "  port set p7 up\n"
			  "           ^~\n");
	assert_diagnostic("lab.conf", "port set p7 up", 14, 3,
			  "lab.conf:12:10: what is wrong\n"
			  "  port set p7 up\n"
			  "           ^~\n");
	assert_diagnostic("lab.conf", "port set p7 up", 14, 0,
			  "lab.conf:12: what is wrong\n");
	assert_diagnostic("lab.conf", "port set p7 up", 14, 9,
			  "lab.conf:12: what is wrong\n");
}

static void an_error_marks_its_word_after_multibyte_characters(void **state)
{
	(void)state;

	assert_diagnostic(NULL, "a\t'gr\u00fc\u00df e' x", 14, 3,
			  "tapctl: what is wrong\n"
			  "  a\t'gr\u00fc\u00df e' x\n"
			  "   \t         ^\n");
	assert_diagnostic(NULL, "a \0\x1b", 4, 2,
			  "tapctl: what is wrong\n"
			  "  a ??\n"
			  "    ^\n");
}

static void an_error_is_json_for_a_program(void **state)
{
	static const struct diagnostic typed = { .code = "no-such-port",
						 .text = "port \"p7\" \n",
						 .word = 3 };
	static const struct diagnostic of_file = { .code = "timeout",
						   .text = "late",
						   .file = "lab.conf",
						   .number = 12 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	(void)state;

	diagnostic_show_json(out, &typed);
	diagnostic_show_json(out, &of_file);
	fclose(out);

	assert_string_equal(text, "{\"code\":\"no-such-port\",\"message\":"
				  "\"port \\\"p7\\\" \\n\",\"word\":3}\n"
				  "{\"code\":\"timeout\",\"message\":\"late\","
				  "\"file\":\"lab.conf\",\"line\":12}\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest view[] = {
		cmocka_unit_test(an_error_is_json_for_a_program),
		cmocka_unit_test(json_can_have_a_line_for_each_value),
		cmocka_unit_test(
			with_details_each_object_is_shown_with_all_its_keys),
		cmocka_unit_test(a_note_is_read_beside_the_result),
		cmocka_unit_test(a_list_of_objects_is_a_table),
		cmocka_unit_test(a_table_shows_the_columns_that_matter),
		cmocka_unit_test(a_column_without_values_is_left_out),
		cmocka_unit_test(lists_and_objects_are_written_into_their_cell),
		cmocka_unit_test(columns_with_multibyte_characters_are_aligned),
		cmocka_unit_test(control_characters_are_replaced),
		cmocka_unit_test(brackets_in_strings_do_not_end_a_value),
		cmocka_unit_test(an_object_is_a_line_for_each_key),
		cmocka_unit_test(
			a_list_of_objects_in_an_object_is_a_table_below_it),
		cmocka_unit_test(a_string_of_several_lines_is_printed_as_lines),
		cmocka_unit_test(
			states_are_coloured_on_a_terminal_with_colours),
		cmocka_unit_test(a_long_table_is_as_wide_as_its_start),
		cmocka_unit_test(
			a_table_too_wide_drops_the_columns_on_the_right),
		cmocka_unit_test(
			a_column_further_to_the_right_may_fit_where_another_does_not),
		cmocka_unit_test(an_important_column_is_dropped_last),
		cmocka_unit_test(
			a_narrow_terminal_shows_from_and_to_whom_a_recorded_frame_went),
		cmocka_unit_test(a_long_value_is_continued_below_itself),
		cmocka_unit_test(a_truncated_answer_is_noticed),
		cmocka_unit_test(an_error_is_shown_under_its_word),
		cmocka_unit_test(
			an_error_marks_its_word_after_multibyte_characters),
	};

	return cmocka_run_group_tests(view, NULL, NULL);
}
