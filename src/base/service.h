/*
 * service.h - what a long-running process and the system say to each other.
 *
 * A service manager is told how we are (systemd's sd_notify protocol) by a
 * datagram to the socket that NOTIFY_SOCKET names. Without one, nothing
 * happens. Any thread.
 */
#ifndef BASE_SERVICE_H
#define BASE_SERVICE_H

#include <stddef.h>

/* "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=...", or several lines. */
void service_notify(const char *state);

/* Raises the limit of open files, as far as the system lets us; how many this
   process may have, at most `wanted`. */
size_t service_allow_files(size_t wanted);

#endif
