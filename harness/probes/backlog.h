/* SPDX-License-Identifier: MIT */
/* How many connections may wait in a listener's accept queue, as the kernel has it (sock_diag(7)):
 * the backlog given to listen(2), already cut down to net.core.somaxconn.
 */
#ifndef ASSAY_PROBES_BACKLOG_H
#define ASSAY_PROBES_BACKLOG_H

#include <stdbool.h>

/* The largest limit of the TCP listeners on that port in our network namespace. False if there is
 * none, or if the kernel does not tell. */
bool backlog_read(int port, unsigned *limit) __attribute__((nonnull, warn_unused_result));

#endif
