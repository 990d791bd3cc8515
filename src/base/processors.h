/*
 * processors.h - how many threads this process can run at the same time.
 *
 * Processors that the process was kept from (taskset, a container's cpuset)
 * do not count: a thread more than there are processors costs switching.
 */
#ifndef BASE_PROCESSORS_H
#define BASE_PROCESSORS_H

#include <stddef.h>

/* At least 1. As of the calling thread, at this moment. */
size_t processors_usable(void);

#endif
