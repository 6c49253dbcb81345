/* SPDX-License-Identifier: BSD-2-Clause */
/* Configured entries of the filtering database: what differs, and setting them. */
#ifndef CONFIG_FDB_ENTRIES_H
#define CONFIG_FDB_ENTRIES_H

#include "config/plan.h"

/** fdb_entries_compare() - How many will come, and go from ports that stay */
void fdb_entries_compare(const struct plan *plan, size_t *added,
			 size_t *removed);

/** fdb_entries_set() - When its ports are there */
void fdb_entries_set(const struct plan *plan);

#endif /* CONFIG_FDB_ENTRIES_H */
