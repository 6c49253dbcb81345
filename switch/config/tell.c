/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/tell.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "commands/commands.h"
#include "control/grammar.h"

static struct args *parse(const struct line *line)
{
	struct args *args = NULL;
	struct err ignored;

	if (line->text && !line->failed)
		grammar_parse(commands, command_count, line->text, line->len,
			      &args, &ignored);
	return args;
}

/* Nothing depends on it: without memory it is just not told. */
static void tell(const char *whose, const struct line *before,
		 const struct line *after)
{
	struct args *was = parse(before);
	struct args *is = parse(after);
	struct line changes = { 0 };

	if (was && is && args_command(was) == args_command(is))
		args_changes(was, is, &changes);
	if (changes.text && !changes.failed)
		log_info("%s: %s", whose, changes.text);
	line_free(&changes);
	args_free(was);
	args_free(is);
}

void config_tell_lines(const char *whose, struct line *before,
		       struct line *after)
{
	if (before->text && after->text && strcmp(before->text, after->text))
		tell(whose, before, after);
	line_free(before);
	line_free(after);
}

void config_tell_switch(const struct switch_settings *is,
			const struct switch_settings *to_be)
{
	struct line before = { 0 }, after = { 0 };

	if (switch_settings_equal(is, to_be))
		return;
	switch_line(is, to_be, &before);
	switch_line(to_be, is, &after);
	config_tell_lines("switch", &before, &after);
}

void config_tell_port(const char *name, struct line *before, struct line *after)
{
	char whose[sizeof("port ") + PORT_NAME_SIZE];

	snprintf(whose, sizeof(whose), "port %s", name);
	config_tell_lines(whose, before, after);
}

void config_tell_vlan_lines(const struct bridge *wanted,
			    const struct bridge *br)
{
	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		const struct vlan_settings is = vlan_settings_get(br, vid);
		const struct vlan_settings to_be =
			vlan_settings_get(wanted, vid);
		struct line before = { 0 }, after = { 0 };
		char whose[sizeof("vlan 4094")];

		if (vlan_settings_equal(&is, &to_be))
			continue;
		vlan_line(vid, &is, &to_be, &before);
		vlan_line(vid, &to_be, &is, &after);
		snprintf(whose, sizeof(whose), "vlan %u", vid);
		config_tell_lines(whose, &before, &after);
	}
}

static void comma(struct line *line)
{
	if (line->text)
		line_append(line, ",");
}

static void note_vids(struct line *line, const char *what,
		      const struct vids *before, const struct vids *after)
{
	char was[VIDS_TEXT_SIZE], is[VIDS_TEXT_SIZE];

	if (!memcmp(before, after, sizeof(*before)))
		return;
	vids_format(before, was);
	vids_format(after, is);
	comma(line);
	line_words(line, "%s %s -> %s", what, *was ? was : "none",
		   *is ? is : "none");
}

void config_tell_vlans(const char *name, const struct vlan_port *before,
		       const struct vlan_port *after)
{
	struct line line = { 0 };

	note_vids(&line, "vlan", &before->members, &after->members);
	note_vids(&line, "untagged vlan", &before->untagged, &after->untagged);
	if (before->pvid != after->pvid) {
		comma(&line);
		line_words(&line, "pvid %u -> %u", before->pvid, after->pvid);
	}
	if (line.text && !line.failed)
		log_info("port %s: %s", name, line.text);
	line_free(&line);
}

void config_settings_line(const struct port *configured,
			  const struct port_settings *settings,
			  struct line *line)
{
	const struct port_settings usual = port_settings_defaults();

	port_line(configured, line);
	port_settings_words(settings, &usual, line);
}
