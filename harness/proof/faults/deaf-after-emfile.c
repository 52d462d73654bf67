/* SPDX-License-Identifier: MIT */
/* Seeded fault: a newcomer without a descriptor was the last one that was listened to.
 *
 * scenario: descriptor-limit
 * check: errors == 0
 * wrap: listen_accept
 */
#include "engines/engine.h"
#include <errno.h>

int __real_listen_accept(int listener, struct sockaddr_storage *peer);
int __wrap_listen_accept(int listener, struct sockaddr_storage *peer);

int __wrap_listen_accept(int listener, struct sockaddr_storage *peer)
{
    static bool deaf;
    int client = deaf ? -1 : __real_listen_accept(listener, peer);
    deaf = deaf || (client == -1 && errno == EMFILE);
    if (deaf)
        errno = EMFILE;
    return client;
}
