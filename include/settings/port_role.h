/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's role in VLANs: access, trunk, native, dot1q-tunnel. */
#ifndef SETTINGS_PORT_ROLE_H
#define SETTINGS_PORT_ROLE_H

#include "app.h"
#include "base/line.h"
#include "control/grammar.h"

/**
 * port_role_check() - Check the role that a line gives to ports
 * @ports:	NULL for a port that is not added yet
 *
 * Return: 0, or a negative errno with @err set
 */
int port_role_check(const struct app *app, const struct args *args,
		    const struct portset *ports, struct err *err);

/**
 * port_role_apply() - Give ports the role that port_role_check() has checked
 *
 * A role sets the VLANs, "accept" and "tunnel" of a port.  If the line has an
 * "accept" too, the port keeps the one that port_settings_apply() has set.
 */
void port_role_apply(struct app *app, const struct args *args,
		     const struct portset *ports);

/** port_role_is_given() - Whether a line sets all VLANs of a port by a role */
bool port_role_is_given(const struct args *args);

/**
 * port_role_words() - Append the role of a port, as "access 10"
 * @rest:	Settings of the port; "accept" and "tunnel", which the words
 *		express, are set to their defaults
 *
 * No words are appended for the VLANs of a new port.
 *
 * Return: false if no role makes the port a member of the VLANs that it has;
 * @line and @rest are unchanged then
 */
bool port_role_words(const struct bridge *br, port_no no,
		     struct port_settings *rest, struct line *line);

/** port_role_matches() - Whether a port already has the role of a line */
bool port_role_matches(const struct app *app, const struct args *args,
		       port_no no);

#endif /* SETTINGS_PORT_ROLE_H */
