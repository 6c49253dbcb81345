/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames that the switch sends to find out whether they come back. */
#ifndef PROBES_H
#define PROBES_H

#include "app.h"

/** probes_tick() - Send one by each port if it is time; lowers app->tick_ms */
void probes_tick(struct app *app);

#endif /* PROBES_H */
