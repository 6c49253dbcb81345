/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a fuzzer on the inputs in files, without libFuzzer:
 *
 *	fuzz_parse DIRECTORY|FILE...
 *
 * Directories are searched recursively.  So seeds and inputs that once failed are
 * tests like any others, with any compiler.
 */
#include <errno.h>
#include <ftw.h>
#include <string.h>

#include "fuzz.h"

#define OPEN_DIRECTORIES 16

static size_t replayed;

/* Each in memory of exactly its size, so that the address sanitizer sees overruns. */
static int replay_open(FILE *file, size_t size)
{
	uint8_t *data = malloc(size ? size : 1);
	int ret = -1;

	if (!data)
		return -1;
	if (fread(data, 1, size, file) == size) {
		LLVMFuzzerTestOneInput(data, size);
		replayed++;
		ret = 0;
	}
	free(data);
	return ret;
}

static int replay(const char *path, const struct stat *st, int kind,
		  struct FTW *where)
{
	FILE *file;
	int ret;

	(void)where;
	if (kind == FTW_D)
		return 0;
	file = fopen(path, "rb");
	if (!file)
		return -1;
	ret = replay_open(file, (size_t)st->st_size);
	fclose(file);
	return ret;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (nftw(argv[i], replay, OPEN_DIRECTORIES, FTW_PHYS)) {
			fprintf(stderr, "%s: cannot read %s: %s\n", argv[0],
				argv[i], strerror(errno));
			return 1;
		}
	}
	printf("%zu inputs\n", replayed);
	return 0;
}
