/* SPDX-License-Identifier: BSD-2-Clause */
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>

void *memory_check(void *memory)
{
	if (!memory) {
		fputs("tapctl: out of memory\n", stderr);
		exit(EXIT_FAILURE);
	}
	return memory;
}
