/* SPDX-License-Identifier: MIT */
/* Seeded fault: SIGPIPE does what it does to whoever has not asked for anything else.
 *
 * scenario: harmless-signals
 * check: the candidate is alive at the end
 * wrap: signals_open
 */
#include <signal.h>
#include <stddef.h>

int __real_signals_open(void);
int __wrap_signals_open(void);

int __wrap_signals_open(void)
{
    sigset_t set;
    int signals = __real_signals_open();
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    return signals;
}
