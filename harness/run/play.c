/* SPDX-License-Identifier: MIT */
/* Plays the steps of a scenario in order: one function per action, found in a table.
 */
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "candidate/tree.h"
#include "probes/backlog.h"
#include "probes/sockets.h"
#include "run/cases.h"
#include "run/locate.h"
#include "run/player.h"
#include "run/quiet.h"
#include "run/running.h"
#include "run/waive.h"
#include "scenario/signals.h"

#define EXIT_USUALLY  (5 * CLOCK_S)
#define QUIET_USUALLY (5 * CLOCK_S)
#define STOCK_WITHIN  (10 * CLOCK_S)

int64_t play_deadline(const struct player *p, int64_t wanted, int64_t usual)
{
    double span = (double)(wanted ? wanted : usual) * p->scale;
    int64_t deadline = clock_now() + (int64_t)span;
    return deadline < p->deadline ? deadline : p->deadline;
}

static int named_signal(const struct player *p, enum profile_signal which)
{
    const char *name = p->profile->signals[which];
    return name ? signal_number(name) : 0;
}

/* SIGHUP, SIGUSR1 and their like ask for something else than the end, unless the candidate file
 * names them as what ends it. */
static bool asks_to_stop(const struct player *p, int number)
{
    return number == SIGTERM || number == SIGINT || number == SIGQUIT || number == SIGKILL ||
           number == named_signal(p, SIGNAL_STOP) || number == named_signal(p, SIGNAL_GRACEFUL);
}

/* Who stops a server stops all of its processes. */
static void signal_all(int number)
{
    struct tree *t = memory_get(sizeof *t);
    tree_read(t);
    for (size_t i = 0; i < t->count; i++)
        kill(t->items[i].pid, number);
    memory_drop(t);
}

static void play_signal(struct player *p, const struct step *s)
{
    struct arena scratch;
    char missing[128] = "";
    arena_init(&scratch);
    const char *name =
        expand(p, s->signal, strlen(s->signal), NULL, &scratch, missing, sizeof missing);
    int number = name ? signal_number(name) : 0;
    if (number == SIGSTOP || number == SIGCONT) {
        signal_all(number);
    } else if (number) {
        p->told_to_stop |= asks_to_stop(p, number);
        candidate_signal(p->candidate, number);
    } else {
        const char *reason = "the candidate file names no such signal";
        record_skipped(p, s, reason);
        record_finding(p, "the signal can be sent", VERDICT_ERROR, "a signal",
                       name ? name : missing, NULL);
        p->over = true;
    }
    record_step(p, s, NULL, NULL);
    arena_release(&scratch);
}

/* Descendants that are still there, given a moment: an orphan needs one to be reaped. */
static size_t children_left(int64_t deadline)
{
    struct tree *t = memory_get(sizeof *t);
    size_t left;
    for (;;) {
        tree_reap(0);
        tree_read(t);
        left = t->count;
        if (left == 0 || clock_now() >= deadline ||
            fd_wait(-1, 0, clock_now() + 10 * CLOCK_MS) == FD_INTERRUPTED)
            break;
    }
    memory_drop(t);
    return left;
}

static void wait_exit(struct player *p, const struct step *s)
{
    if (candidate_wait(p->candidate, play_deadline(p, s->within, EXIT_USUALLY)))
        sample_take(p, "children left", (double)children_left(play_deadline(p, 0, 500 * CLOCK_MS)));
}

/* A server may keep files open for some seconds after their last use, as lighttpd does. If they
 * stay, they are leaked after all. */
static bool outlast_stock(const struct player *p, const struct fd_ledger *before,
                          struct fd_ledger *now)
{
    int64_t deadline = clock_now() + STOCK_WITHIN;
    deadline = deadline < p->deadline ? deadline : p->deadline;
    bool still = true;
    while (still && fds_grown_by_stock(before, now) && clock_now() < deadline) {
        fds_release(now);
        still = quiet_wait(p->candidate, before, NULL, now, deadline + CLOCK_S);
    }
    return still;
}

/* Descriptors are compared with those of the last quiet moment: a scenario that walks once through
 * everything and waits does not blame the candidate for what it opens on first use and keeps. */
static void wait_quiet(struct player *p, const struct step *s)
{
    struct fd_ledger now;
    unsigned limit;
    const struct fd_ledger *before = p->marked ? &p->mark : &p->base;
    links_close_level(&p->links, 0);
    bool still = quiet_wait(p->candidate, before, &p->still, &now,
                            play_deadline(p, s->within, QUIET_USUALLY));
    if (still && !p->silent)
        still = outlast_stock(p, before, &now);
    bool readable = now.processes > 0 && !now.unreadable && !before->unreadable;
    if (still && readable) {
        size_t grown;
        p->grown = grown_rows(p, before, &now, &grown);
        sample_take(p, "fds leaked", (double)grown);
        sample_take(p, "sockets in CLOSE_WAIT", (double)fds_in_state(&now, TCP_STATE_CLOSE_WAIT));
    }
    if (candidate_is_known(p->candidate) && backlog_read(p->ground->server.port, &limit))
        sample_take(p, "accept queue limit", limit);
    if (p->marked)
        fds_release(&p->mark);
    p->mark = now;
    p->marked = true;
    heap_mark(p);
}

