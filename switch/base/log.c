/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log_sink.h"
#include "base/time.h"

#define TEXT_SIZE 512

/* A burst of LIMIT_LINES, as when all clients of a listener reconnect, then one
 * line each LIMIT_LINE_MS */
#define LIMIT_LINES   100
#define LIMIT_LINE_MS 1000

/* How long log_close() waits for standard error to accept lines */
#define CLOSE_TRIES    10
#define CLOSE_AGAIN_MS 100

static const struct {
	const char *word;
	int journal; /* syslog(3)'s number */
} levels[LOG_LEVEL_COUNT] = {
	[LOG_LEVEL_ERROR] = { "error", 3 },
	[LOG_LEVEL_WARN] = { "warn", 4 },
	[LOG_LEVEL_INFO] = { "info", 6 },
	[LOG_LEVEL_DEBUG] = { "debug", 7 },
};

static enum log_level least_level = LOG_LEVEL_INFO;
static bool to_journal;
static bool to_file;	  /* lines need the time in front */
static unsigned int lost; /* lines, since the last one that had room */

/* systemd.exec(5): JOURNAL_STREAM names the device and inode of our stderr. */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long dev, inode;
	struct stat st;

	return stream && sscanf(stream, "%llu:%llu", &dev, &inode) == 2 &&
	       !fstat(2, &st) && st.st_dev == dev && st.st_ino == inode;
}

void log_open(enum log_level least)
{
	least_level = least;
	to_journal = stderr_is_journal();
	log_sink_open();
}

int log_file(const char *path, struct err *err)
{
	/* O_NONBLOCK: opening a pipe without a reader fails instead of
	 * blocking */
	int fd = open(path,
		      O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_NOFOLLOW |
			      O_NONBLOCK | O_CLOEXEC,
		      0640);

	if (fd < 0)
		return err_set(err, errno, "open log \"%s\"", path);
	return fd;
}

void log_to_file(int fd)
{
	log_close();
	dup2(fd, STDERR_FILENO);
	close(fd);
	to_file = true;
	log_open(least_level);
}

bool log_level_parse(const char *word, enum log_level *level)
{
	for (size_t i = 0; i < LOG_LEVEL_COUNT; i++) {
		if (!strcmp(word, levels[i].word)) {
			*level = (enum log_level)i;
			return true;
		}
	}
	return false;
}

/* A name chosen by a client must not start another line of the log. */
static void replace_control_chars(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

/* The wall clock, for people only: it may be set back. */
static const char *format_time(char text[32])
{
	time_t now = time(NULL);
	struct tm tm;

	if (to_file && localtime_r(&now, &tm))
		strftime(text, 32, "%F %T ", &tm);
	else
		*text = '\0';
	return text;
}

/* Writes a line with its prefix and newline, or counts it as lost. */
static void put(enum log_level level, const char *text)
{
	char line[TEXT_SIZE + 64], time_text[32];
	int len;

	if (to_journal)
		len = snprintf(line, sizeof(line), "<%d>%s\n",
			       levels[level].journal, text);
	else
		len = snprintf(line, sizeof(line), "%stapswitch: %s%s\n",
			       format_time(time_text),
			       level == LOG_LEVEL_ERROR	 ? "error: "
			       : level == LOG_LEVEL_WARN ? "warning: "
							 : "",
			       text);
	lost += !log_sink_put(line, (size_t)len);
}

void log_catch_up(void)
{
	char text[TEXT_SIZE];
	unsigned int n = lost;

	if (!log_sink_drain() || !n)
		return;
	lost = 0;
	snprintf(text, sizeof(text), "%u %s lost: standard error was full", n,
		 n == 1 ? "line was" : "lines were");
	put(LOG_LEVEL_WARN, text);
}

void log_close(void)
{
	for (int tries = CLOSE_TRIES; tries && !log_sink_drain(); tries--)
		log_sink_wait(CLOSE_AGAIN_MS);
	log_catch_up();
}

/* The number of lost lines is reported before the next line. */
static void log_va(enum log_level level, const char *format, va_list args)
{
	char text[TEXT_SIZE];

	if (level > least_level)
		return;
	if (lost)
		log_catch_up();
	if (lost) {
		lost++;
		return;
	}
	vsnprintf(text, sizeof(text), format, args);
	replace_control_chars(text);
	put(level, text);
}

void log_line(enum log_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_va(level, format, args);
	va_end(args);
}

/* Each line fills a bucket that empties with time. */
static bool limit_allows(struct log_limit *limit, int64_t now_ms)
{
	if (limit->empty_ms < now_ms)
		limit->empty_ms = now_ms;
	if (limit->empty_ms + LIMIT_LINE_MS - now_ms >
	    LIMIT_LINES * LIMIT_LINE_MS)
		return false;
	limit->empty_ms += LIMIT_LINE_MS;
	return true;
}

void log_within(struct log_limit *limit, enum log_level level,
		const char *format, ...)
{
	va_list args;

	if (level > least_level)
		return;
	if (!limit_allows(limit, time_now_ms())) {
		limit->held_back++;
		return;
	}
	if (limit->held_back)
		log_line(level, "%u lines like the next were suppressed",
			 limit->held_back);
	limit->held_back = 0;
	va_start(args, format);
	log_va(level, format, args);
	va_end(args);
}
