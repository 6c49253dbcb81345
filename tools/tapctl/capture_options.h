/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of `tapctl capture`, which say where frames are written to. */
#ifndef CAPTURE_OPTIONS_H
#define CAPTURE_OPTIONS_H

#include "pcapng_file.h"

/**
 * capture_options() - Take the options of tapctl from the words of the command
 * @words:	"capture" and what follows; the options are removed
 * @output:	Set from them
 *
 * Exits when they are wrong, or when packets would be written to a terminal.
 */
void capture_options(char **words, struct pcapng_output *output, bool is_json);

#endif /* CAPTURE_OPTIONS_H */
