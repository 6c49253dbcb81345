/* SPDX-License-Identifier: BSD-2-Clause */
/* The account of a frame, as `trace` shows it; private to this directory. */
#ifndef COMMANDS_TRACE_H
#define COMMANDS_TRACE_H

#include "app.h"
#include "base/line.h"
#include "base/writer.h"
#include "core/account.h"

/**
 * struct trace - A frame, and what would become of it
 * @f:		Parsed; its id is 0 unless it was received
 * @src_is_made_up, @dst_is_made_up: This MAC address of a host is not known
 */
struct trace {
	const struct app *app;
	const struct frame *f;
	bool src_is_made_up;
	bool dst_is_made_up;
	struct verdict v;
	struct account account;
};

/** trace_name() - Name of a port */
const char *trace_name(const struct trace *t, port_no no);

/** trace_last() - The rule that decided */
const struct step *trace_last(const struct trace *t);

/** trace_finding() - What a rule found, as a sentence without a full stop */
void trace_finding(const struct trace *t, const struct step *step,
		   struct line *text);

/**
 * trace_remedy() - Write what would have to change for the frame to pass
 *
 * The key "remedy" is null if nothing can be done; else it is an object with a
 * "text", and a "command", which is null if no command does it.
 */
void trace_remedy(const struct trace *t, struct writer *out);

/** trace_remedy_of() - The same for a reason; @other is the egress port */
void trace_remedy_of(const struct trace *t, enum reason reason, port_no other,
		     struct writer *out);

/** trace_remedy_write() - The same for texts like those of remedies.h */
void trace_remedy_write(const struct trace *t, const char *text,
			const char *command, port_no other,
			struct writer *out);

/** trace_remedy_for() - The same for a port to which it is not flooded */
void trace_remedy_for(const struct trace *t, port_no no, struct writer *out);

/**
 * trace_write() - Write the whole account as an object
 *
 * Return: 0, or -ENOMEM with @err set and nothing written
 */
int trace_write(const struct trace *t, struct writer *out, struct err *err);

#endif /* COMMANDS_TRACE_H */
