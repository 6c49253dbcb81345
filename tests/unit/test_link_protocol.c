/* SPDX-License-Identifier: BSD-2-Clause */
/* Protocols for the next switch: their addresses, and sets of them as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/bridge_port.h"
#include "core/link_protocol.h"
#include "stations.h"

#define BIT(protocol) (1u << (protocol))

static struct mac reserved(uint8_t x)
{
	return (struct mac){ { 0x01, 0x80, 0xc2, 0, 0, x } };
}

static void a_protocol_is_known_by_its_group_address(void **state)
{
	static const enum link_protocol of[16] = {
		LINK_STP,   LINK_PAUSE, LINK_LACP,  LINK_DOT1X,
		LINK_OTHER, LINK_OTHER, LINK_OTHER, LINK_OTHER,
		LINK_OTHER, LINK_OTHER, LINK_OTHER, LINK_OTHER,
		LINK_OTHER, LINK_OTHER, LINK_LLDP,  LINK_OTHER,
	};
	const struct mac cdp = { { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc } };
	(void)state;

	for (uint8_t x = 0; x < 16; x++)
		assert_int_equal(link_protocol_of(reserved(x)), of[x]);
	assert_int_equal(link_protocol_of(cdp), LINK_CDP);
}

static void other_addresses_are_of_no_protocol(void **state)
{
	const struct mac pvst = { { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd } };
	(void)state;

	assert_int_equal(link_protocol_of(reserved(0x10)), LINK_NONE);
	assert_int_equal(link_protocol_of(reserved(0x21)), LINK_NONE);
	assert_int_equal(link_protocol_of(pvst), LINK_NONE);
	assert_int_equal(link_protocol_of(ALL), LINK_NONE);
	assert_int_equal(link_protocol_of(GROUP), LINK_NONE);
	assert_int_equal(link_protocol_of(ALICE), LINK_NONE);
}

static void assert_reads_as(const char *text, unsigned int wanted)
{
	unsigned int set = ~wanted;

	assert_true(link_protocols_parse(text, &set));
	assert_int_equal(set, wanted);
}

static void a_set_is_read_from_its_words(void **state)
{
	(void)state;

	assert_reads_as("none", 0);
	assert_reads_as("stp", BIT(LINK_STP));
	assert_reads_as("lldp,stp", BIT(LINK_STP) | BIT(LINK_LLDP));
	assert_reads_as("cdp,cdp", BIT(LINK_CDP));
	assert_reads_as("all", LINK_ALL & ~BIT(LINK_PAUSE));
	assert_reads_as("stp,lacp,dot1x,lldp,cdp,other",
			LINK_ALL & ~BIT(LINK_PAUSE));
}

static void what_is_no_set_is_refused_and_changes_nothing(void **state)
{
	static const char *const wrong[] = {
		"",	    ",",	 "stp,",     ",stp",	 "stp,,lldp",
		"pause",    "stp,pause", "all,stp",  "stp,all",	 "none,stp",
		"stp,none", "st",	 "stpp",     "STP",	 " stp",
		"stp ",	    "stp, lldp", "stp lldp", "stp;lldp", "default",
		"allnone",  "al",	 "nonee",    "stp,alle", "0",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		unsigned int set = 77;

		assert_false(link_protocols_parse(wrong[i], &set));
		assert_int_equal(set, 77);
	}
}

static void every_set_comes_out_as_it_went_in(void **state)
{
	char text[LINK_PROTOCOLS_TEXT_SIZE];
	(void)state;

	for (unsigned int set = 0; set <= LINK_ALL; set++)
		if (!(set & BIT(LINK_PAUSE)))
			assert_reads_as(link_protocols_format(set, text), set);

	assert_string_equal(link_protocols_format(0, text), "none");
	assert_string_equal(
		link_protocols_format(BIT(LINK_LLDP) | BIT(LINK_STP), text),
		"stp,lldp");
	assert_string_equal(link_protocols_format(LINK_ALL, text),
			    "stp,pause,lacp,dot1x,lldp,cdp,other");
}

static void no_set_is_taken_for_a_port_that_has_none_of_its_own(void **state)
{
	(void)state;

	assert_true(LINK_ALL < PORT_GROUP_FWD_DEFAULT);
}

int main(void)
{
	const struct CMUnitTest link_protocol[] = {
		cmocka_unit_test(a_protocol_is_known_by_its_group_address),
		cmocka_unit_test(other_addresses_are_of_no_protocol),
		cmocka_unit_test(a_set_is_read_from_its_words),
		cmocka_unit_test(what_is_no_set_is_refused_and_changes_nothing),
		cmocka_unit_test(every_set_comes_out_as_it_went_in),
		cmocka_unit_test(
			no_set_is_taken_for_a_port_that_has_none_of_its_own),
	};

	return cmocka_run_group_tests(link_protocol, NULL, NULL);
}
