/* SPDX-License-Identifier: MIT */
/* Seeded fault: a newcomer who has gone already leaves a descriptor behind.
 *
 * scenario: accept-fails
 * check: descriptors are back at their baseline
 * evidence: /dev/null
 * wrap: accept4
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

int __real_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags)
{
    int client = __real_accept4(fd, peer, length, flags);
    if (client == -1 && errno == ECONNABORTED) {
        (void)!open("/dev/null", O_RDONLY | O_CLOEXEC);
        errno = ECONNABORTED;
    }
    return client;
}
