/* SPDX-License-Identifier: MIT */
/* Seeded fault: a line feed alone ends a line, also that of a chunk.
 *
 * scenario: chunk-size-lf
 * check: the outcome is refused or answered early
 * evidence: hello
 * options: --strict
 * wrap: recv
 */
#include <string.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

/* Reads half of what there is room for, and puts a CR before each LF that has none. */
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags)
{
    static char last[1024];
    char *octets = space;
    ssize_t n = __real_recv(fd, space, room / 2, flags);
    for (ssize_t i = 0; i < n; i++) {
        char before = i ? octets[i - 1] : last[fd % 1024];
        if (octets[i] != '\n' || before == '\r')
            continue;
        memmove(octets + i + 1, octets + i, (size_t)(n - i));
        octets[i++] = '\r';
        n++;
    }
    last[fd % 1024] = n > 0 ? octets[n - 1] : '\0';
    return n;
}
