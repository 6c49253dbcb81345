/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/bridge_port.h"

#include <string.h>

const char *port_state_word(enum port_state state)
{
	static const char *const words[PORT_STATE_COUNT] = {
		[PORT_STATE_DISABLED] = "disabled",
		[PORT_STATE_MONITOR] = "monitor",
		[PORT_STATE_DISCARDING] = "discarding",
		[PORT_STATE_LEARNING] = "learning",
		[PORT_STATE_FORWARDING] = "forwarding",
	};

	return words[state];
}

const char *errdisable_word(enum errdisable_cause cause)
{
	static const char *const words[ERRDISABLE_COUNT] = {
		[ERRDISABLE_NONE] = "",
		[ERRDISABLE_VIOLATION] = "violation",
		[ERRDISABLE_STORM] = "storm",
		[ERRDISABLE_LOOP] = "loop",
	};

	return words[cause];
}

struct port_settings port_settings_defaults(void)
{
	struct port_settings settings = {
		.gro = true,
		.group_fwd = PORT_GROUP_FWD_DEFAULT,
		.shape_bytes = PORT_SHAPE_BYTES,
		.shape_latency_ms = PORT_SHAPE_LATENCY_MS,
	};

#define X(name, preset, help) settings.name = preset;
	PORT_FLAGS(X)
#undef X
	return settings;
}

bool port_settings_equal(const struct port_settings *a,
			 const struct port_settings *b)
{
#define X(name, preset, help)                                                  \
	if (a->name != b->name)                                                \
		return false;
	PORT_FLAGS(X)
#undef X
	for (unsigned int i = 0; i < PORT_METER_COUNT; i++)
		if (!meter_rate_equal(&a->rates[i], &b->rates[i]))
			return false;
	return !strcmp(a->alias, b->alias) && a->gro == b->gro &&
	       a->accept == b->accept && a->backup == b->backup &&
	       a->group_fwd == b->group_fwd && a->violation == b->violation &&
	       a->storm_shutdown == b->storm_shutdown &&
	       a->recovery_s == b->recovery_s && a->fdb_limit == b->fdb_limit &&
	       a->shape_bytes == b->shape_bytes &&
	       a->shape_latency_ms == b->shape_latency_ms;
}
