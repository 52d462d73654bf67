/* SPDX-License-Identifier: MIT */
/* What grew, in words: at `wait: quiet`, and at the end of every scenario.
 */
#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "run/heap.h"
#include "run/player.h"
#include "run/running.h"

#define GIVEN_BACK_WITHIN     (3 * CLOCK_S)
#define ATTACKERS_LEFT_WITHIN (10 * CLOCK_S)
#define LOOK_EVERY            (250 * CLOCK_MS)

static const char expected[] = "no growth that goes on";

void heap_baseline(struct player *p)
{
    if (p->mode == MODE_NATIVE)
        p->heap->base = heap_read(p);
}

void heap_mark(struct player *p)
{
    struct heap_watch *w = p->heap;
    if (p->mode != MODE_NATIVE)
        return;
    const struct growth_reading *before = w->marked ? &w->mark : &w->base;
    const struct growth_reading now = heap_read(p);
    if (growth_meter_is_valid(before, &now)) {
        sample_take(p, "heap leaked", (double)(now.blocks - before->blocks));
        sample_take(p, "heap growth", (double)(now.octets - before->octets));
        p->heap_grown = arena_text(p->arena, "%+lld blocks, %+lld B, in all processes together",
                                   (long long)(now.blocks - before->blocks),
                                   (long long)(now.octets - before->octets));
    }
    w->mark = now;
    w->marked = true;
}

void heap_requests_begin(struct player *p)
{
    p->heap->since = (struct heap_count){0};
    heap_meter_total(&p->heap->meter, &p->heap->since);
}

/* Valid under the same rule as growth, for what was taken: a runtime with an allocator of its own
 * takes little from this heap, whatever it needs. */
void heap_requests_end(struct player *p, uint64_t requests)
{
    struct heap_count total = {0};
    struct growth_reading now = heap_read(p), taken = now;
    heap_meter_total(&p->heap->meter, &total);
    uint64_t octets = total.taken_octets - p->heap->since.taken_octets;
    taken.octets = p->heap->base.octets + (int64_t)octets;
    if (requests == 0 || !growth_meter_is_valid(&p->heap->base, &taken))
        return;
    double each = (double)(total.taken - p->heap->since.taken) / (double)requests;
    sample_take(p, "allocations per request", each);
    sample_take(p, "bytes per request", (double)octets / (double)requests);
    record_metric(p, "allocations per request", each);
    record_metric(p, "bytes per request", (double)octets / (double)requests);
}

/* One line for each round: the evidence, whoever decides. */
static const char *round_list(struct player *p, const struct growth_reading *r, size_t count)
{
    const char *text = "";
    for (size_t i = 1; i < count; i++) {
        const struct growth_reading *was = &r[i - 1], *is = &r[i];
        text = arena_text(p->arena, "%s%splayed %s: ", text, i > 1 ? "\n" : "",
                          i > 1 ? "again" : "once");
        if (is->metered && was->metered)
            text = arena_text(p->arena, "%s%+lld blocks, %+lld B of heap; ", text,
                              (long long)(is->blocks - was->blocks),
                              (long long)(is->octets - was->octets));
        text = arena_text(p->arena, "%s%+lld KiB of anonymous memory", text,
                          (long long)(is->anonymous - was->anonymous) / 1024);
    }
    return text;
}

static const char *by_heap(struct player *p, const struct growth_reading *r, size_t count,
                           bool slows)
{
    long long first = r[1].blocks - r[0].blocks;
    long long last = r[count - 1].blocks - r[count - 2].blocks;
    if (count == 2)
        return arena_text(p->arena, "heap meter: %+lld blocks", first);
    if (slows && last > 0)
        return arena_text(p->arena, "heap meter: %+lld blocks, fewer each time, %+lld at last",
                          first, last);
    return arena_text(p->arena, "heap meter: %+lld blocks, %+lld when played again", first, last);
}

/* Why the heap meter is not the one that decides. */
static const char *unmetered(const struct player *p, const struct growth_reading *last)
{
    if (p->heap->why_not)
        return p->heap->why_not;
    return last->metered ? "it has memory that the heap meter does not see"
                         : "a process of it runs without the heap meter";
}

static const char *by_resident(struct player *p, const struct growth_reading *r, size_t count)
{
    long long last = (r[count - 1].anonymous - r[count - 2].anonymous) / 1024;
    return arena_text(p->arena,
                      "resident memory: %+lld KiB when last played (%s; this tier sees no "
                      "leak under %d KiB)",
                      last, unmetered(p, &r[count - 1]), GROWTH_STILL / 1024);
}

