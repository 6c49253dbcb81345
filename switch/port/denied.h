/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Advice for operations that the kernel, a service manager or a container
 * denied.
 *
 * Each function takes the return value of err_set(), appends advice to the text
 * if the error is one of permission, and returns the value unchanged.  Codes:
 * "not-permitted", "no-address-family", "no-tun".
 */
#ifndef PORT_DENIED_H
#define PORT_DENIED_H

#include "base/err.h"

/** denied_socket() - Opening a socket of a family, which systemd may forbid */
int denied_socket(int ret, int family, struct err *err);

/** denied_bind() - Binding a socket to an address */
int denied_bind(int ret, struct err *err);

/** denied_tun() - Opening /dev/net/tun */
int denied_tun(int ret, struct err *err);

/** denied_tap() - Attaching to a tap, or creating one */
int denied_tap(int ret, const char *ifname, struct err *err);

/** denied_link() - Changing an interface's MTU, address or the like */
int denied_link(int ret, struct err *err);

/** denied_netns() - Entering a network namespace */
int denied_netns(int ret, struct err *err);

#endif /* PORT_DENIED_H */
