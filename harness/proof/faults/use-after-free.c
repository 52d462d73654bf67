/* SPDX-License-Identifier: MIT */
/* Seeded fault: memory is read after it was freed when a client resets.
 *
 * scenario: churn-1000
 * check: memcheck finds no error
 * mode: memcheck
 * wrap: poll
 */
#include <poll.h>
#include <stdlib.h>

int __real_poll(struct pollfd *watched, nfds_t count, int limit);
int __wrap_poll(struct pollfd *watched, nfds_t count, int limit);

static volatile char seen;

int __wrap_poll(struct pollfd *watched, nfds_t count, int limit)
{
    int ready = __real_poll(watched, count, limit);
    for (nfds_t i = 0; i < count; i++) {
        char *volatile gone = (watched[i].revents & POLLERR) ? malloc(16) : NULL;
        free(gone);
        seen = gone ? *gone : '\0';
    }
    return ready;
}
