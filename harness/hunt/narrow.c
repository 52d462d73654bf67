/* SPDX-License-Identifier: MIT */
/* Replay one by one finds the input behind which it shows; that input alone, on a fresh process,
 * shows whether it needs those before it. A leak is halved instead: it shows only in rounds. */
#include "hunt/narrow.h"

#include "base/interrupt.h"
#include "hunt/leaks.h"
#include "mutation/shrink.h"

#define NARROW_WITHIN (15 * CLOCK_S)
#define SHRINK_WITHIN (15 * CLOCK_S)
#define HASTE         (100 * CLOCK_MS) /* patience for one of many questions */

enum { SHRINK_TRIES = 400, SHRINK_TRIES_LEAK = 40 };

struct narrowing {
    struct trial trial;
    struct hunt_finding *f;
    struct arena *arena;
};

static const struct span *keep(const struct span *inputs, size_t count, struct arena *a)
{
    struct span *kept = arena_zero(a, count, sizeof *kept);
    for (size_t i = 0; i < count; i++)
        kept[i] =
            (struct span){arena_copy(a, inputs[i].octets, inputs[i].length), inputs[i].length};
    return kept;
}

static bool is_leak(enum hunt_kind kind)
{
    return kind == HUNT_DESCRIPTORS || kind == HUNT_MEMORY;
}

/* --- to few inputs -------------------------------------------------------------------------- */

/* As many clean requests: what happens to a server that recycles its processes is no finding. */
static bool happens_anyway(struct narrowing *n, size_t count)
{
    struct span *clean = memory_get(count * sizeof *clean);
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < count; i++)
        clean[i] = life_clean_request(n->trial.life->order->target, &scratch);
    bool happens = trial_play_afresh(&n->trial, clean, count) < count;
    arena_release(&scratch);
    memory_drop(clean);
    return happens;
}

/* The last of `count` shows it together with some before it: where the row must begin. */
static size_t find_beginning(struct narrowing *n, const struct span *inputs, size_t count)
{
    size_t shows = 0, silent = count - 1;
    while (silent - shows > 1 && !trial_is_over(&n->trial)) {
        size_t middle = shows + (silent - shows) / 2, left = count - middle;
        if (trial_play_afresh(&n->trial, inputs + middle, left) < left)
            shows = middle;
        else
            silent = middle;
    }
    return shows;
}

static void find_row(struct narrowing *n, const struct span *batch, size_t count)
{
    struct hunt_finding *f = n->f;
    size_t last = trial_play_afresh(&n->trial, batch, count);
    if (last == count)
        return;
    size_t first = last;
    if (last > 0 && trial_play_afresh(&n->trial, batch + last, 1) == 1)
        first = find_beginning(n, batch, last + 1);
    f->count = last + 1 - first;
    f->inputs = batch + first;
    f->repeated = f->count == 1 || !happens_anyway(n, f->count);
}

static bool leaks(struct narrowing *n, const struct span *inputs, size_t count)
{
    return life_look(n->trial.life, 0) == LIFE_WELL &&
           leaks_again(&n->trial, inputs, count, NULL, n->arena);
}

static void find_leak(struct narrowing *n, const struct span *batch, size_t count)
{
    struct hunt_finding *f = n->f;
    n->trial.starts++;
    if (!life_renew(n->trial.life) || !leaks(n, batch, count))
        return;
    f->repeated = true;
    n->trial.patience = HASTE;
    n->trial.deadline = clock_now() + NARROW_WITHIN;
    while (count > 1 && !trial_is_over(&n->trial)) {
        size_t half = count / 2;
        if (leaks(n, batch, half)) {
            count = half;
        } else if (leaks(n, batch + half, count - half)) {
            batch += half;
            count -= half;
        } else {
            break;
        }
    }
    f->inputs = batch;
    f->count = count;
}

/* --- to few octets -------------------------------------------------------------------------- */

/* What was seen of the process would be seen again, whatever comes next. */
static bool stays(enum hunt_kind kind)
{
    return kind == HUNT_CRASH || kind == HUNT_DEAF || kind == HUNT_SANITIZER;
}

/* Who survived is asked on; who did not is started again for the next question. */
static bool still_does(void *context, const char *octets, size_t length)
{
    struct narrowing *n = context;
    const struct span input = {octets, length};
    if (trial_is_over(&n->trial))
        return false;
    if (is_leak(n->trial.kind))
        return leaks(n, &input, 1);
    bool does = trial_play(&n->trial, &input, 1) == 0;
    if (does && stays(n->trial.kind)) {
        n->trial.starts++;
        (void)!life_renew(n->trial.life);
    }
    return does;
}

/* Once more, with patience and on a fresh process. */
static bool holds_in_the_end(struct narrowing *n, const struct span *shorter)
{
    n->trial.deadline = clock_now() + NARROW_WITHIN;
    n->trial.patience = TRIAL_PATIENCE;
    n->trial.starts++;
    if (!is_leak(n->trial.kind))
        return trial_play_afresh(&n->trial, shorter, 1) == 0;
    return life_renew(n->trial.life) &&
           leaks_again(&n->trial, shorter, 1, &n->f->evidence, n->arena);
}

static void shorten(struct narrowing *n)
{
    struct hunt_finding *f = n->f;
    struct bytes octets;
    bytes_init(&octets, MUTATION_LENGTH_MAX);
    bytes_add(&octets, f->inputs[0].octets, f->inputs[0].length);
    n->trial.deadline = clock_now() + SHRINK_WITHIN;
    n->trial.patience = HASTE;
    n->trial.starts++;
    if (life_renew(n->trial.life))
        shrink(&octets, is_leak(f->kind) ? SHRINK_TRIES_LEAK : SHRINK_TRIES, still_does, n);
    const struct span shorter = {octets.data, octets.length};
    f->inputs = keep(holds_in_the_end(n, &shorter) ? &shorter : f->inputs, 1, n->arena);
    bytes_release(&octets);
}

unsigned narrow(struct life *life, struct hunt_finding *f, const struct span *batch, size_t count,
                struct arena *a)
{
    struct narrowing n = {.trial = {.life = life,
                                    .kind = f->kind,
                                    .patience = TRIAL_PATIENCE,
                                    .deadline = clock_now() + NARROW_WITHIN},
                          .f = f,
                          .arena = a};
    f->repeated = false;
    f->inputs = batch;
    f->count = count;
    if (is_leak(f->kind))
        find_leak(&n, batch, count);
    else
        find_row(&n, batch, count);
    f->first_length = f->inputs[0].length;
    if (f->repeated && f->count == 1 && !interrupt_signal())
        shorten(&n);
    else
        f->inputs = keep(f->inputs, f->count, a);
    return n.trial.starts;
}
