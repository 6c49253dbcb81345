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

#define LIMIT_LINES 10
#define LIMIT_MS    10000

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
static bool to_file; /* where nobody else notes the time */

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
}

int log_to_file(const char *path, struct err *err)
{
	int fd = open(path,
		      O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_NOFOLLOW |
			      O_CLOEXEC,
		      0640);

	if (fd < 0)
		return err_set(err, errno, "open log \"%s\"", path);
	dup2(fd, STDERR_FILENO);
	close(fd);
	to_file = true;
	log_open(least_level);
	return 0;
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

/* What others call themselves must not begin a line of ours. */
static void keep_on_one_line(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

static const char *stamp(char text[32])
{
	time_t now = time(NULL);
	struct tm tm;

	if (to_file && localtime_r(&now, &tm))
		strftime(text, 32, "%F %T ", &tm);
	else
		*text = '\0';
	return text;
}

static void log_va(enum log_level level, const char *format, va_list args)
{
	char text[512];
	char prefix[64], time_text[32];

	if (level > least_level)
		return;
	vsnprintf(text, sizeof(text), format, args);
	keep_on_one_line(text);
	if (to_journal)
		snprintf(prefix, sizeof(prefix), "<%d>", levels[level].journal);
	else
		snprintf(prefix, sizeof(prefix), "%stapswitch: %s",
			 stamp(time_text),
			 level == LOG_LEVEL_ERROR  ? "error: "
			 : level == LOG_LEVEL_WARN ? "warning: "
						   : "");
	fprintf(stderr, "%s%s\n", prefix, text);
}

void log_line(enum log_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_va(level, format, args);
	va_end(args);
}

void log_limited(struct log_limit *limit, int64_t now_ms, enum log_level level,
		 const char *format, ...)
{
	va_list args;

	if (now_ms - limit->since_ms >= LIMIT_MS) {
		if (limit->held_back)
			log_line(level, "%u more lines like the next held back",
				 limit->held_back);
		*limit = (struct log_limit){ .since_ms = now_ms };
	}
	if (limit->said == LIMIT_LINES) {
		limit->held_back++;
		return;
	}
	limit->said++;
	va_start(args, format);
	log_va(level, format, args);
	va_end(args);
}
