/* SPDX-License-Identifier: MIT */
/* Soak: cycles, a reading, what oracle/soak.h makes of it, until it has an answer; then in words
 * what was shown and what was not.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "oracle/soak.h"
#include "run/course.h"
#include "run/player.h"
#include "run/quiet.h"
#include "run/soak.h"

#define BOUND_WITHIN (360 * CLOCK_S) /* so long the cycles may take: seven minutes in all */
#define SETTLE       (2 * CLOCK_S)
#define IDLE_WINDOW  (5 * CLOCK_S)

enum { CYCLES_MAX = 1000000, SILENT_CYCLES = 1000, IDLE_WINDOWS = 3, ROWS_SHOWN = 24 };

struct soak_run {
    struct player *player;
    const struct step *step;
    struct soak soak;
    enum soak_answer answer;
    unsigned errors;
    int64_t idle_blocks; /* kept in the last idle window */
    unsigned idle_grew;  /* windows in which blocks were kept */
    const char *cut;     /* why there was no answer, or NULL */
};

const char *soak_size_text(struct player *p, double octets)
{
    if (octets < 1048576 && octets > -1048576)
        return arena_text(p->arena, "%.1f KiB", octets / 1024);
    return arena_text(p->arena, "%.2f MiB", octets / 1048576);
}

const char *soak_span_text(struct player *p, int64_t ns)
{
    double hours = (double)ns / 3600e9;
    if (hours >= 1)
        return arena_text(p->arena, "%.4g h", hours);
    if (hours * 60 >= 1)
        return arena_text(p->arena, "%.4g min", hours * 60);
    return arena_text(p->arena, "%.4g s", hours * 3600);
}

struct soak_reading soak_read(struct player *p, uint64_t cycles)
{
    struct heap_count total = {0};
    struct fd_ledger now;
    (void)!quiet_wait(p->candidate, &p->base, NULL, &now, play_deadline(p, 0, SETTLE));
    fds_release(&now);
    struct soak_reading r = {.cycles = cycles, .memory = heap_read(p)};
    heap_meter_total(&p->heap->meter, &total);
    r.taken_octets = total.taken_octets;
    return r;
}

void soak_tell(struct player *p, const char *line)
{
    if (p->soak->progress)
        p->soak->progress(p->soak->context, line);
}

static void tell(struct soak_run *r, uint64_t cycles)
{
    const struct soak *s = &r->soak;
    char line[120];
    if (s->bound >= 0)
        snprintf(line, sizeof line, "%llu cycles, at most %.2f MiB", (unsigned long long)cycles,
                 s->bound / 1048576);
    else
        snprintf(line, sizeof line, "%llu cycles%s", (unsigned long long)cycles,
                 s->phase == SOAK_WARM_UP ? ", warm-up" : "");
    soak_tell(r->player, line);
}

static void go_on(struct soak_run *r)
{
    struct player *p = r->player;
    int64_t deadline = play_deadline(p, r->step->within, BOUND_WITHIN);
    uint64_t cycles = 0;
    struct soak_reading now = soak_read(p, 0);
    struct soak_profile profile = soak_profile_of(p, r->step);
    soak_begin(&r->soak, &profile, &now);
    while (r->answer == SOAK_OPEN && cycles < CYCLES_MAX) {
        unsigned made = churn_some(p, r->step, (unsigned)r->soak.block, 0, deadline, &r->errors);
        cycles += made;
        if (made < r->soak.block) {
            r->cut = candidate_wait(p->candidate, 0) ? "the candidate ended"
                     : interrupt_signal()            ? "interrupted"
                                                     : "time was up";
            break;
        }
        now = soak_read(p, cycles);
        r->answer = soak_add(&r->soak, &now);
        tell(r, cycles);
    }
    if (r->answer == SOAK_OPEN)
        r->answer = SOAK_UNKNOWN;
}

/* Blocks that stay although nobody asks for anything: only the heap meter can tell so soon. */
static void stay_idle(struct soak_run *r)
{
    struct player *p = r->player;
    if (r->answer != SOAK_PASS || r->soak.tier != TIER_HEAP)
        return;
    for (int i = 0; i < IDLE_WINDOWS; i++) {
        struct growth_reading before = heap_read(p);
        soak_tell(p, "idle");
        (void)fd_wait(-1, 0, clock_now() + IDLE_WINDOW);
        r->idle_blocks = heap_read(p).blocks - before.blocks;
        if (r->idle_blocks <= 0)
            return;
        r->idle_grew++;
    }
    r->answer = SOAK_FAIL;
}

