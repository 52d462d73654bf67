/* SPDX-License-Identifier: MIT */
/* Seeded fault: a client that says that the connection ends is not heard.
 *
 * scenario: connection-close
 * check: the outcome is 200 then close
 * wrap: recv
 */
#include <string.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

/* Puts other octets in the place of the first such word; as long. */
static void replace(char *octets, size_t length, const char *word, const char *other)
{
    char *at = memmem(octets, length, word, strlen(word));
    if (at)
        memcpy(at, other, strlen(other));
}

ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    ssize_t n = __real_recv(fd, space, room, flags);
    if (n > 0)
        replace(space, (size_t)n, "Connection: close", "Connection: xlose");
    return n;
}
