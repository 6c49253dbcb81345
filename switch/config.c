/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "commands/commands.h"
#include "control/grammar.h"
#include "listeners.h"
#include "port/closer.h"
#include "shaping.h"

#define FILE_SIZE_MAX (16 * 1024 * 1024)

static const struct fdb_filter fdb_by_hand = { .states = FDB_BY_HAND };

/** struct parked - A port that was unplugged, and what it had */
struct parked {
	struct port *port;
	port_no no;
	struct bridge_port settings;
	struct vlan_port vlans;
	bool lost;
};

/** struct backup - Which port stands in for which, by their names */
struct backup {
	char port[PORT_NAME_SIZE];
	char backup[PORT_NAME_SIZE];
};

/**
 * struct config - A file on its way into a switch
 * @text:	The file, @len bytes
 * @rehearsal:	The switch that the file describes, nothing opened
 * @line:	By the rehearsal's port numbers: the line that made the port
 * @live:	Likewise: the live port that stands for it
 * @is_new:	Likewise: it was opened by this plan
 * @parked:	Ports that gave way to another of the same name
 * @stations:	The live switch's, entered by hand, before anything was done
 * @listener:	The last one the live switch had
 * @backups:	Its ports that stand in for others, likewise
 * @violations:	What it remembers of its ports, as is @loop
 */
struct config {
	const char *file;
	char *text;
	size_t len;
	struct app *rehearsal;
	unsigned int line[PORT_MAX + 1];
	struct port *live[PORT_MAX + 1];
	bool is_new[PORT_MAX + 1];
	struct parked parked[PORT_MAX];
	size_t parked_count;
	struct fdb_entry *stations;
	size_t station_count;
	struct listener *listener;
	struct backup backups[PORT_MAX];
	size_t backup_count;
	struct violations violations;
	struct loop loop;
};

static int read_all(FILE *in, struct config *config, struct err *err)
{
	size_t size = 0, n;

	do {
		char *text;

		size = size ? size * 2 : 4096;
		text = size > FILE_SIZE_MAX ? NULL
					    : realloc(config->text, size);
		if (!text)
			return err_set(err, EFBIG, "read %s", config->file);
		config->text = text;
		n = fread(text + config->len, 1, size - config->len, in);
		config->len += n;
	} while (config->len == size);
	return ferror(in) ? err_set(err, errno, "read %s", config->file) : 0;
}

static int read_file(struct config *config, struct err *err)
{
	FILE *in;
	int ret;

	if (!strcmp(config->file, "-")) {
		config->file = "standard input";
		return read_all(stdin, config, err);
	}
	in = fopen(config->file, "re");
	if (!in)
		return err_set(err, errno, "open %s", config->file);
	ret = read_all(in, config, err);
	fclose(in);
	return ret;
}

/* Puts "file:line:column: " in front of what went wrong. */
static void locate(const struct config *config, unsigned int number,
		   const char *line, size_t len, struct err *err)
{
	struct err inner = *err;
	size_t word_len;
	size_t column = grammar_column(line, len, inner.word, &word_len);

	if (column)
		snprintf(err->text, sizeof(err->text), "%s:%u:%zu: %.180s",
			 config->file, number, column, inner.text);
	else
		snprintf(err->text, sizeof(err->text), "%s:%u: %.180s",
			 config->file, number, inner.text);
}

static void note_new_ports(struct config *config, unsigned int number)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		if (!config->rehearsal->ports[no])
			config->line[no] = 0;
		else if (!config->line[no])
			config->line[no] = number;
	}
}

static void note_new_listeners(struct config *config, unsigned int number)
{
	struct listener *l;

	TAILQ_FOREACH(l, &config->rehearsal->listeners, list)
		if (!l->line_no)
			l->line_no = number;
}

static int rehearse(struct config *config, struct err *err)
{
	const char *at = config->text;
	const char *end = at + config->len;
	unsigned int number = 0;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at);
		int ret = len < LINE_SIZE_MAX
				  ? commands_run(config->rehearsal, at, len,
						 NULL, err)
				  : err_say(err, EMSGSIZE, "line-too-long", 0,
					    "the line is longer than %d bytes",
					    LINE_SIZE_MAX);

		number++;
		if (ret) {
			locate(config, number, at, len, err);
			return ret;
		}
		note_new_ports(config, number);
		note_new_listeners(config, number);
		at += len + 1;
	}
	return 0;
}

