/* SPDX-License-Identifier: BSD-2-Clause */
/* What people are told, in the log, of stations, loops, ports that are errdisabled and
 * frames that are too long. */
#ifndef TELL_H
#define TELL_H

#include "app.h"
#include "core/decide.h"

/** tell_of_frame() - A station moved, found no room, or was one too many */
void tell_of_frame(const struct app *app, const struct frame *f,
		   const struct verdict *v, enum fdb_change change);

/** tell_of_too_long() - Once of each port, as long as it takes what it takes */
void tell_of_too_long(struct app *app, const struct frame *f,
		      const struct verdict *v);

/** tell_of_refused_length() - Likewise, when it is the kernel that says so */
void tell_of_refused_length(struct port *port);

/** tell_of_errdisable() - A port was errdisabled, or has recovered */
void tell_of_errdisable(struct port *port);

/** tell_of_alarms() - Those that came since the last time */
void tell_of_alarms(struct app *app);

#endif /* TELL_H */
