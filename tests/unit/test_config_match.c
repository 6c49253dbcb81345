/* SPDX-License-Identifier: BSD-2-Clause */
/* Which ports are kept when a file is applied to a switch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "config/match.h"
#include "config_fixture.h"
#include "listeners.h"
#include "ports.h"

/** struct pair - Two switches in which nothing is opened */
struct pair {
	struct app *running;
	struct app *wanted;
	struct config_match match;
};

static struct pair pair;

static void match(const char *running, const char *wanted)
{
	memset(&pair, 0, sizeof(pair));
	pair.running = switch_of(running);
	pair.wanted = switch_of(wanted);
	config_match(pair.wanted, pair.running, &pair.match);
}

static int end(void **state)
{
	(void)state;
	app_free(pair.running);
	app_free(pair.wanted);
	return 0;
}

/* The name of the running port that matches a wanted one; or NULL */
static const char *match_of(const char *wanted)
{
	const struct port *port = app_port(pair.wanted, wanted);
	const struct port *live = pair.match.live[port->no];

	return live ? live->name : NULL;
}

static enum port_likeness likeness_of(const char *wanted)
{
	return pair.match.likeness[app_port(pair.wanted, wanted)->no];
}

static void ports_with_the_same_line_are_equal(void **state)
{
	(void)state;
	match("port add a tap mtu 1400\nport add b stream listen @b",
	      "port add b stream listen @b\nport add a tap mtu 1400");

	assert_string_equal(match_of("a"), "a");
	assert_string_equal(match_of("b"), "b");
	assert_int_equal(likeness_of("a"), PORT_EQUAL);
	assert_int_equal(likeness_of("b"), PORT_EQUAL);
}

static void a_port_with_other_settings_is_kept(void **state)
{
	static const char *const settings[] = {
		"tap mac 02:00:00:00:00:01",
		"tap mtu 1400",
		"tap address 192.0.2.1/24",
		"tap up",
		"tap offload off",
		"tap persist on",
		"tap owner 1",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		char line[80];

		snprintf(line, sizeof(line), "port add a %s", settings[i]);
		match("port add a tap", line);
		assert_string_equal(match_of("a"), "a");
		assert_int_equal(likeness_of("a"), PORT_CHANGED);
		if (i + 1 < ARRAY_SIZE(settings))
			end(NULL);
	}
}

static void a_port_with_another_device_is_not_kept(void **state)
{
	static const char *const others[] = {
		"tap netns c1",	  "tap ifname b",      "tap fd 3",
		"null",		  "packet dev a",      "stream listen @a",
		"dgram local @a", "stream connect @a", "patch sw1 a",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		char line[80];

		snprintf(line, sizeof(line), "port add a %s", others[i]);
		match("port add a tap", line);
		assert_null(match_of("a"));
		end(NULL);
	}
	match("port add a tap owner 1 group 1", "port add a tap owner 1");
	assert_null(match_of("a"));
}

static void a_port_with_the_same_device_is_kept_and_renamed(void **state)
{
	(void)state;
	match("port add a tap ifname x\nport add b tap ifname y\n"
	      "port add c stream listen @c\nport add n null",
	      "port add b tap ifname x\nport add a tap ifname y\n"
	      "port add d stream listen @c mtu 1400\nport add m null");

	assert_string_equal(match_of("b"), "a");
	assert_string_equal(match_of("a"), "b");
	assert_string_equal(match_of("d"), "c");
	assert_int_equal(likeness_of("d"), PORT_CHANGED);
	assert_null(match_of("m"));
}

static void ports_with_the_same_name_or_address_conflict(void **state)
{
	const struct port *a, *b;
	const struct listener *l;
	(void)state;
	match("port add a stream listen @x\nport listen dgram /run/y",
	      "port add b dgram local @x\nport listen stream /run/y");
	a = app_port(pair.running, "a");
	b = app_port(pair.wanted, "b");
	l = TAILQ_FIRST(&pair.running->listeners);

	assert_true(
		config_port_conflicts(a, &(struct config_need){ .name = "a" }));
	assert_false(
		config_port_conflicts(a, &(struct config_need){ .name = "b" }));
	assert_true(config_port_conflicts(
		a, &(struct config_need){ "b", port_endpoint(b) }));
	assert_false(config_listener_conflicts(
		l, &(struct config_need){ "b", port_endpoint(b) }));
	assert_true(config_listener_conflicts(
		l, &(struct config_need){
			   .endpoint = &TAILQ_FIRST(&pair.wanted->listeners)
						->endpoint }));
}

static bool is_moved(const char *name)
{
	struct portset all = { 0 }, moved;

	for (struct port *p = NULL; (p = app_next_port(pair.running, p));)
		portset_add(&all, p->no);
	config_moved_ports(pair.wanted->bridge, pair.running->bridge,
			   &pair.match, &all, &moved);
	return portset_has(&moved, app_port(pair.running, name)->no);
}

static void a_port_whose_vlans_change_is_found(void **state)
{
	(void)state;
	match("port add a null access 10\nport add b null trunk 10,20\n"
	      "port add c null trunk 10,20 native 30\nport add d null",
	      "port add d null\nport add c null trunk 10,20 native 20\n"
	      "port add b null trunk 10,20\nport add a null access 11");

	assert_true(is_moved("a"));
	assert_false(is_moved("b"));
	assert_true(is_moved("c"));
	assert_false(is_moved("d"));
}

int main(void)
{
	const struct CMUnitTest matches[] = {
		cmocka_unit_test_teardown(ports_with_the_same_line_are_equal,
					  end),
		cmocka_unit_test_teardown(a_port_with_other_settings_is_kept,
					  end),
		cmocka_unit_test_teardown(
			a_port_with_another_device_is_not_kept, end),
		cmocka_unit_test_teardown(
			a_port_with_the_same_device_is_kept_and_renamed, end),
		cmocka_unit_test_teardown(
			ports_with_the_same_name_or_address_conflict, end),
		cmocka_unit_test_teardown(a_port_whose_vlans_change_is_found,
					  end),
	};

	return cmocka_run_group_tests(matches, NULL, NULL);
}
