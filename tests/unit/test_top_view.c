/* SPDX-License-Identifier: BSD-2-Clause */
/* What `tapctl top` shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/tapctl/top_text.h"
#include "../../tools/tapctl/top_view.h"

#define LINES_MAX 64

/** struct shown - The lines that were drawn */
struct shown {
	char line[LINES_MAX][TOP_WIDTH_MAX * 3 + 1];
	enum top_look look[LINES_MAX];
	size_t n;
};

static struct shown shown;

static void keep(void *context, const char *text, enum top_look look)
{
	(void)context;
	assert_in_range(shown.n, 0, LINES_MAX - 1);
	shown.look[shown.n] = look;
	strcpy(shown.line[shown.n++], text);
}

static struct port_rates ports[] = {
	{ .name = "lan1", .state = "up", .rx_bytes = { 5000, 1000 } },
	{ .name = "lan10", .state = "down", .tx_bytes = { 9000, 3000 } },
	{ .name = "lan2", .state = "up", .drops = { 70, 7 } },
};

static struct reason_rate reasons[] = {
	{ "runt", "drops", { 50, 0 } },
	{ "vlan-ingress", "drops", { 20, 7 } },
};

static const struct rates rates = {
	.name = "sw0",
	.engine = "uring",
	.uptime_s = 3723,
	.ports = ports,
	.port_count = ARRAY_SIZE(ports),
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.iterations = { 9000, 1234 },
	.busy = 0.125,
	.longest_us = 230,
	.stations = 12,
	.stations_max = 65536,
};

static void draw(struct top_view view)
{
	view.filter = view.filter ? view.filter : "";
	shown.n = 0;
	top_view_draw(&view, &rates, keep, NULL);
}

/* Index of the first line that begins with the text; fails if there is none */
static size_t find(const char *text)
{
	for (size_t i = 0; i < shown.n; i++)
		if (!strncmp(shown.line[i], text, strlen(text)))
			return i;
	fail_msg("no line begins with \"%s\"", text);
	return 0;
}

static bool has(const char *text)
{
	for (size_t i = 0; i < shown.n; i++)
		if (strstr(shown.line[i], text))
			return true;
	return false;
}

static void a_screen_of_80_by_24_has_everything(void **state)
{
	(void)state;

	draw((struct top_view){ .width = 80, .height = 24 });

	assert_int_equal(shown.n, 24);
	assert_string_equal(shown.line[0],
			    "sw0: up 1:02:03, 3 ports, engine uring");
	assert_string_equal(shown.line[1],
			    "loop 12.5% busy, 1.23k iterations/s, longest "
			    "ever 230 us; 12 of 65536 stations");
	assert_string_equal(
		shown.line[3],
		"PORT  STATE RX bit/s RX pkt/s TX bit/s TX pkt/s DROPS/s "
		"TX DRP/s                ");
	assert_string_equal(
		shown.line[find("lan1 ")],
		"lan1  up       8.00k        0        0        0       0"
		"        0                ");
	assert_string_equal(shown.line[find("vlan-ingress")],
			    "vlan-ingress      drops         7     20");
	assert_string_equal(shown.line[23], "q quit  ? help  by bits");
}

static void no_line_is_wider_than_the_terminal(void **state)
{
	(void)state;

	for (size_t width = 1; width < 120; width++) {
		draw((struct top_view){ .width = width, .height = 24 });
		for (size_t i = 0; i < shown.n; i++)
			assert_in_range(strlen(shown.line[i]), 0, width);
	}
}

static void there_are_no_more_lines_than_the_terminal_has(void **state)
{
	(void)state;

	for (size_t height = 1; height < 40; height++) {
		draw((struct top_view){ .width = 40, .height = height });
		assert_in_range(shown.n, 1, height);
	}
}

static void a_narrow_screen_keeps_names_rates_and_drops(void **state)
{
	(void)state;

	draw((struct top_view){ .width = 40, .height = 10 });

	assert_string_equal(shown.line[find("PORT")],
			    "PORT  RX bit/s TX bit/s DROPS/s         ");
}

static void ports_are_sorted_by_what_was_chosen(void **state)
{
	(void)state;

	draw((struct top_view){ .width = 80 });
	assert_true(find("lan10 ") < find("lan1 "));
	draw((struct top_view){ .width = 80, .order = TOP_BY_RX });
	assert_true(find("lan1 ") < find("lan10 "));
	draw((struct top_view){ .width = 80, .order = TOP_BY_DROPS });
	assert_true(find("lan2 ") < find("lan1 "));
}

static void names_are_sorted_by_their_numbers(void **state)
{
	(void)state;

	draw((struct top_view){ .width = 80, .order = TOP_BY_NAME });

	assert_true(find("lan1 ") < find("lan2 "));
	assert_true(find("lan2 ") < find("lan10 "));
}

