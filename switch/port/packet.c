/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/packet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frame/frame.h"
#include "port/async_close.h"
#include "port/jumbograms.h"
#include "port/link_watch.h"
#include "port/mmsg.h"
#include "port/netns.h"
#include "port/netns_watch.h"
#include "port/packet_dev.h"
#include "port/packet_port.h"
#include "port/packet_sctp.h"
#include "port/socket_drops.h"

#define REFRESH_S 1.0 /* between polls of an interface that cannot be watched */

static struct packet *packet_of(struct port *port)
{
	return (struct packet *)port;
}

static void packet_init(struct port *port)
{
	struct packet *p = packet_of(port);

	port->mtu = 1500; /* until there is an interface */
	p->fd = -1;
	p->sctp_fd = -1;
	p->info.control_size = MMSG_CONTROL_SIZE;
	p->config = (struct packet_config){
		.offload = true,
		.passed = { .fd = -1 },
	};
}

static bool is_passed(const struct packet *p)
{
	return p->config.passed.fd >= 0;
}

/* A packet socket takes frames of the MTU plus the Ethernet header, plus one
 * tag of 0x8100; tags of other EtherTypes, or a second one, count as payload.
 * GSO frames may have any length: the kernel cuts them later. */
static void note_dev(struct packet *p, const struct link *dev)
{
	p->dev = *dev;
	p->port.mtu = dev->mtu < PORT_MTU_MAX ? dev->mtu : PORT_MTU_MAX;
	p->port.frame_max = ETH_HEADER_SIZE + dev->mtu;
	p->port.takes_tag = true;
	p->port.linked = dev->running;
}

static int claim_dev(struct packet *p, const struct link *dev, struct err *err)
{
	const struct claim_resource resource =
		claim_interface(p->netns_id, dev->index);
	char what[32];

	if (!p->netns_id.ino)
		return passed_fd_claim_socket(&p->config.passed, &p->port, err);
	snprintf(what, sizeof(what), "interface \"%s\"", dev->ifname);
	return claim_take(&p->port.claim, &resource, what, err);
}

static int bind_sockets(const struct packet *p, int index, struct err *err)
{
	int ret = packet_dev_bind(p->fd, index, err);

	if (!ret && p->sctp_chan)
		ret = packet_dev_bind(p->sctp_fd, index, err);
	return ret ? ret : packet_dev_make_promiscuous(p->fd, index, err);
}

/* Uses the configured interface, which was found for the first time or again. */
static int use_dev(struct packet *p, const struct link *dev, struct err *err)
{
	int ret;

	if (!dev->is_ethernet)
		return err_say(
			err, EINVAL, "not-ethernet", 0,
			"interface \"%s\" does not carry Ethernet frames",
			p->config.ifname);
	ret = claim_dev(p, dev, err);
	if (ret)
		return ret;
	ret = bind_sockets(p, dev->index, err);
	if (ret) {
		claim_drop(&p->port.claim);
		return ret;
	}
	p->index = dev->index;
	p->found++;
	p->warned = false;
	p->warned_of_long = false;
	link_watch_set_index(&p->links, p->index);
	note_dev(p, dev);
	return 0;
}

/* Looks the name up: existing interfaces are not reported by a watch. */
static bool find_by_name(struct packet *p)
{
	int index = packet_dev_index(p->fd, p->config.ifname);
	struct link dev;
	struct err ignored;

	return index && packet_dev_get(p->fd, index, &dev) &&
	       !use_dev(p, &dev, &ignored);
}

static void on_found_again(struct packet *p)
{
	p->port.not_present = false;
	p->port.events->changed(&p->port);
}

static void on_gone(struct packet *p)
{
	claim_drop(&p->port.claim);
	p->index = 0;
	link_watch_set_index(&p->links, 0);
	p->port.linked = false;
	p->port.not_present = true;
	p->port.awaited = !is_passed(p);
	p->port.events->changed(&p->port);
}

static void on_dev(struct packet *p, const struct link *dev)
{
	const uint32_t mtu = p->port.mtu;
	const bool linked = p->port.linked;

	note_dev(p, dev);
	if (p->port.mtu != mtu || p->port.linked != linked)
		p->port.events->changed(&p->port);
}

