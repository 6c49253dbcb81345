/* SPDX-License-Identifier: BSD-2-Clause */
#include "settings/no_such_port.h"

#include <errno.h>
#include <string.h>

#include "control/similar.h"
#include "ports.h"

struct span similar_port(const struct app *app, const char *name)
{
	struct similar similar = similar_to(name);

	for (struct port *p = NULL; (p = app_next_port(app, p));)
		similar_compare(&similar,
				(struct span){ p->name, strlen(p->name) });
	return similar_meant(&similar);
}

int no_such_port(const struct app *app, const char *prefix, const char *name,
		 unsigned int word, struct err *err)
{
	const struct span meant = similar_port(app, name);

	if (!meant.len)
		return err_say(err, ENOENT, "no-such-port", word,
			       "%s \"%.80s\" does not exist", prefix, name);
	return err_say(err, ENOENT, "no-such-port", word,
		       "%s \"%.80s\" does not exist, did you mean \"%.*s\"?",
		       prefix, name, (int)meant.len, meant.at);
}
