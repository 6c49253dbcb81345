/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listeners of a switch, and the ports that are added for their clients.
 */
#ifndef LISTENERS_H
#define LISTENERS_H

#include "port/listener.h"

struct app;

/**
 * listeners_add() - Add a configured listener and open it
 *
 * In a candidate it is not opened.  If @l->awaited is set and its address does
 * not exist, it stays closed until the address appears.
 *
 * Return: 0, and the app owns @l; or a negative errno with @err set, and the
 * caller still owns @l, which is closed
 */
int listeners_add(struct app *app, struct listener *l, struct err *err);

/**
 * listeners_refresh() - Try to open the listeners that wait for their address
 *
 * Return: true if some still wait
 */
bool listeners_refresh(struct app *app);

/** listeners_del() - Delete a listener and its clients' ports */
void listeners_del(struct app *app, struct listener *l);

/** listeners_schedule_del() - The same, in one of the next loop iterations */
void listeners_schedule_del(struct app *app, struct listener *l);

/** listeners_reap() - Delete removed listeners whose ports are all gone */
void listeners_reap(struct app *app);

/** listeners_find() - Find a listener by kind and address; NULL if none */
struct listener *listeners_find(const struct app *app,
				const struct listener_ops *ops,
				const struct address *address);

/**
 * listeners_are_equal() - Whether two listeners give clients the same settings
 *
 * Both have the same address.  Their lines may be written in different words.
 */
bool listeners_are_equal(const struct app *app, const struct listener *a,
			 const struct listener *b);

/**
 * listeners_clients_with_role() - The ports of clients whose listener's line has
 * a role, as "access 10"
 */
struct portset listeners_clients_with_role(const struct app *app);

/** listeners_detach() - Close a listener and remove its clients' ports */
void listeners_detach(struct app *app, struct listener *l);

/** listeners_attach() - Open it again; a failure is logged */
void listeners_attach(struct app *app, struct listener *l);

/**
 * listeners_set() - Give a listener the settings of another
 * @from:	Has the same address; gets the line and name that @l had
 *
 * Clients stay connected and keep their names; their ports get the settings
 * that new clients' ports will get.
 */
void listeners_set(struct app *app, struct listener *l, struct listener *from);

/**
 * listeners_keep() - Keep a listener that a configuration file names again
 *
 * Opens it if it is closed, and takes over the words of the file if they mean
 * the same.
 */
void listeners_keep(struct app *app, struct listener *l,
		    struct listener *wanted);

#endif /* LISTENERS_H */
