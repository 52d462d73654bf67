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

void result_sum_up(struct scenario_result *r)
{
    r->verdict = VERDICT_SKIP;
    for (size_t i = 0; i < r->check_count; i++)
        r->verdict = verdict_heavier(r->verdict, r->checks[i].verdict);
}
