/* SPDX-License-Identifier: BSD-2-Clause */
/* port add: the types other than tap and null */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/port_add.h"
#include "port/dgram.h"
#include "port/packet.h"
#include "port/patch.h"
#include "port/stream.h"
#include "settings/vlan_values.h"

static int take_mode(const struct args *args, mode_t *mode, struct err *err)
{
	const char *text = args_str(args, "mode");
	unsigned long value;
	char *end;

	if (!text)
		return 0;
	value = strtoul(text, &end, 8);
	if (*text < '0' || *text > '7' || *end || value > 0777)
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "mode"),
			"mode \"%s\": expected three octal digits", text);
	*mode = (mode_t)value;
	return 0;
}

/* A link-local address has a scope, its interface; others have none. */
static int check_scope(const struct address *a, const char *text,
		       struct err *err)
{
	if (address_is_link_local(a) == (*a->scope != '\0'))
		return 0;
	if (!*a->scope)
		return err_say(err, EINVAL, "bad-value", 0,
			       "\"%s\" is a link-local address: name its "
			       "interface, as in [fe80::1%%eth0]:4000",
			       text);
	if (address_is_group(a))
		return err_say(err, EINVAL, "bad-value", 0,
			       "\"%s\": write \"dev %s\" for the interface of "
			       "a multicast group",
			       text, a->scope);
	return err_say(err, EINVAL, "bad-value", 0,
		       "\"%s\": only a link-local address (fe80::/10) has an "
		       "interface",
		       text);
}

static int take_address(const struct args *args, const char *name,
			struct address *address, struct err *err)
{
	const char *text = args_str(args, name);
	int ret = address_parse(text, address, err);

	if (!ret)
		ret = check_scope(address, text, err);
	if (ret)
		err->word = args_word(args, name);
	return ret;
}

/* Reads the address of a peer, for a stream or a datagram socket. */
static int take_peer(const struct args *args, const char *name,
		     struct address *address, struct err *err)
{
	const char *text = args_str(args, name);
	int ret = take_address(args, name, address, err);

	if (ret)
		return ret;
	if (address_is_any(address))
		return err_say(err, EINVAL, "bad-value", args_word(args, name),
			       "\"%s\" stands for all addresses of this "
			       "host: expected one, such as localhost:4000",
			       text);
	if (address_is_broadcast(address))
		return err_say(err, EINVAL, "bad-value", args_word(args, name),
			       "\"%s\" is a broadcast address: expected the "
			       "address of a host, or for dgram of a "
			       "multicast group",
			       text);
	return 0;
}

/* A socket bound to such an address would receive what is for others, or
 * nothing. */
static int check_own(const struct args *args, const char *name,
		     const struct address *address, struct err *err)
{
	const bool is_group = address_is_group(address);

	if (!is_group && !address_is_broadcast(address))
		return 0;
	return err_say(err, EINVAL, "bad-value", args_word(args, name),
		       "\"%s\" is %s: expected an address of this host%s",
		       args_str(args, name),
		       is_group ? "a multicast group" : "a broadcast address",
		       is_group ? "; \"dgram remote\" joins a group" : "");
}

/* Refuses a keyword that has no effect together with @beside. */
static int refuse(const struct args *args, const char *word, const char *beside,
		  struct err *err)
{
	if (!args_has(args, word))
		return 0;
	return err_say(err, EINVAL, "bad-value", args_word(args, word),
		       "\"%s\" cannot be used with %s", word, beside);
}

static int refuse_file_options(const struct args *args, const char *beside,
			       struct err *err)
{
	int ret = refuse(args, "mode", beside, err);

	return ret ? ret : refuse(args, "group", beside, err);
}

static int refuse_listen_options(const struct args *args, const char *beside,
				 struct err *err)
{
	int ret = refuse_file_options(args, beside, err);

	return ret ? ret : refuse(args, "allow", beside, err);
}

static int take_secret(const struct args *args, struct endpoint *endpoint,
		       struct err *err)
{
	const char *path = args_str(args, "secret_file");
	int ret;

	if (!path)
		return 0;
	if (endpoint->address.any.sa_family == AF_UNIX)
		return refuse(args, "secret_file", "a Unix socket", err);
	ret = secret_read(&endpoint->secret, path, err);
	if (ret)
		err->word = args_word(args, "secret_file");
	return ret;
}

static int take_allow(const struct args *args, struct endpoint *endpoint,
		      struct err *err)
{
	const char *text = args_str(args, "allow");
	int ret;