static void refresh(struct packet *p)
{
	struct link dev;

	if (p->index && packet_dev_is_bound(p->fd, p->index)) {
		if (packet_dev_get(p->fd, p->index, &dev))
			on_dev(p, &dev);
		return;
	}
	if (p->index)
		on_gone(p);
	if (!is_passed(p) && find_by_name(p))
		on_found_again(p);
}

static bool is_configured_name(const struct packet *p,
			       const struct link *reported)
{
	if (is_passed(p))
		return false;
	if (!strcmp(reported->ifname, p->config.ifname))
		return true;
	return reported->has_altnames &&
	       packet_dev_index(p->fd, p->config.ifname) == reported->index;
}

/* Called for the port's interface, or for all while it has none.  A message may
 * be older than the present state, so that is read. */
static void on_link_message(void *arg, const struct link *reported)
{
	struct packet *p = arg;

	if (!reported || p->index || is_configured_name(p, reported))
		refresh(p);
}

static void on_refresh(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	refresh(w->data);
}

/* If recvmmsg() fails after it has read some messages, the next system call on
 * the socket returns the error, which may be a write.  This fetches it
 * before. */
static int pending_error(int fd)
{
	int errnum = 0;
	socklen_t len = sizeof(errnum);

	getsockopt(fd, SOL_SOCKET, SO_ERROR, &errnum, &len);
	return errnum;
}

/* Only the host at the other end, of a veth for instance, can avoid these
 * frames. */
static void warn_of_gso(struct packet *p, bool *warned, const char *which,
			const char *command)
{
	if (!*warned)
		port_log(&p->port, LOG_LEVEL_WARN,
			 "the host behind %s sends GSO frames %s, and they are "
			 "lost: run \"%s\" there",
			 p->dev.ifname, which, command);
	*warned = true;
}

static void warn_of_unreadable(struct packet *p)
{
	warn_of_gso(p, &p->warned, "that no packet socket can read",
		    packet_dev_gso_remedy());
}

static bool may_start_sctp(const struct packet *p)
{
	return p->sctp_fd >= 0 && !p->sctp_chan;
}

/* EINVAL: the kernel has dropped a GSO frame that a virtio-net header cannot
 * describe; the socket works as before.  Other errors concern no frame: the
 * interface is down. */
static size_t on_read(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	struct packet *p = arg;
	size_t n = jumbograms_read(p->fd, bufs, most, &p->info, errnum);
	int pending = n && n < most ? pending_error(p->fd) : 0;

	if (pending)
		*errnum = pending;
	if (n < most && *errnum == EINVAL) {
		p->port.events->missed(&p->port, EINVAL, 1);
		p->wants_sctp = true;
		if (!may_start_sctp(p))
			warn_of_unreadable(p);
	}
	return n;
}

static size_t on_read_sctp(void *arg, struct buf *bufs, size_t most,
			   int *errnum)
{
	const struct packet *p = arg;

	return packet_sctp_read(p->sctp_fd, bufs, most, errnum);
}

static void on_received_sctp(void *arg, struct buf *bufs, size_t n)
{
	struct packet *p = arg;

	packet_sctp_receive(&p->port, p->io, bufs, n);
}

static void on_lost(void *arg, int errnum)
{
	(void)errnum;
	refresh(arg);
}

static const struct io_user sctp_user = {
	.read = on_read_sctp,
	.received = on_received_sctp,
	.lost = on_lost,
};

static void close_sctp(struct packet *p)
{
	io_close(p->sctp_chan);
	p->sctp_chan = NULL;
	if (p->sctp_fd >= 0)
		async_close(p->sctp_fd);
	p->sctp_fd = -1;
}

static void start_sctp(struct packet *p)
{
	struct err ignored;

	p->sctp_dropped = socket_drops(p->sctp_fd);
	p->sctp_chan = io_open(p->io, p->sctp_fd, &sctp_user, p, &ignored);
	if (!p->sctp_chan || !packet_sctp_bind(p->sctp_fd, p->fd, p->index))
		close_sctp(p);
}

