/* SPDX-License-Identifier: BSD-2-Clause */
/* violation show, clear */
#include "commands/commands.h"
#include "commands/port_names.h"
#include "ports.h"

static void show_violation(const struct app *app, const struct violation *v,
			   struct writer *out)
{
	char text[MAC_TEXT_SIZE];

	writer_begin_object(out, NULL);
	writer_str(out, "mac", mac_format(v->mac, text));
	writer_uint(out, "vlan", v->vid);
	writer_str(out, "port", app_port_name(app, v->port));
	writer_int(out, "first_ms", app->now_ms - v->first_ms);
	writer_int(out, "last_ms", app->now_ms - v->last_ms);
	writer_uint(out, "frames", v->count);
	writer_end_object(out);
}

int cmd_violation_show(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	const struct violations *all = &app->bridge->violations;
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	for (size_t i = 0; i < all->n; i++)
		if (portset_has(&ports, all->by[i].port))
			show_violation(app, &all->by[i], &answer->out);
	writer_end_array(&answer->out);
	return 0;
}

int cmd_violation_clear(struct app *app, const struct args *args,
			struct answer *answer, struct err *err)
{
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	(void)answer;
	if (ret)
		return ret;
	if (!args_has(args, "port"))
		violations_forget(&app->bridge->violations, PORT_NONE);
	PORTSET_FOREACH(&ports, no)
		violations_forget(&app->bridge->violations, no);
	return 0;
}
