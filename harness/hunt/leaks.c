/* SPDX-License-Identifier: MIT */
/* Rounds of at least so many inputs; descriptors have to rise in each of three, memory is judged by
 * oracle/growth. */
#include "hunt/leaks.h"

#include "base/clock.h"
#include "base/fd.h"
#include "run/quiet.h"

#define SETTLE_WITHIN (400 * CLOCK_MS)
#define SILENCE       (50 * CLOCK_MS) /* who is given up too early is closed all the same */
#define LOOK_FIRST    (5 * CLOCK_MS)
#define LOOK_LAST     (40 * CLOCK_MS)
#define QUIET_WITHIN  (2 * CLOCK_S)
#define LINGER_WITHIN (10 * CLOCK_S)
#define LINGER_LOOK   (250 * CLOCK_MS)

enum { SHOTS_A_ROUND = 24, DESCRIPTOR_ROUNDS = 3, STILL_READINGS = 3, AT_ONCE = 8, ROWS_SHOWN = 8 };

/* --- a quiet moment ------------------------------------------------------------------------- */

static bool connections_grown(const struct fd_ledger *base, const struct fd_ledger *now)
{
    const struct fd_row **rows = memory_get((now->count + 1) * sizeof *rows);
    size_t count = fds_grown(base, now, rows);
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= rows[i]->kind == FD_TCP;
    memory_drop(rows);
    return any;
}

/* A connection that was refused may be kept for some seconds, lest a reset destroys the answer: it
 * is no leak before that is over. */
static void await_quiet(const struct candidate *c, const struct fd_ledger *base,
                        struct fd_ledger *now)
{
    int64_t deadline = clock_now() + LINGER_WITHIN;
    (void)!quiet_wait(c, base, NULL, now, clock_now() + QUIET_WITHIN);
    while (connections_grown(base, now) && clock_now() < deadline &&
           fd_wait(-1, 0, clock_now() + LINGER_LOOK) != FD_INTERRUPTED) {
        fds_release(now);
        quiet_read(c, now);
    }
}

/* Until nothing is more than in `base`, or two readings are the same, or the pauses have grown
 * long. */
static void read_descriptors(const struct life *l, const struct fd_ledger *base,
                             struct fd_ledger *now)
{
    const struct candidate *c = &l->candidate;
    quiet_read(c, now);
    for (int64_t pause = LOOK_FIRST; pause <= LOOK_LAST; pause *= 2) {
        struct fd_ledger next;
        if (base && fds_grown(base, now, NULL) == 0)
            return;
        (void)fd_wait(-1, 0, clock_now() + pause);
        quiet_read(c, &next);
        bool same = !base && fds_same(now, &next);
        fds_release(now);
        *now = next;
        if (same)
            return;
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

bool leaks_suspect(const struct trial *t, const struct leak_mark *m)
{
    struct fd_ledger now;
    if (t->kind == HUNT_MEMORY) {
        struct growth_reading memory = read_memory(t->life);
        return memory.metered && memory.blocks > m->memory.blocks;
    }
    read_descriptors(t->life, &m->ledger, &now);
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
    const char *text = arena_text(a, "%zu descriptors more behind three rounds", count);
    for (size_t i = 0; i < count && i < ROWS_SHOWN; i++)
        text = arena_text(a, "%s\n%s", text, fds_row_text(rows[i], a));
    memory_drop(rows);
    return text;
}

/* One round; true if more is open behind it. `now` becomes what is open, in the place of what was.
 */
static bool rises(struct trial *t, const struct span *inputs, size_t count, struct fd_ledger *now)
{
    struct fd_ledger before = *now;
    play_round(t, inputs, count);
    read_descriptors(t->life, &before, now);
    bool rose = !now->unreadable && now->count > before.count &&
                fds_grown(&before, now, NULL) > 0 && !trial_is_over(t);
    fds_release(&before);
    return rose;
}

/* Whether one descriptor for each round is still there once nothing lingers any more. */
static bool stays(const struct trial *t, const struct fd_ledger *first, const char **evidence,
                  struct arena *a)
{
    struct fd_ledger now;
    await_quiet(&t->life->candidate, first, &now);
    bool stay = !now.unreadable && fds_grown(first, &now, NULL) >= DESCRIPTOR_ROUNDS;
    if (stay && evidence)
        *evidence = rows_text(first, &now, a);
    fds_release(&now);
    return stay;
}

static bool descriptors_again(struct trial *t, const struct span *inputs, size_t count,
                              const char **evidence, struct arena *a)
{
    struct fd_ledger first, now;
    bool rose = true;
    play_round(t, inputs, count);
    read_descriptors(t->life, NULL, &first);
    read_descriptors(t->life, NULL, &now);
    for (int i = 0; i < DESCRIPTOR_ROUNDS && rose; i++)
        rose = rises(t, inputs, count, &now);
    if (rose && t->patience >= TRIAL_PATIENCE)
        rose = stays(t, &first, evidence, a);
    fds_release(&now);
    fds_release(&first);
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
