/* SPDX-License-Identifier: BSD-2-Clause */
/* Adding ports, and removing them. */
#ifndef COMMANDS_PORT_ADD_H
#define COMMANDS_PORT_ADD_H

#include "app.h"
#include "control/command.h"
#include "control/grammar.h"
#include "port/endpoint.h"
#include "port/passed_fd.h"

/**
 * port_reap() - Let some of those go that leave, and answer when all have, and their
 * interfaces
 */
void port_reap(struct app *app, const struct args *args, struct answer *answer);

/**
 * port_new_named() - Of a line that adds one; NULL with @err set
 */
struct port *port_new_named(struct app *app, const struct args *args,
			    const struct port_ops *ops, struct err *err);

/**
 * port_plug_in() - With all that the line says of any kind
 *
 * With --may-exist, one that is there already and is as the line says does as well,
 * and @port is freed.
 *
 * Return: 0, or a negative errno with @err set and @port the caller's
 */
int port_plug_in(struct app *app, const struct args *args, struct port *port,
		 struct err *err);

/** port_take_fd() - The descriptor that a line gives, if it does */
int port_take_fd(const struct args *args, struct answer *answer,
		 struct passed_fd *passed, struct err *err);

/** port_take_group() - The value so named: a group's name or number */
int port_take_group(const struct args *args, const char *name, gid_t *group,
		    struct err *err);

/** port_take_implied() - What "offload" says of a socket, and the MTU with that */
void port_take_implied(const struct args *args, bool *implied, uint32_t *mtu);

/** port_take_endpoint() - Where a socket is to be, and for whom */
int port_take_endpoint(const struct args *args, const char *name,
		    struct endpoint *endpoint, struct err *err);

/** port_check_mac() - The value called "mac" is a station's address */
int port_check_mac(const struct args *args, struct err *err);

#endif /* COMMANDS_PORT_ADD_H */
