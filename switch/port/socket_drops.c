/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/socket_drops.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

uint32_t socket_drops(int fd)
{
	uint32_t info[SK_MEMINFO_VARS] = { 0 };
	socklen_t len = sizeof(info);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &len))
		return 0;
	return info[SK_MEMINFO_DROPS];
}

void socket_drops_report(struct port *port, int fd, uint32_t *reported)
{
	const uint32_t now = socket_drops(fd);

	if (now != *reported)
		port->events->missed(port, ENOBUFS, now - *reported);
	*reported = now;
}
