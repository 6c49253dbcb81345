/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Common to all fuzzers.  A fuzzer takes any bytes, and aborts the process when a
 * property does not hold.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** must() - Check a property, with and without NDEBUG */
#define must(property)                                                         \
	((property) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #property))

static inline _Noreturn void fuzz_broken(const char *file, int line,
					 const char *property)
{
	fprintf(stderr, "%s:%d: must be true: %s\n", file, line, property);
	abort();
}

/** LLVMFuzzerTestOneInput() - Each fuzzer has one; returns 0 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif /* FUZZ_FUZZ_H */
