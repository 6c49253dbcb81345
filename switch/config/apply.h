/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carrying a plan out, for the files that do: apply.c does what may fail, and takes
 * it back; finish.c does what cannot fail.
 */
#ifndef CONFIG_APPLY_H
#define CONFIG_APPLY_H

#include "config/aside.h"
#include "config/detach.h"
#include "config/plan.h"

/**
 * struct apply - A plan being carried out
 * @done:	What was done that can be undone, in that order: @n changes
 * @aside:	Clients' ports whose names the file wants
 * @memory:	What the switch knew before
 */
struct apply {
	struct plan *plan;
	struct app *app;
	struct change **done;
	size_t n;
	struct aside aside;
	struct memory memory;
};

/** finish() - All is open that is new: do the rest, which cannot be undone */
void finish(struct apply *a);

#endif /* CONFIG_APPLY_H */
