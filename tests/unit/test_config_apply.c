/* SPDX-License-Identifier: BSD-2-Clause */
/* Applies each of some files to a switch with each other configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "bridging.h"
#include "config/detach.h"
#include "config/plan.h"
#include "config/snapshot.h"
#include "config_fixture.h"
#include "port/listener.h"

/* Each has something that another one lacks or has with other settings. */
static const char *const files[] = {
	"",
	"switch set ageing_time 7 vlan_filtering on vlan_default_pvid 5\n"
	"vlan set 10 name red\n"
	"port add a null\n"
	"port add b null mtu 1400 access 1\n"
	"port add c null trunk 10,20 native 5\n"
	"port add t tap ifname x mtu 1400 mac 02:00:00:00:00:07\n"
	"port set a backup_port b\n"
	"port listen stream @l max 4\n"
	"fdb add 02:00:00:00:00:01 port a vlan 5 static\n"
	"fdb add 02:00:00:00:00:02 port c vlan 10 sticky\n"
	"marker add m port a,x* filter 'ip or arp' bpf '6 0 0 1'\n"
	"marker add n\n"
	"mirror add m from a,x* direction in to c snaplen 100\n"
	"mirror add n from vlan 5 to c ingress on\n"
	"vlan set 900 remote_span on\n"
	"mirror add far from a to vlan 900",
	"switch set flap off group_fwd linux vlan_default_pvid 0\n"
	"vlan set 10 name blue fdb_limit 5\n"
	"port add b null down\n"
	"port add a stream listen @l\n"
	"port add u tap ifname x address 192.0.2.1/24\n"
	"port add c null dot1q-tunnel 30 police 1mbit alias 'a b'\n"
	"port set b backup_port a\n"
	"fdb add 02:00:00:00:00:02 port b static\n"
	"marker add m filter arp bpf '6 0 0 1'\n"
	"marker add o bpf '6 0 0 1'\n"
	"mirror add m from b to a filter arp bpf '6 0 0 1'",
	"port add u tap ifname y\n"
	"port add t tap ifname x learning off gro off\n"
	"port add b null\n"
	"vlan add 10-12 port b untagged\n"
	"port listen dgram @l\n"
	"port listen stream @m isolated on\n"
	"fdb add 02:00:00:00:00:03 port u static\n"
	"marker add m filter arp bpf '6 0 0 2'\n"
	"marker add o port b bpf '6 0 0 1'\n"
	"mirror add m from c to b filter arp bpf '6 0 0 2'\n"
	"mirror add o from all to b every 7",
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The configuration of a switch, sorted, because ports that are kept keep their
 * numbers and with them their order */
static char *lines_of(const struct app *app)
{
	struct snapshot snapshot = { 0 };
	struct line text = { 0 }, sorted = { 0 };
	char *line[64], *rest;
	size_t n = 0;

	while (snapshot_next(&snapshot, app, &text))
		;
	rest = text.text;
	while (rest && (line[n] = strsep(&rest, "\n")))
		if (++n == ARRAY_SIZE(line))
			abort();
	qsort(line, n, sizeof(line[0]), by_text);
	line_append(&sorted, "");
	for (size_t i = 0; i < n; i++) {
		line_append(&sorted, line[i]);
		line_append(&sorted, "\n");
	}
	line_free(&text);
	return sorted.text;
}

static void assert_same_lines(const struct app *a, const struct app *b)
{
	char *first = lines_of(a), *second = lines_of(b);

	assert_string_equal(first, second);
	free(first);
	free(second);
}

static void apply(struct app *app, const char *file, bool keep)
{
	const struct config_how how = { .keep = keep };
	struct config *config = file_of(file);
	struct err err;

	if (config_apply(config, app, &how, &err))
		fail_msg("%s", err.text);
	config_free(config);
}

static void assert_no_change(struct app *app, const char *file)
{
	struct config *config = file_of(file);
	struct plan *plan = plan_new(config, app, false);

	assert_non_null(plan);
	if (plan->n)
		fail_msg("%s", plan->changes[0].text.text);
	plan_free(plan);
	config_free(config);
}

static void a_switch_gets_the_configuration_of_a_file(void **state)
{
	(void)state;
	for (size_t from = 0; from < ARRAY_SIZE(files); from++) {
		for (size_t to = 0; to < ARRAY_SIZE(files); to++) {
			struct app *app = switch_of(files[from]);
			struct app *wanted = switch_of(files[to]);

			apply(app, files[to], false);
			assert_same_lines(app, wanted);
			assert_no_change(app, files[to]);
			app_free(app);
			app_free(wanted);
		}
	}
}

static void the_saved_configuration_of_a_switch_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct app *app = switch_of(files[i]);
		struct snapshot snapshot = { 0 };
		struct line text = { 0 };

		while (snapshot_next(&snapshot, app, &text))
			;
		assert_no_change(app, text.text ? text.text : "");
		line_free(&text);
		app_free(app);
	}
}

