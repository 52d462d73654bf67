/* SPDX-License-Identifier: MIT */
/* Seeded fault: whoever asks a back end waits for it in the only thread.
 *
 * scenario: slow-backend
 * check: elapsed < 400ms
 * wrap: socket
 */
#include <sys/socket.h>

int __real_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol);

int __wrap_socket(int domain, int type, int protocol)
{
    static unsigned sockets; /* the first is the listener */
    return __real_socket(domain, sockets++ > 0 ? type & ~SOCK_NONBLOCK : type, protocol);
}