const char *soak_curve(struct player *p, const struct soak_reading *r, size_t count)
{
    const char *text = "";
    size_t apart = count / ROWS_SHOWN + 1;
    for (size_t i = 1; i < count; i++) {
        const struct growth_reading *m = &r[i].memory, *from = &r[0].memory;
        if (i % apart && i + 1 != count)
            continue;
        text = arena_text(p->arena, "%s%s%llu cycles:", text, *text ? "\n" : "",
                          (unsigned long long)r[i].cycles);
        if (m->metered)
            text = arena_text(p->arena, "%s %+lld blocks, %+lld B of heap;", text,
                              (long long)(m->blocks - from->blocks),
                              (long long)(m->octets - from->octets));
        text = arena_text(p->arena, "%s %+lld KiB of anonymous memory", text,
                          (long long)(m->anonymous - from->anonymous) / 1024);
    }
    return text;
}

/* What was shown. */
static const char *shown(const struct soak_run *r)
{
    const struct soak *s = &r->soak;
    struct arena *a = r->player->arena;
    unsigned long long cycles = soak_cycles(s), all = s->readings[s->count - 1].cycles;
    if (s->phase == SOAK_COUNT && r->answer == SOAK_PASS)
        return arena_text(a,
                          "none of %llu cycles kept a block of heap, so with 95 %% confidence at "
                          "most one cycle in %.0f does, and loses at most %.0f B",
                          cycles, 1 / s->share, s->loss);
    if (s->phase == SOAK_COUNT && r->answer == SOAK_FAIL && !r->idle_grew)
        return arena_text(a, "each of the last blocks of cycles kept more, alike, in %llu cycles",
                          cycles);
    if (s->phase == SOAK_ENVELOPE && r->answer == SOAK_FAIL)
        return arena_text(a,
                          "the least that %s came down to rose through three windows of %llu "
                          "cycles, and of half as many before, faster than the budget allows and "
                          "without slowing down",
                          s->tier == TIER_HEAP ? "the heap" : "anonymous memory", cycles);
    if (s->phase == SOAK_ENVELOPE && s->bound >= 0)
        return arena_text(a,
                          "over the last half of %llu cycles %s stayed within a range that allows "
                          "no faster growth",
                          s->tier == TIER_HEAP ? all : cycles,
                          s->tier == TIER_HEAP ? "the heap" : "anonymous memory");
    if (r->idle_grew)
        return arena_text(a,
                          "%lld blocks were kept in %.0f s without a request, in each of %d "
                          "windows",
                          (long long)r->idle_blocks, (double)IDLE_WINDOW / 1e9, IDLE_WINDOWS);
    return arena_text(a, "%llu cycles were measured", cycles);
}

/* What warm-up kept is not hidden, and what was not looked at is named. */
static const char *sentence(const struct soak_run *r)
{
    const struct soak *s = &r->soak;
    struct player *p = r->player;
    const struct growth_reading *first = &s->readings[0].memory;
    const struct growth_reading *start = &s->readings[s->start].memory;
    const char *kept =
        s->tier == TIER_HEAP
            ? arena_text(p->arena, "%lld blocks", (long long)(start->blocks - first->blocks))
            : arena_text(p->arena, "%lld KiB",
                         (long long)(start->anonymous - first->anonymous) / 1024);
    const char *idle = s->tier == TIER_HEAP && r->answer == SOAK_PASS
                           ? arena_text(p->arena,
                                        "memory that grows with time alone (%.0f s of "
                                        "idleness kept no block)",
                                        (double)IDLE_WINDOW / 1e9)
                           : "memory that grows with time alone";
    return arena_text(
        p->arena,
        "shown: %s, after a warm-up of %llu cycles that kept %s. Extrapolated to %.0f "
        "cycles of '%s' (%g/s for %s). Not shown: other requests, %s, and what is "
        "freed only at the end",
        shown(r), (unsigned long long)s->readings[s->start].cycles, kept, s->profile.cycles,
        r->step->name, r->step->rate, soak_span_text(p, soak_span_of(p, r->step)), idle);
}

