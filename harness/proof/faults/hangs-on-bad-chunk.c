/* SPDX-License-Identifier: MIT */
/* Seeded fault: a broken chunk is met with silence.
 *
 * scenario: chunk-size-letter
 * check: the outcome is refused or answered early
 * evidence: connection open
 * wrap: send shutdown close
 */
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);
int __wrap_shutdown(int fd, int how);
int __real_close(int fd);
int __wrap_close(int fd);

static bool silent[1024];

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    silent[fd % 1024] = memmem(octets, length, " chunk ", 7) != NULL;
    return silent[fd % 1024] ? (ssize_t)length : __real_send(fd, octets, length, flags);
}

int __wrap_shutdown(int fd, int how)
{
    (void)fd;
    (void)how;
    return 0;
}

int __wrap_close(int fd)
{
    return fd >= 0 && silent[fd % 1024] ? 0 : __real_close(fd);
}
