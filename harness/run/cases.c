/* SPDX-License-Identifier: MIT */
/* A case is judged by what a server makes of its octets, in each way in which they are sent, and
 * only if the server takes the case's well-formed sibling: who refuses everything proves nothing.
 */
#include "run/cases.h"

#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "candidate/tree.h"
#include "run/audit.h"
#include "run/locate.h"
#include "run/memcheck.h"
#include "run/quiet.h"
#include "run/running.h"
#include "run/start.h"
#include "run/volley.h"
#include "run/waive.h"
#include "run/ways.h"

#define MUSTER_WITHIN (2 * CLOCK_S)

enum { LAST_WORDS = 12 };

/* What one case came to, for those whose control it is. */
struct case_state {
    bool tried;
    bool met; /* its own expectation */
    struct outcome_seen seen;
};

struct cases {
    struct player *p;
    struct clean_reply clean;
    struct case_state *states;
    struct tree *crew; /* the processes that were there before the last crash, or at first */
};

/* One case being played. */
struct attempt {
    const struct raw_case *c;
    struct outcome_seen first, odd;
    const char *odd_way; /* in which it missed or moved; NULL: never */
    const char *evidence;
    bool met, moved;
    unsigned ways;
};

static struct scenario_result *result_of(const struct player *p, size_t at)
{
    return p->silent || !p->case_results ? NULL : p->case_results[at];
}

static const char *in_words(const struct outcome_seen *o, struct arena *a)
{
    char text[OUTCOME_TEXT_MAX];
    outcome_text(text, o);
    return arena_copy(a, text, strlen(text));
}

/* --- playing -------------------------------------------------------------------------------- */

/* Who seems to hang is asked again, with patience: a busy host is no finding. Unless nobody is
 * judged. */
static void play_fairly(struct player *p, struct volley *v, struct arena *a)
{
    volley_play(p, v, a);
    if (p->silent || outcome_of(&v->seen).outcome != OUTCOME_HUNG || interrupt_signal())
        return;
    volley_release(v);
    v->patient = true;
    volley_play(p, v, a);
}

static void judge_reply(struct player *p, const struct raw_case *c, struct scenario_result *r,
                        struct exchange *reply)
{
    struct scenario_result *file = p->result;
    struct step unnamed = c->step;
    unnamed.name = NULL;
    if (!r || c->step.check_count == 0)
        return;
    p->result = r;
    p->step_number = 0;
    record_step(p, &unnamed, reply, NULL);
    p->result = file;
}

/* Those who serve, without a child that is there for one connection and about to end with it. */
static void muster(struct cases *cs)
{
    struct player *p = cs->p;
    struct fd_ledger now;
    (void)!quiet_wait(p->candidate, NULL, NULL, &now, play_deadline(p, 0, MUSTER_WITHIN));
    fds_release(&now);
    candidate_tree(p->candidate, cs->crew);
}

/* A process that has served since the beginning and now is gone, or NULL: where workers are
 * replaced, nobody else notices that one has crashed. */
static const struct process *fallen(const struct cases *cs, const struct volley_seen *seen)
{
    if (!seen->closed || seen->replies > seen->lead)
        return NULL;
    for (size_t i = 0; i < cs->crew->count; i++) {
        const struct process *one = &cs->crew->items[i];
        if (!tree_has(one->pid, one->started))
            return one;
    }
    return NULL;
}

/* False once the case is decided. */
static bool play_way(struct cases *cs, struct attempt *t, const struct way *way, struct volley *v,
                     struct arena *a)
{
    v->pieces = way->pieces;
    v->led = way->led;
    v->patient = false;
    play_fairly(cs->p, v, a);
    if (v->unsent && t->ways > 0)
        return true; /* no finding, and the other ways will tell */
    const struct process *gone = fallen(cs, &v->seen);
    v->seen.crashed |= gone != NULL;
    struct outcome_seen o = outcome_of(&v->seen);
    if (t->ways++ == 0)
        t->first = o;
    t->met = outcome_is_among(&o, t->c->outcomes, t->c->outcome_count);
    t->moved = outcome_moved(&t->first, &o, t->c->outcomes, t->c->outcome_count);
    if (t->met && !t->moved)
        return true;
    t->odd = o;
    t->odd_way = way->words;
    t->evidence = arena_text(cs->p->arena, "%s:\n%s", way->words, v->evidence);
    if (gone)
        t->evidence = arena_text(cs->p->arena, "%s\nprocess %d (%s) has ended", t->evidence,
                                 (int)gone->pid, gone->name);
    return false;
}

static void play_octets(struct cases *cs, struct attempt *t, const char *octets, size_t count,
                        struct scenario_result *r)
{
    struct player *p = cs->p;
    struct way ways[WAYS_MAX];
    struct arena a;
    arena_init(&a);
    struct volley v = {.clean = &cs->clean,
                       .octets = octets,
                       .count = count,
                       .requests = t->c->requests,
                       .half_close = t->c->step.half_close};
    size_t way_count = ways_of(t->c, count, cs->clean.pipelined, p->seed, ways, &a);
    bool more = true;
    for (size_t i = 0; more && i < (r ? way_count : 1); i++) {
        more = play_way(cs, t, &ways[i], &v, &a);
        if (more && !v.unsent)
            judge_reply(p, t->c, r, v.last);
        volley_release(&v);
        more = more && !interrupt_signal() && clock_now() < p->deadline;
    }
    arena_release(&a);
}

