/* SPDX-License-Identifier: MIT */
/* The last round decides if it was still; growth has to show in several. */
#include "oracle/growth.h"

bool growth_meter_is_valid(const struct growth_reading *before, const struct growth_reading *now)
{
    int64_t grown = now->anonymous - before->anonymous;
    if (!before->metered || !now->metered || !before->readable || !now->readable)
        return false;
    return grown < GROWTH_LITTLE || now->octets - before->octets >= grown / 2;
}

typedef bool grows_fn(const struct growth_reading *before, const struct growth_reading *now);

static bool heap_grows(const struct growth_reading *before, const struct growth_reading *now)
{
    return now->blocks > before->blocks || now->octets >= before->octets + GROWTH_OCTETS;
}

static bool resident_grows(const struct growth_reading *before, const struct growth_reading *now)
{
    return now->anonymous - before->anonymous >= GROWTH_LITTLE;
}

static bool each_grows(const struct growth_reading *readings, size_t count, grows_fn *grows)
{
    if (count < GROWTH_LEAK_ROUNDS + 2)
        return false;
    for (size_t i = count - GROWTH_LEAK_ROUNDS; i < count; i++) {
        if (!grows(&readings[i - 1], &readings[i]))
            return false;
    }
    return true;
}

static double weight_of(const struct growth_reading *before, const struct growth_reading *now)
{
    int64_t blocks = now->blocks - before->blocks;
    return (double)(blocks > 0 ? blocks : (now->octets - before->octets) / GROWTH_OCTETS);
}

static double answers_in(const struct growth_reading *before, const struct growth_reading *now)
{
    return now->answers > before->answers ? (double)(now->answers - before->answers) : 1;
}

/* No round lost less than half, by the answer, of what the worst did; a block may fall into either
 * of two rounds. */
static bool grows_alike(const struct growth_reading *readings, size_t count)
{
    double worst = 0;
    if (!each_grows(readings, count, heap_grows))
        return false;
    for (size_t i = count - GROWTH_LEAK_ROUNDS; i < count; i++) {
        double rate =
            weight_of(&readings[i - 1], &readings[i]) / answers_in(&readings[i - 1], &readings[i]);
        worst = rate > worst ? rate : worst;
    }
    for (size_t i = count - GROWTH_LEAK_ROUNDS; i < count; i++) {
        double fair = worst * answers_in(&readings[i - 1], &readings[i]);
        if (weight_of(&readings[i - 1], &readings[i]) + 1 < fair / 2)
            return false;
    }
    return true;
}

static struct growth_verdict resident(const struct growth_reading *readings, size_t count)
{
    struct growth_verdict v = {GROWTH_OPEN, TIER_RESIDENT};
    int64_t last = readings[count - 1].anonymous - readings[count - 2].anonymous;
    if (last <= GROWTH_STILL)
        v.answer = GROWTH_NONE;
    else if (count == GROWTH_READINGS_MAX)
        v.answer = each_grows(readings, count, resident_grows) ? GROWTH_LEAK : GROWTH_UNKNOWN;
    return v;
}

struct growth_verdict growth_judge(const struct growth_reading *readings, size_t count)
{
    bool metered = true, readable = true;
    for (size_t i = 0; i < count; i++) {
        metered &= readings[i].metered;
        readable &= readings[i].readable;
    }
    if (count < 2)
        return (struct growth_verdict){GROWTH_OPEN, TIER_HEAP};
    const struct growth_reading *last = &readings[count - 1];
    if (metered && grows_alike(readings, count))
        return (struct growth_verdict){GROWTH_LEAK, TIER_HEAP};
    if (!readable)
        return (struct growth_verdict){GROWTH_UNKNOWN, TIER_RESIDENT};
    if (metered && heap_grows(last - 1, last))
        return (struct growth_verdict){count < GROWTH_READINGS_MAX ? GROWTH_OPEN : GROWTH_UNKNOWN,
                                       TIER_HEAP};
    if (metered && growth_meter_is_valid(readings, last))
        return (struct growth_verdict){GROWTH_NONE, TIER_HEAP};
    return resident(readings, count);
}
