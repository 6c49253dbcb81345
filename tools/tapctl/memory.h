/* SPDX-License-Identifier: BSD-2-Clause */
/* tapctl cannot go on without memory. */
#ifndef MEMORY_H
#define MEMORY_H

/** memory_check() - Return @memory; if it is NULL, exit with a message instead */
void *memory_check(void *memory);

#endif /* MEMORY_H */
