/* SPDX-License-Identifier: MIT */
/* Seeded fault: behind a refusal the connection is neither closed nor of any use.
 *
 * scenario: length-plus
 * check: the outcome is 400 then close
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

static bool refused[1024];

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static const char start[] = "HTTP/1.1 400";
    refused[fd % 1024] = length >= sizeof start && memcmp(octets, start, sizeof start - 1) == 0;
    return __real_send(fd, octets, length, flags);
}

int __wrap_shutdown(int fd, int how)
{
    (void)fd;
    (void)how;
    return 0;
}

int __wrap_close(int fd)
{
    return fd >= 0 && refused[fd % 1024] ? 0 : __real_close(fd);
}
