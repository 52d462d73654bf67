/* SPDX-License-Identifier: MIT */
/* Seeded fault: a call that nobody waits for any more is not cancelled.
 *
 * scenario: photo
 * check: call userinfo is cancelled
 * also: photo-hang-up: call auth is cancelled
 * wrap: tracker_close
 */
#include <sys/socket.h>

#include "resources.h"

void __real_tracker_close(struct tracker *t, enum tracked kind, int fd);
void __wrap_tracker_close(struct tracker *t, enum tracked kind, int fd);

void __wrap_tracker_close(struct tracker *t, enum tracked kind, int fd)
{
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    char octet;
    bool connected = getpeername(fd, (struct sockaddr *)&peer, &length) == 0;
    if (!connected || recv(fd, &octet, 1, MSG_PEEK) != -1)
        __real_tracker_close(t, kind, fd);
}
