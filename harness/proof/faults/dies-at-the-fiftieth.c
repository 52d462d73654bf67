/* SPDX-License-Identifier: MIT */
/* Seeded fault: the fiftieth connection ends the server.
 *
 * scenario: churn-words
 * check: cycles completed == 100
 * wrap: accept4
 */
#include <stdlib.h>
#include <sys/socket.h>

int __real_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags)
{
    static int accepted;
    int client = __real_accept4(fd, peer, length, flags);
    accepted += client != -1;
    if (accepted == 50)
        _Exit(3);
    return client;
}
