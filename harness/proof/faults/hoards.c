/* SPDX-License-Identifier: MIT */
/* Seeded fault: each answer fills another MiB that is never given back.
 *
 * scenario: load-words
 * check: rss peak < 32 MiB
 * also: load-words: rss growth < 16 MiB
 * wrap: send
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { HOARD = 1024 * 1024, MOST = 256 };

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static char *volatile hoard[MOST];
    static int count;
    if (count < MOST && (hoard[count] = malloc(HOARD)))
        memset(hoard[count++], 1, HOARD);
    return __real_send(fd, octets, length, flags);
}
