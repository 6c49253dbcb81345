/* SPDX-License-Identifier: BSD-2-Clause */
/* config save: writes the lines of config show to a file, which is replaced as
 * a whole */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "commands/commands.h"
#include "config/snapshot.h"
#include "reload.h"

#define MODE_NEW 0644

/**
 * struct saving - A file being written
 * @path:	The file that is replaced in the end
 * @beside:	The temporary file; "" if there is none
 */
struct saving {
	struct snapshot snapshot;
	FILE *out;
	char path[PATH_MAX];
	char beside[PATH_MAX + 8];
};

static void drop(void *state)
{
	struct saving *s = state;

	if (s->out)
		fclose(s->out);
	if (*s->beside)
		unlink(s->beside);
}

/* The given file, or that of the switch; symbolic links are followed */
static int find_path(const struct app *app, const struct args *args,
		     char path[PATH_MAX], struct err *err)
{
	const char *file = args_str(args, "file");

	if (file && command_check_path(args, err))
		return -EINVAL;
	if (!file)
		file = app->reload ? reload_file(app->reload) : NULL;
	if (!file)
		return err_say(err, ENOENT, "no-file", 0,
			       "the switch was started without a file (-f): "
			       "name a file");
	if (!realpath(file, path))
		snprintf(path, PATH_MAX, "%s", file);
	return 0;
}

/* No user may do more with the new file than with the old one: if its group
 * cannot be kept, another group gets no permissions. */
static int keep_access(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st))
		return fchmod(fd, MODE_NEW)
			       ? err_set(err, errno, "save %s", path)
			       : 0;
	if (!S_ISREG(st.st_mode))
		return err_say(err, EINVAL, "no-file", 0,
			       "\"%s\" is not a regular file", path);
	if (fchown(fd, st.st_uid, st.st_gid))
		st.st_mode &= ~(mode_t)S_IRWXG;
	if (fchmod(fd, st.st_mode & 0777))
		return err_set(err, errno, "save %s", path);
	return 0;
}

static int open_beside(struct saving *s, struct err *err)
{
	int fd, ret;

	snprintf(s->beside, sizeof(s->beside), "%s.XXXXXX", s->path);
	fd = mkostemp(s->beside, O_CLOEXEC);
	if (fd < 0) {
		ret = err_set(err, errno, "save %s", s->path);
		*s->beside = '\0';
		return ret;
	}
	ret = keep_access(fd, s->path, err);
	s->out = ret ? NULL : fdopen(fd, "w");
	if (!s->out)
		close(fd);
	if (!ret && !s->out)
		ret = err_set(err, ENOMEM, "save %s", s->path);
	return ret;
}

/* There is no fsync(), because frames would have to wait for the disk. */
static int put_in_place(struct saving *s, struct err *err)
{
	FILE *out = s->out;

	s->out = NULL;
	if (fclose(out) || rename(s->beside, s->path))
		return err_set(err, errno, "save %s", s->path);
	*s->beside = '\0';
	log_info("saved to %s", s->path);
	return ANSWER_DONE;
}

static int save_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct saving *s = answer->state;
	struct line text = { 0 };
	const bool has_more = snapshot_next(&s->snapshot, app, &text);
	const bool failed = text.failed;

	(void)args;
	if (text.text)
		fwrite(text.text, 1, text.len, s->out);
	line_free(&text);
	if (failed || ferror(s->out))
		return err_set(err, failed ? ENOMEM : errno, "save %s",
			       s->path);
	return has_more ? ANSWER_MORE : put_in_place(s, err);
}

int cmd_config_save(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct saving *s;
	int ret;

	if (answer->is_local)
		return err_say(
			err, EINVAL, "not-in-a-file", 1,
			"a configuration file cannot save another one: remove "
			"this line");
	s = calloc(1, sizeof(*s));
	if (!s)
		return err_set(err, ENOMEM, "save the configuration");
	answer->state = s;
	answer->state_size = sizeof(*s);
	answer->drop = drop;
	answer->more = save_more;
	ret = find_path(app, args, s->path, err);
	return ret ? ret : open_beside(s, err);
}
