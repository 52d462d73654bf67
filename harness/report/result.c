/* SPDX-License-Identifier: MIT */
/* Questions about a finished run that more than one report asks. Pure. */
#include "report/result.h"

#include <string.h>

bool result_is_first_of_mode(const struct run_result *r, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(r->scenarios[i].mode, r->scenarios[index].mode) == 0)
            return false;
    }
    return true;
}

static const char *const reach_names[REACH_COUNT] = {[REACH_WHOLE] = "whole",
                                                     [REACH_NOT_ALL_CHECKS] = "not all checks",
                                                     [REACH_NOT_ALL_STEPS] = "not all steps",
                                                     [REACH_NOTHING] = "nothing"};
static const char *const coverage_names[COVERAGE_COUNT] = {
    [NOT_COVERED] = "not covered", [JUDGED_ELSEWHERE] = "judged by make test"};

const char *reach_name(enum reach r)
{
    return reach_names[r];
}

const char *coverage_name(enum coverage c)
{
    return coverage_names[c];
}

enum verdict result_verdict_on(const struct requirement_result *q)
{
    if (q->verdict == VERDICT_WARN)
        return VERDICT_PASS;
    return q->verdict == VERDICT_ERROR ? VERDICT_INCONCLUSIVE : q->verdict;
}

const struct check_result *result_decisive_check(const struct scenario_result *s)
{
    for (size_t i = 0; i < s->check_count; i++) {
        if (s->checks[i].verdict == s->verdict)
            return &s->checks[i];
    }
    return NULL;
}

size_t result_play_number(const struct run_result *r, size_t index)
{
    size_t number = 1;
    for (size_t i = 0; i < index; i++)
        number += strcmp(r->scenarios[i].id, r->scenarios[index].id) == 0 &&
                  strcmp(r->scenarios[i].mode, r->scenarios[index].mode) == 0;
    return number;
}

bool result_is_unexplained(const struct run_result *r)
{
    bool shown = r->verdict == RUN_ACCEPTED;
    for (size_t i = 0; i < r->scenario_count; i++)
        shown |= r->scenarios[i].verdict >= VERDICT_INCONCLUSIVE;
    return !shown;
}

void result_sum_up(struct scenario_result *r)
{
    r->verdict = VERDICT_SKIP;
    for (size_t i = 0; i < r->check_count; i++)
        r->verdict = verdict_heavier(r->verdict, r->checks[i].verdict);
}
