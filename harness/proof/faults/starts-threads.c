/* SPDX-License-Identifier: MIT */
/* Seeded fault: a thread is started for every connection, and never ends.
 *
 * scenario: usage-words
 * check: threads <= 4
 * wrap: accept4
 */
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

int __real_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags);

static void *wait_for_ever(void *unused)
{
    for (int bound = 0; bound < 1000; bound++)
        pause();
    return unused;
}

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *length, int flags)
{
    pthread_t thread;
    int client = __real_accept4(fd, peer, length, flags);
    if (client != -1)
        (void)pthread_create(&thread, NULL, wait_for_ever, NULL);
    return client;
}
