/* SPDX-License-Identifier: MIT */
/* Rounds of at least so many inputs; descriptors have to rise in each of three, memory is judged by
 * oracle/growth. */
#include "hunt/leaks.h"

#include "base/clock.h"
#include "base/fd.h"
#include "run/quiet.h"

#define SETTLE_WITHIN (400 * CLOCK_MS)
#define SILENCE       (200 * CLOCK_MS)
#define LOOK_FIRST    (5 * CLOCK_MS)
#define LOOK_LAST     (80 * CLOCK_MS)

enum { SHOTS_A_ROUND = 24, DESCRIPTOR_ROUNDS = 3, STILL_READINGS = 3, AT_ONCE = 8, ROWS_SHOWN = 8 };

/* --- a quiet moment ------------------------------------------------------------------------- */

/* Until nothing is more than in `base`, or the pauses have grown long enough for every close that
 * is under way. */
static void read_descriptors(const struct life *l, const struct fd_ledger *base,
                             struct fd_ledger *now)
{
    quiet_read(&l->candidate, now);
    for (int64_t pause = LOOK_FIRST; pause <= LOOK_LAST * 2; pause *= 2) {
        if (base && fds_grown(base, now, NULL) == 0)
            return;
        (void)fd_wait(-1, 0, clock_now() + pause);
        fds_release(now);
        quiet_read(&l->candidate, now);
    }
}

static struct growth_reading read_memory(const struct life *l)
{
    struct growth_reading now = {0}, last = {0};
    size_t processes;
    int same = 0;
    for (int64_t deadline = clock_now() + SETTLE_WITHIN; same < STILL_READINGS;) {
        bool whole = heap_look(&l->heap, &l->candidate, &now, &processes);
        same = whole && now.blocks == last.blocks && now.octets == last.octets ? same + 1 : 1;
        last = now;
        if (clock_now() >= deadline || fd_wait(-1, 0, clock_now() + LOOK_FIRST) == FD_INTERRUPTED)
            break;
    }
    return now;
}

void leaks_mark(const struct life *l, struct leak_mark *m)
{
    read_descriptors(l, NULL, &m->ledger);
    m->memory = read_memory(l);
}

void leaks_forget(struct leak_mark *m)
{
    fds_release(&m->ledger);
}

bool leaks_suspect(const struct life *l, enum hunt_kind kind, const struct leak_mark *m)
{
    struct fd_ledger now;
    if (kind == HUNT_MEMORY) {
        struct growth_reading memory = read_memory(l);
        return memory.metered && memory.blocks > m->memory.blocks;
    }
    read_descriptors(l, &m->ledger, &now);
    bool grown = !now.unreadable && fds_grown(&m->ledger, &now, NULL) > 0;
    fds_release(&now);
    return grown;
}

/* --- rounds --------------------------------------------------------------------------------- */

static unsigned play_round(const struct trial *t, const struct span *inputs, size_t count)
{
    const struct shots_order order = {
        .to = &t->life->ground.server, .silence = SILENCE, .at_once = AT_ONCE};
    struct look *looks = memory_get(count * sizeof *looks);
    unsigned answers = 0;
    for (size_t fired = 0; fired < SHOTS_A_ROUND && !trial_is_over(t); fired += count) {
        shots_fire(&order, inputs, count, looks);
        for (size_t i = 0; i < count; i++)
            answers += looks[i].answers;
    }
    memory_drop(looks);
    return answers;
}

static const char *rows_text(const struct fd_ledger *before, const struct fd_ledger *now,
                             struct arena *a)
{
    const struct fd_row **rows = memory_get((now->count + 1) * sizeof *rows);
    size_t count = fds_grown(before, now, rows);
    const char *text = arena_text(a, "%zu descriptors more in the last round", count);
    for (size_t i = 0; i < count && i < ROWS_SHOWN; i++)
        text = arena_text(a, "%s\n%s", text, fds_row_text(rows[i], a));
    memory_drop(rows);
    return text;
}

static bool descriptors_again(struct trial *t, const struct span *inputs, size_t count,
                              const char **evidence, struct arena *a)
{
    struct fd_ledger before, now;
    bool rose = true;
    play_round(t, inputs, count);
    read_descriptors(t->life, NULL, &before);
    for (int i = 0; i < DESCRIPTOR_ROUNDS && rose; i++) {
        play_round(t, inputs, count);
        read_descriptors(t->life, &before, &now);
        rose = !now.unreadable && fds_grown(&before, &now, NULL) > 0 && !trial_is_over(t);
        if (rose && evidence)
            *evidence = rows_text(&before, &now, a);
        fds_release(&before);
        before = now;
    }
    fds_release(&before);
    return rose && life_look(t->life, 0) == LIFE_WELL;
}

static bool memory_again(struct trial *t, const struct span *inputs, size_t count,
                         const char **evidence, struct arena *a)
{
    struct growth_reading readings[GROWTH_READINGS_MAX];
    struct growth_verdict verdict = {.answer = GROWTH_OPEN};
    size_t n = 0;
    uint64_t answers = play_round(t, inputs, count);
    readings[n] = read_memory(t->life);
    readings[n++].answers = answers;
    while (verdict.answer == GROWTH_OPEN && n < GROWTH_READINGS_MAX && !trial_is_over(t)) {
        answers += play_round(t, inputs, count);
        readings[n] = read_memory(t->life);
        readings[n++].answers = answers;
        verdict = growth_judge(readings, n);
    }
    bool leaks = verdict.answer == GROWTH_LEAK && verdict.tier == TIER_HEAP;
    if (leaks && evidence)
        *evidence = arena_text(a, "%lld blocks, %lld octets more than %zu rounds before",
                               (long long)(readings[n - 1].blocks - readings[0].blocks),
                               (long long)(readings[n - 1].octets - readings[0].octets), n - 1);
    return leaks && life_look(t->life, 0) == LIFE_WELL;
}

bool leaks_again(struct trial *t, const struct span *inputs, size_t count, const char **evidence,
                 struct arena *a)
{
    return t->kind == HUNT_MEMORY ? memory_again(t, inputs, count, evidence, a)
                                  : descriptors_again(t, inputs, count, evidence, a);
}
