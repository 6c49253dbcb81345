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

#include "base/descriptor.h"
#include "frame/tunnel_hdr.h"
#include "port/async_close.h"
#include "port/denied.h"

/* Missing in older kernel headers */
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif
#ifndef TUN_F_UDP_TUNNEL_GSO
#define TUN_F_UDP_TUNNEL_GSO	  0x080
#define TUN_F_UDP_TUNNEL_GSO_CSUM 0x100
#endif
#ifndef TUNSETCARRIER
#define TUNSETCARRIER _IOW('T', 226, int)
#endif

#define AGAIN_MS 10

#define TSO (TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN)
#define USO (TUN_F_USO4 | TUN_F_USO6) /* the kernel supports both or none */

/**
 * struct offload_level - A set of offloads that a kernel may have
 * @tun:	For TUNSETOFFLOAD
 * @offloads:	The same as of enum offload
 * @header_size: Size of the frames' header with them
 */
struct offload_level {
	unsigned int tun;
	uint32_t offloads;
	int header_size;
};

/* The widest set first: Linux since 6.17, since 6.2, and before. */
static const struct offload_level levels[] = {
	{ TSO | USO | TUN_F_UDP_TUNNEL_GSO | TUN_F_UDP_TUNNEL_GSO_CSUM,
	  OFFLOAD_ALL | OFFLOAD_UDP_TUNNEL, TUNNEL_HDR_SIZE },
	{ TSO | USO, OFFLOAD_ALL, VNET_HDR_SIZE },
	{ TSO, OFFLOAD_ALL & ~OFFLOAD_USO, VNET_HDR_SIZE },
	{ TUN_F_CSUM, OFFLOAD_CSUM, VNET_HDR_SIZE },
	{ 0, 0, VNET_HDR_SIZE },
};
static const struct offload_level *const last_level =
	levels + ARRAY_SIZE(levels) - 1;

static void note_name(const struct ifreq *req, char ifname[TAP_IFNAME_SIZE])
{
	snprintf(ifname, TAP_IFNAME_SIZE, "%.*s", TAP_IFNAME_SIZE - 1,
		 req->ifr_name);
}

