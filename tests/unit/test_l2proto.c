/* SPDX-License-Identifier: BSD-2-Clause */
/* Protocols for the next switch: their addresses, and sets of them as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/bridge_port.h"
#include "core/l2proto.h"
#include "stations.h"

#define BIT(protocol) (1u << (protocol))

static struct mac reserved(uint8_t x)
{
	return (struct mac){ { 0x01, 0x80, 0xc2, 0, 0, x } };
}

static void a_link_protocol_is_recognised_by_its_group_address(void **state)
{
	static const enum l2proto of[16] = {
		L2PROTO_STP,   L2PROTO_PAUSE, L2PROTO_LACP,  L2PROTO_DOT1X,
		L2PROTO_OTHER, L2PROTO_OTHER, L2PROTO_OTHER, L2PROTO_OTHER,
		L2PROTO_OTHER, L2PROTO_OTHER, L2PROTO_OTHER, L2PROTO_OTHER,
		L2PROTO_OTHER, L2PROTO_OTHER, L2PROTO_LLDP,  L2PROTO_OTHER,
	};
	const struct mac cdp = { { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc } };
	(void)state;

	for (uint8_t x = 0; x < 16; x++)
		assert_int_equal(l2proto_of(reserved(x)), of[x]);
	assert_int_equal(l2proto_of(cdp), L2PROTO_CDP);
}

static void other_addresses_belong_to_no_link_protocol(void **state)
{
	const struct mac pvst = { { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd } };
	(void)state;

	assert_int_equal(l2proto_of(reserved(0x10)), L2PROTO_NONE);
	assert_int_equal(l2proto_of(reserved(0x21)), L2PROTO_NONE);
	assert_int_equal(l2proto_of(pvst), L2PROTO_NONE);
	assert_int_equal(l2proto_of(ALL), L2PROTO_NONE);
	assert_int_equal(l2proto_of(GROUP), L2PROTO_NONE);
	assert_int_equal(l2proto_of(ALICE), L2PROTO_NONE);
}

static void assert_reads_as(const char *text, unsigned int wanted)
{
	unsigned int set = ~wanted;

	assert_true(l2protos_parse(text, &set));
	assert_int_equal(set, wanted);
}

static void a_set_is_read_from_its_words(void **state)
{
	(void)state;

	assert_reads_as("none", 0);
	assert_reads_as("stp", BIT(L2PROTO_STP));
	assert_reads_as("lldp,stp", BIT(L2PROTO_STP) | BIT(L2PROTO_LLDP));
	assert_reads_as("cdp,cdp", BIT(L2PROTO_CDP));
	assert_reads_as("all", L2PROTO_ALL & ~BIT(L2PROTO_PAUSE));
	assert_reads_as("stp,lacp,dot1x,lldp,cdp,other",
			L2PROTO_ALL & ~BIT(L2PROTO_PAUSE));
}

static void a_malformed_set_is_refused_and_changes_nothing(void **state)
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

		assert_false(l2protos_parse(wrong[i], &set));
		assert_int_equal(set, 77);
	}
}

static void every_set_is_parsed_as_it_was_formatted(void **state)
{
	char text[L2PROTOS_TEXT_SIZE];
	(void)state;

	for (unsigned int set = 0; set <= L2PROTO_ALL; set++)
		if (!(set & BIT(L2PROTO_PAUSE)))
			assert_reads_as(l2protos_format(set, text), set);

	assert_string_equal(l2protos_format(0, text), "none");
	assert_string_equal(
		l2protos_format(BIT(L2PROTO_LLDP) | BIT(L2PROTO_STP), text),
		"stp,lldp");
	assert_string_equal(l2protos_format(L2PROTO_ALL, text),
			    "stp,pause,lacp,dot1x,lldp,cdp,other");
}

static void no_set_has_the_value_that_means_the_switchs_default(void **state)
{
	(void)state;

	assert_true(L2PROTO_ALL < PORT_GROUP_FWD_DEFAULT);
}

int main(void)
{
	const struct CMUnitTest link_protocol[] = {
		cmocka_unit_test(
			a_link_protocol_is_recognised_by_its_group_address),
		cmocka_unit_test(other_addresses_belong_to_no_link_protocol),
		cmocka_unit_test(a_set_is_read_from_its_words),
		cmocka_unit_test(
			a_malformed_set_is_refused_and_changes_nothing),
		cmocka_unit_test(every_set_is_parsed_as_it_was_formatted),
		cmocka_unit_test(
			no_set_has_the_value_that_means_the_switchs_default),
	};

	return cmocka_run_group_tests(link_protocol, NULL, NULL);
}
