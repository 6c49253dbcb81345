/* SPDX-License-Identifier: BSD-2-Clause */
/* A port that is a member of a multicast group. */
#include <string.h>

#include "port/dgram_port.h"

static bool is_own(const struct dgram *d, size_t i)
{
	const struct address *self = &d->group.self;

	return d->info.from_len[i] == self->len &&
	       !memcmp(&d->info.from[i], &self->storage, self->len);
}

/* Our own frames are looped back, as other sockets on this host receive them
 * too. */
static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct dgram *d = arg;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_own(d, i))
			bufs[kept++] = bufs[i];
	mmsg_clear_headers(bufs, kept);
	if (kept)
		d->port.events->received(&d->port, bufs, kept);
}

static const struct io_user user = {
	.read = dgram_read_from,
	.received = on_received,
	.lost = dgram_lost,
};

static void on_link(void *arg, const struct link *reported);

static void watch_link(struct dgram *d, int index)
{
	struct err err;

	d->link = (struct link_watch){
		.index = index,
		.changed = on_link,
		.arg = d,
	};
	if (index && link_watch_start(&d->link, io_loop(d->io), -1, true, &err))
		log_debug("port %s: cannot watch its interface: %s",
			  d->port.name, err.text);
}

void dgram_leave(struct dgram *d)
{
	io_close(d->chan);
	d->chan = NULL;
	dgram_link_down(d);
	link_watch_stop(&d->link);
	dgram_group_close(&d->group);
	d->fd = -1;
}

int dgram_join(struct dgram *d, struct err *err)
{
	const struct dgram_config *c = &d->config;
	int index = dgram_group_find(&c->remote, c->ifname, err);
	int ret = index;

	if (index >= 0)
		ret = dgram_group_open(&d->group, &c->remote, index,
				       &d->port.claim, err);
	if (ret < 0) {
		err->key = err->key ? err->key : "remote";
		return ret;
	}
	d->fd = d->group.rx_fd;
	watch_link(d, index);
	ret = dgram_watch(d, &user, err);
	if (ret) {
		dgram_leave(d);
		return ret;
	}
	dgram_set_buffers(d->group.tx_fd, DGRAM_BUFFER_SIZE);
	dgram_link_up(d);
	return 0;
}

static void on_link(void *arg, const struct link *reported)
{
	struct dgram *d = arg;

	if (!reported) {
		d->reopen(d);
		return;
	}
	if (reported->up != d->port.linked) {
		d->port.linked = reported->up;
		d->port.events->changed(&d->port);
	}
	if (reported->up)
		address_watch_check_soon(&d->route);
}
