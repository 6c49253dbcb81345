/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Applies the configuration file again, on request.
 *
 * States:  idle -> reload_ask() -> reading, some lines an iteration ->
 * applying,
 *          in one iteration -> closing, until removed ports are closed -> idle
 *          reading -> a line is wrong -> idle
 * A request while a reload is running starts another one after it.
 */
#ifndef RELOAD_H
#define RELOAD_H

#include "base/err.h"

struct app;
struct reload;

/**
 * reload_new() - Prepare for reloads
 * @file:	Configuration file; NULL for none
 *
 * Return: NULL when memory is short
 */
struct reload *reload_new(struct app *app, const char *file);

/** reload_free() - Cancel a running reload, unless applied; takes NULL */
void reload_free(struct reload *reload);

/** reload_file() - The file; NULL if none, or if it cannot be read again */
const char *reload_file(const struct reload *reload);

/** reload_ask() - Request a reload; returns its number */
unsigned int reload_ask(struct reload *reload);

/**
 * reload_is_done() - Whether a reload is done
 * @number:	Its number
 * @ret:	If so, set to the result of the last reload: 0, or a negative
 *		errno with @err set
 */
bool reload_is_done(const struct reload *reload, unsigned int number, int *ret,
		    struct err *err);

#endif /* RELOAD_H */
