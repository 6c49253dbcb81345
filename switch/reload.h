/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Applies the configuration file again, on request.
 *
 * States:
 *	idle		until reload_request() -> reading
 *	reading		some lines in each loop iteration; when all are read
 *			-> applying; when a line is wrong -> idle
 *	applying	in one iteration -> closing
 *	closing		until the removed ports are closed -> idle
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

/** reload_request() - Request a reload; returns its number */
unsigned int reload_request(struct reload *reload);

/**
 * reload_is_done() - Whether a reload is done
 * @number:	Its number
 * @ret:	If so, set to the result of the last reload: 0, or a negative
 *		errno with @err set
 */
bool reload_is_done(const struct reload *reload, unsigned int number, int *ret,
		    struct err *err);

#endif /* RELOAD_H */
