/* SPDX-License-Identifier: MIT */
/* A table of places: a free one takes the first turn that may run beside the others; one whose
 * process ended is given back.
 */
#include "run/turns.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "candidate/tree.h"
#include "run/ground.h"
#include "scenario/words.h"

enum { LOOK_MS = 250, LOOK_OFTEN_MS = 50 /* where the kernel has no pidfd */ };

struct place {
    struct turn *turn; /* NULL: free */
    struct arena *arena;
    pid_t pid;
    int pidfd;
    int64_t begun, told; /* of the turn; its last heartbeat */
};

struct stage {
    const struct turn_host *host;
    struct turn *turns;
    size_t count;
    struct place places[RUN_AT_ONCE_MAX];
    unsigned at_once, busy;
    int interrupt; /* passed on to all of them, or 0 */
};

static bool loads(const struct step *steps, size_t count)
{
    bool found = false;
    for (const struct step *s = steps; s < steps + count && !found; s++)
        found = ACTIONS_MANY & 1u << s->action || loads(s->steps, s->step_count);
    return found;
}

static bool may_be_beside(const struct turn *a, const struct turn *b)
{
    bool a_loads = loads(a->scenario->steps, a->scenario->step_count);
    bool b_loads = loads(b->scenario->steps, b->scenario->step_count);
    bool timed = (a_loads && a->mode == MODE_NATIVE) || (b_loads && b->mode == MODE_NATIVE);
    return !timed && !(a_loads && b_loads);
}

static bool may_begin(const struct stage *s, const struct turn *t)
{
    bool may = true;
    for (unsigned i = 0; i < s->at_once && may; i++)
        may = !s->places[i].turn || may_be_beside(t, s->places[i].turn);
    return may;
}

/* In the new process. Whatever it leaves behind comes to its parent, who kills it. */
__attribute__((noreturn)) static void be_worker(const struct stage *s, const struct place *p,
                                                pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
    if (getppid() == parent) {
        tree_adopt_orphans();
        s->host->play(s->host->context, p->turn, p->arena);
    }
    _exit(0);
}

static void finish_turn(const struct stage *s, struct turn *t, const char *death)
{
    t->ended = true;
    s->host->end(s->host->context, t, death);
}

static void start_turn(struct stage *s, struct place *p, struct turn *t)
{
    pid_t parent = getpid();
    (void)fflush(NULL); /* else both would write it */
    p->turn = t;
    p->pid = fork();
    if (p->pid == 0)
        be_worker(s, p, parent);
    if (p->pid == -1) {
        char death[80];
        snprintf(death, sizeof death, "fork: %s", strerror(errno));
        p->turn = NULL;
        finish_turn(s, t, death);
        return;
    }
    p->pidfd = pidfd_open(p->pid, 0);
    p->begun = p->told = clock_now();
    s->busy++;
}

static struct place *free_place(struct stage *s)
{
    for (unsigned i = 0; i < s->at_once; i++) {
        if (!s->places[i].turn)
            return &s->places[i];
    }
    return NULL;
}

static bool is_waiting(const struct stage *s, const struct turn *t)
{
    bool waiting = !t->ended;
    for (unsigned i = 0; i < s->at_once && waiting; i++)
        waiting = s->places[i].turn != t;
    return waiting;
}

/* True if a turn was begun or settled, so that another look is worth it. */
static bool begin_one(struct stage *s)
{
    struct place *p = free_place(s);
    for (struct turn *t = s->turns; p && t < s->turns + s->count; t++) {
        if (!is_waiting(s, t) || !may_begin(s, t))
            continue;
        if (s->host->begin(s->host->context, t))
            start_turn(s, p, t);
        else
            finish_turn(s, t, NULL);
        return true;
    }
    return false;
}

/* Who died left a candidate and a folder. */
static void clear_up(const struct stage *s, pid_t dead)
{
    pid_t living[RUN_AT_ONCE_MAX];
    size_t count = 0;
    for (unsigned i = 0; i < s->at_once; i++) {
        if (s->places[i].turn && s->places[i].pid != dead)
            living[count++] = s->places[i].pid;
    }
    tree_kill_but(living, count);
    ground_remove_of(getpid(), dead);
}

static void settle(struct stage *s, struct place *p, int status)
{
    char death[80];
    struct turn *t = p->turn;
    bool died = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    if (WIFSIGNALED(status))
        snprintf(death, sizeof death, "the process that judged it was ended by signal %d",
                 WTERMSIG(status));
    else
        snprintf(death, sizeof death, "the process that judged it ended with status %d",
                 WEXITSTATUS(status));
    if (died)
        clear_up(s, p->pid);
    fd_close(&p->pidfd);
    p->turn = NULL;
    s->busy--;
    finish_turn(s, t, died ? death : NULL);
}

/* True if it has ended. One that was stopped goes on: its candidate did that. */
static bool has_ended(const struct place *p, int *status)
{
    if (!p->turn || waitpid(p->pid, status, WNOHANG | WUNTRACED) != p->pid)
        return false;
    if (WIFSTOPPED(*status))
        kill(p->pid, SIGCONT);
    return !WIFSTOPPED(*status);
}

/* Until one has ended, or for a while, or until we are interrupted. */
static void await(struct stage *s)
{
    struct pollfd fds[RUN_AT_ONCE_MAX + 1];
    nfds_t count = 0;
    int most = LOOK_MS, status;
    if (!s->interrupt)
        fds[count++] = (struct pollfd){.fd = interrupt_fd(), .events = POLLIN};
    for (unsigned i = 0; i < s->at_once; i++) {
        const struct place *p = &s->places[i];
        if (p->turn && p->pidfd == -1)
            most = LOOK_OFTEN_MS;
        else if (p->turn)
            fds[count++] = (struct pollfd){.fd = p->pidfd, .events = POLLIN};
    }
    (void)!poll(fds, count, most);
    for (unsigned i = 0; i < s->at_once; i++) {
        struct place *p = &s->places[i];
        if (has_ended(p, &status))
            settle(s, p, status);
    }
}

static void tell_alive(struct stage *s)
{
    int64_t now = clock_now();
    for (unsigned i = 0; i < s->at_once; i++) {
        struct place *p = &s->places[i];
        if (!p->turn || now - p->told < s->host->heartbeat)
            continue;
        s->host->alive(s->host->context, p->turn, now - p->begun);
        p->told = now;
    }
}

static void pass_on_interrupt(struct stage *s)
{
    int signal = s->interrupt ? 0 : interrupt_signal();
    for (unsigned i = 0; i < s->at_once && signal; i++) {
        if (s->places[i].turn)
            kill(s->places[i].pid, signal);
    }
    s->interrupt = s->interrupt ? s->interrupt : signal;
}

void turns_play(struct turn *turns, size_t count, struct arena *arenas, unsigned at_once,
                const struct turn_host *host)
{
    struct stage s = {.host = host, .turns = turns, .count = count, .at_once = at_once};
    for (unsigned i = 0; i < at_once; i++)
        s.places[i] = (struct place){.arena = &arenas[i], .pidfd = -1};
    for (;;) {
        while (begin_one(&s))
            continue;
        if (s.busy == 0)
            break;
        await(&s);
        tell_alive(&s);
        pass_on_interrupt(&s);
    }
}
