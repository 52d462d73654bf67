/* SPDX-License-Identifier: MIT */
/* By class of outcome: how many answers, and whether the last refuses. A pair of classes is kept
 * with its first example; what does not come out the same again is dropped.
 */
#include "hunt/differ.h"

#include "base/interrupt.h"

#define SILENCE (100 * CLOCK_MS)

enum { AT_ONCE = 16, BLOCK = 256 };

void differ_note(struct differ *d, const struct batch *b)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct span *input = &b->inputs[i];
        if (b->looks[i].end == LOOK_REFUSED || d->octets + input->length > DIFFER_OCTETS_MAX)
            continue;
        if (d->count == d->capacity)
            d->played = arena_grow(d->arena, d->played, d->count, &d->capacity, sizeof *d->played);
        const char *copy = arena_copy(d->arena, input->octets, input->length);
        d->played[d->count++] = (struct played){{copy, input->length}, look_class(&b->looks[i])};
        d->octets += input->length;
    }
}

/* The shortest input is the best example. */
static bool is_known(struct hunt_result *r, unsigned ours, unsigned theirs,
                     const struct span *input)
{
    for (size_t i = 0; i < r->difference_count; i++) {
        struct hunt_difference *one = &r->differences[i];
        if (one->ours == ours && one->theirs == theirs) {
            one->seen++;
            if (input->length < one->input.length)
                one->input = *input;
            return true;
        }
    }
    return r->difference_count == HUNT_DIFFERENCES_MAX;
}

static void compare_one(struct differ *d, const struct played *p, const struct look *their)
{
    struct hunt_result *r = d->result;
    unsigned class = look_class(their);
    if (their->end == LOOK_REFUSED || class == p->class || is_known(r, p->class, class, &p->input))
        return;
    r->differences[r->difference_count++] =
        (struct hunt_difference){.ours = p->class, .theirs = class, .input = p->input, .seen = 1};
}

/* It is not judged here, but its end is no secret. */
static bool stand_up(struct differ *d, struct life *theirs)
{
    d->result->their_ends++;
    if (life_renew(theirs))
        return true;
    if (!interrupt_signal())
        d->result->gave_up = "the server of --against could not be started again";
    return false;
}

static void play_theirs(struct differ *d, struct life *theirs, int64_t deadline)
{
    struct span inputs[BLOCK];
    struct look looks[BLOCK];
    for (size_t at = 0; at < d->count && clock_now() < deadline && !interrupt_signal();) {
        const struct shots_order order = {
            .to = &theirs->ground.server, .silence = SILENCE, .at_once = AT_ONCE};
        size_t count = d->count - at < BLOCK ? d->count - at : BLOCK;
        for (size_t i = 0; i < count; i++)
            inputs[i] = d->played[at + i].input;
        shots_fire(&order, inputs, count, looks);
        for (size_t i = 0; i < count; i++)
            compare_one(d, &d->played[at + i], &looks[i]);
        at += count;
        d->result->compared = at;
        if (life_look(theirs, 0) == LIFE_ENDED && !stand_up(d, theirs))
            break;
    }
}

/* Asks this server again about each difference, and drops those that it now denies. */
static void ask_again(struct differ *d, const struct life *l, bool is_ours)
{
    const struct shots_order order = {.to = &l->ground.server, .silence = CLOCK_S, .at_once = 1};
    struct hunt_result *r = d->result;
    size_t kept = 0;
    for (size_t i = 0; i < r->difference_count; i++) {
        struct hunt_difference one = r->differences[i];
        struct look look;
        shots_fire(&order, &one.input, 1, &look);
        *(is_ours ? &one.text : &one.their_text) = look_text(&look, d->arena);
        if (look_class(&look) == (is_ours ? one.ours : one.theirs))
            r->differences[kept++] = one;
    }
    r->difference_count = kept;
}

void differ_play(struct differ *d, const struct life_order *ours, const struct life_order *theirs,
                 int64_t deadline)
{
    struct failure why = {.code = FAILURE_NONE};
    struct life life;
    if (life_begin(&life, theirs, &why)) {
        play_theirs(d, &life, deadline);
        ask_again(d, &life, false);
    } else {
        d->result->gave_up =
            arena_text(d->arena, "the server of --against does not start: %s", why.sentence);
    }
    life_end(&life);
    if (d->result->difference_count > 0 && life_begin(&life, ours, &why))
        ask_again(d, &life, true);
    life_end(&life);
}
