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
 * port_new_named() - Make the port that a line adds
 *
 * Return: a port with the name of the line, or NULL with @err set: a port of
 * this name exists and the line has no --may-exist, or memory is short
 */
struct port *port_new_named(struct app *app, const struct args *args,
			    const struct port_ops *ops, struct err *err);

/**
 * port_plug_in() - Add a port with the options of a line to the switch
 * @port:	From port_new_named(), with the settings of its type
 *
 * With --may-exist, an existing port that is as the line says is a success,
 * too, and @port is freed.
 *
 * Return: 0, or a negative errno with @err set; @port is still the caller's
 * then
 */
int port_plug_in(struct app *app, const struct args *args, struct port *port,
		 struct err *err);

/**
 * port_run_removals() - Remove some of the ports scheduled for removal
 * @answer:	Complete when all of them are removed and their interfaces are
 *		closed
 */
void port_run_removals(struct app *app, const struct args *args,
		       struct answer *answer);

/**
 * port_take_fd() - Take the descriptor of the value "fd", if the line has it
 * @answer:	The descriptor that a client has sent is taken from here
 *
 * Return: 0, or -EINVAL with @err set if the client has sent none
 */
int port_take_fd(const struct args *args, struct answer *answer,
		 struct passed_fd *passed, struct err *err);

/**
 * port_parse_group() - Read a value that is the name or the number of a group
 * @group:	Unchanged if the line does not have the value
 *
 * Return: 0, or -EINVAL with @err set
 */
int port_parse_group(const struct args *args, const char *name, gid_t *group,
		     struct err *err);

/**
 * port_parse_implied() - Read whether a line has "offload implied"
 * @mtu:	Set to PORT_MTU_IMPLIED if it has, else unchanged
 */
void port_parse_implied(const struct args *args, bool *implied, uint32_t *mtu);

/**
 * port_parse_endpoint() - Read the address of a socket, and its permissions
 * @name:	The value that has the address
 *
 * Return: 0, or a negative errno with @err set
 */
int port_parse_endpoint(const struct args *args, const char *name,
			struct endpoint *endpoint, struct err *err);

/**
 * port_check_mac() - Check that the value "mac", if given, is an individual
 * address
 *
 * Return: 0, or -EINVAL with @err set
 */
int port_check_mac(const struct args *args, struct err *err);

#endif /* COMMANDS_PORT_ADD_H */