/* The same for an error that opening something brought; its line parses. */
static void locate_opened(const struct config *config, unsigned int number,
			  struct err *err)
{
	const char *at = config->text;
	const char *end = at + config->len;
	const char *newline;
	struct args *args;
	struct err ignored;
	size_t len;

	for (unsigned int i = 1; i < number; i++)
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
	newline = memchr(at, '\n', (size_t)(end - at));
	len = (size_t)((newline ? newline : end) - at);
	if (!err->word &&
	    !grammar_parse(commands, command_count, at, len, &args, &ignored)) {
		if (err->key)
			err->word = args_nth_word(args, err->key, err->nth);
		if (!err->word)
			err->word = args_word(args, "port");
		if (!err->word)
			err->word = args_word(args, "address");
		args_free(args);
	}
	locate(config, number, at, len, err);
}

static bool is_same(const struct port *a, const struct port *b)
{
	struct line line_a = { 0 }, line_b = { 0 };
	bool same;

	port_line(a, &line_a);
	port_line(b, &line_b);
	same = !line_a.failed && !line_b.failed &&
	       !strcmp(line_a.text, line_b.text);
	line_free(&line_a);
	line_free(&line_b);
	return same;
}

static bool stays(const struct port *live, const struct port *wanted)
{
	return live && !live->lost && is_same(live, wanted);
}

/* Moves a configured port from the rehearsal into the live switch. */
static int plug_in(struct config *config, struct app *app, port_no no,
		   struct err *err)
{
	struct port *port = config->rehearsal->ports[no];
	int ret;

	config->rehearsal->ports[no] = NULL;
	port->no = PORT_NONE; /* that was its number there */
	ret = app_add_port(app, port, err);
	if (ret) {
		port_free(port);
		locate_opened(config, config->line[no], err);
		return ret;
	}
	config->live[no] = port;
	config->is_new[no] = true;
	return 0;
}

static void park(struct config *config, struct app *app, struct port *port)
{
	struct parked *p = &config->parked[config->parked_count++];

	*p = (struct parked){
		.port = port,
		.no = port->no,
		.settings = app->bridge->port[port->no],
		.lost = port->lost,
	};
	vlan_port_get(app->bridge, port->no, &p->vlans);
	app_unplug_port(app, port);
}

static int open_new_ports(struct config *config, struct app *app,
			  struct err *err)
{
	int ret = 0;

	for (port_no no = 1; no <= PORT_MAX && !ret; no++) {
		const struct port *wanted = config->rehearsal->ports[no];

		if (wanted && !app_port(app, wanted->name))
			ret = plug_in(config, app, no, err);
	}
	return ret;
}

static void park_changed_ports(struct config *config, struct app *app)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *wanted = config->rehearsal->ports[no];
		struct port *live = wanted ? app_port(app, wanted->name) : NULL;

		if (!live)
			continue;
		if (stays(live, wanted))
			config->live[no] = live;
		else
			park(config, app, live);
	}
}

/* Ports with a name that is new here come first: while those may not open,
 * nothing has been taken away.  The others go together, for that is quicker
 * than one by one, and then their names are new. */
static int open_ports(struct config *config, struct app *app, struct err *err)
{
	int ret = open_new_ports(config, app, err);

	if (ret)
		return ret;
	park_changed_ports(config, app);
	return open_new_ports(config, app, err);
}

/* A name that a client's port has is taken while the client is there. */
static int check_names(const struct config *config, const struct app *app,
		       struct err *err)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *wanted = config->rehearsal->ports[no];
		const struct port *live =
			wanted ? app_port(app, wanted->name) : NULL;

		if (!live || !live->listener)
			continue;
		err_say(err, EEXIST, "port-exists", 0,
			"port \"%s\" is a client's at present", live->name);
		locate_opened(config, config->line[no], err);
		return -EEXIST;
	}
	return 0;
}

static int open_listeners(struct config *config, struct app *app,
			  struct err *err)
{
	unsigned int line_no;
	int ret = listeners_open_new(app, config->rehearsal, &line_no, err);

	if (ret)
		locate_opened(config, line_no, err);
	return ret;
}

