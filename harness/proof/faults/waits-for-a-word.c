/* SPDX-License-Identifier: MIT */
/* Seeded fault: whoever has connected is waited for until the first octet comes.
 *
 * scenario: slow-peers
 * check: bystander errors == 0
 * wrap: accept4
 */
#include <poll.h>
#include <sys/socket.h>

int __real_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags);
int __wrap_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags);

int __wrap_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags)
{
    struct pollfd newcomer = {.fd = __real_accept4(listener, from, size, flags), .events = POLLIN};
    if (newcomer.fd != -1)
        poll(&newcomer, 1, -1);
    return newcomer.fd;
}