static void play_wait(struct player *p, const struct step *s)
{
    samples_clear(p);
    if (s->wait_for == WAIT_EXIT)
        wait_exit(p, s);
    else
        wait_quiet(p, s);
    record_step(p, s, NULL, NULL);
}

static void play_sleep(struct player *p, const struct step *s)
{
    (void)fd_wait(-1, 0, clock_now() + s->sleep);
    record_step(p, s, NULL, NULL);
}

static void play_leave(struct player *p, const struct step *s)
{
    struct link *k = links_find(&p->links, s->connection);
    if (k)
        links_close(&p->links, k);
    record_step(p, s, NULL, NULL);
}

static void play_steps(struct player *p, const struct step *steps, size_t count);

void play_inner(struct player *p, const struct step *s)
{
    p->level++;
    play_steps(p, s->steps, s->step_count);
    p->level--;
}

static void play_repeat(struct player *p, const struct step *s)
{
    for (unsigned i = 0; i < s->times && !p->over && !p->beyond; i++) {
        play_inner(p, s);
        links_close_level(&p->links, p->level + 1);
    }
}

typedef void play_fn(struct player *p, const struct step *s);

static play_fn *const actions[ACTION_COUNT] = {
    [ACTION_REQUEST] = play_message, [ACTION_RAW] = play_message,   [ACTION_BYTES] = play_message,
    [ACTION_CONNECT] = play_connect, [ACTION_SIGNAL] = play_signal, [ACTION_WAIT] = play_wait,
    [ACTION_JOIN] = play_join,       [ACTION_WATCH] = play_watch,   [ACTION_SLEEP] = play_sleep,
    [ACTION_REPEAT] = play_repeat,   [ACTION_LOAD] = play_load,     [ACTION_CHURN] = play_churn,
    [ACTION_SOAK] = play_soak,       [ACTION_FUZZ] = play_fuzz,     [ACTION_LEAVE] = play_leave,
    [ACTION_INJECT] = play_inject,   [ACTION_LIMIT] = play_limit,   [ACTION_STUB] = play_stub,
    [ACTION_EXEC] = play_exec,       [ACTION_ATTACK] = play_attack,
};

/* The pause starts once the candidate has taken in what was sent before. */
static void pause_before(struct player *p, const struct step *s)
{
    if (!s->delay)
        return;
    (void)!quiet_received(p->ground->server.port, play_deadline(p, 0, 2 * CLOCK_S));
    (void)fd_wait(-1, 0, clock_now() + s->delay); /* a pause, not a limit: never scaled */
}

static void play_step(struct player *p, const struct step *s)
{
    const char *reason = waive_needs(p->profile, &s->needs, p->arena);
    if (!reason)
        reason = waive_step(p->profile, s->name, p->arena);
    if (reason) {
        record_skipped(p, s, reason);
        return;
    }
    p->beyond = running_spares_step(p, s);
    if (p->beyond) {
        p->result->reach = REACH_NOT_ALL_STEPS;
        p->result->reason = p->beyond;
        record_skipped(p, s, p->beyond);
        return;
    }
    pause_before(p, s);
    actions[s->action](p, s);
}

/* The candidate died although nobody asked it to: what follows would only repeat that. */
static bool died(struct player *p)
{
    return !p->told_to_stop && candidate_wait(p->candidate, 0);
}

bool play_failed(const struct player *p, const struct scenario_result *r)
{
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        if (c->verdict == VERDICT_FAIL && !c->statistical && !c->by_agreement &&
            !waive_check(p->profile, c->text, p->arena))
            return true;
    }
    return false;
}

/* Why nothing further is played, or NULL. */
static const char *why_over(const struct player *p)
{
    if (p->failed)
        return "an earlier check failed (--fail-fast)";
    return p->over ? "the scenario ended before this step" : p->beyond;
}

static void play_steps(struct player *p, const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (p->level == 0)
            p->step_number = (unsigned)i + 1;
        const char *reason = why_over(p);
        if (reason) {
            record_skipped(p, &steps[i], reason);
            continue;
        }
        play_step(p, &steps[i]);
        if (p->level == 0) {
            sightings_take(&p->sightings, p->candidate, p->step_number, &steps[i], p->arena);
            locate_look(p, p->step_number, &steps[i]);
        }
        p->failed |= p->fail_fast && play_failed(p, p->result);
        p->over |= p->failed || died(p) || interrupt_signal() || clock_now() >= p->deadline;
    }
}

static void play_cases_if_any(struct player *p)
{
    if (p->scenario->case_count)
        play_cases(p);
}

/* Only what talks to the candidate, and only up to where it is asked to stop. */
void play_ahead(struct player *p)
{
    const struct step *steps = p->scenario->steps;
    p->silent = true;
    play_cases_if_any(p);
    for (size_t i = 0; i < p->scenario->step_count && !p->over; i++) {
        if (steps[i].action == ACTION_SIGNAL)
            break;
        play_step(p, &steps[i]);
        p->over |= died(p) || interrupt_signal() || clock_now() >= p->deadline;
    }
    links_close_level(&p->links, 0);
    p->captured = NULL;
    p->silent = false;
}

void play_again(struct player *p)
{
    p->silent = true;
    p->captured = NULL;
    play(p);
    p->silent = false;
}

void play(struct player *p)
{
    p->beyond = NULL;
    play_cases_if_any(p);
    play_steps(p, p->scenario->steps, p->scenario->step_count);
    links_close_level(&p->links, 0);
}
