/* SPDX-License-Identifier: MIT */
/* Seeded fault: 100 ms after each answer another one follows, which is whole and right.
 *
 * scenario: unasked-words
 * check: body is complete
 * wrap: send
 */
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static const char again[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

ssize_t __real_send(int fd, const void *octets, size_t length, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags);

static void *answer_again(void *socket)
{
    static const struct timespec pause = {.tv_nsec = 100000000};
    nanosleep(&pause, NULL);
    (void)__real_send((int)(intptr_t)socket, again, sizeof again - 1, MSG_NOSIGNAL);
    return NULL;
}

ssize_t __wrap_send(int fd, const void *octets, size_t length, int flags)
{
    pthread_t thread;
    ssize_t sent = __real_send(fd, octets, length, flags);
    if (sent > 8 && memcmp(octets, "HTTP/1.1", 8) == 0 &&
        pthread_create(&thread, NULL, answer_again, (void *)(intptr_t)fd) == 0)
        pthread_detach(thread);
    return sent;
}
