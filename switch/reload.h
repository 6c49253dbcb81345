/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Applies the switch's file again, when it is asked to.
 *
 * States:  idle -> reload_ask() -> reading, a few lines a turn -> the file is
 *          applied, in one turn -> closing, until what goes is gone -> idle
 *          reading -> a line is wrong -> idle
 * Who asks while one is running gets another one behind it.
 */
#ifndef RELOAD_H
#define RELOAD_H

#include "base/err.h"

struct app;
struct reload;

/**
 * reload_new() - Idle
 * @file:	NULL where there is none
 *
 * Return: NULL without memory
 */
struct reload *reload_new(struct app *app, const char *file);

/** reload_free() - What is being read is not applied; takes NULL */
void reload_free(struct reload *reload);

/** reload_file() - The file; NULL where there is none that can be read again */
const char *reload_file(const struct reload *reload);

/** reload_ask() - Apply the file again; returns the number of that time */
unsigned int reload_ask(struct reload *reload);

/**
 * reload_is_done() - Whether that time is over
 * @ret:	Then set: 0, or a negative errno with @err set, by the last time
 */
bool reload_is_done(const struct reload *reload, unsigned int number, int *ret,
		    struct err *err);

#endif /* RELOAD_H */
