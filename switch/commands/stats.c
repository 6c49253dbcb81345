/* SPDX-License-Identifier: BSD-2-Clause */
/* stats show, check, reset, reasons */
#include <errno.h>
#include <inttypes.h>

#include "commands/commands.h"

static void show_casts(const char *const keys[CAST_COUNT],
		       const uint64_t *packets, struct writer *out)
{
	for (size_t i = 0; i < CAST_COUNT; i++)
		writer_uint(out, keys[i], packets[i]);
}

static void show_drops(const struct counters *c, struct writer *out)
{
	writer_begin_object(out, "drops");
	for (unsigned int r = REASON_DROPS; r < REASON_COUNT; r++)
		if (c->rx_ends[r])
			writer_uint(out, reason_word((enum reason)r),
				    c->rx_ends[r]);
	writer_end_object(out);
	writer_begin_object(out, "tx_drops");
	for (unsigned int r = 0; r < TX_REASON_COUNT; r++)
		if (c->tx_drops[r])
			writer_uint(out, tx_reason_word((enum tx_reason)r),
				    c->tx_drops[r]);
	writer_end_object(out);
}

static void show_stats(const struct app *app, const struct port *port,
		       struct writer *out)
{
	static const char *const rx_keys[CAST_COUNT] = { "rx_ucast", "rx_mcast",
							 "rx_bcast" };
	static const char *const tx_keys[CAST_COUNT] = { "tx_ucast", "tx_mcast",
							 "tx_bcast" };
	const struct counters *c = &app->bridge->counters[port->no];

	writer_begin_object(out, NULL);
	writer_str(out, "port", port->name);
	writer_uint(out, "rx_packets", counters_packets(c->rx_packets));
	writer_uint(out, "rx_bytes", c->rx_bytes);
	show_casts(rx_keys, c->rx_packets, out);
	writer_uint(out, "tx_packets", counters_packets(c->tx_packets));
	writer_uint(out, "tx_bytes", c->tx_bytes);
	show_casts(tx_keys, c->tx_packets, out);
	for (unsigned int r = 0; r < REASON_DROPS; r++)
		writer_uint(out, reason_word((enum reason)r), c->rx_ends[r]);
	writer_uint(out, "copies", c->copies);
	writer_uint(out, "tx_segmented", c->tx_segmented);
	writer_uint(out, "tx_segments", c->tx_segments);
	writer_uint(out, "tx_merged", c->tx_merged);
	writer_uint(out, "tx_merges", c->tx_merges);
	writer_uint(out, "fdb_moves", c->fdb_moves);
	show_drops(c, out);
	writer_end_object(out);
}

int cmd_stats_show(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	struct port *only;
	int ret = command_port(app, args, &only, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		if (!only || p == only)
			show_stats(app, p, &answer->out);
	writer_end_array(&answer->out);
	return 0;
}

int cmd_stats_check(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;
	struct bridge_sums sums;

	(void)args;
	if (!bridge_sum(app->bridge, &sums))
		return err_say(err, EPROTO, "uneven", 0,
			       "the sums differ: %" PRIu64 " frames received, "
			       "%" PRIu64 " ended; %" PRIu64 " copies made, "
			       "%" PRIu64 " handed on; first uneven port %s",
			       sums.received, sums.ended, sums.copies,
			       sums.handed, app_port_name(app, sums.uneven));
	writer_begin_object(out, NULL);
	writer_bool(out, "even", true);
	writer_uint(out, "received", sums.received);
	writer_uint(out, "ended", sums.ended);
	writer_uint(out, "copies", sums.copies);
	writer_uint(out, "handed", sums.handed);
	writer_end_object(out);
	return 0;
}

int cmd_stats_reset(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct port *only;
	int ret = command_port(app, args, &only, err);

	(void)answer;
	if (ret)
		return ret;
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		if (!only || p == only)
			bridge_reset_counters(app->bridge, p->no);
	return 0;
}

static void show_reason(const char *word, const char *counted, const char *help,
			struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_str(out, "reason", word);
	writer_str(out, "counted", counted);
	writer_str(out, "help", help);
	writer_end_object(out);
}

int cmd_stats_reasons(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;

	(void)app;
	(void)args;
	(void)err;
	writer_begin_array(out, NULL);
	for (unsigned int r = 0; r < REASON_COUNT; r++)
		show_reason(reason_word((enum reason)r),
			    r < REASON_DROPS ? "in" : "drops",
			    reason_help((enum reason)r), out);
	for (unsigned int r = 0; r < TX_REASON_COUNT; r++)
		show_reason(tx_reason_word((enum tx_reason)r), "tx_drops",
			    tx_reason_help((enum tx_reason)r), out);
	writer_end_array(out);
	return 0;
}
