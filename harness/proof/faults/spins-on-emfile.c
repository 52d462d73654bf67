/* SPDX-License-Identifier: MIT */
/* Seeded fault: a listener for whose newcomers there is no descriptor does not rest.
 *
 * scenario: descriptor-limit
 * check: cpu use < 25%
 * wrap: listen_accept
 */
#include "engines/engine.h"
#include <errno.h>

int __real_listen_accept(int listener, struct sockaddr_storage *peer);
int __wrap_listen_accept(int listener, struct sockaddr_storage *peer);

int __wrap_listen_accept(int listener, struct sockaddr_storage *peer)
{
    int client = __real_listen_accept(listener, peer);
    if (client == -1 && errno == EMFILE)
        errno = EAGAIN;
    return client;
}
