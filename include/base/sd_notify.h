/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells a service manager what we are at: sd_notify(3)'s protocol. */
#ifndef BASE_SD_NOTIFY_H
#define BASE_SD_NOTIFY_H

/** notify_manager() - Send "READY=1" or the like; nothing without a manager */
void notify_manager(const char *state);

#endif /* BASE_SD_NOTIFY_H */
