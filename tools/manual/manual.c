/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * manual FORM - write the table of commands in a form of control/manual.h
 *
 * The completion needs also those of tapctl itself, which tapctl.8 explains in prose.
 *
 * Built for the machine that builds: when tapswitch is built for another one, this
 * still runs.
 */
#include <stdlib.h>
#include <string.h>

#include "../tapctl/own_commands.h"
#include "commands/table.h"
#include "control/manual.h"

int main(int argc, char **argv)
{
	if (argc == 2 &&
	    !manual_write(stdout, argv[1], commands, command_count) &&
	    (strcmp(argv[1], "bash") != 0 ||
	     !manual_write(stdout, argv[1], own_commands.commands,
			   own_commands.count)))
		return EXIT_SUCCESS;
	fputs("usage: manual man|bash\n", stderr);
	return EXIT_FAILURE;
}
