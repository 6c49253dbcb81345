/* SPDX-License-Identifier: BSD-2-Clause */
#include "http.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tapctl/scrape.h"
#include "base/time.h"

/* Less than the 10 s after which Prometheus gives up: it should see the error */
#define SCRAPE_MS     5000
#define IDLE_S	      10 /* a scraper that neither sends nor reads */
#define SCRAPERS_MAX  32
#define PER_HOST_MAX  8 /* of them, so that one host cannot take all */
#define REQUEST_BYTES (16 * 1024)

#define OPENMETRICS_TYPE                                                       \
	"application/openmetrics-text; version=1.0.0; charset=utf-8"
#define TEXT_TYPE "text/plain; charset=utf-8"
#define HTML_TYPE "text/html; charset=utf-8"

static const char index_page[] =
	"<!DOCTYPE html>\n"
	"<html lang=\"en\"><title>tapswitch</title>\n"
	"<p>tapswitch: <a href=\"/metrics\">metrics</a></p></html>\n";

/* Owns @text, which may be NULL where memory is short */
static enum MHD_Result answer(struct MHD_Connection *c, unsigned int status,
			      const char *type, char *text, size_t len)
{
	struct MHD_Response *response =
		text ? MHD_create_response_from_buffer(len, text,
						       MHD_RESPMEM_MUST_FREE)
		     : NULL;
	enum MHD_Result ret;

	if (!response) {
		free(text);
		return MHD_NO; /* closes the connection */
	}
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
					"GET, HEAD");
	ret = MHD_queue_response(c, status, response);
	MHD_destroy_response(response);
	return ret;
}

static enum MHD_Result answer_copy(struct MHD_Connection *c,
				   unsigned int status, const char *type,
				   const char *text)
{
	return answer(c, status, type, strdup(text), strlen(text));
}

/* A line for each change: scrapers come often, and at once */
static void log_change(struct http *http, bool fails, const struct err *err)
{
	if (atomic_exchange(&http->fails, fails) == fails)
		return;
	if (fails)
		fprintf(stderr, "tapswitch-exporter: no metrics: %s\n",
			err->text);
	else
		fputs("tapswitch-exporter: the switch answers again\n", stderr);
}

static int scrape_switch(const struct lookup *lookup, FILE *out,
			 struct err *err)
{
	const int64_t until_ms = time_now_ms() + SCRAPE_MS;
	struct session s;
	int ret = lookup_try(lookup, SCRAPE_MS, &s, err);

	if (ret)
		return ret;
	ret = scrape(&s, out, until_ms, err);
	session_close(&s);
	return ret;
}

/* Scrapers are told only the word for the error, as its text has paths of this host */
static enum MHD_Result answer_metrics(struct MHD_Connection *c,
				      struct http *http)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	struct err err;
	char line[64];
	int ret;

	if (!out)
		return MHD_NO;
	ret = scrape_switch(http->lookup, out, &err);
	if (fclose(out)) {
		free(text);
		return MHD_NO;
	}
	log_change(http, ret != 0, &err);
	if (!ret)
		return answer(c, MHD_HTTP_OK, OPENMETRICS_TYPE, text, len);
	free(text);
	snprintf(line, sizeof(line), "no metrics: %s\n", err.code);
	return answer_copy(c, MHD_HTTP_SERVICE_UNAVAILABLE, TEXT_TYPE, line);
}

static bool only_reads(const char *method)
{
	return !strcmp(method, MHD_HTTP_METHOD_GET) ||
	       !strcmp(method, MHD_HTTP_METHOD_HEAD);
}

static enum MHD_Result answer_get(struct MHD_Connection *c, struct http *http,
				  const char *url)
{
	if (!strcmp(url, "/metrics"))
		return answer_metrics(c, http);
	if (!strcmp(url, "/"))
		return answer_copy(c, MHD_HTTP_OK, HTML_TYPE, index_page);
	return answer_copy(c, MHD_HTTP_NOT_FOUND, TEXT_TYPE,
			   "only / and /metrics\n");
}

/* Called when the headers are complete, and again at the end of the request: only
 * an answer after the second call leaves the connection usable.  A body, which may
 * never end, is not waited for. */
static enum MHD_Result handle(void *http, struct MHD_Connection *c,
			      const char *url, const char *method,
			      const char *version, const char *upload,
			      size_t *upload_size, void **state)
{
	static char seen;

	(void)version;
	(void)upload;
	if (!only_reads(method))
		return answer_copy(c, MHD_HTTP_METHOD_NOT_ALLOWED, TEXT_TYPE,
				   "only GET and HEAD\n");
	if (*upload_size)
		return MHD_NO; /* closes the connection */
	if (*state)
		return answer_get(c, http, url);
	*state = &seen;
	return MHD_YES;
}

int http_start(struct http *http, int sock, const struct lookup *lookup,
	       struct err *err)
{
	http->lookup = lookup;
	atomic_init(&http->fails, false);
	http->daemon = MHD_start_daemon(
		MHD_USE_THREAD_PER_CONNECTION |
			MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
			MHD_USE_ITC,
		0, NULL, NULL, handle, http, MHD_OPTION_LISTEN_SOCKET, sock,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned int)SCRAPERS_MAX,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned int)PER_HOST_MAX,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)REQUEST_BYTES,
		MHD_OPTION_END);
	if (http->daemon)
		return 0;
	return err_say(err, EIO, "system", 0, "cannot start the HTTP server");
}

void http_stop(struct http *http)
{
	/* or the next one would close the listening socket */
	MHD_quiesce_daemon(http->daemon);
	MHD_stop_daemon(http->daemon);
}
