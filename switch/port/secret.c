/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/secret.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define TEXT_SIZE_MAX 128 /* digits, and blanks between them */

/* A file that other users could read is refused: they may have read it. */
static int check_file(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return err_set(err, errno, "check secret_file \"%s\"", path);
	if (!S_ISREG(st.st_mode))
		return err_say(err, EINVAL, "bad-value", 0,
			       "secret_file \"%s\" is not a regular file",
			       path);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_say(err, EPERM, "not-private", 0,
			       "secret_file \"%.80s\" belongs to user %u; it "
			       "must belong to the switch's user, or root",
			       path, st.st_uid);
	if (st.st_mode & 077)
		return err_say(err, EPERM, "not-private", 0,
			       "secret_file \"%.80s\" is open to others (mode "
			       "%04o): make a new secret, in a file of mode "
			       "0600",
			       path, st.st_mode & 07777);
	return 0;
}

static unsigned int digit_value(unsigned char c)
{
	return isdigit(c) ? (unsigned int)(c - '0')
			  : (unsigned int)(tolower(c) - 'a' + 10);
}

static bool parse(const unsigned char *text, size_t len,
		  struct siphash_key *key)
{
	size_t digits = 0;

	for (size_t i = 0; i < len; i++) {
		uint8_t *byte = &key->bytes[digits / 2];

		if (isspace(text[i]))
			continue;
		if (!isxdigit(text[i]) || digits == 2 * sizeof(key->bytes))
			return false;
		*byte = (uint8_t)(*byte << 4 | digit_value(text[i]));
		digits++;
	}
	return digits == 2 * sizeof(key->bytes);
}

static int read_key(int fd, const char *path, struct siphash_key *key,
		    struct err *err)
{
	unsigned char text[TEXT_SIZE_MAX];
	ssize_t len;
	int ret = check_file(fd, path, err);

	if (ret)
		return ret;
	len = read(fd, text, sizeof(text));
	if (len < 0)
		return err_set(err, errno, "read secret_file \"%s\"", path);
	if (parse(text, (size_t)len, key))
		return 0;
	return err_say(err, EINVAL, "bad-value", 0,
		       "secret_file \"%.80s\": expected 32 hexadecimal digits, "
		       "as \"od -An -N16 -tx1 /dev/urandom\" prints",
		       path);
}

int secret_read(struct secret *secret, const char *path, struct err *err)
{
	struct secret found = { .path = "" };
	int fd, ret;

	if (*path != '/' || strlen(path) >= sizeof(found.path))
		return err_say(err, EINVAL, "bad-value", 0,
			       "secret_file \"%.80s\": expected an absolute "
			       "path of %zu bytes at most",
			       path, sizeof(found.path) - 1);
	strcpy(found.path, path);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno, "open secret_file \"%s\"", path);
	ret = read_key(fd, path, &found.key, err);
	close(fd);
	if (!ret)
		*secret = found;
	return ret;
}

static bool has_same_key(const struct secret *a, const struct secret *b)
{
	return !memcmp(&a->key, &b->key, sizeof(a->key));
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	return !strcmp(a->path, b->path) && has_same_key(a, b);
}

void secret_swap(struct secret *secret, struct secret *wanted)
{
	const struct secret was = *secret;

	if (!strcmp(secret->path, wanted->path) &&
	    !has_same_key(secret, wanted))
		log_info("secret_file %s: has another secret", secret->path);
	*secret = *wanted;
	*wanted = was;
}
