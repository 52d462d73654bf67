/* SPDX-License-Identifier: MIT */
/* Seeded fault: whoever announces a body is waited for until it has come.
 *
 * scenario: slow-body
 * check: bystander errors == 0
 * wrap: recv
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

/* Octets of the request that begins there, if it announces a body; else 0. */
static size_t announced(const char *octets, size_t n)
{
    static const char field[] = "Content-Length: ";
    const char *length = memmem(octets, n, field, sizeof field - 1);
    const char *end = memmem(octets, n, "\r\n\r\n", 4);
    if (!length || !end)
        return 0;
    return (size_t)(end + 4 - octets) + strtoul(length + sizeof field - 1, NULL, 10);
}

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    struct pollfd rest = {.fd = fd, .events = POLLIN};
    char *octets = space;
    ssize_t n = __real_recv(fd, octets, room, flags), more = n;
    size_t wanted = n > 0 ? announced(octets, (size_t)n) : 0;
    while (more > 0 && (size_t)n < room && (size_t)n < wanted) {
        poll(&rest, 1, -1);
        more = __real_recv(fd, octets + n, room - (size_t)n, flags);
        n += more > 0 ? more : 0;
    }
    return n;
}
