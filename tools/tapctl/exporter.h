/* SPDX-License-Identifier: BSD-2-Clause */
/* `tapctl exporter`: becomes the program tapswitch-exporter. */
#ifndef EXPORTER_H
#define EXPORTER_H

#include "control/grammar.h"
#include "options.h"
#include "request.h"

/** exporter_run() - Run the program beside tapctl; returns only if that fails */
enum status exporter_run(const struct options *o, const struct args *args);

#endif /* EXPORTER_H */