static void a_new_port_with_the_name_of_a_backup_port_replaces_it(void **state)
{
	struct app *app = switch_of("port add a null\nport add b null\n"
				    "port set a backup_port b");
	(void)state;

	apply(app, "port add a null\nport add b tap\nport set a backup_port b",
	      false);

	assert_int_equal(
		app->bridge->port[app_port(app, "a")->no].settings.backup,
		app_port(app, "b")->no);
	app_free(app);
}

static void with_keep_the_configurations_of_two_files_are_merged(void **state)
{
	struct app *app = switch_of("port add a null access 10\n"
				    "fdb add 02:00:00:00:00:01 port a static\n"
				    "marker add m port a");
	struct app *both = switch_of("port add a null access 10\n"
				     "port add b null\n"
				     "port listen stream @l\n"
				     "fdb add 02:00:00:00:00:01 port a static\n"
				     "fdb add 02:00:00:00:00:02 port b static\n"
				     "marker add m port a\nmarker add n");
	(void)state;

	apply(app,
	      "port add b null\nport listen stream @l\n"
	      "fdb add 02:00:00:00:00:02 port b static\nmarker add n",
	      true);

	assert_same_lines(app, both);
	app_free(app);
	app_free(both);
}

static void a_marker_that_a_file_does_not_change_keeps_its_counts(void **state)
{
	struct app *app = switch_of("marker add m\nmarker add n\nmarker add o");
	const struct markers *markers = &app->bridge->markers;
	(void)state;

	markers_find(markers, "m")->frames = 7;
	markers_find(markers, "n")->frames = 7;
	apply(app, "port add a null\nmarker add n port a\nmarker add m", false);
	assert_int_equal(markers_find(markers, "m")->frames, 7);
	assert_int_equal(markers_find(markers, "n")->frames, 0);
	assert_null(markers_find(markers, "o"));
	app_free(app);
}

static void a_file_with_too_many_markers_is_refused(void **state)
{
	struct app *app = switch_of("marker add one");
	struct app *before = switch_of("marker add one");
	const struct config_how keeping = { .keep = true };
	struct line file = { 0 };
	struct config *config;
	struct err err;
	(void)state;

	line_append(&file, "port add a null\n");
	for (int i = 0; i < MARKERS_MAX; i++) {
		line_words(&file, "marker add m%d", i);
		line_append(&file, "\n");
	}
	config = file_of(file.text);
	assert_int_not_equal(config_apply(config, app, &keeping, &err), 0);
	assert_string_equal(err.code, "too-many-markers");
	assert_same_lines(app, before);
	config_free(config);

	apply(app, file.text, false);
	assert_int_equal(app->bridge->markers.n, MARKERS_MAX);
	line_free(&file);
	app_free(app);
	app_free(before);
}

static void a_mirror_that_a_file_does_not_change_keeps_its_counts(void **state)
{
	struct app *app = switch_of("port add a null\nport add b null\n"
				    "mirror add m from a to b\n"
				    "mirror add n from all to b");
	const struct mirrors *mirrors = &app->bridge->mirrors;
	const port_no b = app_port(app, "b")->no;
	(void)state;

	mirrors_find(mirrors, "m")->frames = 7;
	apply(app,
	      "port add b null\nport add a null\n"
	      "mirror add o from a to b\nmirror add m from a to b",
	      false);
	assert_int_equal(mirrors_find(mirrors, "m")->frames, 7);
	assert_null(mirrors_find(mirrors, "n"));
	assert_int_equal(mirrors_find(mirrors, "o")->monitor, b);
	assert_true(portset_has(&mirrors->silent, b));

	apply(app, "port add b null\nport add a null", false);
	assert_int_equal(mirrors->n, 0);
	assert_true(portset_empty(&mirrors->silent));
	app_free(app);
}

/* Returns the code of the error. */
static const char *refuse(struct app *app, const char *file)
{
	const struct config_how keeping = { .keep = true };
	struct config *config = file_of(file);
	static struct err err;

	assert_int_not_equal(config_apply(config, app, &keeping, &err), 0);
	config_free(config);
	return err.code;
}

static void
a_file_whose_mirrors_conflict_with_kept_ones_is_refused(void **state)
{
	struct app *app = switch_of("mirror add m from a to b");
	struct app *before = switch_of("mirror add m from a to b");
	struct line file = { 0 };
	(void)state;

	assert_string_equal(refuse(app, "mirror add n from c to a"),
			    "conflict");
	for (int i = 0; i < MIRRORS_MAX; i++) {
		line_words(&file, "mirror add m%d from c to d", i);
		line_append(&file, "\n");
	}
	assert_string_equal(refuse(app, file.text), "too-many-mirrors");
	assert_same_lines(app, before);

	/* One that the file replaces is not kept. */
	apply(app, "mirror add m from c to d\nmirror add n from c to a", true);
	assert_int_equal(app->bridge->mirrors.n, 2);
	line_free(&file);
	app_free(app);
	app_free(before);
}

