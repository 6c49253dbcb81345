/* SPDX-License-Identifier: BSD-2-Clause */
/* mirror add, del, show, reset */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/filter.h"
#include "control/server.h"
#include "ports.h"
#include "settings/lines.h"
#include "settings/vlan_values.h"

/* Return: 0, and NULL in @m if the line names none; or -ENOENT with @err set */
static int find_mirror(const struct app *app, const struct args *args,
		       struct mirror **m, struct err *err)
{
	const char *name = args_str(args, "mirror");

	*m = name ? mirrors_find(&app->bridge->mirrors, name) : NULL;
	if (!name || *m)
		return 0;
	return err_say(err, ENOENT, "no-such-mirror", args_word(args, "mirror"),
		       "mirror \"%s\" does not exist: see \"mirror show\"",
		       name);
}

static enum mirror_direction direction_of(const struct args *args)
{
	const char *word = args_str(args, "direction");

	if (!word || !strcmp(word, "both"))
		return MIRROR_BOTH;
	return !strcmp(word, "in") ? MIRROR_IN : MIRROR_OUT;
}

static int take_source(const struct args *args, struct mirror *m,
		       struct err *err)
{
	const char *ports = args_str(args, "port");

	if (ports) {
		snprintf(m->ports, sizeof(m->ports), "%s", ports);
		return 0;
	}
	m->in_vlans = true;
	return command_port_vids(args, "vlan", &m->vids, err);
}

static int take(const struct args *args, struct mirror *m, struct err *err)
{
	int ret = take_source(args, m, err);

	m->direction = (uint8_t)direction_of(args);
	m->to_vid = (vlan_id)args_uint(args, "to_vlan", VLAN_NONE);
	if (m->to_vid == VLAN_NONE)
		snprintf(m->to, sizeof(m->to), "%s", args_str(args, "to"));
	m->snaplen = (uint32_t)args_uint(args, "snaplen", 0);
	m->every = (uint32_t)args_uint(args, "every", 1);
	m->ingress = args_has(args, "ingress") && args_on(args, "ingress");
	return ret ? ret : command_filter(args, &m->filter, err);
}

/* Makes the mirror of a line, @made. */
static int make_mirror(const struct args *args, struct mirror **made,
		       struct err *err)
{
	struct mirror *m = mirror_new(args_str(args, "mirror"));
	int ret;

	if (!m)
		return err_set(err, ENOMEM, "add a mirror");
	ret = take(args, m, err);
	if (ret)
		mirror_free(m);
	else
		*made = m;
	return ret;
}

/* With --may-exist: fails unless the existing mirror is as the line says. */
static int check_same(const struct args *args, const struct mirror *there,
		      const struct mirror *wanted, struct err *err)
{
	struct line line = { 0 };

	if (args_has(args, "--may-exist") && mirror_equal(there, wanted))
		return 0;
	mirror_line(there, &line);
	return command_exists(args, "mirror", "mirror-exists", &line, err);
}

/* The word of the line that is in conflict with @other */
static unsigned int conflicting_word(const struct args *args,
				     const struct mirror *m,
				     const struct mirror *other)
{
	if (other != m && mirror_names_copies(m, other))
		return args_word(args, m->in_vlans ? "vlan" : "port");
	return args_word(args, m->to_vid == VLAN_NONE ? "to" : "to_vlan");
}

static int check_conflict(const struct app *app, const struct args *args,
			  const struct mirror *m, struct err *err)
{
	const struct mirror *other = mirrors_conflict(&app->bridge->mirrors, m);
	char text[MIRROR_CONFLICT_SIZE];

	if (!other)
		return 0;
	return err_say(err, EINVAL, "conflict",
		       conflicting_word(args, m, other), "%s",
		       mirror_conflict_format(m, other, text));
}

static int add(struct app *app, const struct args *args, struct mirror *m,
	       struct err *err)
{
	int ret = check_conflict(app, args, m, err);

	if (!ret && !bridge_add_mirror(app->bridge, m))
		ret = err_say(err, ENOSPC, "too-many-mirrors",
			      args_word(args, "mirror"),
			      "a switch has %d mirrors at most", MIRRORS_MAX);
	if (ret)
		mirror_free(m);
	return ret;
}

static bool has_tagged_member(const struct vlan *vlan)
{
	struct portset tagged = vlan->members;

	portset_drop(&tagged, &vlan->untagged);
	return !portset_empty(&tagged);
}

static bool copies_remote_span(const struct bridge *br, const struct mirror *m)
{
	if (m->in_vlans)
		VIDS_FOREACH(&m->vids, vid)
			if (br->vlan[vid].remote_span)
				return true;
	return false;
}

