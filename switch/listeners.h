/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports that come and go with their clients: what a listener's clients get.
 */
#ifndef LISTENERS_H
#define LISTENERS_H

#include "port/listener.h"

struct app;

/**
 * listeners_add() - A configured listener, and open it; not in a candidate
 *
 * One that is marked as awaited stays closed while its address is not there, and is
 * opened when it comes.
 *
 * Return: 0 and it is the app's; or a negative errno with @err set and @l closed
 * and still the caller's
 */
int listeners_add(struct app *app, struct listener *l, struct err *err);

/** listeners_refresh() - Open those whose addresses came; whether some have not */
bool listeners_refresh(struct app *app);

/** listeners_del() - Its clients' ports go with it */
void listeners_del(struct app *app, struct listener *l);

/** listeners_leave() - The same, but some ports in each iteration of the loop */
void listeners_leave(struct app *app, struct listener *l);

/** listeners_reap() - Delete those that leave and have no ports any more */
void listeners_reap(struct app *app);

/** listeners_find() - The one of this kind at this address; NULL if none */
struct listener *listeners_find(const struct app *app,
				const struct listener_ops *ops,
				const struct address *address);

/** listeners_are_equal() - Whether two of one place do the same to their clients,
 * however that is written */
bool listeners_are_equal(const struct app *app, const struct listener *a,
			 const struct listener *b);

/** listeners_detach() - Close one, and its clients' ports go */
void listeners_detach(struct app *app, struct listener *l);

/** listeners_attach() - Open it again; what fails is logged */
void listeners_attach(struct app *app, struct listener *l);

/**
 * listeners_set() - Give one the settings of another at its place
 *
 * Clients stay connected and keep their names; their ports become as those of
 * clients that come now.  @from has the line and name that @l had.
 */
void listeners_set(struct app *app, struct listener *l, struct listener *from);

/** listeners_keep() - One that a file names stays: open it if it is closed, and
 * remember the words of the file where they mean the same */
void listeners_keep(struct app *app, struct listener *l,
		    struct listener *wanted);

#endif /* LISTENERS_H */