static void conclude(struct player *p, const struct growth_reading *r, size_t count,
                     struct growth_verdict v)
{
    static const enum verdict verdicts[] = {[GROWTH_OPEN] = VERDICT_INCONCLUSIVE,
                                            [GROWTH_NONE] = VERDICT_PASS,
                                            [GROWTH_LEAK] = VERDICT_FAIL,
                                            [GROWTH_UNKNOWN] = VERDICT_INCONCLUSIVE};
    const struct growth_reading *last = &r[count - 1];
    bool is_hoard = v.tier == TIER_RESIDENT && v.answer == GROWTH_LEAK && p->heap->hoards;
    const char *measured = v.tier == TIER_HEAP ? by_heap(p, r, count, v.answer == GROWTH_NONE)
                                               : by_resident(p, r, count);
    if (!last->readable)
        measured = "the memory of a process of the tree cannot be read";
    else if (v.answer == GROWTH_OPEN)
        measured = "cut short";
    if (v.tier == TIER_HEAP && last->metered)
        record_metric(p, "heap leaked",
                      v.answer == GROWTH_NONE ? 0 : (double)(last->blocks - r[count - 2].blocks));
    if (last->readable)
        record_metric(p, "anonymous growth", (double)(last->anonymous - r[0].anonymous));
    if (is_hoard)
        measured = arena_text(
            p->arena, "%s; a sanitizer keeps what was freed, so this is no leak yet", measured);
    record_implicit(p, IMPLICIT_MEMORY, is_hoard ? VERDICT_INCONCLUSIVE : verdicts[v.answer],
                    expected, measured, round_list(p, r, count));
    p->result->checks[p->result->check_count - 1].by_agreement =
        v.tier == TIER_RESIDENT || (v.answer == GROWTH_LEAK && !v.even);
}

static bool has_attackers(const struct scenario *s)
{
    for (size_t i = 0; i < s->step_count; i++) {
        if (s->steps[i].action == ACTION_ATTACK)
            return true;
    }
    return false;
}

/* Reads again until nothing is more than before, for a while. */
static bool is_given_back(struct player *p, const struct growth_reading *before,
                          struct growth_reading *now)
{
    int64_t span = has_attackers(p->scenario) ? ATTACKERS_LEFT_WITHIN : GIVEN_BACK_WITHIN;
    int64_t deadline = play_deadline(p, 0, span);
    for (;;) {
        const struct growth_reading pair[] = {*before, *now};
        if (growth_judge(pair, 2).answer == GROWTH_NONE)
            return true;
        if (clock_now() >= deadline || candidate_wait(p->candidate, 0) ||
            fd_wait(-1, 0, clock_now() + LOOK_EVERY) == FD_INTERRUPTED)
            return false;
        *now = heap_read(p);
    }
}

/* A server may clear up at a beat of its own, or notice late that a client is gone, when a timer
 * ends. What rounds took that followed each other faster than that is no leak if it is given back,
 * and if what one more round takes is given back, too. */
static struct growth_verdict outlast_growth(struct player *p, struct growth_reading *r,
                                            size_t count, struct growth_verdict v)
{
    struct growth_reading *before = &r[count - 2], *now = &r[count - 1];
    if (v.answer != GROWTH_LEAK || !is_given_back(p, before, now))
        return v;
    *before = *now;
    play_again(p);
    *now = heap_read(p);
    if (is_given_back(p, before, now))
        v.answer = GROWTH_NONE;
    return v;
}

void heap_audit(struct player *p)
{
    const char *spared = running_spares_audit(p);
    if (spared) {
        record_spared(p, IMPLICIT_MEMORY, spared);
        return;
    }
    struct growth_reading r[GROWTH_READINGS_MAX] = {p->heap->base, heap_read(p)};
    size_t count = 2;
    struct growth_verdict v = growth_judge(r, count);
    while (v.answer == GROWTH_OPEN && !interrupt_signal() && clock_now() < p->deadline) {
        play_again(p);
        if (candidate_wait(p->candidate, 0))
            return;
        r[count++] = heap_read(p);
        v = growth_judge(r, count);
    }
    conclude(p, r, count, outlast_growth(p, r, count, v));
}
