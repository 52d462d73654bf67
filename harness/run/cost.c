/* SPDX-License-Identifier: MIT */
/* Profiles of callgrind are read for their last sum alone. */
#include "run/cost.h"

#include <dirent.h>
#include <stdio.h>

#include "base/words.h"
#include "probes/callgrind.h"

void cost_collect(struct cost *c, const struct ground *ground, struct arena *a)
{
    DIR *d = opendir(ground->folder);
    struct dirent *entry;
    c->instructions = c->processes = 0;
    while (d && (entry = readdir(d))) {
        uint64_t instructions;
        if (!words_match("callgrind.*.out", entry->d_name) ||
            !callgrind_read(arena_text(a, "%s/%s", ground->folder, entry->d_name), &instructions))
            continue;
        c->instructions += instructions;
        c->processes++;
    }
    if (d)
        closedir(d);
}

/* Why there is nothing to compare, or NULL. */
static const char *incomparable(const struct cost *once, const struct cost *twice)
{
    if (once->processes == 0 || twice->processes == 0)
        return "callgrind left no profile: the processes were killed before it could write one";
    if (once->processes != twice->processes)
        return "the two runs did not have the same number of processes";
    if (twice->requests <= once->requests)
        return "no request could be played twice";
    return NULL;
}

void cost_record(struct player *p, const struct cost *once, const struct cost *twice)
{
    char measured[80];
    const char *why = incomparable(once, twice);
    if (why) {
        record_implicit(p, IMPLICIT_COST, VERDICT_INCONCLUSIVE, "two comparable runs", why, NULL);
        return;
    }
    uint64_t requests = twice->requests - once->requests;
    double each = ((double)twice->instructions - (double)once->instructions) / (double)requests;
    snprintf(measured, sizeof measured, "%.0f instructions per request, %llu requests", each,
             (unsigned long long)requests);
    record_metric(p, "instructions per request", each);
    record_implicit(p, IMPLICIT_COST, VERDICT_PASS, "two comparable runs", measured, NULL);
}
