/* SPDX-License-Identifier: MIT */
/* Everything that has a name in the languages of scenario and candidate files, in one list, made
 * from the tables that the readers use. What explains them and what draws them up reads this list.
 */
#ifndef ASSAY_SCENARIO_GLOSSARY_H
#define ASSAY_SCENARIO_GLOSSARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "scenario/words.h"

enum term_kind {
    TERM_WORD = 0,
    TERM_SUBJECT,
    TERM_METRIC,
    TERM_OPERATOR,
    TERM_STATE,
    TERM_UNIT,
    TERM_OUTCOME,
    TERM_CAPABILITY,
    TERM_IMPLICIT,
    TERM_KINDS
};

struct term {
    enum term_kind kind;
    const char *heading; /* of the group that it stands in */
    const char *name;
    const char *where;     /* "an action of a step", "a metric of `load:`" */
    const char *about;     /* one line */
    const char *takes;     /* what may follow it, or NULL */
    const char *otherwise; /* what holds without it, or NULL */
    const char *goes_with; /* the actions that it modifies, or NULL */
    bool compulsory;
    const char *example; /* or NULL */
};

/* By kind, and in each as its table has it. Texts live in `a` or for ever. */
const struct term *glossary(struct arena *a, size_t *count)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
