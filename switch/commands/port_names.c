/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the ports that a line names. */
#include <errno.h>
#include <string.h>

#include "base/names.h"
#include "base/time.h"
#include "commands/port_names.h"
#include "ports.h"
#include "settings/no_such_port.h"

/* After so many ports, or so much time, frames are handled again. */
#define SOME_PORTS   64
#define SOME_TIME_NS 1000000

int command_port(const struct app *app, const struct args *args,
		 struct port **port, struct err *err)
{
	const char *name = args_str(args, "port");

	*port = name ? app_port(app, name) : NULL;
	if (name && !*port)
		return no_such_port(app, "port", name, args_word(args, "port"),
				    err);
	return 0;
}

static size_t add_matching(const struct app *app, const char *pattern,
			   struct portset *ports)
{
	size_t n = 0;

	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		if (!names_match(pattern, p->name))
			continue;
		portset_add(ports, p->no);
		n++;
	}
	return n;
}

static size_t add_range(const struct app *app, const struct names_range *range,
			struct portset *ports)
{
	size_t n = 0;

	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		if (!names_range_has(range, p->name))
			continue;
		portset_add(ports, p->no);
		n++;
	}
	return n;
}

/* The first port of a range that does not exist */
static void name_missing(const struct app *app, const struct names_range *range,
			 char name[PORT_NAME_SIZE])
{
	uint32_t number = range->first;

	do
		names_range_format(range, number, name);
	while (number++ < range->last && app_port(app, name));
}

/* Adds the ports that an item of the list means.  Return: false if one does not
 * exist; @missing is its name if the item is a range, else empty. */
static bool add_part(const struct app *app, const char *part,
		     struct portset *ports, char missing[PORT_NAME_SIZE])
{
	const struct port *port = app_port(app, part);
	struct names_range range;

	*missing = '\0';
	if (port) {
		portset_add(ports, port->no);
		return true;
	}
	if (names_is_pattern(part))
		return add_matching(app, part, ports);
	if (!names_range_parse(part, &range))
		return false;
	if (add_range(app, &range, ports) == range.last - range.first + 1)
		return true;
	name_missing(app, &range, missing);
	return false;
}

static int no_such(const struct app *app, const struct args *args,
		   const char *part, const char *missing, struct err *err)
{
	unsigned int word = args_word(args, "port");

	if (names_is_pattern(part))
		return err_say(err, ENOENT, "no-such-port", word,
			       "no port is named \"%.80s\"", part);
	if (*missing)
		return err_say(err, ENOENT, "no-such-port", word,
			       "port \"%s\" of \"%.80s\" does not exist",
			       missing, part);
	return no_such_port(app, "port", part, word, err);
}

int command_ports(const struct app *app, const struct args *args,
		  struct portset *ports, struct err *err)
{
	const char *list = args_str(args, "port");
	char part[NAMES_SIZE], missing[PORT_NAME_SIZE];

	*ports = (struct portset){ 0 };
	if (!list)
		add_matching(app, "*", ports);
	while (list && names_next(&list, part))
		if (!add_part(app, part, ports, missing) &&
		    !args_has(args, "--if-exists"))
			return no_such(app, args, part, missing, err);
	return 0;
}

int command_visit_ports(struct app *app, const struct args *args,
			struct answer *answer, command_visit *visit)
{
	struct portset ports;
	const int64_t end_ns = time_now_ns() + SOME_TIME_NS;
	struct err ignored;
	size_t n = 0;

	if (command_ports(app, args, &ports, &ignored))
		return ANSWER_DONE;
	while (answer->cursor <= PORT_MAX) {
		port_no no = (port_no)answer->cursor++;

		if (!portset_has(&ports, no))
			continue;
		visit(app, app->ports[no], args, answer);
		if (++n == SOME_PORTS || time_now_ns() >= end_ns)
			break;
	}
	return answer->cursor <= PORT_MAX ? ANSWER_MORE : ANSWER_DONE;
}

int command_show_ports(struct app *app, const struct args *args,
		       struct answer *answer, command_visit *show)
{
	int ret = command_visit_ports(app, args, answer, show);

	if (ret == ANSWER_DONE)
		writer_end_array(&answer->out);
	return ret;
}

struct port *command_next_port(const struct app *app,
			       const struct portset *ports,
			       const struct port *before)
{
	port_no no = portset_next(ports, before ? before->no + 1u : 1);

	return no == PORT_NONE ? NULL : app->ports[no];
}
