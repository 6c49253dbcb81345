/* SPDX-License-Identifier: BSD-2-Clause */
/* The account of a frame as tapctl prints it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../tools/tapctl/trace_view.h"

typedef void view_fn(FILE *out, const json_t *value, size_t width,
		     bool has_details);

static void assert_viewed(view_fn *view, const char *json, bool has_details,
			  const char *expected)
{
	json_t *value = json_loads(json, 0, NULL);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(value);
	view(out, value, 80, has_details);
	fclose(out);
	assert_string_equal(text, expected);
	json_decref(value);
	free(text);
}

static void assert_shown(const char *account, bool has_details,
			 const char *expected)
{
	assert_viewed(trace_view, account, has_details, expected);
}

#define FRAME                                                                  \
	"\"port\":\"p1\",\"frame\":{\"text\":\"LLDP\",\"bytes\":60,"           \
	"\"src\":\"02:00:00:00:00:01\",\"dst\":\"02:00:00:00:00:02\","         \
	"\"tag\":{\"ethertype\":\"0x88a8\",\"vid\":20,\"prio\":5},"            \
	"\"made_up\":[\"dst\"],\"hex\":\"00\"},"

/* How it is shown, and the head of the table of rules */
#define SHOWN_FRAME                                                            \
	"LLDP\n"                                                               \
	"from 02:00:00:00:00:01 to 02:00:00:00:00:02 (made up)\n"              \
	"60 bytes, tagged VLAN 20 priority 5 (0x88a8), received on p1\n"       \
	"\n"                                                                   \
	"  RULE          802.1Q-2018  FINDING (* decides)\n"

static void a_drop_ends_in_what_would_help(void **state)
{
	(void)state;
	assert_shown(
		"{" FRAME "\"steps\":[{\"step\":\"port\",\"clause\":\"8.4\","
		"\"finding\":\"p1 is up\",\"reason\":null},"
		"{\"step\":\"locked\",\"clause\":null,"
		"\"finding\":\"not known\",\"reason\":\"locked\"}],"
		"\"reason\":\"locked\",\"help\":\"the port is locked\","
		"\"dropped\":true,\"remedy\":{\"text\":\"unlock it\","
		"\"command\":\"port set p1 locked off\"},"
		"\"egress\":[],\"not_sent\":[],\"counters\":["
		"{\"port\":\"p1\",\"rx_packets\":1,\"drops\":{\"locked\":1},"
		"\"tx_drops\":{}}]}",
		false,
		SHOWN_FRAME "  port          8.4          p1 is up\n"
			    "* locked                     not known\n"
			    "\n"
			    "dropped, locked: the port is locked\n"
			    "To let it pass, unlock it:\n"
			    "  port set p1 locked off\n"
			    "\n"
			    "Counters\n"
			    "  p1  rx_packets +1, drops.locked +1\n");
}

static void a_flood_lists_who_gets_it_and_who_does_not(void **state)
{
	(void)state;
	assert_shown(
		"{" FRAME
		"\"steps\":[],\"reason\":\"flooded\",\"help\":\"a group\","
		"\"dropped\":false,\"remedy\":null,\"egress\":["
		"{\"port\":\"lan2\",\"tagging\":\"removed\",\"tag\":null,"
		"\"form\":\"segmented\",\"frames\":3,\"bytes\":4500,"
		"\"shaped\":true},"
		"{\"port\":\"p3\",\"tagging\":\"kept\","
		"\"tag\":{\"ethertype\":\"0x8100\",\"vid\":10,\"prio\":0},"
		"\"form\":\"checksum\",\"frames\":1,\"bytes\":60,"
		"\"shaped\":false}],"
		"\"not_sent\":[{\"port\":\"p1\",\"help\":\"it came from it\","
		"\"remedy\":null},{\"port\":\"p4\",\"help\":\"it is down\","
		"\"remedy\":{\"text\":\"bring it up\",\"command\":null}}],"
		"\"counters\":[]}",
		false,
		SHOWN_FRAME
		"\n"
		"flooded: a group\n"
		"\n"
		"Sent to\n"
		"  lan2  untagged (tag removed), cut into 3 segments, 4500 "
		"bytes, through the\n"
		"        shaper\n"
		"  p3    VLAN 10, with its checksum finished, 60 bytes\n"
		"\n"
		"Not sent to\n"
		"  p1  it came from it\n"
		"  p4  it is down; to change this: bring it up\n");
}

