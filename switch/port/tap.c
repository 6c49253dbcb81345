/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame/tunnel_hdr.h"
#include "io/io.h"
#include "port/passed_fd.h"
#include "port/tap_port.h"

static struct tap *tap_of(struct port *port)
{
	return (struct tap *)port;
}

struct tap_config *tap_config(struct port *port)
{
	return &tap_of(port)->config;
}

const struct tap_config *tap_configured(const struct port *port)
{
	return port->ops == &tap_ops ? &((const struct tap *)port)->config
				     : NULL;
}

static void tap_init(struct port *port)
{
	struct tap *tap = tap_of(port);

	tap->config = (struct tap_config){
		.owner = (uid_t)-1,
		.group = (gid_t)-1,
		.offload = true,
		.passed = { .fd = -1 },
	};
	snprintf(tap->config.ifname, sizeof(tap->config.ifname), "%.*s",
		 TAP_IFNAME_SIZE - 1, port->name);
	tap->opened.fd = -1;
}

/* Only the long header describes tunnels. */
static bool has_long_hdr(const struct tap *tap)
{
	return tap->opened.offloads & OFFLOAD_UDP_TUNNEL;
}

static void read_hdr(const struct tap *tap, struct buf *buf)
{
	if (!tap->opened.has_vnet) {
		memset(buf->data - VNET_HDR_SIZE, 0, VNET_HDR_SIZE);
		return;
	}
	buf->data += VNET_HDR_SIZE;
	buf->len -= buf->len < VNET_HDR_SIZE ? buf->len : VNET_HDR_SIZE;
}

static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct tap *tap = arg;

	if (has_long_hdr(tap))
		for (size_t i = 0; i < n; i++)
			tunnel_hdr_read(&bufs[i]);
	else
		for (size_t i = 0; i < n; i++)
			read_hdr(tap, &bufs[i]);
	tap->port.events->received(&tap->port, bufs, n);
}

/* A write to an interface that is down fails with EIO, perhaps before rtnetlink
 * reports that. */
static void on_refused(void *arg, int errnum)
{
	struct tap *tap = arg;

	tap->port.events->refused(&tap->port, errnum);
	if (errnum == EIO)
		tap_host_note(tap, tap->port.mtu, false);
}

static void on_failed(void *arg, int errnum, size_t n)
{
	struct tap *tap = arg;

	port_log(&tap->port, LOG_LEVEL_WARN, "read: %s", strerror(errnum));
	tap->port.events->missed(&tap->port, errnum, n);
}

/* A descriptor whose interface was deleted is reported as writable, too, until a
 * read of it has failed. */
static void on_writable(void *arg)
{
	struct tap *tap = arg;

	if (tap_host_is_up(tap))
		tap_host_note(tap, tap->port.mtu, true);
	else
		io_watch_writable(tap->chan);
}

static void unwatch(struct tap *tap)
{
	io_close(tap->chan);
	netns_watch_free(tap->netns);
	tap_host_ignore(tap);
	tap->chan = NULL;
	tap->netns = NULL;
}

static void release(struct tap *tap)
{
	unwatch(tap);
	tap_opened_close(&tap->opened, &tap->config);
}

/* The namespace is given by a process number, which another process may get
 * later. */
static bool is_of_process(const struct tap *tap)
{
	return tap->config.netns && netns_pid(tap->config.netns);
}

/* Close the descriptor, which may be all that keeps the namespace alive; unless
 * the interface has moved to another one. */
static void on_netns_gone(void *arg)
{
	struct tap *tap = arg;

	if (netns_id_equal(tap_host_netns(tap), tap->made_in)) {
		port_vanish(&tap->port, !is_of_process(tap));
		return;
	}
	netns_watch_free(tap->netns);
	tap->netns = NULL;
}

/* The interface was deleted: it is not made again. */
static void on_lost(void *arg, int errnum)
{
	struct tap *tap = arg;

	(void)errnum;
	release(tap);
	claim_drop(&tap->port.claim);
	tap->port.not_present = true;
	tap->port.awaited = false;
	tap->port.linked = false;
	tap->port.events->changed(&tap->port);
}

