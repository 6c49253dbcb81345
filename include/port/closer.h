/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Closes descriptors behind the loop's back.
 *
 * The last close(2) of a tap waits, in the kernel, until every processor has
 * let go of the interface: some 20 ms in which no frame would move, and for
 * each tap anew.  Threads wait in place of the loop, and together: a thousand
 * taps are gone within a second.
 *
 * Threads know numbers of descriptors and nothing else of the switch.  They
 * are made when there is something to close, and end when there is nothing.
 * All calls are for the loop's thread.
 */
#ifndef PORT_CLOSER_H
#define PORT_CLOSER_H

#include "base/types.h"

/**
 * closer_close() - Close @fd soon: its number is in use until then
 *
 * Nobody watches it any more.  libev may still hear of it and try to forget it,
 * which does no harm, also when it is closed by then.
 */
void closer_close(int fd);

/** closer_mark() - Stands for all that was handed over until now */
size_t closer_mark(void);

/** closer_has_closed() - All that a mark stands for */
bool closer_has_closed(size_t mark);

/** closer_wait_one() - Wait for something; false when nothing is left */
bool closer_wait_one(void);

/** closer_wait() - Until nothing is left */
void closer_wait(void);

#endif /* PORT_CLOSER_H */
