/* SPDX-License-Identifier: BSD-2-Clause */
#include "own_commands.h"

#include <string.h>

static const struct word_help exporter_words[] = {
	{ "listen", "ADDR:PORT; by default 127.0.0.1:18021" },
	{ "unix", "the path of a Unix socket, which is used instead of TCP" },
	{ 0 },
};

static const struct word_help top_words[] = {
	{ "delay", "the time between two samples; by default 1" },
	{ "count", "end after so many samples" },
	{ 0 },
};

static const struct command commands[] = {
	{ .syntax = "list",
	  .help = "List the switches that run here, and in which state they are",
	  .example = "list" },
	{ .syntax = "metrics",
	  .help = "Print all counters and states as OpenMetrics text, the "
		  "format that Prometheus reads",
	  .example = "metrics" },
	{ .syntax = "exporter [listen <address:word>] [unix <path:word>]",
	  .help = "Serve what metrics prints to Prometheus by HTTP, until it "
		  "is interrupted",
	  .example = "exporter listen 127.0.0.1:18021",
	  .words = exporter_words },
	{ .syntax =
		  "top [delay <seconds:1..3600>] [count <samples:1..1000000>]",
	  .help = "Show how fast the counters of the switch and its ports "
		  "increase, live",
	  .example = "top count 1",
	  .words = top_words },
};

const struct grammar own_commands = { commands, ARRAY_SIZE(commands), NULL };

bool own_commands_have(const char *word)
{
	const size_t len = strlen(word);

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const char *syntax = commands[i].syntax;

		if (len && !strncmp(syntax, word, len) &&
		    (!syntax[len] || syntax[len] == ' '))
			return true;
	}
	return false;
}
