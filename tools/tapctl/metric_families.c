/* SPDX-License-Identifier: BSD-2-Clause */
#include "metric_families.h"

#include "base/types.h"

const char *const metric_questions[SOURCES] = {
	[SOURCE_SWITCH] = "switch show",
};

#define COUNTER(name, unit, help)                                              \
	{                                                                      \
		name, OPENMETRICS_COUNTER, unit, help                          \
	}
#define GAUGE(name, unit, help)                                                \
	{                                                                      \
		name, OPENMETRICS_GAUGE, unit, help                            \
	}
#define INFO(name, help)                                                       \
	{                                                                      \
		name, OPENMETRICS_INFO, NULL, help                             \
	}

/* Names follow those of Prometheus' node_exporter, node_network_receive_bytes_total
 * for example, so that its users recognize them */
const struct metric_family metric_families[] = {
	{ INFO("tapswitch_build", "The program, and how it moves frames"),
	  SOURCE_SWITCH,
	  VALUE_LABELS,
	  NULL,
	  { { "version", "version" }, { "engine", "engine" } } },
	{ GAUGE("tapswitch_uptime_seconds", "seconds",
		"Time since the switch was started"),
	  SOURCE_SWITCH,
	  VALUE_MS,
	  NULL,
	  { { "uptime_ms", NULL } } },
	{ GAUGE("tapswitch_ports", NULL, "Number of ports"),
	  SOURCE_SWITCH,
	  VALUE_NUMBER,
	  NULL,
	  { { "ports", NULL } } },
	{ GAUGE("tapswitch_control_clients", NULL,
		"Clients of the control socket, this one included"),
	  SOURCE_SWITCH,
	  VALUE_NUMBER,
	  NULL,
	  { { "clients", NULL } } },
	{ COUNTER("tapswitch_control_clients_cut_off", NULL,
		  "Clients of the control socket that were disconnected"),
	  SOURCE_SWITCH,
	  VALUE_NUMBER,
	  NULL,
	  { { "clients_cut_off", NULL } } },
	{ GAUGE("tapswitch_fdb_entries", NULL,
		"Learned entries in the table of stations"),
	  SOURCE_SWITCH,
	  VALUE_NUMBER,
	  NULL,
	  { { "fdb_used", NULL } } },
	{ GAUGE("tapswitch_fdb_limit_entries", NULL,
		"Most learned entries that the table may have"),
	  SOURCE_SWITCH,
	  VALUE_NUMBER,
	  NULL,
	  { { "fdb_limit", NULL } } },
	{ COUNTER("tapswitch_fdb_events", NULL,
		  "What happened in the table of stations"),
	  SOURCE_SWITCH,
	  VALUE_NUMBER,
	  "event",
	  { { "fdb_count.learned", "learned" },
	    { "fdb_count.moved", "moved" },
	    { "fdb_count.aged", "aged" },
	    { "fdb_count.evicted", "evicted" },
	    { "fdb_count.refused", "refused" } } },
	{ COUNTER("tapswitch_loop_alarms", NULL, "Signs of loops"),
	  SOURCE_SWITCH,
	  VALUE_NUMBER,
	  NULL,
	  { { "loop_alarms", NULL } } },
	{ GAUGE("tapswitch_violating_stations", NULL,
		"Stations in the list of violations"),
	  SOURCE_SWITCH,
	  VALUE_NUMBER,
	  NULL,
	  { { "violations", NULL } } },
	{ GAUGE("tapswitch_iteration_longest_seconds", "seconds",
		"Duration of the longest iteration of the event loop"),
	  SOURCE_SWITCH,
	  VALUE_US,
	  NULL,
	  { { "iterations.max_us", NULL } } },
};

const size_t metric_family_count = ARRAY_SIZE(metric_families);
