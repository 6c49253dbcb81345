/* SPDX-License-Identifier: BSD-2-Clause */
#include "event_text.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "json_get.h"
#include "memory.h"
#include "say.h"

#define NUMBER_WIDTH 6 /* of the numbers of events */

/* What happened, after the port.  {key} stands for the value of a key; what is
 * in brackets is left out if the event does not have the key. */
static const struct {
	const char *event;
	const char *text;
} texts[] = {
	{ "port-added", "added, mtu {mtu}" },
	{ "port-removed", "removed" },
	{ "port-renamed", "renamed, was {before}" },
	{ "port-admin", "set {admin}" },
	{ "port-oper", "{oper}" },
	{ "port-state", "{state}" },
	{ "port-link", "link {link}" },
	{ "port-not-present", "not present" },
	{ "port-present", "present" },
	{ "port-config", "settings changed" },
	{ "port-vlans", "vlans changed" },
	{ "errdisabled", "errdisabled after a {cause}" },
	{ "recovered", "recovered" },
	{ "oversize", "first frame that is too long[: {bytes} bytes]" },
	{ "fdb-learned", "{mac} {state}[, vlan {vlan}]" },
	{ "fdb-moved", "{mac} moved here from {other}[, vlan {vlan}]" },
	{ "fdb-aged", "{mac} aged[, vlan {vlan}]" },
	{ "fdb-evicted", "{mac} evicted[, vlan {vlan}]" },
	{ "fdb-refused", "{mac} not learned, no room[, vlan {vlan}]" },
	{ "fdb-put", "{mac} set, {state}[, vlan {vlan}]" },
	{ "fdb-removed", "{mac} removed[, vlan {vlan}]" },
	{ "fdb-flushed", "stations flushed: {flushed}" },
	{ "violation", "{mac} not allowed here[, vlan {vlan}]" },
	{ "storm", "storm of {frames} frames[, vlan {vlan}]" },
	{ "loop-flap", "{mac} moves between here and {other}, {moves} times "
		       "in a second[, vlan {vlan}]" },
	{ "loop-probe", "a probe that left through {other} came back: a loop" },
	{ "listener-added", "{listener} accepts clients" },
	{ "listener-removed", "{listener} accepts no more clients" },
	{ "client-accepted", "client of {listener} connected" },
	{ "client-rejected", "client of {listener} rejected" },
	{ "client-gone", "client of {listener} disconnected" },
	{ "marker", "{marker}: [{mac} ]{reason}[, vlan {vlan}]"
		    "[, frames: {selected}]" },
	{ "marker-added", "marker {marker} added" },
	{ "marker-removed", "marker {marker} removed" },
	{ "mirror-added", "mirror {mirror} added" },
	{ "mirror-removed", "mirror {mirror} removed" },
	{ "vlan-config", "settings of vlan {vlan} changed" },
	{ "config", "settings of the switch changed" },
};

/* An event that this program does not know is shown by its word. */
static const char *text_of(const char *event)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(texts[i].event, event))
			return texts[i].text;
	return "{event}[ {mac}][ {other}][, vlan {vlan}]";
}

static void print_value(FILE *out, const json_t *event, const char *key)
{
	char *text = memory_check(cell_text(key, json_object_get(event, key)));

	fputs(text, out);
	free(text);
}

/* Reads {key}; returns what follows it */
static const char *read_key(const char *text, char key[32])
{
	const size_t len = strcspn(text + 1, "}");

	snprintf(key, 32, "%.*s", (int)len, text + 1);
	return text + len + 2;
}

/* An event of a marker stands for one frame, unless it says otherwise. */
static bool has_key_within(const json_t *event, const char *bracket)
{
	const json_t *value;
	char key[32];

	read_key(strchr(bracket, '{'), key);
	value = json_object_get(event, key);
	return value &&
	       (strcmp(key, "selected") != 0 || json_integer_value(value) != 1);
}

static void print_text(FILE *out, const json_t *event, const char *text)
{
	char key[32];

	while (*text) {
		if (*text == '[' && !has_key_within(event, text)) {
			text = strchr(text, ']') + 1;
		} else if (*text == '[' || *text == ']') {
			text++;
		} else if (*text == '{') {
			text = read_key(text, key);
			print_value(out, event, key);
		} else {
			putc(*text++, out);
		}
	}
}

static void print_actor(FILE *out, const json_t *event)
{
	if (json_object_get(event, "uid"))
		print_text(out, event, " (uid {uid}[, pid {pid}])");
}

void event_print(FILE *out, const json_t *event, bool has_number)
{
	const char *port = json_get_text(event, "port");
	char time[SAY_TIME_SIZE];

	if (json_object_get(event, "missed")) {
		print_text(out, event, "{missed} events were missed\n");
		return;
	}
	if (has_number)
		fprintf(out, "%*lu ", NUMBER_WIDTH,
			json_get_count(event, "seq"));
	fprintf(out, "%s %-9s %-8s ", say_time_of(event, time),
		json_get_text(event, "kind"), *port ? port : "-");
	print_text(out, event, text_of(json_get_text(event, "event")));
	print_actor(out, event);
	putc('\n', out);
}
