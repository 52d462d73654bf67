/* SPDX-License-Identifier: MIT */
/* Seeded fault: a file that cannot be read stays open.
 *
 * scenario: read-fails
 * check: descriptors are back at their baseline
 * wrap: pread
 */
#include <errno.h>
#include <unistd.h>

ssize_t __real_pread(int fd, void *space, size_t room, off_t at);
ssize_t __wrap_pread(int fd, void *space, size_t room, off_t at);

ssize_t __wrap_pread(int fd, void *space, size_t room, off_t at)
{
    ssize_t n = __real_pread(fd, space, room, at);
    int error = errno;
    if (n == -1)
        (void)!dup(fd);
    errno = error;
    return n;
}
