/* SPDX-License-Identifier: BSD-2-Clause */
/* stats show, vlan, check, reset */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/port_names.h"
#include "commands/show.h"
#include "control/server.h"
#include "core/bridge_sums.h"
#include "ports.h"
#include "settings/vlan_values.h"

#define CHECK_VLANS 8 /* in one piece */

/* @all: also a counter that is 0 */
static void show_count(struct writer *out, const char *key, uint64_t value,
		       bool all)
{
	if (all || value)
		writer_uint(out, key, value);
}

static void show_casts(const char *const keys[PKT_TYPE_COUNT],
		       const uint64_t *packets, bool all, struct writer *out)
{
	for (size_t i = 0; i < PKT_TYPE_COUNT; i++)
		show_count(out, keys[i], packets[i], all);
}

/* Reasons of frames that were not dropped; show_drops() writes the others. */
static void show_ends(const uint64_t ends[REASON_COUNT], bool all,
		      struct writer *out)
{
	for (unsigned int r = 0; r < REASON_DROPS; r++)
		show_count(out, reason_word((enum reason)r), ends[r], all);
}

static void show_drops(const uint64_t ends[REASON_COUNT], struct writer *out)
{
	writer_begin_object(out, "drops");
	for (unsigned int r = REASON_DROPS; r < REASON_COUNT; r++)
		show_count(out, reason_word((enum reason)r), ends[r], false);
	writer_end_object(out);
}

static void show_missed(const struct counters *c, struct writer *out)
{
	writer_begin_object(out, "missed");
	for (unsigned int m = 0; m < MISS_COUNT; m++)
		show_count(out, miss_word((enum miss)m), c->rx_missed[m],
			   false);
	writer_end_object(out);
}

static void show_tx_drops(const struct counters *c, struct writer *out)
{
	writer_begin_object(out, "tx_drops");
	for (unsigned int r = 0; r < TX_REASON_COUNT; r++)
		show_count(out, tx_reason_word((enum tx_reason)r),
			   c->tx_drops[r], false);
	writer_end_object(out);
}

static void show_protocols(const struct counters *c, struct writer *out)
{
	writer_begin_object(out, "protocols");
	for (unsigned int i = 0; i < L2PROTO_COUNT; i++)
		show_count(out, l2proto_word((enum l2proto)i),
			   c->rx_protocols[i], false);
	writer_end_object(out);
}

static void show_packets(const struct counters *c, bool all, struct writer *out)
{
	static const char *const rx_keys[PKT_TYPE_COUNT] = { "rx_ucast",
							     "rx_mcast",
							     "rx_bcast" };
	static const char *const tx_keys[PKT_TYPE_COUNT] = { "tx_ucast",
							     "tx_mcast",
							     "tx_bcast" };

	show_count(out, "rx_packets", counters_packets(c->rx_packets), all);
	show_count(out, "rx_bytes", c->rx_bytes, all);
	show_casts(rx_keys, c->rx_packets, all, out);
	show_count(out, "tx_packets", counters_packets(c->tx_packets), all);
	show_count(out, "tx_bytes", c->tx_bytes, all);
	show_casts(tx_keys, c->tx_packets, all, out);
}

static void show_counters(const struct counters *c, bool all,
			  struct writer *out)
{
	show_packets(c, all, out);
	show_ends(c->rx_ends, all, out);
	show_count(out, "copies", c->copies, all);
	show_count(out, "mirrored", c->mirrored, all);
	show_count(out, "tx_segmented", c->tx_segmented, all);
	show_count(out, "tx_segments", c->tx_segments, all);
	show_count(out, "tx_merged", c->tx_merged, all);
	show_count(out, "tx_merges", c->tx_merges, all);
	show_count(out, "tx_own", c->tx_own, all);
	show_count(out, "rx_own", c->rx_own, all);
	show_count(out, "fdb_moves", c->fdb_moves, all);
	if (all)
		show_missed(c, out);
	show_drops(c->rx_ends, out);
	show_tx_drops(c, out);
	show_protocols(c, out);
}

static void show_stats(const struct app *app, const struct port *port,
		       struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_str(out, "port", port->name);
	show_counters(&app->bridge->counters[port->no], true, out);
	writer_end_object(out);
}

void stats_show_changes(const char *port, const struct counters *changes,
			struct writer *out)
{
	static const struct counters none;

	if (!memcmp(changes, &none, sizeof(none)))
		return;
	writer_begin_object(out, NULL);
	writer_str(out, "port", port);
	show_counters(changes, false, out);
	writer_end_object(out);
}

static void visit_to_show(struct app *app, struct port *port,
			  const struct args *args, struct answer *answer)
{
	app_update_missed(port, args_has(args, "port"));
	show_stats(app, port, &answer->out);
}

static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	(void)err;
	return command_show_ports(app, args, answer, visit_to_show);
}

int cmd_stats_show(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	answer->more = show_more;
	return 0;
}

static uint64_t packets_of(const struct vlan *vlan)
{
	uint64_t n = 0;

	for (unsigned int r = 0; r < REASON_COUNT; r++)
		n += vlan->rx_ends[r];
	return n;
}

static void show_vlan(const struct app *app, vlan_id vid, struct writer *out)
{
	const struct vlan *vlan = &app->bridge->vlan[vid];

	writer_begin_object(out, NULL);
	writer_uint(out, "vid", vid);
	writer_str(out, "name", vlan->name);
	writer_uint(out, "ports", portset_count(&vlan->members));
	writer_bool(out, "remote_span", vlan->remote_span);
	writer_uint(out, "rx_packets", packets_of(vlan));
	writer_uint(out, "rx_bytes", vlan->rx_bytes);
	writer_uint(out, "tx_packets", vlan->tx_packets);
	writer_uint(out, "tx_bytes", vlan->tx_bytes);
	show_ends(vlan->rx_ends, true, out);
	show_drops(vlan->rx_ends, out);
	writer_end_object(out);
}

