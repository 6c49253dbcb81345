/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Into the background, as soon as the switch is ready.
 *
 * The program splits in two: one is the switch, and the other waits to see how
 * its start goes and then ends, so that a script's next line finds a switch.
 * Until then both belong to the terminal: errors are told there, and an
 * interrupt ends both.
 */
#ifndef BACKGROUND_H
#define BACKGROUND_H

#include "base/err.h"

/**
 * background_begin() - Split; returns in the switch alone
 *
 * No thread and no loop exists yet.  Return: 0, or a negative errno with @err
 * set
 */
int background_begin(struct err *err);

/** background_ready() - Leave the terminal; nothing if nothing was begun */
void background_ready(void);

#endif /* BACKGROUND_H */
