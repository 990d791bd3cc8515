/*
 * service.h - telling a service manager how we are (systemd's sd_notify
 * protocol): a datagram to the socket that NOTIFY_SOCKET names. Without one,
 * nothing happens. Any thread.
 */
#ifndef BASE_SERVICE_H
#define BASE_SERVICE_H

/* "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=...", or several lines. */
void service_notify(const char *state);

#endif
