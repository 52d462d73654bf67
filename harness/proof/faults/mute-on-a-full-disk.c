/* SPDX-License-Identifier: MIT */
/* Seeded fault: once a line could not be logged nobody is answered any more.
 *
 * scenario: disk-full
 * check: errors == 0
 * wrap: fopen send
 */
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

static FILE *log_file;

FILE *__wrap_fopen(const char *path, const char *mode)
{
    FILE *f = __real_fopen(path, mode);
    if (*mode == 'a')
        log_file = f;
    return f;
}

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    if (log_file == NULL || !ferror(log_file))
        return __real_send(fd, octets, length, flags);
    errno = EPIPE;
    return -1;
}
