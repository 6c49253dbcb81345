/* SPDX-License-Identifier: BSD-2-Clause */
/* Configured entries of the filtering database: comparing and setting them. */
#ifndef CONFIG_FDB_ENTRIES_H
#define CONFIG_FDB_ENTRIES_H

#include "config/plan.h"

typedef void fdb_entry_visit(struct plan *plan, const struct app *app,
			     const struct fdb_entry *e);

/**
 * fdb_entries_compare() - Visit the entries that are to be removed from kept
 * ports, and then those that are to be added
 * @visit:	@app is the switch that has the entry: the running one or the
 *		candidate
 */
void fdb_entries_compare(struct plan *plan, fdb_entry_visit *visit);

/** fdb_entries_set() - Set all entries; their ports exist */
void fdb_entries_set(const struct plan *plan);

#endif /* CONFIG_FDB_ENTRIES_H */
