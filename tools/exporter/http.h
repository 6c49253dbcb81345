/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serves the metrics of a switch by HTTP.
 *
 * Each scraper has a thread and a connection to the switch of its own, so that
 * one that stalls does not hold up another.
 */
#ifndef HTTP_H
#define HTTP_H

#include "../tapctl/lookup.h"
#include "base/err.h"

struct MHD_Daemon;

/**
 * http_start() - Serve until http_stop()
 * @sock:	A listening socket, which the caller closes afterwards
 * @lookup:	The switch, looked up again for each scrape; must stay valid
 *
 * Return: NULL with @err set if it cannot be started
 */
struct MHD_Daemon *http_start(int sock, const struct lookup *lookup,
			      struct err *err);

/** http_stop() - Let scrapes end, for as long as each may take at most */
void http_stop(struct MHD_Daemon *daemon);

#endif /* HTTP_H */
