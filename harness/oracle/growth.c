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

/* Whether each of the last rounds grew. */
static bool each_grows(const struct growth_reading *readings, size_t count, size_t rounds,
                       grows_fn *grows)
{
    if (count < rounds + 2)
        return false;
    for (size_t i = count - rounds; i < count; i++) {
        if (!grows(&readings[i - 1], &readings[i]))
            return false;
    }
    return true;
}

/* What a round lost. */
static double loss_of(const struct growth_reading *now)
{
    const struct growth_reading *before = now - 1;
    int64_t blocks = now->blocks - before->blocks;
    return (double)(blocks > 0 ? blocks : (now->octets - before->octets) / GROWTH_OCTETS);
}

/* What a loss may be in proportion to: answers; rounds, for what is lost once in each; time, for
 * what is lost although nobody asks. */
typedef double share_fn(const struct growth_reading *now);

static double by_answers(const struct growth_reading *now)
{
    const struct growth_reading *before = now - 1;
    return now->answers > before->answers ? (double)(now->answers - before->answers) : 1;
}

static double by_rounds(const struct growth_reading *now)
{
    (void)now;
    return 1;
}

static double by_time(const struct growth_reading *now)
{
    const struct growth_reading *before = now - 1;
    return now->at > before->at ? (double)(now->at - before->at) : 1;
}

/* Each of the last rounds within `slack` of its fair part of all of the loss; a block may fall into
 * either of two rounds. */
static bool in_proportion(const struct growth_reading *end, size_t rounds, share_fn *share,
                          double slack)
{
    double lost = 0, shares = 0;
    for (const struct growth_reading *r = end - rounds; r < end; r++) {
        lost += loss_of(r);
        shares += share(r);
    }
    for (const struct growth_reading *r = end - rounds; r < end; r++) {
        double fair = lost / shares * share(r);
        if (loss_of(r) < fair * (1 - slack) - 1 || loss_of(r) > fair * (1 + slack) + 1)
            return false;
    }
    return true;
}

/* A few blocks, larger ones, or little beside what the first round took, may be a pool that finds a
 * new peak by chance: that takes more rounds to tell. */
static size_t rounds_needed(const struct growth_reading *readings, size_t count)
{
    if (count < GROWTH_LEAK_ROUNDS + 2)
        return GROWTH_LEAK_ROUNDS;
    const struct growth_reading *last = &readings[count - 1];
    double lost = (double)(last->blocks - last[-GROWTH_LEAK_ROUNDS].blocks);
    bool plain =
        lost >= GROWTH_PLAIN && lost / GROWTH_LEAK_ROUNDS * GROWTH_FIRST >= loss_of(&readings[1]);
    return plain ? GROWTH_LEAK_ROUNDS : GROWTH_READINGS_MAX - 2;
}

/* In proportion to one of the three; what is lost once in a round may have slack of its own. */
static bool is_shared_out(const struct growth_reading *end, size_t rounds, double slack,
                          double slack_of_rounds)
{
    return in_proportion(end, rounds, by_answers, slack) ||
           in_proportion(end, rounds, by_rounds, slack_of_rounds) ||
           in_proportion(end, rounds, by_time, slack);
}

/* Peaks of a pool may come alike by chance; the same number each time does not. */
static bool grows_evenly(const struct growth_reading *readings, size_t count)
{
    return rounds_needed(readings, count) == GROWTH_LEAK_ROUNDS &&
           is_shared_out(readings + count, GROWTH_LEAK_ROUNDS, GROWTH_EVEN, GROWTH_EVEN);
}

static bool grows_alike(const struct growth_reading *readings, size_t count)
{
    size_t rounds = rounds_needed(readings, count);
    return each_grows(readings, count, rounds, heap_grows) &&
           is_shared_out(readings + count, rounds, 0.25, 0.5);
}

static double rate_of(const struct growth_reading *first, size_t rounds, share_fn *share)
{
    double lost = 0, shares = 0;
    for (size_t i = 0; i < rounds; i++) {
        lost += loss_of(&first[i]);
        shares += share(&first[i]);
    }
    return lost / shares;
}

/* A leak goes on; a pool fills ever more slowly. The first round aside, the later half against the
 * earlier one. */
static bool slows_down(const struct growth_reading *readings, size_t count)
{
    if (count < GROWTH_SLOWER_READINGS)
        return false;
    size_t half = (count - 2) / 2;
    const struct growth_reading *early = readings + 2, *late = readings + count - half;
    return rate_of(late, half, by_answers) < GROWTH_SLOWER * rate_of(early, half, by_answers) &&
           rate_of(late, half, by_rounds) < GROWTH_SLOWER * rate_of(early, half, by_rounds) &&
           rate_of(late, half, by_time) < GROWTH_SLOWER * rate_of(early, half, by_time);
}

static struct growth_verdict resident(const struct growth_reading *readings, size_t count)
{
    struct growth_verdict v = {.answer = GROWTH_OPEN, .tier = TIER_RESIDENT};
    int64_t last = readings[count - 1].anonymous - readings[count - 2].anonymous;
    if (last <= GROWTH_STILL)
        v.answer = GROWTH_NONE;
    else if (count == GROWTH_READINGS_MAX)
        v.answer = each_grows(readings, count, GROWTH_LEAK_ROUNDS, resident_grows) ? GROWTH_LEAK
                                                                                   : GROWTH_UNKNOWN;
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
        return (struct growth_verdict){.answer = GROWTH_OPEN, .tier = TIER_HEAP};
    const struct growth_reading *last = &readings[count - 1];
    if (metered && grows_alike(readings, count))
        return (struct growth_verdict){GROWTH_LEAK, TIER_HEAP, grows_evenly(readings, count)};
    if (!readable)
        return (struct growth_verdict){.answer = GROWTH_UNKNOWN, .tier = TIER_RESIDENT};
    if (metered && heap_grows(last - 1, last) && !slows_down(readings, count))
        return (struct growth_verdict){.answer = count < GROWTH_READINGS_MAX ? GROWTH_OPEN
                                                                             : GROWTH_UNKNOWN,
                                       .tier = TIER_HEAP};
    if (metered && growth_meter_is_valid(readings, last))
        return (struct growth_verdict){.answer = GROWTH_NONE, .tier = TIER_HEAP};
    return resident(readings, count);
}