/* --- a candidate that a case has ended -------------------------------------------------------- */

static void restart(struct player *p)
{
    struct failure why = {0};
    candidate_release(p->candidate);
    audit_release(p);
    p->marked = false;
    if (start(p->candidate, p->order, p->ground, p->arena, &why)) {
        memcheck_put_aside(p->ground, p->arena);
        audit_baseline(p);
        return;
    }
    p->base = (struct fd_ledger){.count = 0};
    p->over = p->death_told = true;
    record_implicit(p, IMPLICIT_RESTART, interrupt_signal() ? VERDICT_INCONCLUSIVE : VERDICT_FAIL,
                    "one request answered",
                    arena_copy(p->arena, why.sentence, strcspn(why.sentence, "\n")), NULL);
}

static const char *how_it_ended(struct player *p)
{
    const char *words = output_tail(p->candidate->output, OUTPUT_STDERR, LAST_WORDS, p->arena);
    if (p->running)
        return "the server is gone";
    return arena_text(p->arena, "the candidate ended with exit code %d%s%s",
                      p->candidate->exit_code, *words ? "; its stderr ends:\n" : "", words);
}

/* Its last words become evidence; then it is started anew, or nothing further is played. */
static void look_after(struct player *p, struct attempt *t, bool judged)
{
    if (!server_is_gone(p, 0))
        return;
    if (!judged) {
        p->over = true;
        return;
    }
    t->odd.outcome = OUTCOME_CRASHED;
    t->odd_way = t->odd_way ? t->odd_way : "at the last";
    t->met = t->moved = false;
    t->evidence = arena_text(p->arena, "%s\n%s", t->evidence ? t->evidence : "", how_it_ended(p));
    if (p->running)
        p->over = p->death_told = true;
    else
        restart(p);
}

/* --- judging -------------------------------------------------------------------------------- */

static const char *expected_of(const struct raw_case *c, struct arena *a)
{
    const char *doubt = c->contested ? ", contested" : "";
    return c->rule ? arena_text(a, "%s (%s, %s%s)", c->outcome_text, c->rule, level_names[c->level],
                                doubt)
                   : arena_text(a, "%s (%s%s)", c->outcome_text, level_names[c->level], doubt);
}

static void put(struct player *p, const struct attempt *t, const char *text, enum verdict verdict,
                const char *measured, const char *reason)
{
    record_finding(p, text, verdict, expected_of(t->c, p->arena), measured, t->evidence);
    struct check_result *check = &p->result->checks[p->result->check_count - 1];
    check->line = t->c->step.line;
    if (reason)
        check->reason = reason;
}

/* Who does not know the method need not look at what comes with it (RFC 9110 sections 15.5.6 and
 * 15.6.2), if it closes: who keeps the connection has found an end of the request. */
static bool method_is_refused(const struct attempt *t, const struct case_state *control)
{
    int status = t->odd.status;
    return t->odd_way && !t->moved && (status == 405 || status == 501) &&
           control->seen.status == status && t->odd.outcome == OUTCOME_REFUSED &&
           control->seen.outcome == OUTCOME_REFUSED;
}

/* Why what was seen proves nothing, or NULL. */
static const char *unproven(const struct cases *cs, const struct attempt *t)
{
    struct player *p = cs->p;
    if (t->c->control == CASE_NONE)
        return NULL;
    const struct raw_case *control = &p->scenario->cases[t->c->control];
    const struct case_state *state = &cs->states[t->c->control];
    const char *words = in_words(&state->seen, p->arena);
    if (!state->met)
        return arena_text(p->arena, "its well-formed sibling %s came to: %s", control->id, words);
    bool alike = t->met && !outcome_may_succeed(t->c->outcomes, t->c->outcome_count) &&
                 state->seen.outcome == t->first.outcome && state->seen.status == t->first.status;
    if (alike || method_is_refused(t, state))
        return arena_text(p->arena, "its well-formed sibling %s is answered the same way: %s",
                          control->id, words);
    return NULL;
}

static void judge_moved(struct player *p, const struct attempt *t)
{
    if (t->odd_way && t->moved)
        put(p, t, implicit_text(IMPLICIT_MOVED), t->c->contested ? VERDICT_WARN : VERDICT_FAIL,
            arena_text(p->arena, "%s at once; %s: %s", in_words(&t->first, p->arena), t->odd_way,
                       in_words(&t->odd, p->arena)),
            NULL);
    else if (!t->odd_way && t->ways > 1)
        put(p, t, implicit_text(IMPLICIT_MOVED), VERDICT_PASS,
            arena_text(p->arena, "the same in %u ways", t->ways), NULL);
}

