/* SPDX-License-Identifier: MIT */
/* What faults share that accept no more than MOST connections at a time. */
#ifndef ASSAY_PROOF_FAULTS_SERVES_FEW_H
#define ASSAY_PROOF_FAULTS_SERVES_FEW_H

#include <errno.h>
#include <sys/socket.h>

#include "resources.h"

static int serving;

int __real_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
void __real_connection_close(struct tracked_connection *c);
void __wrap_connection_close(struct tracked_connection *c);

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags)
{
    if (serving >= MOST) {
        errno = EAGAIN;
        return -1;
    }
    int client = __real_accept4(fd, peer, length, flags);
    serving += client != -1;
    return client;
}

void __wrap_connection_close(struct tracked_connection *c)
{
    serving--;
    __real_connection_close(c);
}

#endif