/* As a refused file does with a port that another one needs */
static void a_port_that_is_attached_again_has_its_state(void **state)
{
	struct app *app = switch_of("port add a null\nport add b null\n"
				    "port set a backup_port b\n"
				    "port set b down");
	const port_no a = app_port(app, "a")->no, b = app_port(app, "b")->no;
	struct lost_state *lost = calloc(1, sizeof(*lost));
	struct bridge *br = app->bridge;
	uint64_t count;
	(void)state;

	bridge_set_state(br, b, PORT_STATE_DISCARDING);
	lost_state_save(lost, app);
	attach(app, detach(app, app->ports[b]), lost);
	count = br->events.count;
	lost_state_restore(lost, app);

	assert_false(app->ports[b]->up);
	assert_int_equal(br->port[b].state_wanted, PORT_STATE_DISCARDING);
	assert_int_equal(br->port[a].settings.backup, b);
	assert_int_equal(br->events.count, count + 1);
	assert_true(has_event(br, EVENT_PORT_CONFIG, a));
	lost_state_free(lost);
	free(lost);
	app_free(app);
}

/* The role in a listener's line, what commands change on the port of its client,
 * and the role in the file that also sets the default VLAN from 1 to 5; then the
 * VLANs and the PVID of the client */
static const struct {
	const char *before;
	const char *commands;
	const char *after;
	const char *vids;
	vlan_id pvid;
} moves[] = {
	{ "", "", "", "5", 5 },
	{ "", "vlan add 20 port vm0", "", "5,20", 5 },
	{ "", "", "access 1", "1", 1 },
	{ "", "", "access 5", "5", 5 },
	{ "access 1", "", "access 1", "1", 1 },
	{ "access 1", "", "", "5", 5 },
	{ "access 1", "", "accept untagged", "5", 5 },
	{ "accept untagged", "", "access 1", "1", 1 },
	{ "access 5", "", "", "5", 5 },
	{ "access 10", "", "", "5", 5 },
	{ "trunk 10,20 native 1", "", "trunk 10,20 native 1", "1,10,20", 1 },
	{ "dot1q-tunnel 1", "", "dot1q-tunnel 1", "1", 1 },
};

/* A switch with a listener and a port of a client, whose default VLAN is 1 */
static struct app *switch_with_client(const char *role)
{
	char lines[128];
	struct app *app;
	struct port *port;

	snprintf(lines, sizeof(lines),
		 "port listen stream @l %s\nport add vm0 null %s", role, role);
	app = switch_of(lines);
	port = app_port(app, "vm0");
	port->listener = TAILQ_FIRST(&app->listeners);
	port->listener->ports++;
	return app;
}

static void assert_vlans(const struct app *app, const char *vids, vlan_id pvid)
{
	char text[VIDS_TEXT_SIZE];
	struct vlan_port vp;

	vlan_port_get(app->bridge, app_port(app, "vm0")->no, &vp);
	assert_string_equal(vids_format(&vp.members, text), vids);
	assert_int_equal(vp.pvid, pvid);
}

static void clients_with_a_role_do_not_follow_the_default_vlan(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(moves); i++) {
		struct app *app = switch_with_client(moves[i].before);
		char file[128];

		run_lines(app, moves[i].commands);
		snprintf(file, sizeof(file),
			 "switch set vlan_default_pvid 5\n"
			 "port listen stream @l %s",
			 moves[i].after);
		apply(app, file, false);
		assert_vlans(app, moves[i].vids, moves[i].pvid);
		app_free(app);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_switch_gets_the_configuration_of_a_file),
		cmocka_unit_test(
			the_saved_configuration_of_a_switch_changes_nothing),
		cmocka_unit_test(
			a_new_port_with_the_name_of_a_backup_port_replaces_it),
		cmocka_unit_test(
			with_keep_the_configurations_of_two_files_are_merged),
		cmocka_unit_test(
			a_marker_that_a_file_does_not_change_keeps_its_counts),
		cmocka_unit_test(a_file_with_too_many_markers_is_refused),
		cmocka_unit_test(
			a_mirror_that_a_file_does_not_change_keeps_its_counts),
		cmocka_unit_test(
			a_file_whose_mirrors_conflict_with_kept_ones_is_refused),
		cmocka_unit_test(a_port_that_is_attached_again_has_its_state),
		cmocka_unit_test(
			clients_with_a_role_do_not_follow_the_default_vlan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
