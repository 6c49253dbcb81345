/* SPDX-License-Identifier: BSD-2-Clause */
/* What `why` has found, as tapctl prints it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../tools/tapctl/why_view.h"

static void assert_shown(const char *found, const char *expected)
{
	json_t *value = json_loads(found, 0, NULL);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(value);
	why_view(out, value, 80, 80);
	fclose(out);
	assert_string_equal(text, expected);
	json_decref(value);
	free(text);
}

#define CAUSE                                                                  \
	"\"cause\":\"wrong-pvid\",\"text\":\"frames from red are in VLAN 10, " \
	"but port blue is in VLAN 20\",\"remedy\":{\"text\":\"put blue into "  \
	"VLAN 10\",\"command\":\"port set blue access 10\"}"

static void the_cause_comes_first_and_what_helps_below_it(void **state)
{
	(void)state;
	assert_shown(
		"{" CAUSE ",\"directions\":["
		"{\"from\":\"red\",\"to\":\"blue\",\"frames\":12,"
		"\"arrived\":2,\"flows\":[{\"frames\":10,\"port\":\"red\","
		"\"vlan\":10,\"reason\":\"no-egress\",\"arrived\":false,"
		"\"for_all\":false,\"first_ago_ms\":900,\"last_ago_ms\":300,"
		"\"last_id\":7,\"last\":\"ARP who-has 192.0.2.2\"},{\"frames\":2,\"port\":\"red\",\"vlan\":10,"
		"\"reason\":\"flooded\",\"arrived\":true,\"for_all\":false,"
		"\"first_ago_ms\":9000,\"last_ago_ms\":5000,\"last_id\":2,"
		"\"last\":\"LLDP\"}]},"
		"{\"from\":\"blue\",\"to\":\"red\",\"frames\":0,"
		"\"arrived\":0,\"flows\":[]}],"
		"\"findings\":[{" CAUSE ",\"still\":true},"
		"{\"cause\":\"isolated\",\"text\":\"frames end as isolated\","
		"\"remedy\":null,\"still\":false}],"
		"\"recorded_ms\":12340,\"complete\":false}",
		"wrong-pvid: frames from red are in VLAN 10, but port blue is "
		"in VLAN 20\n"
		"To change this, put blue into VLAN 10:\n"
		"  port set blue access 10\n"
		"\n"
		"red > blue: 12 frames, 2 of them sent to its port\n"
		"FRAMES  PORT  VLAN  REASON     ARRIVED  LAST_AGO  LAST\n"
		"    10  red     10  no-egress  no           0.3s  ARP who-has "
		"192.0.2.2\n"
		"     2  red     10  flooded    yes          5.0s  LLDP\n"
		"\n"
		"blue > red: no frames\n"
		"\n"
		"Earlier, isolated: frames end as isolated\n"
		"\n"
		"Only the last 12.3 seconds are recorded. \"switch set recorder "
		"FRAMES\" keeps more\n"
		"frames.\n");
}

static void that_nothing_is_wrong_is_a_sentence(void **state)
{
	(void)state;
	assert_shown("{\"cause\":\"none\",\"text\":\"no fault of the switch\","
		     "\"remedy\":null,\"directions\":[],\"findings\":[],"
		     "\"complete\":true}",
		     "no fault of the switch\n");
}

static void what_is_not_the_cause_is_shown_below(void **state)
{
	(void)state;
	assert_shown(
		"{\"cause\":\"none\",\"text\":\"no fault\",\"remedy\":null,"
		"\"directions\":[],\"findings\":[{" CAUSE
		",\"still\":true}],\"complete\":true}",
		"no fault\n"
		"\n"
		"wrong-pvid: frames from red are in VLAN 10, but port "
		"blue is in VLAN 20\n"
		"To change this, put blue into VLAN 10:\n"
		"  port set blue access 10\n");
}

#define WAY(frames, arrived, unknown)                                          \
	"{\"cause\":\"none\",\"text\":\"no fault\",\"directions\":[{"          \
	"\"from\":\"red\",\"to\":\"blue\",\"frames\":" #frames                 \
	",\"arrived\":" #arrived ",\"unknown\":" #unknown "}]}"

static void it_is_said_if_it_is_not_known_where_frames_were_sent(void **state)
{
	(void)state;
	assert_shown(WAY(5, 0, 5),
		     "no fault\n\nred > blue: 5 frames; whether they were sent "
		     "to its port is not known\n");
	assert_shown(WAY(1, 0, 1),
		     "no fault\n\nred > blue: 1 frame; whether it was sent to "
		     "its port is not known\n");
	assert_shown(WAY(5, 2, 1),
		     "no fault\n\nred > blue: 5 frames, 2 of them sent to its "
		     "port; of 1 it is not known\n");
}

static void a_remedy_without_a_command_is_a_sentence(void **state)
{
	(void)state;
	assert_shown("{\"cause\":\"silent\",\"text\":\"red sent no frame\","
		     "\"remedy\":{\"text\":\"look at the host\","
		     "\"command\":null}}",
		     "silent: red sent no frame\n"
		     "To change this, look at the host\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cause_comes_first_and_what_helps_below_it),
		cmocka_unit_test(that_nothing_is_wrong_is_a_sentence),
		cmocka_unit_test(what_is_not_the_cause_is_shown_below),
		cmocka_unit_test(
			it_is_said_if_it_is_not_known_where_frames_were_sent),
		cmocka_unit_test(a_remedy_without_a_command_is_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
