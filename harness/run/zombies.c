/* SPDX-License-Identifier: MIT */
/* Some parents ask once a second, so there is time for that. */
#include "run/zombies.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "run/running.h"

#define ASKED_WITHIN (3 * CLOCK_S)
#define LOOK_EVERY   (20 * CLOCK_MS)

static const char expected[] = "no zombie more";

void zombies_baseline(struct player *p)
{
    p->zombies = candidate_zombies(p->candidate);
}

/* The fewest that were seen until there are no more than `few`, or time is up. */
static size_t count_down_to(struct player *p, size_t few)
{
    int64_t deadline = play_deadline(p, 0, ASKED_WITHIN);
    size_t count = candidate_zombies(p->candidate), fewest = count;
    while (fewest > few && clock_now() < deadline && !interrupt_signal()) {
        clock_wait(clock_now() + LOOK_EVERY);
        count = candidate_zombies(p->candidate);
        fewest = count < fewest ? count : fewest;
    }
    return fewest;
}

void zombies_audit(struct player *p)
{
    char measured[80] = "none";
    const char *spared = running_spares_audit(p);
    if (spared) {
        record_spared(p, IMPLICIT_ZOMBIES, spared);
        return;
    }
    size_t first = count_down_to(p, p->zombies), again = first;
    if (first > p->zombies) {
        play_again(p);
        again = count_down_to(p, first);
        snprintf(measured, sizeof measured, "%zu, and %zu more when played again",
                 first - p->zombies, again - first);
    }
    if (candidate_wait(p->candidate, 0))
        return; /* which another check says */
    bool unclear = again > first && (interrupt_signal() || p->over);
    record_implicit(p, IMPLICIT_ZOMBIES,
                    unclear         ? VERDICT_INCONCLUSIVE
                    : again > first ? VERDICT_FAIL
                                    : VERDICT_PASS,
                    expected, measured, NULL);
}