static const struct io_user tap_user = {
	.received = on_received,
	.refused = on_refused,
	.failed = on_failed,
	.lost = on_lost,
	.writable = on_writable,
};

static void tap_refresh(struct port *port)
{
	struct tap *tap = tap_of(port);

	if (!port->not_present)
		tap_host_note(tap, port->mtu, tap_host_is_up(tap));
}

static int watch(struct tap *tap, struct io *io, struct err *err)
{
	const char *netns = tap->config.netns;

	tap->io = io;
	tap->chan = io_open(io, tap->opened.fd, &tap_user, tap, err);
	if (!tap->chan)
		return -ENOMEM;
	tap->made_in = tap->opened.made_in.ino ? tap->opened.made_in
					       : tap_host_netns(tap);
	if (!netns)
		return 0;
	tap->netns =
		netns_watch_new(io_loop(io), netns, on_netns_gone, tap, err);
	return tap->netns ? 0 : -EINVAL;
}

static int tap_open(struct port *port, struct io *io, struct err *err)
{
	struct tap *tap = tap_of(port);
	struct tap_opened *opened = &tap->opened;
	int ret = tap_opened_make(&tap->config, &port->claim, opened, err);

	if (ret) {
		port->awaited &= !is_of_process(tap);
		return ret;
	}
	ret = watch(tap, io, err);
	if (!ret)
		ret = tap_dev_set_access(opened->fd, opened->link.ifname,
					 &tap->config, err);
	if (ret)
		goto out_undo;
	tap->tx_dropped = opened->link_before.tx_dropped;
	tap->has_no_carrier = false;
	passed_fd_ref(&tap->config.passed);
	port->offloads = opened->offloads;
	tap_host_follow(tap);
	return 0;

out_undo:
	unwatch(tap);
	tap_opened_undo(opened, &tap->config);
	return ret;
}

static void tap_close(struct port *port)
{
	release(tap_of(port));
}

/* An adopted descriptor is left as it was found. */
static void tap_undo(struct port *port)
{
	struct tap *tap = tap_of(port);

	unwatch(tap);
	tap_opened_undo(&tap->opened, &tap->config);
	passed_fd_unref(&tap->config.passed);
}

static void tap_free(struct port *port)
{
	struct tap_config *c = tap_config(port);

	passed_fd_free(&c->passed);
	free(c->addresses);
	free(c->netns);
}

static void write_with_hdr(struct tap *tap, const struct buf *frames, size_t n,
			   uint32_t size)
{
	struct buf whole[IO_BATCH];

	for (size_t i = 0; i < n; i++) {
		whole[i].data = frames[i].data - size;
		whole[i].len = frames[i].len + size;
	}
	io_write(tap->chan, whole, n);
}

/* A tunnel's long header overwrites bytes of the short one, which other ports
 * need. */
static void write_with_long_hdr(struct tap *tap, const struct buf *frames,
				size_t n)
{
	bool over_others = false;

	for (size_t i = 0; i < n; i++)
		over_others |= tunnel_hdr_write(&frames[i]);
	write_with_hdr(tap, frames, n, TUNNEL_HDR_SIZE);
	if (!over_others)
		return;
	io_flush(tap->io);
	for (size_t i = 0; i < n; i++)
		tunnel_hdr_undo(&frames[i]);
}

static void tap_tx(struct port *port, const struct buf *frames, size_t n)
{
	struct tap *tap = tap_of(port);

	if (!tap->opened.has_vnet) {
		io_write(tap->chan, frames, n);
		return;
	}
	while (n) {
		size_t some = n < IO_BATCH ? n : IO_BATCH;

		if (has_long_hdr(tap))
			write_with_long_hdr(tap, frames, some);
		else
			write_with_hdr(tap, frames, some, VNET_HDR_SIZE);
		frames += some;
		n -= some;
	}
}

