/* SPDX-License-Identifier: BSD-2-Clause */
/* Tries again to open the ports and listeners that wait, see await.h. */
#ifndef RETRY_H
#define RETRY_H

struct app;

/** retry_init() - Set up the timer */
void retry_init(struct app *app);

#endif /* RETRY_H */
