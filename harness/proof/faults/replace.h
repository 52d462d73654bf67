/* SPDX-License-Identifier: MIT */
/* What faults share that read other octets than were sent. */
#ifndef ASSAY_PROOF_FAULTS_REPLACE_H
#define ASSAY_PROOF_FAULTS_REPLACE_H

#include <string.h>
#include <sys/socket.h>

ssize_t __real_recv(int fd, void *space, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *space, size_t room, int flags);

/* Puts other octets in the place of the first such word; as long. */
static inline void replace(char *octets, size_t length, const char *word, const char *other)
{
    char *at = memmem(octets, length, word, strlen(word));
    if (at)
        memcpy(at, other, strlen(other));
}

#endif
