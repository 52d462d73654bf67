/* SPDX-License-Identifier: MIT */
/*
 * One read and up to STEP_WRITES writes per call, so that a fast peer cannot keep the engine from
 * the others. EINTR and EAGAIN mean "nothing now"; readiness is level-triggered and comes again.
 */
#include "engines/step.h"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>

enum { STEP_WRITES = 16 };

struct instant step_now(void)
{
    struct timespec monotonic = {0, 0};
    struct timespec wall = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &monotonic);
    clock_gettime(CLOCK_REALTIME_COARSE, &wall);
    return (struct instant){.ms = (uint64_t)monotonic.tv_sec * 1000 +
                                  (uint64_t)monotonic.tv_nsec / 1000000,
                            .wall = wall.tv_sec};
}

static bool is_nothing_now(int error)
{
    return error == EAGAIN || error == EINTR;
}

/* False when the peer is lost. */
static bool read_once(struct conn *c, int fd, struct instant now)
{
    size_t room = 0;
    char *space = conn_read_space(c, &room);
    if (space == NULL || room == 0)
        return true;
    ssize_t n = recv(fd, space, room, 0);
    if (n == -1)
        return is_nothing_now(errno);
    if (n == 0)
        conn_read_eof(c, now);
    else
        conn_read_done(c, (size_t)n, now);
    return true;
}

static bool write_once(struct conn *c, int fd, struct instant now, bool *full)
{
    size_t length = 0;
    const char *bytes = conn_write_bytes(c, &length);
    ssize_t n = send(fd, bytes, length, MSG_NOSIGNAL);
    *full = n < (ssize_t)length;
    if (n == -1)
        return is_nothing_now(errno);
    conn_write_done(c, (size_t)n, now);
    return true;
}

unsigned step_move(struct conn *c, int fd, bool readable, struct instant now)
{
    bool full = false;
    if (readable && !read_once(c, fd, now))
        return CONN_CLOSE;
    unsigned wants = conn_wants(c);
    for (unsigned i = 0; i < STEP_WRITES && (wants & CONN_WRITE) != 0 && !full; i++) {
        if (!write_once(c, fd, now, &full))
            return CONN_CLOSE;
        wants = conn_wants(c);
    }
    if ((wants & CONN_SHUT_WRITE) != 0)
        shutdown(fd, SHUT_WR);
    return wants;
}
