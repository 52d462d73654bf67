/* SPDX-License-Identifier: MIT */
/* signalfd(2) and a sticky first signal. A second Ctrl-C changes nothing: ending is already
 * bounded. */
#include "base/interrupt.h"

#include <sys/signalfd.h>
#include <unistd.h>

static int descriptor = -1;
static int first;

static const int watched[] = {SIGINT, SIGTERM, SIGHUP};

static void watched_set(sigset_t *set)
{
    sigemptyset(set);
    for (size_t i = 0; i < sizeof watched / sizeof *watched; i++)
        sigaddset(set, watched[i]);
}

void interrupt_open(void)
{
    sigset_t set;
    watched_set(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int interrupt_fd(void)
{
    return descriptor;
}

int interrupt_signal(void)
{
    struct signalfd_siginfo info;
    if (first == 0 && descriptor != -1 &&
        read(descriptor, &info, sizeof info) == (ssize_t)sizeof info)
        first = (int)info.ssi_signo;
    return first;
}

void interrupt_restore_child(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    struct sigaction usual = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < NSIG; signal++)
        sigaction(signal, &usual, NULL);
}
