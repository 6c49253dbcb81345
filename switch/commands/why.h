/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a conversation fails, as `why` shows it; private to this directory. */
#ifndef COMMANDS_WHY_H
#define COMMANDS_WHY_H

#include "app.h"
#include "base/line.h"
#include "base/writer.h"
#include "capture/diagnosis.h"

/**
 * struct why - A conversation that was asked about
 * @name:	What the user calls the ends
 */
struct why {
	const struct app *app;
	const struct scene *scene;
	const struct diagnosis *d;
	const char *name[2];
};

/** why_sentence() - Append what was found, as a sentence without a full stop */
void why_sentence(const struct why *w, const struct finding *f,
		  struct line *text);

/** why_remedy() - Write the key "remedy", as trace_remedy() does */
void why_remedy(const struct why *w, const struct finding *f,
		struct writer *out);

/** why_write() - Write all that was found as an object */
void why_write(const struct why *w, struct writer *out);

#endif /* COMMANDS_WHY_H */
