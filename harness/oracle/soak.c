/* SPDX-License-Identifier: MIT */
/* Warm-up, then the heap meter's count, or the envelope. */
#include "oracle/soak.h"

#include <math.h>

enum {
    BLOCK = 1000,          /* cycles; leaks of one in so many show in each */
    ENVELOPE_BLOCK = 5000, /* anonymous memory needs more to say anything */
    WARM_UP_LEAST = 2,     /* blocks */
    WARM_UP_MOST = 10,
    BLOCKS = 6,           /* that must agree */
    ENVELOPE_BLOCKS = 16, /* before growth convicts */
    PAGES = 8192          /* by which rounding to pages may hide growth */
};

static const double confidence = 0.95;

void soak_begin(struct soak *s, const struct soak_profile *profile, const struct soak_reading *now)
{
    s->profile = *profile;
    s->readings[0] = *now;
    s->count = 1;
    s->start = 0;
    s->phase = SOAK_WARM_UP;
    s->tier = TIER_HEAP;
    s->level = 0;
    s->block = BLOCK;
    s->rose_at = 0;
    s->bound = -1;
    s->share = s->loss = 0;
}

uint64_t soak_cycles(const struct soak *s)
{
    return s->readings[s->count - 1].cycles - s->readings[s->start].cycles;
}

static const struct soak_reading *last_of(const struct soak *s)
{
    return &s->readings[s->count - 1];
}

static bool meter_may_speak(const struct soak *s)
{
    return growth_meter_is_valid(&s->readings[0].memory, &last_of(s)->memory);
}

static bool is_at_rest(const struct growth_reading *before, const struct growth_reading *now)
{
    if (before->metered && now->metered)
        return before->blocks == now->blocks && before->octets == now->octets;
    return now->anonymous - before->anonymous <= GROWTH_STILL;
}

static void enter(struct soak *s, enum soak_phase phase, enum growth_tier tier, uint64_t block)
{
    s->phase = phase;
    s->tier = tier;
    s->start = s->count - 1;
    s->block = block;
    s->bound = -1;
}

static enum soak_answer warm_up(struct soak *s)
{
    size_t blocks = s->count - 1;
    bool rests = blocks >= WARM_UP_LEAST &&
                 is_at_rest(&s->readings[s->count - 2].memory, &last_of(s)->memory);
    if (rests || blocks >= WARM_UP_MOST) {
        if (meter_may_speak(s))
            enter(s, SOAK_COUNT, TIER_HEAP, BLOCK);
        else
            enter(s, SOAK_ENVELOPE, TIER_RESIDENT, ENVELOPE_BLOCK);
    }
    return SOAK_OPEN;
}

static double kept(const struct soak *s, size_t i)
{
    const struct growth_reading *before = &s->readings[i - 1].memory, *now = &s->readings[i].memory;
    int64_t blocks = now->blocks - before->blocks, octets = now->octets - before->octets;
    return blocks > 0                ? (double)blocks
           : octets >= GROWTH_OCTETS ? (double)octets / GROWTH_OCTETS
                                     : 0;
}

static double cycles_of(const struct soak *s, size_t i)
{
    return (double)(s->readings[i].cycles - s->readings[i - 1].cycles);
}

/* All of the last blocks kept more, none of them less than half, by the cycle, of what the worst
 * did. */
static bool all_leak(const struct soak *s)
{
    double worst = 0;
    for (size_t i = s->count - BLOCKS; i < s->count; i++)
        worst = fmax(worst, kept(s, i) / cycles_of(s, i));
    for (size_t i = s->count - BLOCKS; i < s->count; i++) {
        if (kept(s, i) <= 0 || kept(s, i) + 1 < worst * cycles_of(s, i) / 2)
            return false;
    }
    return true;
}

static bool none_leaks(const struct soak *s)
{
    for (size_t i = s->start + 1; i < s->count; i++) {
        if (kept(s, i) > 0)
            return false;
    }
    return true;
}

/* What a cycle takes, in the block that took the most; never less than a page. */
static double largest_loss(const struct soak *s)
{
    double most = SOAK_LEAST_LOSS;
    for (size_t i = s->start + 1; i < s->count; i++) {
        double taken = (double)(s->readings[i].taken_octets - s->readings[i - 1].taken_octets);
        most = fmax(most, taken / cycles_of(s, i));
    }
    return most;
}

/* There were as many cycles since as before. Else a buffer that doubles when it is full might be in
 * between: in any stretch as long as all before it, it is seen to grow. */
static bool is_long_enough(const struct soak *s)
{
    return s->tier != TIER_HEAP || last_of(s)->cycles >= 2 * s->readings[s->start].cycles;
}