static void copies_of_mirrors_are_listed_with_the_port_they_show(void **state)
{
	(void)state;
	assert_shown(
		"{" FRAME
		"\"steps\":[],\"reason\":\"flooded\",\"help\":\"a group\","
		"\"dropped\":false,\"remedy\":null,\"egress\":[],"
		"\"not_sent\":[],\"copies\":["
		"{\"port\":\"mon\",\"mirror\":\"m\",\"of\":\"p1\","
		"\"direction\":\"in\",\"missed\":null,\"help\":null,"
		"\"tagging\":\"kept\","
		"\"tag\":{\"ethertype\":\"0x8100\",\"vid\":10,\"prio\":0},"
		"\"form\":\"whole\",\"frames\":1,\"bytes\":64,"
		"\"shaped\":false},"
		"{\"port\":null,\"mirror\":\"far\",\"of\":\"p2\","
		"\"direction\":\"out\",\"missed\":\"no-port\","
		"\"help\":\"there is no port to send it to\"}],"
		"\"copies_left_off\":7,\"counters\":[]}",
		false,
		SHOWN_FRAME
		"\n"
		"flooded: a group\n"
		"\n"
		"Copies\n"
		"  mon  as p1 received it, by mirror m: VLAN 10, whole, 64 "
		"bytes\n"
		"  -    as p2 sends it, by mirror far: none, as there is no port "
		"to send it to\n"
		"  and 7 more, which are not counted below\n");
}

static void details_are_the_rules_themselves(void **state)
{
	(void)state;
	assert_shown(
		"{" FRAME "\"steps\":[{\"step\":\"port\",\"clause\":\"8.4\","
		"\"rule\":\"a port that is down receives nothing\","
		"\"finding\":\"p1 is up\",\"reason\":null}],"
		"\"reason\":\"flooded\",\"help\":\"a group\"}",
		true,
		SHOWN_FRAME
		"  port          8.4          p1 is up\n"
		"                             - a port that is down receives "
		"nothing\n"
		"\n"
		"flooded: a group\n");
}

static void an_account_of_a_frame_that_was_received_has_a_title(void **state)
{
	(void)state;
	assert_viewed(
		trace_view_live,
		"{\"id\":17,\"time\":\"2026-11-30T12:34:56.007Z\"," FRAME
		"\"steps\":[{\"step\":\"port\",\"clause\":\"8.4\","
		"\"finding\":\"p1 is up\",\"reason\":null}],"
		"\"reason\":\"flooded\",\"help\":\"a group\","
		"\"dropped\":false,\"remedy\":null,\"egress\":[],"
		"\"not_sent\":[],\"counters\":[]}",
		false,
		"--- frame 17, 12:34:56.007 "
		"-----------------------------------------------------\n" SHOWN_FRAME
		"  port          8.4          p1 is up\n"
		"\n"
		"flooded: a group\n"
		"\n");
}

static void frames_that_were_skipped_are_counted(void **state)
{
	(void)state;
	assert_viewed(trace_view_live, "{\"skipped\":990}", false,
		      "--- 990 frames came too fast to be explained "
		      "-----------------------------------\n\n");
	assert_viewed(trace_view_live, "{\"skipped\":1}", false,
		      "--- 1 frame came too fast to be explained "
		      "--------------------------------------\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_drop_ends_in_what_would_help),
		cmocka_unit_test(a_flood_lists_who_gets_it_and_who_does_not),
		cmocka_unit_test(
			copies_of_mirrors_are_listed_with_the_port_they_show),
		cmocka_unit_test(details_are_the_rules_themselves),
		cmocka_unit_test(
			an_account_of_a_frame_that_was_received_has_a_title),
		cmocka_unit_test(frames_that_were_skipped_are_counted),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
