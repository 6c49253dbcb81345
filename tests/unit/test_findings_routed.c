/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a conversation fails whose hosts talk through a router */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conversation.h"

/* A packet of IPv4 between two hosts, which has passed so many routers */
static void send_packet(struct lab *lab, port_no in, vlan_id tag,
			struct mac src, struct mac dst, const char *from,
			const char *to, uint8_t routers)
{
	const struct composition c = { .kind = COMPOSE_PING,
				       .dst = dst,
				       .src = src,
				       .tags = tag != VLAN_NONE,
				       .tpid = 0x8100,
				       .tci = { tag },
				       .from = ip_of(from),
				       .to = ip_of(to) };

	receive_routed(lab, in, &c, routers);
}

#define ROUTERS_IP "192.0.2.254"

/* Alice and bob are in different VLANs, and talk through carol. */
static void let_carol_route(struct lab *lab)
{
	turn_vlans_on(lab);
	put_into_vlan(lab, P2, NULL, BLUE);
	put_into_vlan(lab, P3, "10,20", VLAN_NONE);
	they_talk(lab);
	ask(lab, P1, ALICE, ALICES_IP, ROUTERS_IP);
	send_packet(lab, P3, RED, CAROL, ALICE, ROUTERS_IP, ALICES_IP, 0);
}

static void alice_pings_through_carol(struct lab *lab)
{
	send_packet(lab, P1, VLAN_NONE, ALICE, CAROL, ALICES_IP, BOBS_IP, 0);
	send_packet(lab, P3, BLUE, CAROL, BOB, ALICES_IP, BOBS_IP, 1);
}

static void bob_pings_through_carol(struct lab *lab)
{
	send_packet(lab, P2, VLAN_NONE, BOB, CAROL, BOBS_IP, ALICES_IP, 0);
	send_packet(lab, P3, RED, CAROL, ALICE, BOBS_IP, ALICES_IP, 1);
}

static void hosts_that_talk_through_a_router_have_no_wrong_port(void **state)
{
	struct lab *lab = *state;
	const struct composition c = {
		.dst = GROUP, .src = ALICE, .type = 0x88b5, .len = COMPOSE_LEN
	};

	let_carol_route(lab);
	alice_pings_through_carol(lab);
	assert_cause(lab, "routed", P3);

	bob_pings_through_carol(lab);
	receive(lab, P1, &c);
	assert_cause(lab, "routed", P3);
	why(lab, alices_host(), bobs_host());
	assert_true(mac_equal(lab->found.finding[0].mac, CAROL));
	assert_int_equal(lab->found.findings, 2);
	assert_int_equal(lab->found.finding[1].cause, CAUSE_ROUTED);
	assert_int_equal(lab->found.finding[1].way, 1);
	assert_int_equal(lab->found.end[0].port, P1);
	assert_int_equal(lab->found.end[0].stations, 1);
	assert_int_equal(lab->found.end[1].port, P2);
}

static void
each_half_of_the_way_through_a_router_can_be_asked_about(void **state)
{
	struct lab *lab = *state;

	let_carol_route(lab);
	alice_pings_through_carol(lab);
	assert_null(why(lab, alices_host(), end_of_station(CAROL)));
	assert_string_equal(
		finding_word(why(lab, end_of_station(CAROL), bobs_host())),
		"no-answer");
	assert_int_equal(diagnosis_cause(&lab->found)->port, P2);
}

static void a_host_that_never_sent_is_where_its_packets_are_sent(void **state)
{
	struct lab *lab = *state;
	const struct ip_address far = ip_of("203.0.113.1");
	const struct finding *f;

	let_carol_route(lab);
	send_packet(lab, P1, VLAN_NONE, ALICE, CAROL, ALICES_IP, "203.0.113.1",
		    0);
	f = why(lab, alices_host(), end_of_host(&far));
	assert_string_equal(finding_word(f), "no-answer");
	assert_int_equal(f->port, P3);
	assert_int_equal(lab->found.way[0].arrived, 1);

	send_packet(lab, P3, RED, CAROL, ALICE, "203.0.113.1", ALICES_IP, 9);
	assert_null(why(lab, alices_host(), end_of_host(&far)));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_lab, free_lab)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hosts_that_talk_through_a_router_have_no_wrong_port),
		TEST(each_half_of_the_way_through_a_router_can_be_asked_about),
		TEST(a_host_that_never_sent_is_where_its_packets_are_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
