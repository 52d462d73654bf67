/* SPDX-License-Identifier: MIT */
/* Seeded fault: after ten thousand requests it serves whom it knows, and accepts nobody any more.
 *
 * scenario: connections-100
 * check: status == 200
 * wrap: request_open accept4
 */
#include <errno.h>
#include <sys/socket.h>

#include "resources.h"

static unsigned long requests;

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    requests++;
    __real_request_open(r, owner);
}

int __real_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags);
int __wrap_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags);

int __wrap_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags)
{
    if (requests > 10000) {
        errno = EAGAIN;
        return -1;
    }
    return __real_accept4(listener, from, size, flags);
}