	if (!text)
		return 0;
	if (endpoint->address.any.sa_family == AF_UNIX)
		return refuse(args, "allow", "a Unix socket", err);
	ret = allow_parse(text, &endpoint->allow, err);
	if (ret)
		err->word = args_word(args, "allow");
	return ret;
}

int port_parse_endpoint(const struct args *args, const char *name,
			struct endpoint *endpoint, struct err *err)
{
	int ret = take_address(args, name, &endpoint->address, err);

	if (!ret)
		ret = check_own(args, name, &endpoint->address, err);
	if (!ret && !address_path(&endpoint->address))
		ret = refuse_file_options(args, "an address without a file",
					  err);
	if (!ret)
		ret = take_mode(args, &endpoint->mode, err);
	if (!ret)
		ret = take_allow(args, endpoint, err);
	if (!ret)
		ret = take_secret(args, endpoint, err);
	return ret ? ret
		   : port_parse_group(args, "group", &endpoint->group, err);
}

void port_parse_implied(const struct args *args, bool *implied, uint32_t *mtu)
{
	*implied = args_has(args, "offload") &&
		   !strcmp(args_str(args, "offload"), "implied");
	if (*implied)
		*mtu = PORT_MTU_IMPLIED;
}

/* Exactly one of these keywords must be given. */
static int check_exactly_one(const struct args *args, const char *const *words,
			     size_t n, const char *expected, struct err *err)
{
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!args_has(args, words[i]))
			continue;
		if (found)
			return err_say(err, EINVAL, "bad-value",
				       args_word(args, words[i]),
				       "either \"%s\" or \"%s\", not both",
				       found, words[i]);
		found = words[i];
	}
	if (found)
		return 0;
	return err_say(err, EINVAL, "missing-value", args_word(args, "port"),
		       "port \"%s\" needs %s", args_str(args, "port"),
		       expected);
}

typedef int take_fn(const struct args *args, struct answer *answer,
		    struct port *port, struct err *err);

static int add(struct app *app, const struct args *args, struct answer *answer,
	       const struct port_ops *ops, take_fn *take, struct err *err)
{
	struct port *port = port_new_named(app, args, ops, err);
	int ret;

	if (!port)
		return -EEXIST;
	command_note_vlans(app, args, answer);
	if (port->headerless)
		port_parse_implied(args, &port->implied, &port->mtu);
	port->mtu = (uint32_t)args_uint(args, "mtu", port->mtu);
	ret = take(args, answer, port, err);
	if (!ret)
		ret = port_plug_in(app, args, port, err);
	if (ret)
		port_free(port);
	return ret;
}

static int take_stream(const struct args *args, struct answer *answer,
		       struct port *port, struct err *err)
{
	static const char *const ways[] = { "listen", "connect", "fd" };
	struct stream_config *c = stream_config(port);
	int ret = check_exactly_one(args, ways, ARRAY_SIZE(ways),
				    "listen, connect or fd", err);

	if (ret)
		return ret;
	c->reconnect_s =
		(unsigned int)args_uint(args, "reconnect", c->reconnect_s);
	if (args_has(args, "listen")) {
		c->role = STREAM_LISTEN;
		ret = refuse(args, "reconnect", "listen", err);
		return ret ? ret
			   : port_parse_endpoint(args, "listen", &c->endpoint,
						 err);
	}
	if (args_has(args, "fd")) {
		c->role = STREAM_PASSED;
		ret = refuse(args, "reconnect", "fd", err);
		if (!ret)
			ret = refuse_listen_options(args, "fd", err);
		if (!ret)
			ret = refuse(args, "secret_file", "fd", err);
		return ret ? ret : port_take_fd(args, answer, &c->passed, err);
	}
	c->role = STREAM_CONNECT;
	ret = refuse_listen_options(args, "connect", err);
	if (!ret)
		ret = take_peer(args, "connect", &c->endpoint.address, err);
	if (!ret && address_is_group(&c->endpoint.address))
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "connect"),
			       "\"%s\" is a multicast group, which has no "
			       "streams: \"dgram remote\" joins it",
			       args_str(args, "connect"));
	return ret ? ret : take_secret(args, &c->endpoint, err);
}

int cmd_port_add_stream(struct app *app, const struct args *args,
			struct answer *answer, struct err *err)
{
	return add(app, args, answer, &stream_ops, take_stream, err);
}

static bool can_exchange(const struct address *a, const struct address *b)
{
	return a->any.sa_family == b->any.sa_family &&
	       (!*a->scope || !*b->scope || !strcmp(a->scope, b->scope));
}