static const char *measured(const struct soak_run *r)
{
    const struct soak *s = &r->soak;
    const char *who = s->tier == TIER_HEAP ? "heap meter" : "resident memory";
    struct arena *a = r->player->arena;
    const struct soak_reading *last = &s->readings[s->count - 1];
    if (r->idle_grew && r->answer == SOAK_FAIL)
        return "heap meter: blocks are kept although nobody asks";
    if (r->answer == SOAK_FAIL && s->phase == SOAK_COUNT)
        return arena_text(a,
                          "heap meter: %+lld blocks and %+lld B in %llu cycles, more in each of "
                          "the last 6 blocks of cycles",
                          (long long)(last->memory.blocks - s->readings[s->start].memory.blocks),
                          (long long)(last->memory.octets - s->readings[s->start].memory.octets),
                          (unsigned long long)soak_cycles(s));
    if (!last->memory.readable)
        return "the memory of a process of the tree cannot be read";
    if (s->bound >= 0)
        return arena_text(a, "%s: %s %s%s%s%s", who,
                          r->answer == SOAK_FAIL ? "it grows; at this pace" : "at most",
                          soak_size_text(r->player, s->bound),
                          r->answer == SOAK_UNKNOWN ? " is all that is known" : "",
                          r->cut ? ", because " : "", r->cut ? r->cut : "");
    return r->cut ? r->cut : arena_text(a, "%s: no bound in %d cycles", who, CYCLES_MAX);
}

int64_t soak_span_of(const struct player *p, const struct step *s)
{
    return p->soak->span ? p->soak->span : s->span;
}

struct soak_profile soak_profile_of(const struct player *p, const struct step *s)
{
    double span = (double)soak_span_of(p, s);
    return (struct soak_profile){.cycles = s->rate * span / 1e9,
                                 .budget = s->budget * span / (double)s->span};
}

void soak_record(struct player *p, const char *text, enum soak_answer answer, const char *limit,
                 const char *value, const char *words, const char *curve)
{
    static const enum verdict verdicts[] = {[SOAK_OPEN] = VERDICT_INCONCLUSIVE,
                                            [SOAK_PASS] = VERDICT_PASS,
                                            [SOAK_FAIL] = VERDICT_FAIL,
                                            [SOAK_UNKNOWN] = VERDICT_INCONCLUSIVE};
    record_finding(p, text, verdicts[answer], limit, value, curve);
    struct check_result *c = &p->result->checks[p->result->check_count - 1];
    c->reason = words;
    c->evidence = curve;
}

static void keep_course(struct player *p, const struct step *s, const struct soak *k)
{
    course_begin(p, s, k->count);
    for (size_t i = 0; i < k->count; i++) {
        const struct growth_reading *m = &k->readings[i].memory;
        course_note(p, &(struct course_point){.cycles = k->readings[i].cycles,
                                              .live = m->metered ? m->octets : -1,
                                              .anonymous = m->readable ? m->anonymous : -1,
                                              .descriptors = -1});
    }
}

static void extrapolate(struct player *p, const struct step *s)
{
    struct soak_run *r = memory_get(sizeof *r);
    *r = (struct soak_run){.player = p, .step = s};
    go_on(r);
    stay_idle(r);
    keep_course(p, s, &r->soak);
    sample_take(p, "errors", r->errors);
    record_metric(p, "soak cycles", (double)soak_cycles(&r->soak));
    if (r->soak.bound >= 0)
        record_metric(p, "soak bound", r->soak.bound);
    soak_record(p,
                arena_text(p->arena, "no memory leak in %s, extrapolated",
                           soak_span_text(p, soak_span_of(p, s))),
                r->answer,
                arena_text(p->arena, "at most %s", soak_size_text(p, r->soak.profile.budget)),
                measured(r), sentence(r), soak_curve(p, r->soak.readings, r->soak.count));
    p->result->checks[p->result->check_count - 1].by_agreement = r->soak.tier == TIER_RESIDENT;
    memory_drop(r);
}

void play_soak(struct player *p, const struct step *s)
{
    unsigned errors = 0;
    const char *reason = s->lasts && !p->soak->duration   ? "it lasts; say --duration 24h"
                         : !s->lasts && p->soak->duration ? "--duration asks for soaks that last"
                                                          : NULL;
    samples_clear(p);
    if (reason) {
        record_skipped(p, s, reason);
        return;
    }
    /* What was claimed for less than the scenario says is no evidence for its requirements. */
    if ((s->lasts ? p->soak->duration : soak_span_of(p, s)) < s->span)
        p->result->cover_count = 0;
    if (p->silent)
        (void)churn_some(p, s, SILENT_CYCLES, 0, play_deadline(p, 0, BOUND_WITHIN), &errors);
    else if (s->lasts)
        soak_really(p, s);
    else
        extrapolate(p, s);
    record_step(p, s, NULL, NULL);
}
