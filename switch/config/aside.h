/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports of clients that have a name used in a file.  Clients can choose such a
 * name if ports are named after their paths; that must not prevent the file
 * from being applied.
 */
#ifndef CONFIG_ASIDE_H
#define CONFIG_ASIDE_H

#include "app.h"

/**
 * struct aside - The numbers and names of these ports; @n of them
 *
 * While a file is applied they have names that are not valid.  They get their
 * own names back if it fails.
 */
struct aside {
	struct {
		port_no no;
		char name[PORT_NAME_SIZE];
	} port[PORT_MAX];
	size_t n;
};

/** aside_set() - Free the names that ports of the candidate have */
void aside_set(struct aside *aside, struct app *app,
	       const struct app *candidate);

/** aside_undo() - Give the clients' ports their names back */
void aside_undo(struct aside *aside, struct app *app);

/** aside_remove() - Delete these ports; @file: the file that uses the names */
void aside_remove(struct aside *aside, struct app *app, const char *file);

#endif /* CONFIG_ASIDE_H */
