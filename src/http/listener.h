/*
 * listener.h - the sockets that connections come in by.
 */
#ifndef HTTP_LISTENER_H
#define HTTP_LISTENER_H

#include "base/err.h"
#include "base/str.h"

enum { LISTENER_FIRST_PASSED_FD = 3 };

/*
 * Opens `count` sockets on one address and port, non-blocking and listening;
 * the kernel spreads connections over them (SO_REUSEPORT). `address` is a
 * number, IPv4 or IPv6. *port 0 takes any, and becomes the real one. Fails
 * with ERR_INPUT if the address is not one, or is not of the loopback and
 * allow_remote is false; with ERR_SYSTEM if another program listens there.
 */
MUST_CHECK bool listener_open(const char *address, bool allow_remote,
                              uint16_t *port, int *fds, size_t count,
                              struct err *err);

/* Makes `count` descriptors of a socket that was opened by someone else and
   already listens; `fd` itself stays the caller's. */
MUST_CHECK bool listener_adopt(int fd, bool allow_remote, uint16_t *port,
                               int *fds, size_t count, struct err *err);

/* The socket that a service manager passed to this process by LISTEN_FDS and
   LISTEN_PID, or -1. */
int listener_passed(void);

/* Refuses connections from now on; the descriptors stay open. Not for sockets
   that are shared with another process. */
void listener_shut(const int *fds, size_t count);

void listener_close(int *fds, size_t count);

#endif
