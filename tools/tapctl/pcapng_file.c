/* SPDX-License-Identifier: BSD-2-Clause */
#include "pcapng_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "capture/pcapng.h"

#define DIGITS "%05"

static const char *name_of(const struct pcapng_file *f)
{
	return f->fd == STDOUT_FILENO ? "standard output" : f->path;
}

/* Where the suffix of a path begins: its end if there is none */
static size_t suffix_at(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');

	return dot && dot > name ? (size_t)(dot - path) : strlen(path);
}

static bool make_path(const struct pcapng_file *f, uint64_t number,
		      char path[PATH_MAX])
{
	const char *base = f->output->path;
	size_t at = suffix_at(base);
	int len = number ? snprintf(path, PATH_MAX, "%.*s_" DIGITS "ju%s",
				    (int)at, base, (uintmax_t)number, base + at)
			 : snprintf(path, PATH_MAX, "%s", base);

	return len < PATH_MAX;
}

static int open_file(struct pcapng_file *f, struct err *err)
{
	f->size = 0;
	if (!strcmp(f->output->path, "-")) {
		f->fd = STDOUT_FILENO;
		return 0;
	}
	if (!make_path(f, f->number, f->path))
		return err_set(err, ENAMETOOLONG, "write to \"%s\"",
			       f->output->path);
	f->fd = open(f->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	return f->fd < 0 ? err_set(err, errno, "write to \"%s\"", f->path) : 0;
}

int pcapng_file_open(struct pcapng_file *f, const struct pcapng_output *output,
		     struct err *err)
{
	*f = (struct pcapng_file){ .output = output,
				   .number = output->size_max ? 1 : 0 };
	return open_file(f, err);
}

static int close_file(struct pcapng_file *f, struct err *err)
{
	int failed = f->fd == STDOUT_FILENO ? 0 : close(f->fd);

	f->fd = -1;
	return failed ? err_set(err, errno, "write to \"%s\"", f->path) : 0;
}

/* The blocks that are whole within so many bytes */
static size_t whole_blocks(const uint8_t *bytes, size_t len)
{
	size_t at = 0;

	while (len - at >= sizeof(struct pcapng_block) &&
	       pcapng_block(bytes + at).len <= len - at)
		at += pcapng_block(bytes + at).len;
	return at;
}

/* End the file behind the last whole block; a pipe cannot be cut */
static int fail_to_write(struct pcapng_file *f, int errnum, struct err *err)
{
	int ignored = ftruncate(f->fd, (off_t)f->size);

	(void)ignored;
	return err_set(err, errnum, "write to \"%s\"", name_of(f));
}

static int append(struct pcapng_file *f, const uint8_t *blocks, size_t len,
		  struct err *err)
{
	size_t at = 0;

	while (at < len) {
		ssize_t n = write(f->fd, blocks + at, len - at);

		if (n < 0) {
			int errnum = errno;

			f->size += whole_blocks(blocks, at);
			return fail_to_write(f, errnum, err);
		}
		at += (size_t)n;
	}
	f->size += len;
	return 0;
}

static int begin_next(struct pcapng_file *f, struct err *err)
{
	uint64_t files_max = f->output->files_max;
	char oldest[PATH_MAX];
	int ret = close_file(f, err);

	if (ret)
		return ret;
	f->number++;
	ret = open_file(f, err);
	if (ret)
		return ret;
	if (files_max && f->number > files_max &&
	    make_path(f, f->number - files_max, oldest))
		unlink(oldest);
	return append(f, (const uint8_t *)f->head.text, f->head.len, err);
}

static void remember(struct pcapng_file *f, const uint8_t *block)
{
	const struct pcapng_block b = pcapng_block(block);

	if (b.type == PCAPNG_TYPE_SECTION)
		f->head.len = 0;
	if (b.type == PCAPNG_TYPE_SECTION || b.type == PCAPNG_TYPE_INTERFACE ||
	    b.type == PCAPNG_TYPE_NAMES)
		writer_raw(&f->head, (const char *)block, b.len);
}

/* A file has one block besides its head at least, however long that is */
static bool is_full(const struct pcapng_file *f, uint64_t size, size_t more)
{
	return size + more > f->output->size_max && size > f->head.len;
}

static int write_to_several(struct pcapng_file *f, const uint8_t *bytes,
			    size_t len, struct err *err)
{
	size_t from = 0, at = 0;
	int ret = 0;

	while (!ret && at < len) {
		const uint8_t *block = bytes + at;
		size_t block_len = pcapng_block(block).len;

		if (is_full(f, f->size + (at - from), block_len)) {
			ret = append(f, bytes + from, at - from, err);
			if (!ret)
				ret = begin_next(f, err);
			from = at;
		}
		remember(f, block);
		at += block_len;
	}
	if (!ret && f->head.failed)
		ret = err_set(err, ENOMEM, "keep the interfaces and names");
	return ret ? ret : append(f, bytes + from, at - from, err);
}

int pcapng_file_write(struct pcapng_file *f, const uint8_t *bytes, size_t len,
		      struct err *err)
{
	if (f->output->size_max)
		return write_to_several(f, bytes, len, err);
	return append(f, bytes, len, err);
}

int pcapng_file_close(struct pcapng_file *f, struct err *err)
{
	int ret = f->fd < 0 ? 0 : close_file(f, err);

	writer_free(&f->head);
	return ret;
}
