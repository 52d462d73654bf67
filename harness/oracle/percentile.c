/* SPDX-License-Identifier: MIT */
/* Binomial tail by summing; counts are small. Pure. */
#include "oracle/percentile.h"

/* Insertion sort: at most a few hundred blocks, nearly sorted never matters. */
static void sort(uint64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

/* The smallest rank r (1-based) with P(Binomial(n, 1/2) >= r) <= 0.05; 0 if even n has more. */
static size_t upper_rank(size_t n)
{
    double term = 1, tail = 0;
    for (size_t i = 0; i < n; i++)
        term /= 2; /* P(n of n) */
    size_t rank = 0;
    for (size_t r = n; r > 0; r--) {
        tail += term;
        if (tail > 0.05)
            break;
        rank = r;
        term = term * (double)r / (double)(n - r + 1); /* P(r - 1 of n) */
    }
    return rank;
}

enum percentile_answer percentile_judge(uint64_t *values, size_t count, uint64_t limit,
                                        uint64_t *bound)
{
    size_t rank = count >= PERCENTILE_BLOCKS_MIN && count <= 1000 ? upper_rank(count) : 0;
    if (rank == 0)
        return PERCENTILE_OPEN;
    sort(values, count);
    uint64_t upper = values[rank - 1], lower = values[count - rank];
    if (upper >= limit && lower < limit)
        return PERCENTILE_OPEN;
    *bound = upper < limit ? upper : lower;
    return upper < limit ? PERCENTILE_UNDER : PERCENTILE_OVER;
}
