/* SPDX-License-Identifier: MIT */
/* Sebastiano Vigna's splitmix64: one word of state, every seed is a good one. */
#include "base/chance.h"

#define GOLDEN_GAMMA UINT64_C(0x9e3779b97f4a7c15)

uint64_t chance_mix(uint64_t x)
{
    x += GOLDEN_GAMMA;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

uint64_t chance_next(struct chance *c)
{
    uint64_t next = chance_mix(c->state);
    c->state += GOLDEN_GAMMA;
    return next;
}

size_t chance_below(struct chance *c, size_t limit)
{
    return limit ? (size_t)(chance_next(c) % limit) : 0;
}

bool chance_once_in(struct chance *c, size_t n)
{
    return chance_below(c, n) == 0;
}
