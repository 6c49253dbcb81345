/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clients' ports whose names a file wants for its own: a client can choose its name
 * where that is made of its path, and must not keep a file from being applied.
 */
#ifndef CONFIG_ASIDE_H
#define CONFIG_ASIDE_H

#include "app.h"

/**
 * struct aside - Those ports, by number, and the names that they had: @n of them
 *
 * Until all is open that the file names, they have what is no name, and can have
 * theirs again.
 */
struct aside {
	struct {
		port_no no;
		char name[PORT_NAME_SIZE];
	} port[PORT_MAX];
	size_t n;
};

/** aside_set() - The names that the candidate's ports have become free */
void aside_set(struct aside *aside, struct app *app,
	       const struct app *candidate);

/** aside_undo() - The clients' ports have them again */
void aside_undo(struct aside *aside, struct app *app);

/** aside_remove() - Those ports go, and the log says why; @file: who wants the names */
void aside_remove(struct aside *aside, struct app *app, const char *file);

#endif /* CONFIG_ASIDE_H */
