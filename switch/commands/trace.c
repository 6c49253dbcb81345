/* SPDX-License-Identifier: BSD-2-Clause */
/* trace: what would become of a frame, and why.  Nothing changes. */
#include "commands/trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "commands/commands.h"
#include "commands/port_names.h"
#include "commands/trace_hosts.h"
#include "control/syntax.h"
#include "frame/compose.h"
#include "frame/tag.h"
#include "path/preview.h"
#include "settings/vlan_values.h"

#define PRIORITY_SHIFT 13
#define SRC_DEFAULT                                                            \
	{                                                                      \
		{                                                              \
			0x02, 0, 0, 0, 0, 0x01                                 \
		}                                                              \
	}
#define DST_DEFAULT                                                            \
	{                                                                      \
		{                                                              \
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff                     \
		}                                                              \
	}

/* The frame, as a driver delivers it: with an empty virtio-net header */
static _Alignas(16) uint8_t room[FRAME_HEADROOM + FRAME_SIZE_MAX];

static struct frame begin_frame(void)
{
	memset(room, 0, FRAME_HEADROOM + ETH_HEADER_SIZE);
	return (struct frame){ .data = room + FRAME_HEADROOM };
}

static int explain(struct app *app, const struct args *args, struct trace *t,
		   struct frame *f, struct answer *answer, struct err *err)
{
	struct port *port;
	int ret = command_port(app, args, &port, err);

	if (ret)
		return ret;
	t->app = app;
	t->f = f;
	preview_receive(port, f);
	decide_explained(app->bridge, f, port->no, app->now_ms, &t->v,
			 &t->account);
	return trace_write(t, &answer->out, err);
}

int cmd_trace_hex(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	struct frame f = begin_frame();
	struct trace t = { 0 };

	f.len = (uint32_t)hex_parse(args_str(args, "frame"), f.data,
				    sizeof(room) - FRAME_HEADROOM);
	return explain(app, args, &t, &f, answer, err);
}

/* The switch opens no files for its clients: tapctl sends the bytes instead. */
int cmd_trace_pcap(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	(void)app;
	(void)answer;
	return err_say(err, EINVAL, "not-by-the-switch",
		       args_word(args, "file"),
		       "the switch reads no capture files: send the bytes of "
		       "the frame, as tapctl does");
}

static const struct {
	const char *word;
	uint16_t type;
} types[] = {
	{ "ipv4", 0x0800 },   { "arp", 0x0806 },     { "ipv6", 0x86dd },
	{ "lacp", 0x8809 },   { "eapol", 0x888e },   { "lldp", 0x88cc },
	{ "802.1q", 0x8100 }, { "802.1ad", 0x88a8 },
};

static int take_type(const struct args *args, uint16_t *type, struct err *err)
{
	const char *text = args_str(args, "type");
	uint64_t number;

	if (!text)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(text, types[i].word)) {
			*type = types[i].type;
			return 0;
		}
	if (!syntax_number(text, &number) || number > UINT16_MAX)
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "type"),
			"type \"%s\": expected arp, ipv4, ipv6, lldp, "
			"lacp, eapol, 802.1q, 802.1ad, or a number up to "
			"0xffff",
			text);
	*type = (uint16_t)number;
	return 0;
}

/* A priority without a VLAN makes a priority tag (802.1Q-2018 6.9.1). */
static int take_tags(const struct args *args, struct composition *c,
		     struct err *err)
{
	const uint16_t prio = (uint16_t)args_uint(args, "prio", 0);
	uint64_t vid;

	c->tpid = TPID_8021Q;
	while (args_nth(args, "vlan", c->tags)) {
		if (c->tags == VLAN_TAGS_MAX)
			return err_say(err, EINVAL, "bad-value",
				       args_nth_word(args, "vlan", c->tags),
				       "a frame has %d tags at most",
				       VLAN_TAGS_MAX);
		syntax_number(args_nth(args, "vlan", c->tags), &vid);
		c->tci[c->tags++] = (uint16_t)(prio << PRIORITY_SHIFT | vid);
	}
	if (!c->tags && (args_has(args, "prio") || args_has(args, "ethertype")))
		c->tci[c->tags++] = (uint16_t)(prio << PRIORITY_SHIFT);
	if (args_has(args, "ethertype"))
		return command_tpid(args, &c->tpid, err);
	return 0;
}

static int take_len(const struct args *args, struct composition *c,
		    struct err *err)
{
	const uint32_t least = compose_len_min(c), most = compose_len_max(c);

