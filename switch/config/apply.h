/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Applying a plan: apply.c makes and undoes the changes that may fail, finish.c
 * makes those that cannot fail.
 */
#ifndef CONFIG_APPLY_H
#define CONFIG_APPLY_H

#include "config/aside.h"
#include "config/detach.h"
#include "config/plan.h"

/**
 * struct apply - A plan that is being applied
 * @done:	The changes that were made and can be undone, in order; @n of
 *		them
 * @aside:	Clients' ports that have a name used in the file
 * @lost:	State that detaching ports destroys
 */
struct apply {
	struct plan *plan;
	struct app *app;
	struct change **done;
	size_t n;
	struct aside aside;
	struct lost_state lost;
};

/**
 * finish() - Make the changes that cannot fail; they cannot be undone either
 */
void finish(struct apply *a);

#endif /* CONFIG_APPLY_H */