/* link_set() in the namespace where the interface is now */
static int change_link(struct tap *tap, const struct link *want,
		       unsigned int part, struct err *err)
{
	struct link set = *want;
	struct link now;
	int back, ret;

	back = tap_dev_visit(tap->opened.fd, tap->opened.home_index, &now, err);
	if (back < 0)
		return back;
	set.index = now.index;
	ret = link_set(now.ifname, &set, part, err);
	tap_dev_return(back);
	return ret;
}

static int tap_set_mtu(struct port *port, uint32_t mtu, struct err *err)
{
	struct tap *tap = tap_of(port);
	struct link want = { .mtu = mtu };
	int ret = port->open ? change_link(tap, &want, LINK_MTU, err) : 0;

	if (ret)
		return ret;
	tap->config.mtu = mtu;
	port->mtu = mtu;
	if (port->open)
		port->events->changed(port);
	return 0;
}

static int tap_set_mac(struct port *port, struct mac mac, struct err *err)
{
	struct tap *tap = tap_of(port);
	struct link want = { .mac = mac };
	int ret = port->open ? change_link(tap, &want, LINK_MAC, err) : 0;

	if (ret)
		return ret;
	tap->config.has_mac = true;
	tap->config.mac = mac;
	tap->opened.link.mac = mac;
	return 0;
}

static int tap_set_offload(struct port *port, bool on, struct err *err)
{
	struct tap *tap = tap_of(port);
	int fd = tap->opened.fd;

	if (port->open && on && !tap->opened.has_vnet)
		return err_say(err, ENOTSUP, "no-offload", 0,
			       "\"%s\" was adopted without a virtio-net header",
			       port->name);
	tap->config.offload = on;
	io_flush(tap->io); /* with the header that its frames have until now */
	if (port->open && tap->opened.has_vnet)
		tap->opened.offloads = on ? tap_dev_widest_offload(fd)
					  : tap_dev_no_offload(fd);
	port->offloads = tap->opened.offloads;
	return 0;
}

static struct mac mac_of(const struct tap *tap)
{
	return tap->port.open ? tap->opened.link.mac : tap->config.mac;
}

static void tap_save(const struct port *port, struct port_device *saved)
{
	const struct tap *tap = (const struct tap *)port;

	saved->config_mtu = tap->config.mtu;
	saved->has_mac = tap->config.has_mac;
	saved->mac = mac_of(tap);
	saved->offload = tap->config.offload;
}

static int tap_restore(struct port *port, const struct port_device *saved,
		       struct err *err)
{
	struct tap *tap = tap_of(port);
	int ret = 0;

	if (tap->config.offload != saved->offload)
		tap_set_offload(port, saved->offload, err);
	if (!mac_equal(mac_of(tap), saved->mac))
		ret = tap_set_mac(port, saved->mac, err);
	tap->config.has_mac = saved->has_mac;
	tap->config.mtu = saved->config_mtu;
	return ret;
}

/* The kernel queues up to txqueuelen frames until they are read.  Those that do
 * not fit are in the interface's tx_dropped: its host sent them, and we missed
 * them.  So are those that the host sends without a carrier. */
static void tap_update_missed(struct port *port)
{
	struct tap *tap = tap_of(port);
	struct link now;

	if (port->not_present || !tap_host_get(tap, &now))
		return;
	if (now.tx_dropped > tap->tx_dropped)
		port->events->missed(port,
				     tap->has_no_carrier ? ENETDOWN : ENOBUFS,
				     now.tx_dropped - tap->tx_dropped);
	tap->tx_dropped = now.tx_dropped;
}

static int tap_set_up(struct port *port, bool up, struct err *err)
{
	struct tap *tap = tap_of(port);
	int ret;

	if (tap->has_no_carrier == up)
		tap_update_missed(port);
	ret = tap_dev_set_carrier(tap->opened.fd, port->name, up, err);
	if (!ret)
		tap->has_no_carrier = !up;
	return ret;
}

