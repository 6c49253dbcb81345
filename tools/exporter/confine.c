/* SPDX-License-Identifier: BSD-2-Clause */
#include "confine.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int drop_capabilities(struct err *err)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return err_set(err, errno, "renounce new privileges");
	if (syscall(SYS_capset, &head, none))
		return err_set(err, errno, "drop capabilities");
	return 0;
}

#ifdef __has_feature /* clang */
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__) /* gcc */
#define HAS_SANITIZER
#endif

/* The leak sanitizer reads /proc at the end */
#ifdef HAS_SANITIZER
#define READ_RIGHTS 0
#else
#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#endif

/* A ruleset that handles rights, and has no rule that allows any */
static int forbid_files(struct err *err)
{
	const struct landlock_ruleset_attr rules = {
		.handled_access_fs = READ_RIGHTS | LANDLOCK_ACCESS_FS_EXECUTE |
				     LANDLOCK_ACCESS_FS_WRITE_FILE |
				     LANDLOCK_ACCESS_FS_REMOVE_DIR |
				     LANDLOCK_ACCESS_FS_MAKE_CHAR |
				     LANDLOCK_ACCESS_FS_MAKE_DIR |
				     LANDLOCK_ACCESS_FS_MAKE_REG |
				     LANDLOCK_ACCESS_FS_MAKE_SOCK |
				     LANDLOCK_ACCESS_FS_MAKE_FIFO |
				     LANDLOCK_ACCESS_FS_MAKE_BLOCK |
				     LANDLOCK_ACCESS_FS_MAKE_SYM,
	};
	long fd =
		syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
	int ret = 0;

	if (fd < 0 && (errno == ENOSYS || errno == EOPNOTSUPP))
		return 0;
	if (fd < 0 && errno == EPERM) { /* of a seccomp filter older than it */
		fputs("tapswitch-exporter: access to files is not given up: "
		      "a seccomp filter does not permit Landlock\n",
		      stderr);
		return 0;
	}
	if (fd < 0 || syscall(SYS_landlock_restrict_self, fd, 0))
		ret = err_set(err, errno, "forbid access to files");
	if (fd >= 0)
		close((int)fd);
	return ret;
}

int confine(struct err *err)
{
	int ret = drop_capabilities(err);

	return ret ? ret : forbid_files(err);
}