static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct packet *p = arg;
	const bool checks_sctp = may_start_sctp(p);

	for (size_t i = 0; i < n; i++) {
		uint32_t header = bufs[i].len < VNET_HDR_SIZE ? bufs[i].len
							      : VNET_HDR_SIZE;

		bufs[i].data += VNET_HDR_SIZE;
		bufs[i].len -= header;
		if (checks_sctp)
			p->wants_sctp |= packet_sctp_matches(&bufs[i]);
		packet_dev_restore_tag(&bufs[i], p->info.control[i],
				       p->info.control_len[i]);
	}
	if (p->wants_sctp && checks_sctp && p->index)
		start_sctp(p);
	if (!jumbograms_receive(&p->port, p->io, &p->info, bufs, n))
		warn_of_gso(p, &p->warned_of_long,
			    "of more than 64 KiB that cannot be cut",
			    "ip link set DEV gso_max_size 65536");
}

static const struct io_user user = {
	.read = on_read,
	.received = on_received,
	.lost = on_lost,
};

static int find(struct packet *p, struct err *err)
{
	struct link dev;
	int ret = link_get(p->config.ifname, &dev, err);

	if (ret == -ENODEV)
		return err_say(err, ENODEV, "no-such-interface", 0,
			       "interface \"%s\" does not exist",
			       p->config.ifname);
	return ret ? ret : use_dev(p, &dev, err);
}

/* The part of opening that depends on the thread's namespace */
static int open_socket(struct packet *p, struct err *err)
{
	int ret;

	p->netns_id = netns_id();
	p->fd = packet_dev_socket(err);
	if (p->fd < 0)
		return p->fd;
	ret = packet_dev_prepare(p->fd, true, err);
	if (!ret) {
		p->sctp_fd = packet_sctp_socket();
		ret = find(p, err);
		if (ret == -ENODEV && p->port.awaited) {
			p->port.not_present = true;
			return 0;
		}
		if (!ret)
			return 0;
		err->key = "dev";
	}
	close(p->fd);
	if (p->sctp_fd >= 0)
		close(p->sctp_fd);
	p->fd = -1;
	p->sctp_fd = -1;
	return ret;
}

static int open_in_netns(struct packet *p, struct err *err)
{
	int back, ret;

	if (!p->config.netns)
		return open_socket(p, err);
	back = netns_enter(p->config.netns, err);
	if (back < 0) {
		p->port.awaited &= !netns_pid(p->config.netns);
		err->key = "netns";
		return back;
	}
	ret = open_socket(p, err);
	netns_leave(back);
	return ret;
}

static struct netns_id netns_of(int fd)
{
	struct netns_id id = { 0 };
	int netns = packet_dev_netns(fd);

	if (netns < 0)
		return id;
	id = netns_id_of(netns);
	close(netns);
	return id;
}

static int use_passed(struct port *port, struct err *err)
{
	struct packet *p = packet_of(port);
	const struct passed_fd *a = &p->config.passed;
	struct link dev;
	int ret;

	p->index = packet_dev_bound_index(a->fd);
	if (!p->index || !packet_dev_get(a->fd, p->index, &dev) ||
	    !dev.is_ethernet)
		return err_say(
			err, EINVAL, "not-a-packet-socket", 0,
			"descriptor %d is not a packet socket that is bound "
			"to an Ethernet interface",
			a->word);
	p->netns_id = netns_of(a->fd);
	ret = claim_dev(p, &dev, err);
	if (ret)
		return ret;
	fcntl(a->fd, F_SETFL, O_RDWR | O_NONBLOCK);
	ret = packet_dev_prepare(a->fd, true, err);
	if (!ret)
		ret = packet_dev_bind(a->fd, p->index, err);
	if (!ret)
		ret = packet_dev_make_promiscuous(a->fd, p->index, err);
	if (ret)
		return ret;
	p->fd = a->fd;
	p->found = 1;
	note_dev(p, &dev);
	return 0;
}

static void packet_update_missed(struct port *port)
{
	struct packet *p = packet_of(port);

	if (p->fd >= 0)
		socket_drops_report(port, p->fd, &p->dropped);
	if (p->sctp_fd >= 0)
		socket_drops_report(port, p->sctp_fd, &p->sctp_dropped);
}

