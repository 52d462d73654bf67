/* SPDX-License-Identifier: MIT */
/* Seeded fault: without a descriptor for a newcomer the kernel is asked again at once, some
 * thousand times.
 *
 * scenario: accept-out-of-descriptors
 * check: faults injected < 1000
 * wrap: accept4
 */
#include <errno.h>
#include <sys/socket.h>

int __real_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags)
{
    int client = __real_accept4(fd, peer, length, flags);
    for (int i = 0; client == -1 && errno == EMFILE && i < 5000; i++)
        client = __real_accept4(fd, peer, length, flags);
    return client;
}