/* Both ends are of one address family; over UDP, the line names both. */
static int check_ends(const struct args *args, const struct dgram_config *c,
		      struct err *err)
{
	const bool is_unix = c->local.address.any.sa_family == AF_UNIX;

	if (c->role == DGRAM_LEARN && !is_unix)
		return err_say(err, EINVAL, "missing-value",
			       args_word(args, "local"),
			       "a UDP port needs a remote: add \"remote "
			       "ADDRESS:PORT\"");
	if (c->role == DGRAM_TO &&
	    address_is_same(&c->local.address, &c->remote))
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "remote"),
			       "a port cannot be its own peer");
	if (c->role == DGRAM_TO && !can_exchange(&c->local.address, &c->remote))
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "remote"),
			"\"%s\" and \"%s\" cannot reach each other: expected "
			"two paths, or two addresses of IPv4, or of IPv6 on "
			"one interface",
			args_str(args, "local"), args_str(args, "remote"));
	return 0;
}

static int take_multicast(const struct args *args, struct dgram_config *c,
			  struct err *err)
{
	int ret = refuse_listen_options(args, "a multicast group", err);

	c->role = DGRAM_GROUP;
	c->remote = address_unmapped(&c->remote);
	if (!ret)
		ret = refuse(args, "local",
			     "a multicast group, whose interface is set with "
			     "\"dev IFNAME\"",
			     err);
	if (!ret && args_has(args, "dev"))
		snprintf(c->ifname, sizeof(c->ifname), "%s",
			 args_str(args, "dev"));
	return ret;
}

static int take_dgram(const struct args *args, struct answer *answer,
		      struct port *port, struct err *err)
{
	static const char *const ways[] = { "local", "fd" };
	struct dgram_config *c = dgram_config(port);
	int ret = 0;

	if (args_has(args, "remote"))
		ret = take_peer(args, "remote", &c->remote, err);
	if (!ret && args_has(args, "remote") && address_is_group(&c->remote))
		return take_multicast(args, c, err);
	if (!ret)
		ret = refuse(args, "dev",
			     "an address that is not a multicast group", err);
	if (!ret)
		ret = check_exactly_one(
			args, ways, ARRAY_SIZE(ways),
			"local, fd, or a multicast group as remote", err);
	if (ret)
		return ret;
	if (args_has(args, "fd")) {
		c->role = DGRAM_PASSED;
		ret = refuse(args, "remote", "fd", err);
		if (!ret)
			ret = refuse_listen_options(args, "fd", err);
		return ret ? ret : port_take_fd(args, answer, &c->passed, err);
	}
	ret = port_parse_endpoint(args, "local", &c->local, err);
	c->role = DGRAM_LEARN;
	if (args_has(args, "remote"))
		c->role = DGRAM_TO;
	return ret ? ret : check_ends(args, c, err);
}

int cmd_port_add_dgram(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	return add(app, args, answer, &dgram_ops, take_dgram, err);
}

static int take_packet(const struct args *args, struct answer *answer,
		       struct port *port, struct err *err)
{
	static const char *const ways[] = { "dev", "fd" };
	struct packet_config *c = packet_config(port);
	int ret = check_exactly_one(args, ways, ARRAY_SIZE(ways), "dev or fd",
				    err);

	if (ret)
		return ret;
	if (args_has(args, "offload"))
		c->offload = args_on(args, "offload");
	if (args_has(args, "fd")) {
		ret = refuse(args, "netns", "fd", err);
		return ret ? ret : port_take_fd(args, answer, &c->passed, err);
	}
	snprintf(c->ifname, sizeof(c->ifname), "%s", args_str(args, "dev"));
	if (!args_has(args, "netns"))
		return 0;
	c->netns = strdup(args_str(args, "netns"));
	return c->netns ? 0 : err_set(err, ENOMEM, "add a port");
}

int cmd_port_add_packet(struct app *app, const struct args *args,
			struct answer *answer, struct err *err)
{
	return add(app, args, answer, &packet_ops, take_packet, err);
}

static int take_patch(const struct args *args, struct answer *answer,
		      struct port *port, struct err *err)
{
	const char *name = args_str(args, "switch");

	(void)answer;
	if (!*name || strlen(name) >= PATCH_NAME_SIZE || strchr(name, '/'))
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "switch"),
			"\"%.80s\" is not a switch name: expected 1 to %d "
			"bytes without /",
			name, PATCH_NAME_SIZE - 1);
	patch_set_peer(port, name, args_str(args, "peer"));
	return 0;
}

int cmd_port_add_patch(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	return add(app, args, answer, &patch_ops, take_patch, err);
}
