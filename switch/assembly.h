/* SPDX-License-Identifier: BSD-2-Clause */
/* A switch is assembled from its parts, and taken apart. */
#ifndef ASSEMBLY_H
#define ASSEMBLY_H

#include "app.h"

/**
 * app_new() - A switch without ports
 * @loop:	NULL for a candidate
 * @engine:	For io_new()
 *
 * Return: the app, or NULL with @err set
 */
struct app *app_new(const char *name, const struct grammar *grammar,
		    struct ev_loop *loop, const char *engine, struct err *err);

/** app_free() - Close all ports, free all but the server; takes NULL */
void app_free(struct app *app);

#endif /* ASSEMBLY_H */
