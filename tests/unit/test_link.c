/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of rtnetlink about an interface, and others that are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/socket.h>

#include "port/link.h"

static const struct mac mac = { { 2, 0, 0, 0, 0, 1 } };
static _Alignas(struct nlmsghdr) char buf[1024];

/* Has all that the kernel tells about an interface that is up. */
static struct nlmsghdr *a_message(void)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *info;

	message->nlmsg_type = RTM_NEWLINK;
	info = mnl_nlmsg_put_extra_header(message, sizeof(*info));
	info->ifi_type = ARPHRD_ETHER;
	info->ifi_index = 7;
	info->ifi_flags = IFF_UP | IFF_RUNNING;
	mnl_attr_put_strz(message, IFLA_IFNAME, "eth0");
	mnl_attr_put_u32(message, IFLA_MTU, 1400);
	mnl_attr_put(message, IFLA_ADDRESS, sizeof(mac), &mac);
	return message;
}

static struct ifinfomsg *info_of(struct nlmsghdr *message)
{
	return mnl_nlmsg_get_payload(message);
}

static struct link parsed(const struct nlmsghdr *message)
{
	struct link link;

	assert_true(link_parse(message, &link));
	return link;
}

static void the_settings_of_an_interface_are_parsed(void **state)
{
	const struct link link = parsed(a_message());
	(void)state;

	assert_int_equal(link.index, 7);
	assert_string_equal(link.ifname, "eth0");
	assert_int_equal(link.mtu, 1400);
	assert_true(mac_equal(link.mac, mac));
	assert_true(link.up && link.running && link.is_ethernet);
	assert_false(link.has_altnames || link.is_tun || link.has_packet_info);
}

static void an_interface_without_a_carrier_is_not_running(void **state)
{
	struct nlmsghdr *message = a_message();
	struct link link;
	(void)state;

	info_of(message)->ifi_flags = IFF_UP;
	link = parsed(message);
	assert_true(link.up);
	assert_false(link.running);

	info_of(message)->ifi_flags = IFF_RUNNING;
	link = parsed(message);
	assert_false(link.up);
	assert_false(link.running);
}

static void alternative_names_are_noticed(void **state)
{
	struct nlmsghdr *message = a_message();
	struct nlattr *list = mnl_attr_nest_start(message, IFLA_PROP_LIST);
	(void)state;

	mnl_attr_put_strz(message, IFLA_ALT_IFNAME, "uplink");
	mnl_attr_nest_end(message, list);
	assert_true(parsed(message).has_altnames);
	assert_string_equal(parsed(message).ifname, "eth0");
}

static void a_tap_is_recognized_by_its_kind(void **state)
{
	struct nlmsghdr *message = a_message();
	struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	struct nlattr *data;
	(void)state;

	mnl_attr_put_strz(message, IFLA_INFO_KIND, "tun");
	data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
	mnl_attr_put_u8(message, IFLA_TUN_PI, 1);
	mnl_attr_nest_end(message, data);
	mnl_attr_nest_end(message, info);
	assert_true(parsed(message).is_tun);
	assert_true(parsed(message).has_packet_info);
}

/* Bridges send such messages about their ports; RTM_DELLINK if a port is
 * removed. */
static void a_bridges_message_about_its_port_is_incomplete(void **state)
{
	struct nlmsghdr *message = a_message();
	struct link link;
	(void)state;

	info_of(message)->ifi_family = AF_BRIDGE;
	assert_false(link_parse(message, &link));
}

/* Wireless drivers send such messages. */
static void a_wireless_event_is_incomplete(void **state)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *info;
	struct link link;
	(void)state;

	assert_false(link_parse(message, &link));
	info = mnl_nlmsg_put_extra_header(message, sizeof(*info));
	info->ifi_index = 7;
	assert_false(link_parse(message, &link));
	mnl_attr_put_strz(message, IFLA_IFNAME, "eth0");
	assert_false(link_parse(message, &link));
	mnl_attr_put_u32(message, IFLA_MTU, 1400);
	assert_true(link_parse(message, &link));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_settings_of_an_interface_are_parsed),
		cmocka_unit_test(an_interface_without_a_carrier_is_not_running),
		cmocka_unit_test(alternative_names_are_noticed),
		cmocka_unit_test(a_tap_is_recognized_by_its_kind),
		cmocka_unit_test(
			a_bridges_message_about_its_port_is_incomplete),
		cmocka_unit_test(a_wireless_event_is_incomplete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
