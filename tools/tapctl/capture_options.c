/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/syntax.h"
#include "diagnostic.h"
#include "request.h"

#define MEGABYTE 1000000 /* the unit of -C, as that of tcpdump(8) */

_Noreturn static void bad_usage(bool is_json, const char *what)
{
	diagnostic_say(is_json, "usage", "%s; see tapctl(8)", what);
	exit(STATUS_USAGE);
}

/* Millions of bytes, or with a suffix KiB, MiB, GiB, as in tcpdump(8) */
static bool read_size(const char *text, uint64_t *size)
{
	static const char suffixes[] = "kmg";
	uint64_t unit = MEGABYTE;
	char number[32];
	size_t len = strlen(text);
	const char *suffix;

	if (!len || len >= sizeof(number))
		return false;
	strcpy(number, text);
	suffix = strchr(suffixes, number[len - 1] | 0x20);
	if (suffix) {
		unit = 1024ull << 10 * (suffix - suffixes);
		number[len - 1] = '\0';
	}
	return syntax_number(number, size) && *size &&
	       !__builtin_mul_overflow(*size, unit, size);
}

static void take_option(int option, struct pcapng_output *output, bool is_json)
{
	switch (option) {
	case 'w':
		output->path = optarg;
		break;
	case 'C':
		if (!read_size(optarg, &output->size_max))
			bad_usage(is_json, "-C takes a size: 100 (millions of "
					   "bytes), 64k, 100M, 1G");
		break;
	case 'W':
		if (!syntax_number(optarg, &output->files_max) ||
		    !output->files_max)
			bad_usage(is_json, "-W takes a number of files");
		break;
	case ':':
		bad_usage(is_json, "-w, -C and -W need a value");
	default:
		bad_usage(is_json, "the options of capture are -w, -C and -W");
	}
}

static void check_output(const struct pcapng_output *output, bool is_json)
{
	if (output->files_max && !output->size_max)
		bad_usage(is_json, "-W needs -C, the size of each file");
	if (strcmp(output->path, "-") != 0)
		return;
	if (output->size_max)
		bad_usage(is_json, "-C needs -w FILE");
	if (isatty(STDOUT_FILENO))
		bad_usage(is_json,
			  "standard output is a terminal: give -w FILE, or "
			  "pipe the packets, as into \"tshark -i -\"");
}

void capture_options(char **words, struct pcapng_output *output, bool is_json)
{
	int argc = 0, n = 1, option;

	*output = (struct pcapng_output){ .path = "-" };
	while (words[argc])
		argc++;
	optind = 0; /* getopt() begins anew */
	opterr = 0;
	while ((option = getopt(argc, words, "-:w:C:W:")) != -1) {
		if (option == 1)
			words[n++] = optarg;
		else
			take_option(option, output, is_json);
	}
	while (optind < argc) /* behind "--" */
		words[n++] = words[optind++];
	words[n] = NULL;
	check_output(output, is_json);
}
