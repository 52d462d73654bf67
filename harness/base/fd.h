/* SPDX-License-Identifier: MIT */
/* Descriptors: waiting for one with a deadline, and closing without losing errno. The one place
 * where EINTR is handled.
 */
#ifndef ASSAY_BASE_FD_H
#define ASSAY_BASE_FD_H

#include <stdint.h>

enum fd_wait {
    FD_READY = 0,  /* one of the events, or an error or hang-up to be read */
    FD_TIMEOUT,    /* the deadline passed first */
    FD_INTERRUPTED /* base/interrupt.h has a signal */
};

/* Waits for poll(2) events on fd until a monotonic deadline in ns. fd -1: waits for the deadline.
 */
enum fd_wait fd_wait(int fd, short events, int64_t deadline);

/* As fd_wait, but also returns FD_READY when `other` becomes readable (-1: none). */
enum fd_wait fd_wait_either(int fd, short events, int other, int64_t deadline);

/* Closes *fd unless it is -1, and makes it -1; errno stays. */
void fd_close(int *fd) __attribute__((nonnull));

#endif