static void release(struct packet *p)
{
	io_close(p->chan);
	p->chan = NULL;
	close_sctp(p);
	netns_watch_free(p->netns);
	p->netns = NULL;
	p->index = 0;
	if (p->fd < 0)
		return;
	ev_timer_stop(io_loop(p->io), &p->refresh);
	link_watch_stop(&p->links);
	if (is_passed(p))
		passed_fd_release(&p->config.passed);
	else
		async_close(p->fd); /* blocks as long as for a tap */
	p->fd = -1;
}

/* Close the socket, which may be all that keeps the namespace alive.  A new
 * namespace of the same name is used later; but not that of a process that gets
 * the number. */
static void on_netns_gone(void *arg)
{
	struct packet *p = arg;

	packet_update_missed(&p->port);
	port_vanish(&p->port, !netns_pid(p->config.netns));
}

/* The socket keeps the namespace alive, as the watch may do.  Changes since the
 * port was opened are looked up. */
static void watch_link(struct packet *p)
{
	int netns = packet_dev_netns(p->fd);
	bool can_watch = netns >= 0 || (!p->config.netns && !is_passed(p));
	struct link now;
	struct err err;

	ev_timer_init(&p->refresh, on_refresh, REFRESH_S, REFRESH_S);
	p->refresh.data = p;
	p->links = (struct link_watch){
		.index = p->index,
		.changed = on_link_message,
		.arg = p,
	};
	if (!can_watch ||
	    link_watch_start(&p->links, io_loop(p->io), netns, true, &err))
		ev_timer_start(io_loop(p->io), &p->refresh);
	if (netns >= 0)
		close(netns);
	if (!p->index)
		p->port.not_present = !find_by_name(p);
	else if (packet_dev_get(p->fd, p->index, &now))
		note_dev(p, &now);
}

static int watch(struct packet *p, struct err *err)
{
	const char *netns = p->config.netns;

	p->dropped = socket_drops(p->fd);
	p->chan = io_open(p->io, p->fd, &user, p, err);
	if (!p->chan)
		return -ENOMEM;
	if (!netns)
		return 0;
	p->netns =
		netns_watch_new(io_loop(p->io), netns, on_netns_gone, p, err);
	return p->netns ? 0 : -EINVAL;
}

static int packet_open(struct port *port, struct io *io, struct err *err)
{
	struct packet *p = packet_of(port);
	int ret;

	p->io = io;
	ret = is_passed(p)
		      ? passed_fd_open(&p->config.passed, port, use_passed, err)
		      : open_in_netns(p, err);
	if (!ret)
		ret = watch(p, err);
	if (ret) {
		release(p);
		return ret;
	}
	watch_link(p);
	packet_take_offload(p);
	return 0;
}

static void packet_close(struct port *port)
{
	release(packet_of(port));
}

static void packet_undo(struct port *port)
{
	packet_close(port);
	passed_fd_unref(&packet_config(port)->passed);
}

static void packet_free(struct port *port)
{
	passed_fd_free(&packet_config(port)->passed);
	free(packet_config(port)->netns);
}

static void packet_tx(struct port *port, const struct buf *frames, size_t n)
{
	const struct packet *p = packet_of(port);

	for (; !p->chan && n; n--)
		port->events->refused(port, EBADFD);
	if (!n)
		return;
	io_count_writes(p->chan, n);
	mmsg_write(port, p->fd, NULL, frames, n, VNET_HDR_SIZE, NULL);
}

static void packet_refresh(struct port *port)
{
	struct packet *p = packet_of(port);

	if (p->fd >= 0 && p->index)
		refresh(p);
}

const struct port_ops packet_ops = {
	.type = "packet",
	.size = sizeof(struct packet),
	.init = packet_init,
	.open = packet_open,
	.close = packet_close,
	.undo = packet_undo,
	.free = packet_free,
	.tx = packet_tx,
	.set_offload = packet_set_offload,
	.save = packet_save,
	.restore = packet_restore,
	.update_missed = packet_update_missed,
	.compare = packet_compare,
	.swap = packet_swap,
	.refresh = packet_refresh,
	.show = packet_show,
	.config = packet_config_line,
};
