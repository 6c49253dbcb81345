/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks for what ports and listeners wait for, and opens them when it is there. */
#ifndef ABSENT_H
#define ABSENT_H

struct app;

/** absent_init() - Nothing is awaited yet */
void absent_init(struct app *app);

#endif /* ABSENT_H */
