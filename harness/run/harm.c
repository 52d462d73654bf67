/* SPDX-License-Identifier: MIT */
/* What `inject:` and `limit:` have in common: the window in which steps are played, what it cost
 * the candidate, and what it proves.
 */
#include "base/clock.h"
#include "base/fd.h"
#include "run/player.h"
#include "run/tree_usage.h"

void harm_begin(struct harm *h, struct player *p)
{
    h->known_count = p->result->check_count;
    h->known = arena_zero(p->arena, h->known_count, sizeof *h->known);
    for (size_t i = 0; i < h->known_count; i++)
        h->known[i] = p->result->checks[i].verdict;
    h->tree = memory_get(sizeof *h->tree);
    tree_read(h->tree);
    h->before = tree_usage(h->tree);
    h->begun = clock_now();
}

void harm_play(struct player *p, const struct step *s)
{
    int64_t until = clock_now() + s->duration;
    play_inner(p, s);
    if (!p->over && clock_now() < until)
        (void)fd_wait(-1, 0, until < p->deadline ? until : p->deadline);
}

void harm_end(struct harm *h, struct harm_cost *cost)
{
    const struct usage after = tree_usage(h->tree); /* less than before if one has ended */
    cost->cpu += after.cpu > h->before.cpu ? after.cpu - h->before.cpu : 0;
    cost->kept += after.kept > h->before.kept ? after.kept - h->before.kept : 0;
    cost->span += clock_now() - h->begun;
    memory_drop(h->tree);
}

void harm_give_up(struct player *p, const struct step *s, const char *reason)
{
    record_skipped(p, s, reason);
    p->result->reason = reason;
    p->over = true;
}

void harm_excuse(struct player *p, const struct harm *h)
{
    struct scenario_result *r = p->result;
    for (size_t i = 0; i < r->check_count; i++) {
        bool missed_before = i < h->known_count && h->known[i] == VERDICT_FAIL;
        if (r->checks[i].verdict != VERDICT_FAIL || missed_before)
            continue;
        r->checks[i].verdict = VERDICT_INCONCLUSIVE;
        r->checks[i].reason = "what was to go wrong did not";
    }
    result_sum_up(r);
}

void harm_record(struct player *p, const struct step *s, const struct harm_cost *cost,
                 const char *unmet)
{
    sample_take_cpu(p, cost->cpu, cost->kept, cost->span);
    if (!p->silent)
        record_implicit(p, IMPLICIT_HARM, unmet ? VERDICT_INCONCLUSIVE : VERDICT_PASS,
                        "at least once", unmet ? unmet : "it did", NULL);
    record_step(p, s, NULL, NULL);
}
