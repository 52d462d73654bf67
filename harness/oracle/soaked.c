/* SPDX-License-Identifier: MIT */
/* Segment by segment. */
#include "oracle/soaked.h"

enum { PARTS = 6, WARM_UP = 10, LEAST = 12 }; /* readings of which parts can be made */

static bool is_metered(const struct soaked_reading *r, size_t count)
{
    bool metered = true;
    for (size_t i = 0; i < count; i++)
        metered &= r[i].at.memory.metered;
    return metered && growth_meter_is_valid(&r[0].at.memory, &r[count - 1].at.memory);
}

static bool grows_in_each_part(const struct soaked_reading *r, size_t count)
{
    for (size_t part = 0; part < PARTS; part++) {
        const struct growth_reading *from = &r[part * (count - 1) / PARTS].at.memory;
        const struct growth_reading *to = &r[(part + 1) * (count - 1) / PARTS].at.memory;
        if (to->blocks <= from->blocks && to->octets - from->octets < GROWTH_OCTETS)
            return false;
    }
    return true;
}

static void add_segment(struct soaked *s, const struct soaked_reading *r, size_t count)
{
    size_t warm = count / WARM_UP;
    const struct growth_reading *from = &r[warm].at.memory, *to = &r[count - 1].at.memory;
    bool metered = is_metered(r, count);
    s->segments++;
    if (!from->readable || !to->readable)
        s->answer = SOAK_UNKNOWN;
    if (!metered)
        s->tier = TIER_RESIDENT;
    s->octets += metered ? to->octets - from->octets : to->anonymous - from->anonymous;
    s->keeps_growing |=
        metered && count - warm >= LEAST && grows_in_each_part(r + warm, count - warm);
}

struct soaked soaked_judge(double budget, const struct soaked_reading *readings, size_t count)
{
    struct soaked s = {.answer = SOAK_OPEN, .tier = TIER_HEAP};
    size_t longest = 0;
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first; next < count && readings[next].segment == readings[first].segment;)
            next++;
        add_segment(&s, readings + first, next - first);
        longest = next - first > longest ? next - first : longest;
    }
    if (s.answer == SOAK_UNKNOWN || longest < LEAST)
        return s;
    double over = (double)s.octets - budget;
    if (s.tier == TIER_RESIDENT && !s.keeps_growing && over > 0 && over < GROWTH_LITTLE)
        s.answer = SOAK_UNKNOWN; /* no runtime without a heap meter is that exact */
    else
        s.answer = s.keeps_growing || over > 0 ? SOAK_FAIL : SOAK_PASS;
    return s;
}
