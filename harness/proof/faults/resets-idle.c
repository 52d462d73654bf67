/* SPDX-License-Identifier: MIT */
/* Seeded fault: where a connection should be half-closed it is reset.
 *
 * scenario: graceful-shutdown
 * check: reset == false
 * wrap: shutdown
 */
#include <sys/socket.h>

int __wrap_shutdown(int fd, int how);

/* Connecting to no address dissolves a TCP connection, and Linux does that with a reset. */
int __wrap_shutdown(int fd, int how)
{
    const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    (void)how;
    return connect(fd, &nowhere, sizeof nowhere);
}