static void a_filter_leaves_only_names_that_contain_it(void **state)
{
	(void)state;

	draw((struct top_view){ .width = 80, .height = 24, .filter = "N1" });

	find("lan1 ");
	find("lan10 ");
	assert_false(has("lan2"));
	assert_true(has("only *N1*"));
}

static void ports_scroll_and_the_last_line_says_so(void **state)
{
	struct top_view view = { .width = 80,
				 .height = 7,
				 .filter = "",
				 .order = TOP_BY_NAME,
				 .first = 99 };
	(void)state;

	shown.n = 0;
	top_view_draw(&view, &rates, keep, NULL);

	/* two rows, the last of three ports at the bottom */
	assert_true(has("lan10"));
	assert_false(has("lan1 "));
	assert_true(has("ports 2-3 of 3"));
	assert_int_equal(view.first, 1);
}

static void reasons_that_occur_now_come_first(void **state)
{
	(void)state;

	draw((struct top_view){ .width = 80 });

	assert_true(find("vlan-ingress") < find("runt"));
	assert_int_equal(shown.look[find("vlan-ingress")], TOP_WARNING);
	assert_int_equal(shown.look[find("runt")], TOP_PLAIN);
}

static void the_busiest_stations_have_their_shares_of_the_sample(void **state)
{
	struct rates with_stations = rates;
	struct top_view view = { .width = 80, .height = 24, .filter = "" };
	(void)state;

	with_stations.busiest = (struct busiest){
		.stations = { { "02:00:00:00:00:0a", "lan1", 30, 4000 },
			      { "02:00:00:00:00:0b", "lan2", 60, 1000 } },
		.station_count = 2,
		.frames = 120,
		.bytes = 8000,
		.s = 0.25,
	};
	shown.n = 0;
	top_view_draw(&view, &with_stations, keep, NULL);

	assert_int_equal(shown.n, 24);
	assert_string_equal(shown.line[find("STATION ")],
			    "STATION           PORT      BYTES FRAMES  of the "
			    "last 120 frames, in 0.2 s");
	assert_string_equal(shown.line[find("02:00:00:00:00:0a")],
			    "02:00:00:00:00:0a lan1        50%    25%");
	assert_int_equal(find("02:00:00:00:00:0b"),
			 find("02:00:00:00:00:0a") + 1);
}

static void a_port_that_drops_or_is_down_stands_out(void **state)
{
	(void)state;

	draw((struct top_view){ .width = 80 });

	assert_int_equal(shown.look[find("lan2 ")], TOP_WARNING);
	assert_int_equal(shown.look[find("lan10 ")], TOP_FAINT);
	assert_int_equal(shown.look[find("lan1 ")], TOP_PLAIN);
}

static void a_pause_and_what_is_wrong_are_in_the_title(void **state)
{
	(void)state;

	draw((struct top_view){
		.width = 80, .is_paused = true, .message = "no answer" });

	assert_true(has("[paused]  [no answer]"));
	assert_int_equal(shown.look[0], TOP_WARNING);
}

static void the_help_names_every_order(void **state)
{
	(void)state;

	draw((struct top_view){ .width = 80, .height = 24, .is_help = true });

	assert_true(has("q  quit"));
	assert_true(has("d  sort by drops"));
}

static void a_key_chooses_an_order(void **state)
{
	(void)state;

	assert_int_equal(top_view_order('d'), TOP_BY_DROPS);
	assert_int_equal(top_view_order('x'), TOP_ORDER_COUNT);
	assert_int_equal(top_view_order(-1), TOP_ORDER_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_screen_of_80_by_24_has_everything),
		cmocka_unit_test(no_line_is_wider_than_the_terminal),
		cmocka_unit_test(there_are_no_more_lines_than_the_terminal_has),
		cmocka_unit_test(a_narrow_screen_keeps_names_rates_and_drops),
		cmocka_unit_test(ports_are_sorted_by_what_was_chosen),
		cmocka_unit_test(names_are_sorted_by_their_numbers),
		cmocka_unit_test(a_filter_leaves_only_names_that_contain_it),
		cmocka_unit_test(ports_scroll_and_the_last_line_says_so),
		cmocka_unit_test(reasons_that_occur_now_come_first),
		cmocka_unit_test(
			the_busiest_stations_have_their_shares_of_the_sample),
		cmocka_unit_test(a_port_that_drops_or_is_down_stands_out),
		cmocka_unit_test(a_pause_and_what_is_wrong_are_in_the_title),
		cmocka_unit_test(the_help_names_every_order),
		cmocka_unit_test(a_key_chooses_an_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
