/* SPDX-License-Identifier: MIT */
/* Seeded fault: waiting that a signal interrupts is taken for an error.
 *
 * scenario: wait-fails
 * check: the candidate is alive at the end
 * evidence: (INJECTED)
 * wrap: poll
 */
#include <poll.h>
#include <unistd.h>

int __real_poll(struct pollfd *p, nfds_t count, int timeout_ms);
int __wrap_poll(struct pollfd *p, nfds_t count, int timeout_ms);

int __wrap_poll(struct pollfd *p, nfds_t count, int timeout_ms)
{
    int ready = __real_poll(p, count, timeout_ms);
    if (ready == -1)
        _exit(1);
    return ready;
}
