/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A secret that both ends of a stream share, read from a file of 32 hexadecimal
 * digits.
 *
 * The digits are the key itself.  A password that a person made up could be
 * guessed by anyone who has recorded a handshake, so passwords are not
 * accepted.
 */
#ifndef PORT_SECRET_H
#define PORT_SECRET_H

#include "base/err.h"
#include "base/siphash.h"

#define SECRET_PATH_SIZE 256

/** struct secret - @path: the file, "" for no secret; @key: its digits */
struct secret {
	char path[SECRET_PATH_SIZE];
	struct siphash_key key;
};

/**
 * secret_read() - Read it from a file that only its owner may access
 *
 * Return: 0, or a negative errno with @err set and nothing changed
 */
int secret_read(struct secret *secret, const char *path, struct err *err);

/** secret_is_set() - Whether there is one */
static inline bool secret_is_set(const struct secret *secret)
{
	return *secret->path;
}

/** secret_equal() - Whether both have the same digits from the same file */
bool secret_equal(const struct secret *a, const struct secret *b);

/** secret_swap() - Swap both; a change of the digits alone is logged */
void secret_swap(struct secret *secret, struct secret *wanted);

#endif /* PORT_SECRET_H */
