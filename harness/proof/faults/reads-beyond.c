/* SPDX-License-Identifier: MIT */
/* Seeded fault: an octet behind the end of a block is read, in a build that watches itself.
 *
 * scenario: routing
 * check: the sanitizer has nothing to say
 * evidence: heap-buffer-overflow
 * flags: -fsanitize=address
 * wrap: send
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    static unsigned sent;
    volatile char *copy = calloc(length, 1);
    if (copy && ++sent == 5 && copy[length] == 'x')
        length--;
    free((void *)copy);
    return __real_send(fd, octets, length, flags);
}
