/* SPDX-License-Identifier: MIT */
/* Seeded fault: the listener lets five newcomers wait.
 *
 * scenario: starts
 * check: accept queue limit >= 100
 * wrap: listen
 */
#include <sys/socket.h>

int __real_listen(int fd, int backlog);
int __wrap_listen(int fd, int backlog);

int __wrap_listen(int fd, int backlog)
{
    (void)backlog;
    return __real_listen(fd, 5);
}
