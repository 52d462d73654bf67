/* SPDX-License-Identifier: MIT */
/* poll(2) over the descriptor asked for and the interrupt. */
#include "base/fd.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"

enum fd_wait fd_wait_either(int fd, short events, int other, int64_t deadline)
{
    struct pollfd watch[] = {
        {.fd = interrupt_fd(), .events = POLLIN},
        {.fd = fd, .events = events},
        {.fd = other, .events = POLLIN},
    };
    for (;;) {
        if (interrupt_signal())
            return FD_INTERRUPTED;
        int ready = poll(watch, sizeof watch / sizeof *watch, clock_poll_ms(deadline));
        if (ready > 0 && (watch[1].revents || watch[2].revents))
            return FD_READY;
        if (clock_now() >= deadline)
            return FD_TIMEOUT;
        if (ready == -1 && errno != EINTR && errno != EAGAIN)
            return FD_TIMEOUT;
    }
}

enum fd_wait fd_wait(int fd, short events, int64_t deadline)
{
    return fd_wait_either(fd, events, -1, deadline);
}

void fd_close(int *fd)
{
    int before = errno;
    if (*fd != -1)
        close(*fd);
    *fd = -1;
    errno = before;
}