/* If descriptors are short, waits for those of ports that were just deleted. */
static int open_tun(struct err *err)
{
	int fd;

	do
		fd = descriptor_claim(
			open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
	while (fd < 0 && errno == EMFILE && async_close_wait_one());
	if (fd >= 0)
		return fd;
	if (descriptor_is_short(errno))
		return descriptor_err(err, errno, "a tap");
	return denied_tun(err_set(err, errno, "open /dev/net/tun"), err);
}

static int busy_timeout_ms; /* the rest of tap_set_busy_timeout() */

void tap_set_busy_timeout(int ms)
{
	busy_timeout_ms = ms;
}

static bool wait_for_tap(void)
{
	if (busy_timeout_ms <= 0)
		return false;
	poll(NULL, 0, AGAIN_MS);
	busy_timeout_ms -= AGAIN_MS;
	return true;
}

/* A multi-queue tap must be attached with IFF_MULTI_QUEUE, and can be attached
 * while another program has a queue of it, which would get a part of the
 * frames. */
static int attach_once(int fd, struct ifreq *req)
{
	struct err ignored;
	struct link link;

	req->ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
	if (!ioctl(fd, TUNSETIFF, req))
		return 0;
	if (errno != EINVAL)
		return -1;
	if (!link_get(req->ifr_name, &link, &ignored) && link.queues) {
		errno = EBUSY;
		return -1;
	}
	req->ifr_flags |= IFF_MULTI_QUEUE;
	return ioctl(fd, TUNSETIFF, req);
}

/* A tap that is being closed, or that the io_uring of a killed switch still
 * holds, is busy for a moment: try again. */
static int attach(int fd, struct ifreq *req)
{
	int ret;

	do
		ret = attach_once(fd, req);
	while (ret && errno == EBUSY &&
	       (async_close_wait_one() || wait_for_tap()));
	return ret;
}

static int not_a_tap_error(const struct link *link, struct err *err)
{
	const char *ifname = link->ifname;

	if (link->is_ethernet)
		return err_say(err, EINVAL, "not-a-tap", 0,
			       "interface \"%s\" exists, and is not a tap: "
			       "\"port add NAME packet dev %s\" makes it a "
			       "port",
			       ifname, ifname);
	return err_say(err, EINVAL, "not-a-tap", 0,
		       "interface \"%s\" exists, and is %s: it carries no "
		       "Ethernet frames, and cannot be a port",
		       ifname,
		       link->is_tun ? "of mode tun, not tap" : "not a tap");
}

static int attach_error(int errnum, const char *ifname, struct err *err)
{
	struct link link;

	if (errnum == EINVAL && !link_get(ifname, &link, err))
		return not_a_tap_error(&link, err);
	return denied_tap(err_set(err, errnum, "make tap \"%s\"", ifname),
			  ifname, err);
}

int tap_dev_make(char ifname[TAP_IFNAME_SIZE], struct err *err)
{
	struct ifreq req = { 0 };
	int fd = open_tun(err);
	int ret;

	if (fd < 0)
		return fd;
	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", ifname);
	if (attach(fd, &req)) {
		ret = attach_error(errno, ifname, err);
		err->key = "ifname";
		close(fd);
		return ret;
	}
	note_name(&req, ifname);
	return fd;
}

/* An unsigned parameter, as these constants do not fit the int of musl's
 * ioctl(). */
int tap_dev_get(int fd, unsigned int request, void *what)
{
	return ioctl(fd, request, what);
}

int tap_dev_adopt(int fd, struct tap_dev_state *before, struct err *err)
{
	struct ifreq req = { 0 };

	if (tap_dev_get(fd, TUNGETIFF, &req) || !(req.ifr_flags & IFF_TAP))
		return err_say(err, EINVAL, "not-a-tap", 0,
			       "the descriptor is not an attached tap");
	before->header_size = 0;
	if (req.ifr_flags & IFF_VNET_HDR)
		tap_dev_get(fd, TUNGETVNETHDRSZ, &before->header_size);
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

	return !tap_dev_get(fd, TUNGETIFF, &req) &&
	       (req.ifr_flags & IFF_PERSIST);
}

int tap_dev_set_vnet_hdr(int fd, struct err *err)
{
	int size = VNET_HDR_SIZE;

	if (ioctl(fd, TUNSETVNETHDRSZ, &size))
		return err_set(err, errno, "set a tap's header size");
	return 0;
}

/* With tunnel offloads and a header that is too short for them, a tap cannot be
 * read.  So the header is extended before, and shortened afterwards. */
static bool supports(int fd, const struct offload_level *level)
{
	if (level->header_size > VNET_HDR_SIZE)
		(void)ioctl(fd, TUNSETVNETHDRSZ, &level->header_size);
	return !ioctl(fd, TUNSETOFFLOAD, level->tun);
}

/* Every kernel supports the last level.  If the device has gone, reads will
 * fail. */
static uint32_t set_widest(int fd, const struct offload_level *level)
{
	while (!supports(fd, level) && level < last_level)
		level++;
	if (level->header_size == VNET_HDR_SIZE)
		(void)ioctl(fd, TUNSETVNETHDRSZ, &level->header_size);
	return level->offloads;
}

uint32_t tap_dev_widest_offload(int fd)
{
	return set_widest(fd, levels);
}

uint32_t tap_dev_no_offload(int fd)
{
	return set_widest(fd, last_level);
}

void tap_dev_reset_offload(int fd)
{
	(void)set_widest(fd, levels + 1);
}

/* Errors are ignored: nothing can be done about them. */
void tap_dev_restore(int fd, const struct tap_dev_state *before)
{
	(void)fcntl(fd, F_SETFL, before->flags);
	if (before->header_size)
		(void)ioctl(fd, TUNSETVNETHDRSZ, &before->header_size);
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
			       on ? "restore" : "remove", name);
	return 0;
}
