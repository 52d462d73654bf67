/* SPDX-License-Identifier: MIT */
/* Seeded fault: no more than five thousand connections are accepted at a time; the others wait in
 * the queue.
 *
 * scenario: ladder-10000
 * check: connections answered == 10000
 * wrap: accept4 connection_close
 */
#include <errno.h>
#include <sys/socket.h>

#include "resources.h"

static int serving;

int __real_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
void __real_connection_close(struct tracked_connection *c);
void __wrap_connection_close(struct tracked_connection *c);

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags)
{
    if (serving >= 5000) {
        errno = EAGAIN;
        return -1;
    }
    int client = __real_accept4(fd, peer, length, flags);
    serving += client != -1;
    return client;
}

void __wrap_connection_close(struct tracked_connection *c)
{
    serving--;
    __real_connection_close(c);
}