static void show_vlan_of_port(const struct app *app, vlan_id vid, port_no no,
			      struct writer *out)
{
	struct vlan_counters c = { 0 };

	if (app->bridge->vlan_counters)
		c = *vlan_counters(app->bridge, no, vid);
	writer_begin_object(out, NULL);
	writer_str(out, "port", app_port_name(app, no));
	writer_uint(out, "vid", vid);
	writer_str(out, "name", app->bridge->vlan[vid].name);
	writer_uint(out, "rx_packets", c.rx_packets);
	writer_uint(out, "rx_bytes", c.rx_bytes);
	writer_uint(out, "rx_drops", c.rx_drops);
	writer_uint(out, "tx_packets", c.tx_packets);
	writer_uint(out, "tx_bytes", c.tx_bytes);
	writer_end_object(out);
}

/* Whether the port has had frames in the VLAN.  It need not be a member: its
 * frames are dropped then. */
static bool has_frames(const struct bridge *br, vlan_id vid, port_no no)
{
	const struct vlan_counters *c;

	if (!br->vlan_counters)
		return false;
	c = vlan_counters(br, no, vid);
	return c->rx_packets || c->tx_packets;
}

/* Writes the counters of each port that is in a VLAN, or has frames there. */
static void show_vlan_of_ports(const struct app *app, vlan_id vid,
			       const struct portset *ports, struct writer *out)
{
	const struct bridge *br = app->bridge;

	PORTSET_FOREACH(ports, no)
		if (portset_has(&br->vlan[vid].members, no) ||
		    has_frames(br, vid, no))
			show_vlan_of_port(app, vid, no, out);
}

/* The cursor is the next VID. */
static int show_more_vlans(struct app *app, const struct args *args,
			   struct answer *answer, struct err *err)
{
	struct vids vids = command_vids(args, "vid");
	struct portset ports;

	if (command_ports(app, args, &ports, err))
		answer->cursor = VLAN_COUNT; /* ports were deleted meanwhile */
	for (; answer->cursor < VLAN_COUNT; answer->cursor++) {
		vlan_id vid = (vlan_id)answer->cursor;

		if (answer->out.len >= SERVER_OUT_SIZE)
			return ANSWER_MORE;
		if (!vids_has(&vids, vid) ||
		    !vlan_exists(&app->bridge->vlan[vid]))
			continue;
		if (args_has(args, "port"))
			show_vlan_of_ports(app, vid, &ports, &answer->out);
		else
			show_vlan(app, vid, &answer->out);
	}
	writer_end_array(&answer->out);
	return ANSWER_DONE;
}

int cmd_stats_vlan(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	answer->more = show_more_vlans;
	return 0;
}

static int unbalanced(const struct app *app, const struct bridge_sums *sums,
		      struct err *err)
{
	return err_say(err, EPROTO, "unbalanced", 0,
		       "the sums differ: %" PRIu64 " frames received, "
		       "%" PRIu64 " accounted for; %" PRIu64 " copies made, "
		       "%" PRIu64 " for mirrors, %" PRIu64
		       " transmitted; first unbalanced port %s, "
		       "VLAN %u",
		       sums->received, sums->accounted, sums->copies,
		       sums->mirrored, sums->transmitted,
		       app_port_name(app, sums->unbalanced),
		       sums->unbalanced_vlan);
}

/* Between two frames, the sums of each VLAN and of the ports are balanced, so
 * that some VLANs are checked at a time, and the ports last.  The cursor is the
 * next VID. */
static int check_more(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;
	vlan_id vid = (vlan_id)answer->cursor;
	bool is_right = bridge_sum_vlans(app->bridge, &vid, CHECK_VLANS);
	struct bridge_sums sums;

	(void)args;
	answer->cursor = vid;
	if (is_right && vid <= VLAN_MAX)
		return ANSWER_MORE;
	if (!bridge_sum_ports(app->bridge, &sums))
		is_right = false;
	if (vid <= VLAN_MAX)
		sums.unbalanced_vlan = vid;
	if (!is_right)
		return unbalanced(app, &sums, err);
	writer_begin_object(out, NULL);
	writer_bool(out, "balanced", true);
	writer_uint(out, "received", sums.received);
	writer_uint(out, "accounted", sums.accounted);
	writer_uint(out, "copies", sums.copies);
	writer_uint(out, "mirrored", sums.mirrored);
	writer_uint(out, "transmitted", sums.transmitted);
	writer_end_object(out);
	return ANSWER_DONE;
}

int cmd_stats_check(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	(void)err;
	answer->cursor = 1;
	answer->more = check_more;
	return 0;
}

/* Frames that the kernel lost before the reset must not be counted after it. */
static void visit_to_reset(struct app *app, struct port *port,
			   const struct args *args, struct answer *answer)
{
	(void)args;
	(void)answer;
	app_update_missed(port, true);
	bridge_reset_counters(app->bridge, port->no);
}

static int reset_more(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	int ret = command_visit_ports(app, args, answer, visit_to_reset);

	(void)err;
	if (ret == ANSWER_DONE && !args_has(args, "port"))
		vlan_counters_reset_all(app->bridge);
	return ret;
}

int cmd_stats_reset(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (ret)
		return ret;
	answer->more = reset_more;
	return 0;
}

int cmd_stats_reset_loop(struct app *app, const struct args *args,
			 struct answer *answer, struct err *err)
{
	(void)args;
	(void)answer;
	(void)err;
	iteration_stats_reset(&app->iterations);
	return 0;
}
