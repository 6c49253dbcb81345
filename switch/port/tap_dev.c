/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/tap_dev.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "frame/frame.h"
#include "port/closer.h"
#include "port/denied.h"
#include "port/descriptor.h"

/* Newer than some headers that we build with. */
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif
#ifndef TUNSETCARRIER
#define TUNSETCARRIER _IOW('T', 226, int)
#endif

#define AGAIN_MS 10

/* From the widest down; USO4 and USO6 come only together, since Linux 6.2. */
static const struct {
	unsigned int tun;
	uint32_t offloads;
} ladder[] = {
	{ TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN | TUN_F_USO4 |
		  TUN_F_USO6,
	  OFFLOAD_ALL },
	{ TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN,
	  OFFLOAD_CSUM | OFFLOAD_TSO4 | OFFLOAD_TSO6 | OFFLOAD_TSO_ECN },
	{ TUN_F_CSUM, OFFLOAD_CSUM },
};

static void note_name(const struct ifreq *req, char ifname[TAP_IFNAME_SIZE])
{
	snprintf(ifname, TAP_IFNAME_SIZE, "%.*s", TAP_IFNAME_SIZE - 1,
		 req->ifr_name);
}

/* Those of ports that were just deleted are free in a moment. */
static int open_tun(struct err *err)
{
	int fd;

	do
		fd = descriptor_claim(
			open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
	while (fd < 0 && errno == EMFILE && closer_wait_one());
	if (fd >= 0)
		return fd;
	if (descriptor_is_short(errno))
		return descriptor_err(err, errno, "a tap");
	return denied_tun(err_set(err, errno, "open /dev/net/tun"), err);
}

static int patience_ms; /* what is left of it */

void tap_set_patience(int ms)
{
	patience_ms = ms;
}

static bool wait_a_moment(void)
{
	if (patience_ms <= 0)
		return false;
	poll(NULL, 0, AGAIN_MS);
	patience_ms -= AGAIN_MS;
	return true;
}

/* The name of a tap that is being closed, or that a killed switch held by its
 * io_uring, is free only a little later: try again.  A tap that was made for several
 * queues takes IFF_MULTI_QUEUE even for one. */
static int attach(int fd, struct ifreq *req)
{
	int ret;

	do {
		ret = ioctl(fd, TUNSETIFF, req);
		if (ret && errno == EINVAL) {
			req->ifr_flags ^= IFF_MULTI_QUEUE;
			ret = ioctl(fd, TUNSETIFF, req);
		}
	} while (ret && errno == EBUSY &&
		 (closer_wait_one() || wait_a_moment()));
	return ret;
}

static int cannot_attach(int errnum, const char *ifname, struct err *err)
{
	int ret = err_set(err, errnum, "make tap \"%s\"", ifname);

	if (errnum == EINVAL && if_nametoindex(ifname))
		return err_say(err, EINVAL, "not-a-tap", 0,
			       "interface \"%s\" is there, and no tap: \"port "
			       "add NAME packet dev %s\" plugs it in",
			       ifname, ifname);
	return denied_tap(ret, ifname, err);
}

int tap_dev_make(char ifname[TAP_IFNAME_SIZE], struct err *err)
{
	struct ifreq req = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int fd = open_tun(err);
	int ret;

	if (fd < 0)
		return fd;
	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", ifname);
	if (attach(fd, &req)) {
		ret = cannot_attach(errno, ifname, err);
		err->key = "ifname";
		close(fd);
		return ret;
	}
	note_name(&req, ifname);
	return fd;
}

int tap_dev_adopt(int fd, struct tap_dev_state *before, struct err *err)
{
	struct ifreq req = { 0 };

	if (ioctl(fd, TUNGETIFF, &req) || !(req.ifr_flags & IFF_TAP))
		return err_say(err, EINVAL, "not-a-tap", 0,
			       "the descriptor is not an attached tap");
	before->header_size = 0;
	if (req.ifr_flags & IFF_VNET_HDR)
		ioctl(fd, TUNGETVNETHDRSZ, &before->header_size);
	before->flags = fcntl(fd, F_GETFL);
	if (before->flags < 0 ||
	    fcntl(fd, F_SETFL, before->flags | O_NONBLOCK) ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC))
		return err_set(err, errno, "adopt \"%.*s\"", IFNAMSIZ,
			       req.ifr_name);
	return 0;
}

bool tap_dev_is_persistent(int fd)
{
	struct ifreq req = { 0 };

	return !ioctl(fd, TUNGETIFF, &req) && (req.ifr_flags & IFF_PERSIST);
}

/* If these fail, whoever owns the descriptor sees it soon enough. */
void tap_dev_restore(int fd, const struct tap_dev_state *before)
{
	(void)fcntl(fd, F_SETFL, before->flags);
	if (before->header_size)
		(void)ioctl(fd, TUNSETVNETHDRSZ, &before->header_size);
}

int tap_dev_set_vnet_hdr(int fd, struct err *err)
{
	int size = VNET_HDR_SIZE;

	if (ioctl(fd, TUNSETVNETHDRSZ, &size))
		return err_set(err, errno, "set a tap's header size");
	return 0;
}

uint32_t tap_dev_widest_offload(int fd)
{
	for (size_t i = 0; i < ARRAY_SIZE(ladder); i++)
		if (!ioctl(fd, TUNSETOFFLOAD, ladder[i].tun))
			return ladder[i].offloads;
	return 0;
}

uint32_t tap_dev_no_offload(int fd)
{
	/* Every kernel takes 0; a lost device does not matter here. */
	(void)ioctl(fd, TUNSETOFFLOAD, 0);
	return 0;
}

int tap_dev_set_access(int fd, const char *ifname,
		       const struct tap_config *config, struct err *err)
{
	if (config->owner != (uid_t)-1 &&
	    ioctl(fd, TUNSETOWNER, (unsigned long)config->owner))
		return err_set(err, errno, "set the owner of \"%s\"", ifname);
	if (config->group != (gid_t)-1 &&
	    ioctl(fd, TUNSETGROUP, (unsigned long)config->group))
		return err_set(err, errno, "set the group of \"%s\"", ifname);
	if (config->persist != TAP_PERSIST_AS_IS &&
	    ioctl(fd, TUNSETPERSIST,
		  config->persist == TAP_PERSIST_ON ? 1UL : 0UL))
		return err_set(err, errno, "set persistence of \"%s\"", ifname);
	return 0;
}

int tap_dev_set_carrier(int fd, const char *name, bool on, struct err *err)
{
	int carrier = on;

	if (ioctl(fd, TUNSETCARRIER, &carrier))
		return err_set(err, errno, "%s the carrier of \"%s\"",
			       on ? "restore" : "take away", name);
	return 0;
}
