/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A secret that the ends of a stream share, in a file: 32 hexadecimal digits.
 *
 * They are the key itself.  Words that people make up can be guessed by whoever
 * overheard a proof; so there is no way to have such ones as a secret.
 */
#ifndef PORT_SECRET_H
#define PORT_SECRET_H

#include "base/err.h"
#include "base/siphash.h"

#define SECRET_PATH_SIZE 256

/** struct secret - @path: Of the file; empty for no secret */
struct secret {
	char path[SECRET_PATH_SIZE];
	struct siphash_key key;
};

/**
 * secret_read() - From its file, which must be its owner's alone
 *
 * Return: 0, or a negative errno with @err set and nothing changed
 */
int secret_read(struct secret *secret, const char *path, struct err *err);

/** secret_is_set() - Whether there is one */
static inline bool secret_is_set(const struct secret *secret)
{
	return *secret->path;
}

/** secret_equal() - The same digits, from the same file */
bool secret_equal(const struct secret *a, const struct secret *b);

/** secret_swap() - And log it, if the file is the same and the digits are not */
void secret_swap(struct secret *secret, struct secret *wanted);

#endif /* PORT_SECRET_H */
