/* SPDX-License-Identifier: MIT */
/* Names and sums of verdicts. Pure. */
#include "oracle/verdict.h"

static const struct {
    const char *name, *shout, *about;
} verdicts[VERDICT_COUNT] = {
    [VERDICT_SKIP] = {"skip", "SKIP", "waived, not offered, or not reached: the reason says which"},
    [VERDICT_PASS] = {"pass", "PASS", "seen, and as expected"},
    [VERDICT_WARN] = {"warn", "WARN",
                      "a `should` was missed; counts as passed, with --strict as failed"},
    [VERDICT_INCONCLUSIVE] = {"inconclusive", "?",
                              "nothing was measured, the run was cut short, or the host was unfit "
                              "to judge; never a pass"},
    [VERDICT_FAIL] = {"fail", "FAIL", "seen, and not as expected; or there was no answer"},
    [VERDICT_ERROR] = {"error", "ERROR", "the harness or a scenario file broke"},
};

static const struct {
    const char *name, *shout;
    int status;
    const char *about;
} runs[RUN_COUNT] = {
    [RUN_ACCEPTED] = {"accepted", "ACCEPTED", 0, "nothing failed, and nothing is left open"},
    [RUN_REJECTED] = {"rejected", "REJECTED", 1, "at least one scenario failed"},
    [RUN_INCOMPLETE] = {"incomplete", "INCOMPLETE", 3,
                        "nothing failed, and something could not be judged"},
    [RUN_ERROR] = {"error", "ERROR", 4, "the harness broke, and nothing failed before"},
};

const char *verdict_name(enum verdict v)
{
    return verdicts[v].name;
}

const char *verdict_shout(enum verdict v)
{
    return verdicts[v].shout;
}

const char *verdict_about(enum verdict v)
{
    return verdicts[v].about;
}

const char *run_verdict_name(enum run_verdict v)
{
    return runs[v].name;
}

const char *run_verdict_about(enum run_verdict v)
{
    return runs[v].about;
}

const char *run_verdict_shout(enum run_verdict v)
{
    return runs[v].shout;
}

enum verdict verdict_heavier(enum verdict a, enum verdict b)
{
    return a > b ? a : b;
}

enum verdict verdict_repeated(const enum verdict *plays, size_t count)
{
    unsigned failed = 0, unknown = 0;
    for (size_t i = 0; i < count; i++) {
        failed += plays[i] == VERDICT_FAIL;
        unknown += plays[i] == VERDICT_INCONCLUSIVE;
    }
    if (failed >= 2)
        return VERDICT_FAIL;
    return unknown ? VERDICT_INCONCLUSIVE : VERDICT_WARN;
}

enum verdict verdict_agreed(const enum verdict *plays, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (plays[i] != VERDICT_FAIL)
            return VERDICT_INCONCLUSIVE;
    }
    return count ? VERDICT_FAIL : VERDICT_INCONCLUSIVE;
}

enum run_verdict run_verdict_of(const unsigned counts[VERDICT_COUNT], int cut_off)
{
    if (counts[VERDICT_FAIL])
        return RUN_REJECTED;
    if (counts[VERDICT_ERROR] || cut_off)
        return RUN_ERROR;
    if (counts[VERDICT_INCONCLUSIVE] || counts[VERDICT_PASS] + counts[VERDICT_WARN] == 0)
        return RUN_INCOMPLETE;
    return RUN_ACCEPTED;
}

int run_verdict_status(enum run_verdict v, const unsigned counts[VERDICT_COUNT])
{
    unsigned judged = 0;
    for (int i = VERDICT_PASS; i < VERDICT_COUNT; i++)
        judged += counts[i];
    return judged == 0 && v == RUN_INCOMPLETE ? 5 : runs[v].status;
}
