/* SPDX-License-Identifier: MIT */
/* Sebastiano Vigna's splitmix64: one word of state, every seed is a good one. */
#include "mutation/chance.h"

uint64_t chance_next(struct chance *c)
{
    uint64_t z = c->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

size_t chance_below(struct chance *c, size_t limit)
{
    return limit ? (size_t)(chance_next(c) % limit) : 0;
}

bool chance_once_in(struct chance *c, size_t n)
{
    return chance_below(c, n) == 0;
}
