/* SPDX-License-Identifier: MIT */
/* Seeded fault: whoever begins a request is waited for until its head is complete.
 *
 * scenario: slow-head
 * check: bystander errors == 0
 * also: stop-mid-head: exit code in 0, 1
 * options: --strict
 * wrap: recv
 */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    struct pollfd rest = {.fd = fd, .events = POLLIN};
    char *octets = space;
    ssize_t n = __real_recv(fd, octets, room, flags), more = n;
    while (more > 0 && (size_t)n < room && !memmem(octets, (size_t)n, "\r\n\r\n", 4)) {
        poll(&rest, 1, -1);
        more = __real_recv(fd, octets + n, room - (size_t)n, flags);
        n += more > 0 ? more : 0;
    }
    return n;
}
