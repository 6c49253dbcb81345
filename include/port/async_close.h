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
#ifndef PORT_ASYNC_CLOSE_H
#define PORT_ASYNC_CLOSE_H

#include "base/types.h"

/**
 * async_close() - Close @fd soon: its number is in use until then
 *
 * Nobody watches it any more.  libev may still hear of it and try to forget it,
 * which does no harm, also when it is closed by then.
 */
void async_close(int fd);

/** async_close_mark() - Stands for all that was handed over until now */
size_t async_close_mark(void);

/** async_close_has_closed() - All that a mark stands for */
bool async_close_has_closed(size_t mark);

/** async_close_wait_one() - Wait for something; false when nothing is left */
bool async_close_wait_one(void);

/** async_close_wait() - Until nothing is left */
void async_close_wait(void);

#endif /* PORT_ASYNC_CLOSE_H */
