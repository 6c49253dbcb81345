/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes JSON into a buffer that grows.
 *
 * The writer adds commas and quotes.  Each begin needs its end.  The key is
 * NULL inside an array.  If memory runs short, @failed is set and all further
 * calls do nothing, so that a caller checks once, at the end.
 *
 * Strings are written as UTF-8; bytes that are not UTF-8 are replaced by
 * U+FFFD.
 */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include "base/mac.h"
#include "base/types.h"

/**
 * struct writer - A buffer, and the position in the JSON
 * @text:	What was written and not yet taken; not zero-terminated
 * @len:	Bytes of @text in use
 * @size:	Bytes of @text allocated
 * @more:	The next value needs a comma before it
 * @failed:	Memory was short, and @text is incomplete
 *
 * All zeros is an empty writer.
 */
struct writer {
	char *text;
	size_t len;
	size_t size;
	bool more;
	bool failed;
};

/** writer_free() - Free the buffer; the writer is empty afterwards */
void writer_free(struct writer *w);

void writer_begin_object(struct writer *w, const char *key);
void writer_end_object(struct writer *w);
void writer_begin_array(struct writer *w, const char *key);
void writer_end_array(struct writer *w);

/** writer_str() - A string, or null when @value is NULL */
void writer_str(struct writer *w, const char *key, const char *value);
void writer_uint(struct writer *w, const char *key, uint64_t value);
void writer_int(struct writer *w, const char *key, int64_t value);
void writer_bool(struct writer *w, const char *key, bool value);
void writer_mac(struct writer *w, const char *key, struct mac value);

/** writer_raw() - Append bytes as they are; the caller keeps the JSON valid */
void writer_raw(struct writer *w, const char *bytes, size_t len);

#endif /* BASE_WRITER_H */
