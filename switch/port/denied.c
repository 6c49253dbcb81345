/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/denied.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static int advise(int ret, struct err *err, const char *code,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static int advise(int ret, struct err *err, const char *code,
		  const char *format, ...)
{
	size_t len = strlen(err->text);
	va_list values;

	err->code = code;
	len += (size_t)snprintf(err->text + len, sizeof(err->text) - len, "; ");
	if (len >= sizeof(err->text))
		return ret;
	va_start(values, format);
	vsnprintf(err->text + len, sizeof(err->text) - len, format, values);
	va_end(values);
	return ret;
}

static bool is_denied(int ret)
{
	return ret == -EPERM || ret == -EACCES;
}

static const char *family_word(int family)
{
	switch (family) {
	case AF_INET:
		return "AF_INET";
	case AF_INET6:
		return "AF_INET6";
	case AF_PACKET:
		return "AF_PACKET";
	default:
		return "AF_UNIX";
	}
}

int denied_socket(int ret, int family, struct err *err)
{
	if (ret == -EAFNOSUPPORT)
		return advise(ret, err, "no-address-family",
			      "the kernel must support it, and a systemd "
			      "unit must allow it "
			      "(RestrictAddressFamilies=%s)",
			      family_word(family));
	if (is_denied(ret) && family == AF_PACKET)
		return advise(ret, err, "not-permitted",
			      "this needs CAP_NET_RAW: be root, or root of a "
			      "user namespace that has this network namespace");
	return ret;
}

int denied_bind(int ret, struct err *err)
{
	if (!is_denied(ret))
		return ret;
	return advise(ret, err, "not-permitted",
		      "ports below 1024 need CAP_NET_BIND_SERVICE");
}

int denied_tun(int ret, struct err *err)
{
	if (ret == -ENOENT || ret == -ENODEV || ret == -ENXIO)
		return advise(ret, err, "no-tun",
			      "load it with \"modprobe tun\"; give it to a "
			      "container with --device /dev/net/tun");
	if (is_denied(ret))
		return advise(
			ret, err, "not-permitted",
			"allow it by the device's mode, by "
			"DeviceAllow=/dev/net/tun rw in a systemd unit, or "
			"in the container's settings");
	return ret;
}

int denied_tap(int ret, const char *ifname, struct err *err)
{
	if (!is_denied(ret))
		return ret;
	return advise(ret, err, "not-permitted",
		      "this needs CAP_NET_ADMIN, or a tap of your own: \"ip "
		      "tuntap add %s mode tap user NAME\"",
		      ifname);
}

int denied_link(int ret, struct err *err)
{
	if (!is_denied(ret))
		return ret;
	return advise(
		ret, err, "not-permitted",
		"this needs CAP_NET_ADMIN; or leave the setting out here, "
		"and let the owner of the interface make it");
}

int denied_netns(int ret, struct err *err)
{
	if (!is_denied(ret))
		return ret;
	return advise(ret, err, "not-permitted",
		      "this needs CAP_SYS_ADMIN, and for another user's "
		      "process CAP_SYS_PTRACE");
}
