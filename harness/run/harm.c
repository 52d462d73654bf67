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
    h->cpu = tree_usage(h->tree).cpu;
    h->begun = clock_now();
}

void harm_play(struct player *p, const struct step *s)
{
    int64_t until = clock_now() + s->duration;
    play_inner(p, s);
    if (!p->over && clock_now() < until)
        (void)fd_wait(-1, 0, until < p->deadline ? until : p->deadline);
}

void harm_end(struct harm *h, int64_t *cpu, int64_t *span)
{
    int64_t used = tree_usage(h->tree).cpu - h->cpu; /* less than nothing if one has ended */
    *cpu += used > 0 ? used : 0;
    *span += clock_now() - h->begun;
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

void harm_record(struct player *p, const struct step *s, int64_t cpu, int64_t span,
                 const char *unmet)
{
    sample_take(p, "cpu use", span ? (double)cpu / (double)span : 0);
    record_metric(p, "cpu use", span ? (double)cpu / (double)span : 0);
    if (!p->silent)
        record_implicit(p, IMPLICIT_HARM, unmet ? VERDICT_INCONCLUSIVE : VERDICT_PASS,
                        "at least once", unmet ? unmet : "it did", NULL);
    record_step(p, s, NULL, NULL);
}
