/* SPDX-License-Identifier: MIT */
/* Seeded fault: a server that has no descriptor for a newcomer gives up.
 *
 * scenario: accept-fails
 * check: the candidate is alive at the end
 * evidence: EMFILE (Too many open files) (INJECTED)
 * wrap: listen_accept
 */
#include "engines/engine.h"
#include <errno.h>
#include <unistd.h>

int __real_listen_accept(int listener, struct sockaddr_storage *peer);
int __wrap_listen_accept(int listener, struct sockaddr_storage *peer);

int __wrap_listen_accept(int listener, struct sockaddr_storage *peer)
{
    int client = __real_listen_accept(listener, peer);
    if (client == -1 && errno == EMFILE)
        _exit(1);
    return client;
}
