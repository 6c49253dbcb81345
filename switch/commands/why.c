/* SPDX-License-Identifier: BSD-2-Clause */
/* why: why two ends do not reach each other, according to recorded frames. */
#include "commands/why.h"

#include <errno.h>
#include <stdlib.h>

#include "commands/commands.h"
#include "commands/records.h"
#include "ports.h"
#include "settings/no_such_port.h"

/* The words of the line that name the ends */
static const char *const keys[] = { "from", "to" };

/* What one answer keeps while the records are read */
struct reading {
	struct scene scene;
	struct diagnosis diagnosis;
};

static void set_scene(const struct app *app, struct scene *scene)
{
	scene->bridge = app->bridge;
	scene->recorder = app->recording.recorder;
	scene->now_ms = app->now_ms;
	for (const struct port *p = NULL; (p = app_next_port(app, p));)
		scene->port[p->no] = (struct port_now){
			.is_set_up = p->up,
			.is_present = !p->not_present,
			.since = p->added_frames,
		};
}

static int no_such_end(const struct app *app, const char *text,
		       unsigned int word, struct err *err)
{
	const struct span meant = similar_port(app, text);

	if (!meant.len)
		return err_say(err, ENOENT, "no-such-port", word,
			       "\"%.80s\" is no IP address, no MAC address and "
			       "no port",
			       text);
	return err_say(err, ENOENT, "no-such-port", word,
		       "\"%.80s\" is no IP address, no MAC address and no "
		       "port, did you mean \"%.*s\"?",
		       text, (int)meant.len, meant.at);
}

static int read_end(const struct app *app, const struct args *args,
		    const char *key, struct end *end, struct err *err)
{
	const char *text = args_str(args, key);
	const struct port *port;
	struct ip_address address;
	struct mac mac;

	if (ip_address_parse(text, &address)) {
		*end = end_of_host(&address);
	} else if (mac_parse(text, &mac)) {
		*end = end_of_station(mac);
	} else {
		port = app_port(app, text);
		if (!port)
			return no_such_end(app, text, args_word(args, key),
					   err);
		*end = end_of_port(port->no);
	}
	return 0;
}

static bool is_same(const struct end *a, const struct end *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case END_PORT:
		return a->port == b->port;
	case END_STATION:
		return mac_equal(a->station[0].mac, b->station[0].mac);
	case END_HOST:
		return ip_address_equal(&a->host[0], &b->host[0]);
	}
	return false;
}

static int read_ends(const struct app *app, const struct args *args,
		     struct end ends[2], struct err *err)
{
	for (unsigned int i = 0; i < 2; i++) {
		int ret = read_end(app, args, keys[i], &ends[i], err);

		if (ret)
			return ret;
	}
	if (end_is_group(&ends[0]))
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "from"),
			       "\"%s\" is a group address, which sends no "
			       "frames; name it as the second end",
			       args_str(args, "from"));
	if (is_same(&ends[0], &ends[1]))
		return err_say(err, EINVAL, "bad-value", args_word(args, "to"),
			       "\"%s\" is the first end, too",
			       args_str(args, "to"));
	return 0;
}

static int read_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct reading *reading = answer->state;
	const struct why why = {
		.app = app,
		.scene = &reading->scene,
		.d = &reading->diagnosis,
		.name = { args_str(args, "from"), args_str(args, "to") },
	};

	(void)err;
	set_scene(app, &reading->scene);
	if (diagnosis_read(&reading->diagnosis, &reading->scene,
			   RECORDS_AT_ONCE))
		return ANSWER_MORE;
	diagnosis_conclude(&reading->diagnosis, &reading->scene);
	why_write(&why, &answer->out);
	return ANSWER_DONE;
}

int cmd_why(struct app *app, const struct args *args, struct answer *answer,
	    struct err *err)
{
	struct reading *reading;
	struct end ends[2];
	int64_t from_ns;
	int ret = records_check(app, err);

	if (!ret)
		ret = read_ends(app, args, ends, err);
	if (!ret)
		ret = records_from(app, args, &from_ns, err);
	if (ret)
		return ret;
	reading = calloc(1, sizeof(*reading));
	if (!reading)
		return err_set(err, ENOMEM, "read the recorder");
	set_scene(app, &reading->scene);
	diagnosis_begin(&reading->diagnosis, &reading->scene, &ends[0],
			&ends[1], from_ns, app->frames);
	answer->state = reading;
	answer->state_size = sizeof(*reading);
	answer->more = read_more;
	return 0;
}
