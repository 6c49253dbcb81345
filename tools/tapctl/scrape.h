/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads all metrics of a switch in one pass. */
#ifndef SCRAPE_H
#define SCRAPE_H

#include <stdio.h>

#include "session.h"

/**
 * scrape() - Ask the switch, and write its metrics
 * @until_ms:	When to give up, in time_now_ms()
 *
 * Return: 0, or a negative errno with @err set and nothing written
 */
int scrape(struct session *s, FILE *out, int64_t until_ms, struct err *err);

#endif /* SCRAPE_H */
