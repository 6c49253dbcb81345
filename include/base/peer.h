/* SPDX-License-Identifier: BSD-2-Clause */
/* The process at the other end of a Unix socket, as the kernel names it when
 * the connection is made (SO_PEERCRED). */
#ifndef BASE_PEER_H
#define BASE_PEER_H

#include <sys/types.h>

/**
 * struct peer - A process and its user
 * @uid:	(uid_t)-1 if it is not known, or there is none
 * @pid:	0 in that case, and if the process is in a PID namespace that
 *		cannot be seen from here
 */
struct peer {
	uid_t uid;
	pid_t pid;
};

#define PEER_NONE	((struct peer){ .uid = (uid_t)-1 })

#endif /* BASE_PEER_H */
