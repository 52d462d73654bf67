/* SPDX-License-Identifier: MIT */
/* Seeded fault: a call is cancelled when the client has hung up, and its descriptor is forgotten.
 *
 * scenario: photo-hang-up
 * check: fds leaked == 0
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
    else
        shutdown(fd, SHUT_RDWR);
}