	c->len = (uint32_t)args_uint(args, "len", compose_len_usual(c));
	if (c->len >= least && c->len <= most)
		return 0;
	return err_say(err, EINVAL, "bad-value", args_word(args, "len"),
		       "len %u: this frame can have %u to %u bytes", c->len,
		       least, most);
}

/* Completes a composition that has its addresses, and explains the frame. */
static int explain_composed(struct app *app, const struct args *args,
			    struct trace *t, struct composition *c,
			    struct answer *answer, struct err *err)
{
	struct frame f = begin_frame();
	int ret;

	t->src_is_made_up &= !args_mac(args, "src", &c->src);
	t->dst_is_made_up &= !args_mac(args, "dst", &c->dst);
	ret = take_tags(args, c, err);
	if (!ret)
		ret = take_len(args, c, err);
	if (ret)
		return ret;
	if (!c->tpid)
		c->tpid = app->bridge->vlan_protocol;
	compose(c, f.data);
	f.len = c->len;
	return explain(app, args, t, &f, answer, err);
}

int cmd_trace_fields(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct trace t = { 0 };
	struct composition c = { .src = SRC_DEFAULT,
				 .dst = DST_DEFAULT,
				 .type = 0x88b5 /* for experiments */ };
	int ret = take_type(args, &c.type, err);

	return ret ? ret : explain_composed(app, args, &t, &c, answer, err);
}

/* An ARP request has a target, and is sent to all. */
static int explain_hosts(struct app *app, const struct args *args,
			 const struct trace_hosts *hosts, struct answer *answer,
			 struct err *err)
{
	const bool is_arp = args_has(args, "target");
	struct trace t = { .src_is_made_up = hosts->from.is_made_up };
	struct composition c = {
		.kind = is_arp ? COMPOSE_ARP : COMPOSE_PING,
		.from = hosts->from.address,
		.to = hosts->to.address,
		.src = hosts->from.mac,
		.dst = DST_DEFAULT,
	};

	if (!is_arp) {
		c.dst = hosts->to.mac;
		t.dst_is_made_up = hosts->to.is_made_up;
	}
	return explain_composed(app, args, &t, &c, answer, err);
}

static int look_for_hosts(struct app *app, const struct args *args,
			  struct answer *answer, struct err *err)
{
	struct trace_hosts *hosts = answer->state;

	if (trace_hosts_look(app, hosts))
		return ANSWER_MORE;
	return explain_hosts(app, args, hosts, answer, err);
}

static int begin_hosts(const struct app *app, const struct trace_hosts *hosts,
		       struct answer *answer, struct err *err)
{
	struct trace_hosts *state = malloc(sizeof(*state));

	if (!state)
		return err_set(err, ENOMEM, "look for hosts");
	*state = *hosts;
	state->last_id = app->frames;
	answer->state = state;
	answer->state_size = sizeof(*state);
	answer->more = look_for_hosts;
	return 0;
}

static int check_arp(const struct args *args, const struct trace_hosts *hosts,
		     struct err *err)
{
	const bool is_v4 = hosts->to.address.is_v4;

	if (is_v4 && hosts->from.address.is_v4)
		return 0;
	return err_say(err, EINVAL, "bad-value",
		       args_word(args, is_v4 ? "sender" : "target"),
		       "ARP is for IPv4; IPv6 asks with ICMPv6");
}

int cmd_trace_arp(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	struct trace_hosts hosts = { 0 };
	int ret = trace_host_read(app, args, "target", &hosts.to, err);

	if (!ret)
		ret = trace_host_read(app, args, "sender", &hosts.from, err);
	if (!ret)
		ret = check_arp(args, &hosts, err);
	return ret ? ret : begin_hosts(app, &hosts, answer, err);
}

static int check_ping(const struct args *args, const struct trace_hosts *hosts,
		      struct err *err)
{
	const bool is_v4 = hosts->from.address.is_v4;

	if (is_v4 == hosts->to.address.is_v4)
		return 0;
	return err_say(err, EINVAL, "bad-value", args_word(args, "to"),
		       "\"%s\" is of %s, but \"%s\" of %s",
		       args_str(args, "from"), is_v4 ? "IPv4" : "IPv6",
		       args_str(args, "to"), is_v4 ? "IPv6" : "IPv4");
}

int cmd_trace_ping(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	struct trace_hosts hosts = { 0 };
	int ret = trace_host_read(app, args, "from", &hosts.from, err);

	if (!ret)
		ret = trace_host_read(app, args, "to", &hosts.to, err);
	if (!ret)
		ret = check_ping(args, &hosts, err);
	return ret ? ret : begin_hosts(app, &hosts, answer, err);
}