/* Stations that were entered by hand go with their port: note them all. */
static int keep_stations(struct config *config, const struct app *app,
			 struct err *err)
{
	size_t size = 0, cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	while (fdb_next(app->bridge->fdb, fdb_by_hand, app->now_ms, &cursor,
			&slots, &e)) {
		if (config->station_count == size) {
			void *more;

			size = size ? size * 2 : 64;
			more = realloc(config->stations,
				       size * sizeof(*config->stations));
			if (!more)
				return err_set(err, ENOMEM, "apply %s",
					       config->file);
			config->stations = more;
		}
		config->stations[config->station_count++] = e;
	}
	return 0;
}

static void put_back(struct config *config, struct app *app,
		     const struct parked *p)
{
	struct port *port = p->port;
	struct err err;

	port->lost = p->lost;
	if (app_add_port(app, port, &err)) {
		log_error("port %s: lost, for it cannot be opened again: %s",
			  port->name, err.text);
		port->lost = true;
		if (app_add_port(app, port, &err)) {
			port_free(port);
			return;
		}
	}
	if (shaping_prepare(app, port->no, &p->settings))
		log_error("port %s: no memory to shape it", port->name);
	bridge_set_port(app->bridge, port->no, &p->settings, app->now_ms);
	vlan_port_set(app->bridge, port->no, &p->vlans);
	if (p->settings.block)
		bridge_block(app->bridge, port->no,
			     (enum port_block)p->settings.block,
			     p->settings.block_until_ms);
	for (size_t i = 0; i < config->station_count; i++) {
		struct fdb_entry e = config->stations[i];

		if (e.port != p->no)
			continue;
		e.port = port->no;
		if (fdb_put(app->bridge->fdb, &e))
			log_error("port %s: no room for its stations",
				  port->name);
	}
}

static void keep_backups(struct config *config, const struct app *app)
{
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		port_no backup = app->bridge->port[p->no].backup;
		struct backup *b = &config->backups[config->backup_count];

		if (backup == PORT_NONE)
			continue;
		memcpy(b->port, p->name, sizeof(b->port));
		memcpy(b->backup, app->ports[backup]->name, sizeof(b->backup));
		config->backup_count++;
	}
}

static void put_backups_back(const struct config *config, struct app *app)
{
	for (size_t i = 0; i < config->backup_count; i++) {
		const struct backup *b = &config->backups[i];
		const struct port *port = app_port(app, b->port);
		const struct port *backup = app_port(app, b->backup);

		if (port)
			app->bridge->port[port->no].backup =
				backup ? backup->no : PORT_NONE;
	}
}

static void undo(struct config *config, struct app *app)
{
	listeners_undo(app, config->listener);
	for (port_no no = 1; no <= PORT_MAX; no++) {
		if (!config->is_new[no])
			continue;
		port_undo(config->live[no]);
		app_del_port(app, config->live[no]);
	}
	while (config->parked_count)
		put_back(config, app, &config->parked[--config->parked_count]);
	put_backups_back(config, app);
	app->bridge->violations = config->violations;
	app->bridge->loop = config->loop;
	app_heed_news(app);
	closer_wait();
}

static void remove_others(const struct config *config, struct app *app)
{
	struct portset wanted = { 0 };

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (config->live[no])
			portset_add(&wanted, config->live[no]->no);
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->ports[no] && !app->ports[no]->listener &&
		    !portset_has(&wanted, no))
			app_del_port(app, app->ports[no]);
}

static void settle_ports(struct config *config, struct app *app)
{
	struct err err;

	while (config->parked_count)
		port_free(config->parked[--config->parked_count].port);
	remove_others(config, app);
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *wanted = config->rehearsal->ports[no];
		const struct bridge *from = config->rehearsal->bridge;
		struct bridge_port settings = from->port[no];
		struct port *live = config->live[no];
		struct vlan_port vlans;

		if (!live)
			continue;
		if (settings.backup != PORT_NONE)
			settings.backup = config->live[settings.backup]->no;
		vlan_port_get(from, no, &vlans);
		if (shaping_prepare(app, live->no, &settings))
			log_error("port %s: no memory to shape it", live->name);
		bridge_set_port(app->bridge, live->no, &settings, app->now_ms);
		vlan_port_set(app->bridge, live->no, &vlans);
		if (!wanted)
			continue;
		memcpy(live->alias, wanted->alias, sizeof(live->alias));
		live->gro = wanted->gro;
		if (app_set_port_up(live, wanted->up, &err))
			log_error("port %s: %s", live->name, err.text);
	}
	app_heed_news(app);
}

