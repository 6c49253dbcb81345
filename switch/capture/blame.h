/* SPDX-License-Identifier: BSD-2-Clause */
/* Why frames do not reach the port of the other end; for this directory. */
#ifndef BLAME_H
#define BLAME_H

#include "capture/diagnosis.h"

/** port_cause() - Why a port is down; CAUSE_NONE if it is not */
enum cause port_cause(const struct scene *scene, port_no no);

/**
 * blame() - Say why frames were not sent to a port
 * @f:		All but what is in @flow is set: the cause, and whether it still
 *		applies
 * @to:		Port of the other end; PORT_NONE if it is not known
 */
void blame(struct finding *f, const struct scene *scene,
	   const struct flow *flow, port_no to);

#endif /* BLAME_H */
