/* SPDX-License-Identifier: BSD-2-Clause */
/* loop show, clear; settings of loop detection for `switch show` */
#include "commands/commands.h"
#include "commands/show.h"
#include "ports.h"
#include "protocols.h"

static void show_alarm(const struct app *app, const struct loop_alarm *alarm,
		       struct writer *out)
{
	char text[MAC_TEXT_SIZE];

	writer_begin_object(out, NULL);
	writer_str(out, "sign", alarm->flap ? "flap" : "probe");
	writer_str(out, "mac", mac_format(alarm->mac, text));
	writer_uint(out, "vlan", alarm->vid);
	writer_str(out, "port", app_port_name(app, alarm->port));
	writer_str(out, "other", app_port_name(app, alarm->other));
	writer_uint(out, "moves", alarm->moves);
	writer_int(out, "ago_ms", app->now_ms - alarm->at_ms);
	writer_end_object(out);
}

int cmd_loop_show(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	const struct loop_alarm *alarm;

	(void)args;
	(void)err;
	writer_begin_array(&answer->out, NULL);
	for (size_t n = 0; (alarm = loop_alarm_last(&app->bridge->loop, n));
	     n++)
		show_alarm(app, alarm, &answer->out);
	writer_end_array(&answer->out);
	return 0;
}

int cmd_loop_clear(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	(void)args;
	(void)answer;
	(void)err;
	app->bridge->loop.alarm_count = 0;
	return 0;
}

void loop_show(const struct loop_detect *loop, struct writer *out)
{
	writer_str(out, "flap", loop_action_word(loop->flap));
	writer_uint(out, "flap_moves", loop->flap_moves);
	writer_uint(out, "flap_recovery", loop->flap_recovery_s);
	writer_str(out, "loop_probe", loop_action_word(loop->probe));
	writer_uint(out, "loop_interval", loop->probe_s);
	writer_uint(out, "loop_recovery", loop->probe_recovery_s);
	writer_uint(out, "loop_alarms", loop->alarm_count);
}
