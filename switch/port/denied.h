/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What would help where the kernel, or whoever started us, does not allow a thing.
 *
 * Each takes what err_set() returned, adds to its text, and returns the same.
 * Codes: "not-permitted", "no-address-family", "no-tun".
 */
#ifndef PORT_DENIED_H
#define PORT_DENIED_H

#include "base/err.h"

/** denied_socket() - Making a socket of a family: systemd's units forbid some */
int denied_socket(int ret, int family, struct err *err);

/** denied_bind() - Binding one to an address */
int denied_bind(int ret, struct err *err);

/** denied_tun() - Opening /dev/net/tun */
int denied_tun(int ret, struct err *err);

/** denied_tap() - Attaching to a tap, or making it */
int denied_tap(int ret, const char *ifname, struct err *err);

/** denied_link() - Setting an interface's MTU, address and the like */
int denied_link(int ret, struct err *err);

/** denied_netns() - Entering a network namespace */
int denied_netns(int ret, struct err *err);

#endif /* PORT_DENIED_H */
