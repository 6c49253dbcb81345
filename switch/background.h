/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Goes into the background as soon as the switch is ready.
 *
 * The process forks: the child is the switch; the parent waits until the switch
 * is ready or has failed, and exits accordingly, so that the next line of a
 * script finds a running switch.  Until then both keep the terminal: errors are
 * printed there, and an interrupt ends both.
 */
#ifndef BACKGROUND_H
#define BACKGROUND_H

#include "base/err.h"

/**
 * background_begin() - Fork; returns only in the child, the switch
 *
 * To be called before any thread or event loop exists.
 *
 * Return: 0, or a negative errno with @err set
 */
int background_begin(struct err *err);

/** background_ready() - Leave the terminal; no-op without background_begin() */
void background_ready(void);

#endif /* BACKGROUND_H */
