/* SPDX-License-Identifier: MIT */
/* Seeded fault: one descriptor is forgotten in a hundred connections, and 64 bytes with every
 * request.
 *
 * scenario: churn-1000
 * check: fds leaked == 0
 * wrap: accept4 request_open
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "resources.h"

int __real_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags)
{
    static unsigned accepted;
    int client = __real_accept4(fd, peer, length, flags);
    if (client != -1 && ++accepted % 100 == 0)
        (void)!open("/etc/hostname", O_RDONLY | O_CLOEXEC);
    return client;
}

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    void *volatile forgotten = malloc(64);
    (void)forgotten;
    __real_request_open(r, owner);
}
