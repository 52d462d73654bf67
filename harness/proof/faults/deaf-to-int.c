/* SPDX-License-Identifier: MIT */
/* Seeded fault: SIGINT is held back, and nobody asks for it.
 *
 * scenario: int-idle
 * check: exit code in 0, 1, 130
 * wrap: signalfd
 */
#include <signal.h>
#include <sys/signalfd.h>

int __real_signalfd(int fd, const sigset_t *set, int flags);
int __wrap_signalfd(int fd, const sigset_t *set, int flags);

int __wrap_signalfd(int fd, const sigset_t *set, int flags)
{
    sigset_t fewer = *set;
    sigdelset(&fewer, SIGINT);
    return __real_signalfd(fd, &fewer, flags);
}
