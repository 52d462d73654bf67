/* SPDX-License-Identifier: MIT */
/* Seeded fault: a client that once did not take all of its answer leaves a descriptor behind.
 *
 * scenario: never-read
 * check: descriptors are back at their baseline
 * wrap: send connection_close
 */
#include <sys/socket.h>
#include <unistd.h>

#include "resources.h"

enum { DESCRIPTORS = 4096 };

static bool unread[DESCRIPTORS];

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);
void __real_connection_close(struct tracked_connection *c);
void __wrap_connection_close(struct tracked_connection *c);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    ssize_t n = __real_send(fd, octets, length, flags);
    if (n < (ssize_t)length && fd < DESCRIPTORS)
        unread[fd] = true;
    return n;
}

void __wrap_connection_close(struct tracked_connection *c)
{
    int fd = c->socket;
    if (fd >= 0 && fd < DESCRIPTORS && unread[fd]) {
        unread[fd] = false;
        (void)!dup(fd);
    }
    __real_connection_close(c);
}
