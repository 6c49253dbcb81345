/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors that others opened: inherited, or sent along with a request.
 *
 * While a configuration is applied, the old port and its successor may both
 * want the same descriptor: one at a time uses it, and the last port that held
 * it closes it.
 */
#ifndef PORT_ADOPTED_H
#define PORT_ADOPTED_H

#include "base/err.h"

#define ADOPTED_FD_MAX	65535

/** adopted_note_inherited() - Once, before anything is opened */
void adopted_note_inherited(void);

/**
 * adopted_use() - A port opens it
 * @came:	It was sent along with a request; else it must be inherited
 *
 * Return: 0, or a negative errno with @err set: code "not-inherited" or "in-use"
 */
int adopted_use(int fd, bool came, struct err *err);

/** adopted_rest() - The port is closed, and may be opened again */
void adopted_rest(int fd);

/** adopted_hold() - A port that opened it once exists; told only once */
void adopted_hold(int fd);

/** adopted_let_go() - As if that port had never held it */
void adopted_let_go(int fd);

/** adopted_drop() - That port is gone: closes it if it was the last */
void adopted_drop(int fd);

#endif /* PORT_ADOPTED_H */
