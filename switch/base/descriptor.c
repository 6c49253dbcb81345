/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/descriptor.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

/* The limit on open descriptors; RLIM_INFINITY if it cannot be read */
static rlim_t descriptor_limit(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) ? RLIM_INFINITY
						: limit.rlim_cur;
}

/* The kernel always assigns the lowest free number. */
size_t descriptor_left(int fd)
{
	const rlim_t next = (rlim_t)fd + 1, limit = descriptor_limit();

	return limit > next ? (size_t)(limit - next) : 0;
}

bool descriptor_is_reserved(int fd)
{
	return descriptor_left(fd) < DESCRIPTOR_RESERVE;
}

int descriptor_claim(int fd)
{
	if (fd < 0 || !descriptor_is_reserved(fd))
		return fd;
	close(fd);
	errno = EMFILE;
	return -1;
}

bool descriptor_is_short(int errnum)
{
	return errnum == EMFILE || errnum == ENFILE;
}

int descriptor_err(struct err *err, int errnum, const char *for_what)
{
	if (errnum == ENFILE)
		return err_say(err, errnum, "no-descriptor-left", 0,
			       "the system has no descriptor left for %s: "
			       "raise fs.file-max",
			       for_what);
	return err_say(err, errnum, "no-descriptor-left", 0,
		       "no descriptor left for %s, %llu are allowed: raise "
		       "ulimit -n, or LimitNOFILE= in the systemd unit",
		       for_what, (unsigned long long)descriptor_limit());
}
