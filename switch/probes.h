/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames that the switch sends to find out whether they come back. */
#ifndef PROBES_H
#define PROBES_H

#include "app.h"

/** probes_init() - They are sent from now on, if the loop's settings say so */
void probes_init(struct app *app);

/** probes_restart() - The settings were changed: the time between two begins now */
void probes_restart(struct app *app);

#endif /* PROBES_H */
