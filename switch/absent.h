/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports and listeners whose device, address or way is not there, and that are opened
 * when it is. */
#ifndef ABSENT_H
#define ABSENT_H

#include "base/err.h"

struct app;
struct port;

/** absent_is_why() - Whether what failed may succeed when something has come */
bool absent_is_why(const struct err *err);

/** absent_note() - A port is not present: look for its device, if it is awaited */
void absent_note(struct port *port);

/** absent_note_listener() - One is closed, and awaited: look for its address */
void absent_note_listener(struct app *app);

/** absent_init() - Nothing is awaited yet */
void absent_init(struct app *app);

#endif /* ABSENT_H */
