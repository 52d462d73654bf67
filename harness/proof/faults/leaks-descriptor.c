/* SPDX-License-Identifier: MIT */
/* Seeded fault: one descriptor more stays open with every tenth connection.
 *
 * scenario: fd-audit
 * check: fds leaked == 0
 * wrap: accept4
 */
#include <fcntl.h>
#include <sys/socket.h>

int __real_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags)
{
    static unsigned accepted;
    int client = __real_accept4(fd, peer, length, flags);
    if (client != -1 && ++accepted % 10 == 0)
        (void)!open("/dev/null", O_RDONLY | O_CLOEXEC);
    return client;
}
