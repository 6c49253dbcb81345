/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serves the metrics of a switch by HTTP.
 *
 * Each scraper has a thread and a connection to the switch of its own, so that
 * one that stalls does not hold up another.
 */
#ifndef HTTP_H
#define HTTP_H

#include <stdatomic.h>

#include "../tapctl/lookup.h"
#include "base/err.h"

struct MHD_Daemon;

/**
 * struct http - The server
 * @lookup:	The switch, looked up again for each scrape
 * @fails:	The last scrape has failed, which was logged
 */
struct http {
	const struct lookup *lookup;
	struct MHD_Daemon *daemon;
	atomic_bool fails;
};

/**
 * http_start() - Serve until http_stop()
 * @sock:	A listening socket, which the caller closes afterwards
 * @lookup:	Must stay valid
 *
 * Return: 0, or a negative errno with @err set
 */
int http_start(struct http *http, int sock, const struct lookup *lookup,
	       struct err *err);

/** http_stop() - Let scrapes end, for as long as each may take at most */
void http_stop(struct http *http);

#endif /* HTTP_H */