static void judge_miss(struct player *p, const struct attempt *t, const char *text)
{
    enum verdict verdict = outcome_miss(&t->odd, t->c->level, t->c->contested);
    put(p, t, text, verdict,
        arena_text(p->arena, "%s, %s", in_words(&t->odd, p->arena), t->odd_way),
        verdict == VERDICT_PASS ? "noted: the rule leaves this to the server" : NULL);
}

static void judge_attempt(const struct cases *cs, const struct attempt *t)
{
    struct player *p = cs->p;
    const char *text = arena_text(p->arena, "the outcome is %s", t->c->outcome_text);
    bool crashed = t->odd.outcome == OUTCOME_CRASHED;
    const char *doubt = interrupt_signal() || clock_now() >= p->deadline ? "cut short"
                        : crashed                                        ? NULL
                                                                         : unproven(cs, t);
    if (doubt) {
        put(p, t, text, VERDICT_INCONCLUSIVE, doubt, NULL);
        return;
    }
    if (t->odd_way && !t->moved)
        judge_miss(p, t, text);
    else
        put(p, t, text, VERDICT_PASS, in_words(&t->first, p->arena), NULL);
    judge_moved(p, t);
}

/* --- a file of them -------------------------------------------------------------------------- */

static const char *skip_reason(const struct cases *cs, const struct raw_case *c)
{
    const struct player *p = cs->p;
    const char *reason = waive_needs(p->profile, &c->needs, p->arena);
    if (!reason)
        reason = waive_scenario(p->profile, c->id, p->arena);
    if (reason || c->control == CASE_NONE)
        return reason;
    const struct raw_case *control = &p->scenario->cases[c->control];
    reason = skip_reason(cs, control);
    return reason ? arena_text(p->arena, "its sibling %s is skipped: %s", control->id, reason)
                  : NULL;
}

static void skip(struct scenario_result *r, enum verdict verdict, const char *reason)
{
    if (!r)
        return;
    r->verdict = verdict;
    r->reason = reason;
}

static void play_case(struct cases *cs, size_t at, struct scenario_result *r)
{
    struct player *p = cs->p;
    const struct raw_case *c = &p->scenario->cases[at];
    struct attempt t = {.c = c};
    struct arena scratch;
    char missing[VARIABLE_NAME_MAX];
    size_t count = 0;
    arena_init(&scratch);
    const char *octets =
        expand(p, c->step.octets, c->step.octet_count, &count, &scratch, missing, sizeof missing);
    if (octets)
        play_octets(cs, &t, octets, count, r);
    else
        skip(r, VERDICT_ERROR, arena_text(p->arena, "${%s} has no value", missing));
    arena_release(&scratch);
    look_after(p, &t, r != NULL);
    if (t.odd.outcome == OUTCOME_CRASHED)
        muster(cs);
    cs->states[at] = (struct case_state){.tried = true, .met = t.met, .seen = t.first};
    if (!r || !octets)
        return;
    struct scenario_result *file = p->result;
    p->result = r;
    judge_attempt(cs, &t);
    p->result = file;
}

static void play_one(struct cases *cs, size_t at)
{
    struct player *p = cs->p;
    const struct raw_case *c = &p->scenario->cases[at];
    struct scenario_result *r = result_of(p, at);
    const char *reason = skip_reason(cs, c);
    int64_t begun = clock_now();
    if (reason) {
        skip(r, VERDICT_SKIP, reason);
        return;
    }
    if (p->over) {
        skip(r, p->failed ? VERDICT_SKIP : VERDICT_INCONCLUSIVE,
             p->failed ? "an earlier case failed (--fail-fast)"
                       : "the file ended before this case");
        return;
    }
    if (c->control != CASE_NONE && !cs->states[c->control].tried)
        play_case(cs, c->control, NULL);
    play_case(cs, at, r);
    if (r)
        r->duration = clock_now() - begun;
    p->failed |= r && p->fail_fast && play_failed(p, r);
    sightings_take(&p->sightings, p->candidate, (unsigned)at + 1, &c->step, p->arena);
    locate_look(p, (unsigned)at + 1, &c->step);
}

void play_cases(struct player *p)
{
    size_t count = p->scenario->case_count;
    struct case_state *states = memory_get(count * sizeof *states);
    memset(states, 0, count * sizeof *states);
    struct cases cs = {.p = p, .states = states, .crew = memory_get(sizeof *cs.crew)};
    volley_learn(p, &cs.clean);
    muster(&cs);
    if (!cs.clean.known && !p->silent) {
        record_implicit(p, IMPLICIT_CLEAN_REQUEST, VERDICT_FAIL, "one reply", "none", NULL);
        p->over = true;
    }
    unsigned played = 0;
    for (size_t i = 0; i < count; i++) {
        if (p->case_wanted && !p->case_wanted[i])
            continue;
        play_one(&cs, i);
        played++;
        p->over |= p->failed || interrupt_signal() || clock_now() >= p->deadline;
    }
    if (!p->silent)
        record_metric(p, "cases", played);
    memory_drop(cs.crew);
    memory_drop(states);
}
