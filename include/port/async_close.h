/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Closes descriptors in other threads, so that the loop does not wait.
 *
 * The last close(2) of a tap blocks in the kernel until every processor has
 * released the interface: some 20 ms for each tap, in which no frame would be
 * forwarded.  Threads wait instead of the loop, and in parallel: a thousand
 * taps are closed within a second.
 *
 * The threads use descriptor numbers and no other data of the switch.  They
 * are started when there is something to close, and end when all is closed.
 * All functions must be called from the loop's thread.
 */
#ifndef PORT_ASYNC_CLOSE_H
#define PORT_ASYNC_CLOSE_H

#include "base/types.h"

/**
 * async_close() - Close @fd soon; its number stays in use until then
 *
 * The caller must have stopped its watchers.  libev may still get an event of
 * @fd and try to remove it from epoll, which is harmless even when it is closed
 * by then.
 */
void async_close(int fd);

/** async_close_mark() - A mark behind all descriptors that were passed until now */
size_t async_close_mark(void);

/** async_close_has_closed() - Whether all descriptors before it are closed */
bool async_close_has_closed(size_t mark);

/** async_close_wait_one() - Wait until one is closed; false if none is left */
bool async_close_wait_one(void);

/** async_close_wait() - Wait until all are closed */
void async_close_wait(void);

#endif /* PORT_ASYNC_CLOSE_H */
