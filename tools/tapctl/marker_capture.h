/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `marker add NAME ... capture FILE`: the switch opens no files of its clients, so
 * tapctl sends it two lines: one that adds the marker, and one that captures the
 * frames that it selects, which tapctl writes to FILE.
 */
#ifndef MARKER_CAPTURE_H
#define MARKER_CAPTURE_H

#include "base/err.h"
#include "base/line.h"
#include "control/words.h"

/**
 * marker_capture_file() - Find FILE in such a line
 * @line:	@len bytes, which consist of @words
 *
 * Return: the index of the word, from 1; 0 if it is another line, or a wrong one
 */
unsigned int marker_capture_file(const char *line, size_t len,
				 const struct words *words);

/**
 * marker_capture_check() - Check whether FILE can be written, before the marker is
 * added
 *
 * Return: 0, or a negative errno with @err set
 */
int marker_capture_check(const char *path, struct err *err);

/**
 * marker_capture_lines() - Write both lines
 * @file:	What marker_capture_file() has returned
 */
void marker_capture_lines(const char *line, size_t len,
			  const struct words *words, unsigned int file,
			  struct line *add, struct line *capture);

#endif /* MARKER_CAPTURE_H */
