/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes blocks of pcapng to a file, or to a sequence of files.
 *
 * A file that cannot be written any further is cut behind its last whole block.
 */
#ifndef PCAPNG_FILE_H
#define PCAPNG_FILE_H

#include <limits.h>

#include "base/err.h"
#include "base/writer.h"

/**
 * struct pcapng_output - Where blocks are written to
 * @path:	Name of the file; "-" for standard output
 * @size_max:	Begin another file before one becomes larger than so many bytes;
 *		0: never
 * @files_max:	Keep the newest so many files; 0: all
 *
 * If @size_max is set, files are numbered from 1, as those of dumpcap(1):
 * lab_00001.pcapng, lab_00002.pcapng, ...
 */
struct pcapng_output {
	const char *path;
	uint64_t size_max;
	uint64_t files_max;
};

/**
 * struct pcapng_file - A file being written
 * @path:	Its name, for messages
 * @size:	Bytes of its blocks
 * @number:	Of the file; 0 if @output->size_max is not set
 * @head:	The blocks with which each file begins: the section header, and
 *		the interfaces and the names of addresses so far
 */
struct pcapng_file {
	const struct pcapng_output *output;
	char path[PATH_MAX];
	int fd;
	uint64_t size;
	uint64_t number;
	struct writer head;
};

/**
 * pcapng_file_open() - Make the first file; one that exists is replaced
 *
 * Return: 0, or a negative errno with @err set
 */
int pcapng_file_open(struct pcapng_file *f, const struct pcapng_output *output,
		     struct err *err);

/**
 * pcapng_file_write() - Append blocks
 * @bytes:	@len bytes: whole blocks, whose lengths are valid
 *
 * Return: 0, or a negative errno with @err set; -EPIPE if nothing reads the
 * output any more
 */
int pcapng_file_write(struct pcapng_file *f, const uint8_t *bytes, size_t len,
		      struct err *err);

/**
 * pcapng_file_close() - Close the file; @f need not be used any more
 *
 * Return: 0, or a negative errno with @err set
 */
int pcapng_file_close(struct pcapng_file *f, struct err *err);

#endif /* PCAPNG_FILE_H */