/* Before the ports' memberships, which would move with the default. */
static void settle_vlans(const struct bridge *from, struct bridge *to)
{
	if (to->vlan_default_pvid != from->vlan_default_pvid)
		vlan_default_pvid_set(to, from->vlan_default_pvid);
	to->vlan_protocol = from->vlan_protocol;
	for (vlan_id vid = 0; vid < VLAN_COUNT; vid++) {
		const struct vlan *vlan = &from->vlan[vid];

		/* What is equal is not written: most have never been. */
		if (strcmp(to->vlan[vid].name, vlan->name) != 0)
			memcpy(to->vlan[vid].name, vlan->name, VLAN_NAME_SIZE);
		if (to->vlan[vid].own_tpid != vlan->own_tpid)
			to->vlan[vid].own_tpid = vlan->own_tpid;
		fdb_set_vlan_limit(to->fdb, vid,
				   fdb_vlan_limit(from->fdb, vid));
	}
}

static void settle_loop(const struct loop *from, struct app *app)
{
	struct loop *loop = &app->bridge->loop;

	loop->flap = from->flap;
	loop->flap_moves = from->flap_moves;
	loop->probe = from->probe;
	loop->probe_s = from->probe_s;
	loop->flap_block_s = from->flap_block_s;
	loop->probe_block_s = from->probe_block_s;
	app_probe_soon(app);
}

static void settle_bridge(const struct config *config, struct app *app)
{
	const struct bridge *from = config->rehearsal->bridge;
	struct fdb *fdb = app->bridge->fdb;
	size_t cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	app_set_busy_poll(app, config->rehearsal->busy_poll_us);
	app->bridge->group_fwd = from->group_fwd;
	settle_loop(&from->loop, app);
	vlan_filtering_set(app->bridge, from->vlan_filtering);
	fdb_set_ageing(fdb, fdb_ageing_ms(from->fdb));
	fdb_set_limit(fdb, fdb_limit(from->fdb), fdb_full(from->fdb));
	fdb_flush(fdb, fdb_by_hand);
	while (fdb_next(from->fdb, fdb_by_hand, config->rehearsal->now_ms,
			&cursor, &slots, &e)) {
		e.port = config->live[e.port]->no;
		e.heard_ms = app->now_ms;
		if (fdb_put(fdb, &e))
			log_error("no memory for a station of port %s",
				  app_port_name(app, e.port));
	}
}

int config_apply(struct config *config, struct app *app, struct err *err)
{
	int ret = keep_stations(config, app, err);

	keep_backups(config, app);
	config->violations = app->bridge->violations;
	config->loop = app->bridge->loop;
	if (!ret && config->rehearsal->bridge->vlan_filtering &&
	    vlan_prepare(app->bridge))
		ret = err_set(err, ENOMEM, "apply %s", config->file);
	config->listener = TAILQ_LAST(&app->listeners, listener_list);
	if (!ret)
		ret = check_names(config, app, err);
	if (!ret)
		ret = open_ports(config, app, err);
	if (!ret)
		ret = open_listeners(config, app, err);
	if (ret) {
		undo(config, app);
		return ret;
	}
	settle_vlans(config->rehearsal->bridge, app->bridge);
	listeners_settle(app, config->rehearsal, config->listener);
	settle_ports(config, app);
	settle_bridge(config, app);
	return 0;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	app_free(config->rehearsal);
	free(config->stations);
	free(config->text);
	free(config);
}

int config_read(const char *file, struct config **out, struct err *err)
{
	struct config *config = calloc(1, sizeof(*config));
	int ret;

	if (!config)
		return err_set(err, ENOMEM, "read %s", file);
	config->file = file;
	config->rehearsal = app_new("rehearsal", NULL, NULL, err);
	ret = config->rehearsal ? read_file(config, err) : -ENOMEM;
	if (!ret)
		ret = rehearse(config, err);
	if (ret)
		config_free(config);
	else
		*out = config;
	return ret;
}