/* What a mirror that sends into a VLAN lacks */
static const char *missing_in_vlan(const struct bridge *br,
				   const struct mirror *m)
{
	if (copies_remote_span(br, m))
		return "a VLAN with remote_span on carries copies, and these "
		       "are not copied into a VLAN again";
	if (!has_tagged_member(&br->vlan[m->to_vid]))
		return "no port is a tagged member of the VLAN that gets the "
		       "copies: \"vlan add VID port PORT\"";
	if (!br->vlan[m->to_vid].remote_span)
		return "stations are learned in this VLAN, so copies are not "
		       "flooded everywhere: \"vlan set VID remote_span on\", "
		       "on each switch";
	return NULL;
}

/* A remark about what keeps a mirror from copying, which is no error: a file
 * may name a port before it adds it, and clients come later. */
static const char *missing(const struct app *app, const struct mirror *m)
{
	const bool is_to_vlan = m->to_vid != VLAN_NONE;
	const char *note = NULL;

	if ((m->in_vlans || is_to_vlan) && !app->bridge->vlan_filtering)
		return "the mirror copies nothing while VLANs are off: "
		       "\"switch set vlan_filtering on\"";
	if (is_to_vlan)
		note = missing_in_vlan(app->bridge, m);
	if (note)
		return note;
	if (!is_to_vlan && m->monitor == PORT_NONE)
		return "the port to which the mirror sends does not exist: "
		       "frames are copied when it does";
	if (!m->in_vlans && strcmp(m->ports, MIRROR_ALL) != 0 &&
	    portset_empty(&m->selected))
		return "no port has such a name; the mirror copies frames of "
		       "ports that get one";
	return NULL;
}

int cmd_mirror_add(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	const struct mirror *there =
		mirrors_find(&app->bridge->mirrors, args_str(args, "mirror"));
	struct mirror *m = NULL;
	int ret = make_mirror(args, &m, err);

	if (ret)
		return ret;
	if (there) {
		ret = check_same(args, there, m, err);
		mirror_free(m);
		return ret;
	}
	ret = add(app, args, m, err);
	if (!ret)
		answer->note = missing(app, m);
	return ret;
}

int cmd_mirror_del(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	struct mirror *m;
	int ret = find_mirror(app, args, &m, err);

	(void)answer;
	if (ret)
		return args_has(args, "--if-exists") ? 0 : ret;
	bridge_take_mirror(app->bridge, m);
	mirror_free(m);
	return 0;
}

static void show_source(const struct mirror *m, struct writer *out)
{
	char vids[VIDS_TEXT_SIZE];

	writer_str(out, "port", m->in_vlans ? NULL : m->ports);
	writer_str(out, "vlan",
		   m->in_vlans ? vids_format(&m->vids, vids) : NULL);
	writer_str(out, "direction",
		   mirror_direction_word((enum mirror_direction)m->direction));
}

static void show_missed(const struct mirror *m, struct writer *out)
{
	writer_begin_object(out, "missed");
	for (unsigned int i = 0; i < MIRROR_MISS_COUNT; i++)
		if (m->missed[i])
			writer_uint(out, mirror_miss_word((enum mirror_miss)i),
				    m->missed[i]);
	writer_end_object(out);
}

static void show_mirror(const struct mirror *m, struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_str(out, "name", m->name);
	show_source(m, out);
	writer_str(out, "to", m->to_vid == VLAN_NONE ? m->to : NULL);
	if (m->to_vid == VLAN_NONE)
		writer_str(out, "to_vlan", NULL);
	else
		writer_uint(out, "to_vlan", m->to_vid);
	writer_uint(out, "snaplen", m->snaplen);
	writer_uint(out, "every", m->every);
	writer_bool(out, "ingress", m->ingress);
	command_show_filter(&m->filter, out);
	writer_uint(out, "frames", m->frames);
	writer_uint(out, "copies", m->copies);
	show_missed(m, out);
	writer_end_object(out);
}

/* The cursor is the next mirror. */
static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	const struct mirrors *mirrors = &app->bridge->mirrors;

	(void)args;
	(void)err;
	for (; answer->cursor < mirrors->n; answer->cursor++) {
		if (answer->out.len >= SERVER_OUT_SIZE)
			return ANSWER_MORE;
		show_mirror(mirrors->by[answer->cursor], &answer->out);
	}
	writer_end_array(&answer->out);
	return ANSWER_DONE;
}

int cmd_mirror_show(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct mirror *m;
	int ret = find_mirror(app, args, &m, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	if (m) {
		show_mirror(m, &answer->out);
		writer_end_array(&answer->out);
	} else {
		answer->more = show_more;
	}
	return 0;
}

int cmd_mirror_reset(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	const struct mirrors *mirrors = &app->bridge->mirrors;
	struct mirror *m;
	int ret = find_mirror(app, args, &m, err);

	(void)answer;
	if (ret)
		return ret;
	for (size_t i = 0; i < mirrors->n; i++)
		if (!m || m == mirrors->by[i])
			mirror_reset(mirrors->by[i]);
	return 0;
}
