/* SPDX-License-Identifier: MIT */
/* Each of the three learns of the death of the one above it through PR_SET_PDEATHSIG, of the one
 * below it through SIGCHLD. Orphans come to the nearest living subreaper, so whoever is left has
 * the whole tree below itself.
 */
#include "candidate/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "candidate/tree.h"

enum { PARENT_IS_GONE = SIGUSR1, STATUS_HARNESS = 4 };

static const int for_judge[] = {SIGINT, SIGTERM, SIGHUP};

/* SIGCHLD ignored, as some parents leave it, would throw the exit status away. */
static void hold_signals(sigset_t *held, sigset_t *before)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(SIGCHLD, &usual, NULL);
    sigemptyset(held);
    sigaddset(held, SIGCHLD);
    sigaddset(held, PARENT_IS_GONE);
    sigprocmask(SIG_BLOCK, held, before);
}

static int exit_status(int wait_status)
{
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

/* True once that child has ended; reaps whoever else did. A child that was stopped goes on: who
 * stops a run stops the process that was started, so this was the candidate. */
static bool has_ended(pid_t child, int *wait_status)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
        if (WIFSTOPPED(status)) {
            kill(pid, SIGCONT);
        } else if (pid == child) {
            *wait_status = status;
            return true;
        }
    }
    return false;
}

__attribute__((noreturn)) static void keep(pid_t front, pid_t judge, const sigset_t *held,
                                           keeper_bereaved *bereaved)
{
    int status = 0;
    prctl(PR_SET_NAME, "assay-keeper", 0L, 0L, 0L);
    while (!has_ended(judge, &status) && getppid() == front)
        sigwaitinfo(held, NULL);
    tree_kill(); /* the judge, too, if nobody is there any more who waits for it */
    if (!WIFEXITED(status) || getppid() != front)
        bereaved(judge, WIFEXITED(status) ? 0 : WTERMSIG(status));
    _exit(exit_status(status));
}

/* Passes signals on to the group of the keeper, which lets them lie, and the judge. */
__attribute__((noreturn)) static void attend(pid_t keeper, pid_t judge, const sigset_t *held,
                                             keeper_bereaved *bereaved)
{
    int status = 0;
    sigset_t awaited = *held;
    for (size_t i = 0; i < sizeof for_judge / sizeof *for_judge; i++)
        sigaddset(&awaited, for_judge[i]);
    while (!has_ended(keeper, &status)) {
        int signal = sigwaitinfo(&awaited, NULL);
        if (signal > 0 && !sigismember(held, signal))
            kill(-keeper, signal);
    }
    if (!WIFEXITED(status)) {
        tree_kill();
        bereaved(judge, WTERMSIG(status));
    }
    _exit(exit_status(status));
}

/* Below the one that was started; returns in the judge, true, or where there is none, false. */
static bool start_judge(pid_t front, int report, const sigset_t *held, keeper_bereaved *bereaved)
{
    setsid();
    tree_adopt_orphans();
    prctl(PR_SET_PDEATHSIG, (unsigned long)PARENT_IS_GONE, 0L, 0L, 0L);
    pid_t keeper = getpid(), judge = fork();
    if (judge == 0) {
        prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
        tree_adopt_orphans(); /* a daemon of the candidate stays below us */
        return getppid() == keeper;
    }
    if (judge == -1 || write(report, &judge, sizeof judge) != (ssize_t)sizeof judge)
        return false;
    close(report);
    keep(front, judge, held, bereaved);
}

bool keeper_start(keeper_bereaved *bereaved, struct failure *why)
{
    sigset_t held, before;
    int ends[2];
    pid_t front = getpid(), judge = 0;
    if (pipe2(ends, O_CLOEXEC) == -1)
        return failure_set(why, FAILURE_HARNESS, "pipe: %s", strerror(errno));
    (void)fflush(NULL); /* else all three would write it */
    hold_signals(&held, &before);
    tree_adopt_orphans();
    pid_t keeper = fork();
    if (keeper == 0 && !start_judge(front, ends[1], &held, bereaved))
        _exit(STATUS_HARNESS);
    close(ends[1]);
    if (keeper > 0 && read(ends[0], &judge, sizeof judge) == (ssize_t)sizeof judge)
        attend(keeper, judge, &held, bereaved);
    close(ends[0]);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return keeper == 0 || failure_set(why, FAILURE_HARNESS, "fork: %s", strerror(errno));
}
