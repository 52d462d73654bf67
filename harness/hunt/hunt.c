/* SPDX-License-Identifier: MIT */
/* Batch by batch: inputs from the stock, over the wire, new looks into the stock, the verdicts.
 */
#include "hunt/hunt.h"

#include "base/interrupt.h"
#include "candidate/network.h"
#include "hunt/differ.h"
#include "hunt/stock.h"
#include "hunt/verdicts.h"

#define SILENCE_LEAST (30 * CLOCK_MS)
#define SILENCE_MOST  (300 * CLOCK_MS)

enum { AT_ONCE = 16, SILENCE_FACTOR = 10, WARM_UPS = 20 };

struct hunting {
    const struct hunt_order *order;
    struct hunt_result *result;
    struct arena *arena;
    struct life_order ours;
    struct watch watch;
    struct differ differ;
    struct stock stock;
    struct chance chance;
    struct batch batch;
    struct bytes draft;
    struct arena scratch; /* inputs of the batch under way */
    size_t given;         /* inputs of the corpus that were played so far */
    int64_t begun, span, slowest;
};

/* --- one batch ------------------------------------------------------------------------------ */

/* First what was given, as it is; then what chance makes of it. */
static struct span next_input(struct hunting *h)
{
    if (h->given < h->order->corpus_count)
        return h->order->corpus[h->given++];
    do
        stock_draw(&h->stock, &h->chance, &h->draft);
    while (h->draft.length == 0);
    return (struct span){arena_copy(&h->scratch, h->draft.data, h->draft.length), h->draft.length};
}

static void fill_batch(struct hunting *h)
{
    uint64_t most = h->order->inputs_most, left = most - h->result->inputs;
    arena_release(&h->scratch);
    h->batch.count = most && left < h->order->batch ? (size_t)left : h->order->batch;
    for (size_t i = 0; i < h->batch.count; i++)
        h->batch.inputs[i] = next_input(h);
}

/* Ten times what the slowest answer took is silence. */
static int64_t silence_of(const struct hunting *h)
{
    int64_t silence = h->slowest * SILENCE_FACTOR;
    return silence < SILENCE_LEAST  ? SILENCE_LEAST
           : silence > SILENCE_MOST ? SILENCE_MOST
                                    : silence;
}

static void learn(struct hunting *h)
{
    for (size_t i = 0; i < h->batch.count; i++) {
        const struct look *l = &h->batch.looks[i];
        if (l->end == LOOK_CLOSED && l->took > h->slowest)
            h->slowest = l->took;
        if (l->end != LOOK_REFUSED && stock_learn(&h->stock, l->signature))
            stock_add(&h->stock, &h->batch.inputs[i]);
    }
    h->result->signatures = h->stock.signature_count;
    h->result->stock = h->stock.count;
}

static void play_batch(struct hunting *h)
{
    const struct shots_order order = {
        .to = &h->watch.life.ground.server, .silence = silence_of(h), .at_once = AT_ONCE};
    int64_t begun = clock_now();
    fill_batch(h);
    shots_fire(&order, h->batch.inputs, h->batch.count, h->batch.looks);
    h->result->firing += clock_now() - begun;
    h->result->inputs += h->batch.count;
    learn(h);
}

static bool is_over(const struct hunting *h)
{
    uint64_t most = h->order->inputs_most;
    return interrupt_signal() || clock_now() - h->begun >= h->span ||
           (most && h->result->inputs >= most);
}

static void play_all(struct hunting *h)
{
    bool alive = true;
    while (alive && !is_over(h)) {
        play_batch(h);
        if (h->order->against.program)
            differ_note(&h->differ, &h->batch);
        alive = verdicts_judge(&h->watch, &h->batch);
        h->result->elapsed = clock_now() - h->begun;
        h->order->progress(h->order->context, h->result);
    }
}

/* --- before and after ----------------------------------------------------------------------- */

static void prepare_stock(struct hunting *h)
{
    stock_init(&h->stock, h->arena);
    for (size_t i = 0; i < h->order->corpus_count; i++)
        stock_add(&h->stock, &h->order->corpus[i]);
    struct span clean = life_clean_request(h->ours.target, h->arena);
    stock_add(&h->stock, &clean);
    bytes_init(&h->draft, MUTATION_LENGTH_MAX);
    arena_init(&h->scratch);
    h->batch.inputs = memory_get(h->order->batch * sizeof *h->batch.inputs);
    h->batch.looks = memory_get(h->order->batch * sizeof *h->batch.looks);
}

/* What a first use opens, and keeps, is opened now; a server that starts helpers has them. */
static void warm_up(struct hunting *h)
{
    for (int i = 0; i < WARM_UPS && !interrupt_signal(); i++)
        (void)!life_answers(&h->watch.life, CLOCK_S);
    life_muster(&h->watch.life);
    verdicts_mark(&h->watch);
}

static bool begin(struct hunting *h, struct failure *why)
{
    if (h->order->own_network && !network_renew(why))
        return false;
    if (!life_begin(&h->watch.life, &h->ours, why))
        return false;
    h->result->starts = 1;
    if (!life_learn(&h->watch.life, &h->ours, h->arena))
        return failure_set(why, FAILURE_CANDIDATE,
                           "the candidate answers no well-formed request; `assay run` says more");
    h->result->target = h->ours.target;
    h->result->meter =
        h->watch.life.heap.why_not ? arena_text(h->arena, "%s", h->watch.life.heap.why_not) : NULL;
    return true;
}

static struct life_order order_for(const struct hunt_order *o, const struct run_subject *subject)
{
    return (struct life_order){
        .subject = subject, .programs = o->programs, .fixtures = o->fixtures, .seed = o->seed};
}

/* The other server has the other half of the time. */
static void compare(struct hunting *h)
{
    struct life_order theirs = order_for(h->order, &h->order->against);
    differ_play(&h->differ, &h->ours, &theirs, h->begun + h->order->span);
}

bool hunt(const struct hunt_order *order, struct hunt_result *result, struct arena *a,
          struct failure *why)
{
    struct hunting *h = arena_zero(a, 1, sizeof *h);
    *result = (struct hunt_result){.inputs = 0};
    *h = (struct hunting){.order = order,
                          .result = result,
                          .arena = a,
                          .ours = order_for(order, &order->subject),
                          .watch = {.result = result, .arena = a},
                          .differ = {.result = result, .arena = a},
                          .span = order->against.program ? order->span / 2 : order->span,
                          .chance = {.state = order->seed},
                          .begun = clock_now()};
    bool begun = begin(h, why);
    if (begun) {
        prepare_stock(h);
        warm_up(h);
        play_all(h);
        bytes_release(&h->draft);
        arena_release(&h->scratch);
        memory_drop(h->batch.inputs);
        memory_drop(h->batch.looks);
    }
    verdicts_release(&h->watch);
    if (begun && order->against.program)
        compare(h);
    result->elapsed = clock_now() - h->begun;
    return begun;
}
