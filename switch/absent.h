/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens ports and listeners whose device or address was missing, once it
 * exists. */
#ifndef ABSENT_H
#define ABSENT_H

struct app;

/** absent_init() - Set up the timer */
void absent_init(struct app *app);

#endif /* ABSENT_H */
