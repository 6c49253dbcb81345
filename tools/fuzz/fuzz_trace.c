/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: what stands behind `trace PORT` in a line.  A frame that is explained has
 * bytes, of which the same is said again; for others, the error is at a word that
 * exists.  Nothing changes.
 */
#include <string.h>

#include "assembly.h"
#include "base/line.h"
#include "commands/table.h"
#include "control/grammar.h"
#include "core/bridge.h"
#include "ports.h"
#include "run_line.h"
#include "fuzz.h"

static const char *const lines[] = {
	"port add p1 null",
	"port add p2 null isolated on storm_bcast 100pps/20",
	"port add p3 null mtu 600 fdb_limit 2 violation restrict",
	"switch set vlan_filtering on group_fwd 802.1d",
	"port set p2 trunk 10,20 native 1",
	"vlan add 10 port p1",
	"vlan set 20 ethertype 0x9100",
	"fdb add 02:00:00:00:00:01 port p1",
	"fdb add 02:00:00:00:00:02 port p2 vlan 10",
};

static struct app *make_switch(void)
{
	struct err err;
	struct app *app = app_new("fuzz", &command_grammar, NULL, NULL, &err);

	must(app);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		must(!run_line(app, lines[i], strlen(lines[i]), NULL, &err));
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		p->linked = true;
		app_sync_port(p);
	}
	return app;
}

static int run(struct app *app, const char *line, size_t len,
	       struct writer *answer, struct err *err)
{
	int ret = run_line(app, line, len, answer, err);

	must(!answer->failed);
	must(ret ? !answer->len : answer->len > 2);
	return ret;
}

/* Bytes do not tell which of their addresses were made up. */
static void empty_made_up(struct writer *answer)
{
	static const char key[] = "\"made_up\":[";
	char *at = memmem(answer->text, answer->len, key, strlen(key));
	char *end = answer->text + answer->len;
	char *from, *to;

	must(at);
	from = at + strlen(key);
	to = memchr(from, ']', (size_t)(end - from));
	must(to);
	memmove(from, to, (size_t)(end - to));
	answer->len -= (size_t)(to - from);
}

/* The same frame, given as bytes */
static void check_again(struct app *app, struct writer *answer)
{
	static const char key[] = "\"hex\":\"";
	const char *hex, *end;
	struct writer again = { 0 };
	struct line line = { 0 };
	struct err err;

	empty_made_up(answer);
	hex = memmem(answer->text, answer->len, key, strlen(key));
	must(hex);
	hex += strlen(key);
	end = memchr(hex, '"', (size_t)(answer->text + answer->len - hex));
	must(end);
	line_words(&line, "trace p1 %.*s", (int)(end - hex), hex);
	if (line.len < LINE_SIZE_MAX) {
		must(!run(app, line.text, line.len, &again, &err));
		must(again.len == answer->len &&
		     !memcmp(again.text, answer->text, again.len));
	}
	writer_free(&again);
	line_free(&line);
}

static void check_refused(const char *line, size_t len, const struct err *err)
{
	size_t word_len;

	must(*err->text);
	must(grammar_column(line, len, err->word, &word_len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct app *app;
	static struct counters counters[4];
	struct writer answer = { 0 };
	struct line line = { 0 };
	struct err err;
	uint64_t events;

	if (!app) {
		app = make_switch();
		memcpy(counters, app->bridge->counters, sizeof(counters));
	}
	events = app->bridge->events.count;
	line_words(&line, "trace p1 %.*s", (int)size, (const char *)data);
	must(!line.failed);
	if (run(app, line.text, line.len, &answer, &err))
		check_refused(line.text, line.len, &err);
	else
		check_again(app, &answer);
	must(app->bridge->events.count == events);
	must(!memcmp(counters, app->bridge->counters, sizeof(counters)));
	writer_free(&answer);
	line_free(&line);
	return 0;
}