/* A namespace that the tap was moved to is shown by its number, as in lsns(8). */
static void show_netns(const struct tap *tap, struct writer *out)
{
	char text[48];

	snprintf(text, sizeof(text), "net:[%ju]", (uintmax_t)tap->is_in.ino);
	writer_str(out, "netns",
		   netns_id_equal(tap->is_in, tap->made_in) ? tap->config.netns
							    : text);
}

static void tap_show(const struct port *port, struct writer *out)
{
	const struct tap *tap = (const struct tap *)port;

	writer_str(out, "ifname", tap->opened.link.ifname);
	show_netns(tap, out);
	writer_mac(out, "mac", tap->opened.link.mac);
	writer_bool(out, "vnet_hdr", tap->opened.has_vnet);
}

static enum port_likeness tap_compare(const struct port *port,
				      const struct port *wanted)
{
	return tap_config_compare(&((const struct tap *)port)->config,
				  &((const struct tap *)wanted)->config);
}

/* Swap all but the device, which stays with its port. */
static void swap_config(struct tap_config *a, struct tap_config *b)
{
	struct tap_config from = *a, to = *b;

	from.passed = b->passed;
	from.netns = b->netns;
	to.passed = a->passed;
	to.netns = a->netns;
	*a = to;
	*b = from;
}

static int tap_swap(struct port *port, struct port *wanted, struct err *err)
{
	struct tap *tap = tap_of(port);
	int ret;

	if (port->open && !port->not_present) {
		io_flush(tap->io); /* as in tap_set_offload() */
		ret = tap_opened_change(&tap->opened, &tap->config,
					tap_config(wanted), err);
		if (ret)
			return ret;
		port->mtu = tap->opened.link.mtu;
		port->offloads = tap->opened.offloads;
	}
	swap_config(&tap->config, tap_config(wanted));
	return 0;
}

static void config_access(const struct tap_config *c, struct line *line)
{
	if (c->owner != (uid_t)-1)
		line_words(line, "owner %u", c->owner);
	if (c->group != (gid_t)-1)
		line_words(line, "group %u", c->group);
	if (c->persist != TAP_PERSIST_AS_IS)
		line_words(line, "persist %s",
			   c->persist == TAP_PERSIST_ON ? "on" : "off");
}

static void tap_config_line(const struct port *port, struct line *line)
{
	const struct tap_config *c = &((const struct tap *)port)->config;
	char text[PREFIX_TEXT_SIZE];

	if (c->passed.fd >= 0)
		line_words(line, "fd %d", c->passed.word);
	if (c->netns) {
		line_word(line, "netns");
		line_word(line, c->netns);
	}
	if (c->passed.fd < 0 && strcmp(c->ifname, port->name) != 0) {
		line_word(line, "ifname");
		line_word(line, c->ifname);
	}
	if (c->has_mac)
		line_words(line, "mac %s", mac_format(c->mac, text));
	if (c->mtu)
		line_words(line, "mtu %u", c->mtu);
	for (size_t i = 0; i < c->address_count; i++)
		line_words(line, "address %s",
			   prefix_format(&c->addresses[i], text));
	if (c->set_up)
		line_words(line, "up");
	config_access(c, line);
	if (!c->offload)
		line_words(line, "offload off");
}

const struct port_ops tap_ops = {
	.type = "tap",
	.size = sizeof(struct tap),
	.init = tap_init,
	.open = tap_open,
	.close = tap_close,
	.undo = tap_undo,
	.free = tap_free,
	.tx = tap_tx,
	.set_mtu = tap_set_mtu,
	.set_mac = tap_set_mac,
	.set_offload = tap_set_offload,
	.save = tap_save,
	.restore = tap_restore,
	.set_up = tap_set_up,
	.update_missed = tap_update_missed,
	.compare = tap_compare,
	.swap = tap_swap,
	.refresh = tap_refresh,
	.show = tap_show,
	.config = tap_config_line,
};
