/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports state changes to the service manager, as sd_notify(3) does. */
#ifndef BASE_SD_NOTIFY_H
#define BASE_SD_NOTIFY_H

/**
 * notify_manager() - Send a message such as "READY=1"
 *
 * Does nothing if there is no service manager ($NOTIFY_SOCKET is not set).
 */
void notify_manager(const char *state);

#endif /* BASE_SD_NOTIFY_H */