static enum soak_answer bound_by_count(struct soak *s)
{
    s->share = 1 - pow(1 - confidence, 1 / (double)soak_cycles(s));
    s->loss = largest_loss(s);
    s->bound = s->share * s->profile.cycles * s->loss;
    if (s->count - 1 - s->start < BLOCKS)
        return SOAK_OPEN;
    if (s->bound <= s->profile.budget && is_long_enough(s))
        return SOAK_PASS;
    if (s->bound > s->profile.budget)
        s->block *= 2;
    return SOAK_OPEN;
}

static enum soak_answer count_blocks(struct soak *s)
{
    if (!meter_may_speak(s)) {
        enter(s, SOAK_ENVELOPE, TIER_RESIDENT, ENVELOPE_BLOCK);
        return SOAK_OPEN;
    }
    if (none_leaks(s))
        return bound_by_count(s);
    s->bound = -1;
    if (s->count - 1 - s->start < BLOCKS)
        return SOAK_OPEN;
    if (all_leak(s))
        return SOAK_FAIL;
    s->level++;
    if (s->level <= SOAK_LEVELS)
        enter(s, SOAK_COUNT, TIER_HEAP, s->block * 2);
    else
        enter(s, SOAK_ENVELOPE, TIER_HEAP, ENVELOPE_BLOCK);
    return SOAK_OPEN;
}

static double memory_at(const struct soak *s, size_t i)
{
    const struct growth_reading *m = &s->readings[i].memory;
    return (double)(s->tier == TIER_HEAP ? m->octets : m->anonymous);
}

/* The least memory from one share of the run to another. */
static double least_between(const struct soak *s, double from, double to)
{
    double first = (double)s->readings[s->start].cycles, whole = (double)soak_cycles(s);
    double least = INFINITY;
    for (size_t i = s->start; i < s->count; i++) {
        double at = ((double)s->readings[i].cycles - first) / whole;
        if (at >= from && at <= to)
            least = fmin(least, memory_at(s, i));
    }
    return least;
}

/* The floor rose faster than the budget allows, over the last three windows that each double, and
 * kept its pace: of a leak the second rise is twice the first. */
static bool floor_rises(const struct soak *s)
{
    double each = s->profile.budget / s->profile.cycles, whole = (double)soak_cycles(s);
    double a = least_between(s, 0.125, 0.25), b = least_between(s, 0.25, 0.5);
    double c = least_between(s, 0.5, 1);
    return b - a > each * whole / 8 && c - b > each * whole / 4 && c - b > 1.5 * (b - a);
}

/* Seen once it may be the heap of a garbage collector that finds its size; a leak is still there
 * when there were twice as many cycles. */
static bool goes_on_rising(struct soak *s)
{
    if (s->rose_at && soak_cycles(s) < 2 * s->rose_at)
        return false;
    bool again = s->rose_at > 0, rises = floor_rises(s);
    s->rose_at = rises ? soak_cycles(s) : 0;
    return again && rises;
}

static enum soak_answer envelope(struct soak *s)
{
    double least = INFINITY, most = -INFINITY;
    uint64_t first = s->tier == TIER_HEAP ? 0 : s->readings[s->start].cycles;
    uint64_t half = first + (last_of(s)->cycles - first) / 2, from = 0;
    for (size_t i = s->start; i < s->count; i++) {
        if (s->readings[i].cycles < half)
            continue;
        from = from ? from : s->readings[i].cycles;
        least = fmin(least, memory_at(s, i));
        most = fmax(most, memory_at(s, i));
    }
    double moved = most - least + (s->tier == TIER_RESIDENT ? PAGES : 0);
    uint64_t cycles = last_of(s)->cycles - from;
    size_t blocks = s->count - 1 - s->start;
    if (blocks < BLOCKS || cycles == 0)
        return SOAK_OPEN;
    s->bound = moved / (double)cycles * s->profile.cycles;
    if (s->bound <= s->profile.budget && is_long_enough(s))
        return SOAK_PASS;
    return blocks >= ENVELOPE_BLOCKS && goes_on_rising(s) ? SOAK_FAIL : SOAK_OPEN;
}

enum soak_answer soak_add(struct soak *s, const struct soak_reading *now)
{
    static enum soak_answer (*const phases[])(struct soak * s) = {
        [SOAK_WARM_UP] = warm_up, [SOAK_COUNT] = count_blocks, [SOAK_ENVELOPE] = envelope};
    if (s->count == SOAK_READINGS_MAX || !now->memory.readable)
        return SOAK_UNKNOWN;
    s->readings[s->count++] = *now;
    return phases[s->phase](s);
}
