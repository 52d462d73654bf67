/* SPDX-License-Identifier: MIT */
/* What can be measured at a step and judged by a check line, by name.
 */
#ifndef ASSAY_SCENARIO_METRICS_H
#define ASSAY_SCENARIO_METRICS_H

#include <stddef.h>

#include "scenario/scenario.h"

/* Where it is seen. */
enum metric_view {
    VIEW_WIRE = 0, /* by clients */
    VIEW_TREE,     /* in the candidate's processes */
    VIEW_METER,    /* by the heap meter in them */
    VIEW_END       /* once they have ended */
};

struct metric {
    const char *name;
    enum check_unit unit;   /* one of the kind of its values; UNIT_NONE counts things */
    unsigned actions;       /* the steps that take it: a mask of 1u << enum action */
    enum wait_for wait_for; /* with ACTION_WAIT in the mask: `wait: quiet` or `wait: exit` */
    enum metric_view view;
    bool more_is_better; /* otherwise less is, or a count should stay as it is */
    bool exact;          /* the same in each run of the same candidate, whatever the host does */
    bool by_host;        /* other processes of the host move it, and a busy load side does not */
    double grain;        /* share of an exact figure by which it varies all the same */
    const char *tail;    /* words that may follow a value, such as "of fair share"; or NULL */
    const char *example; /* a check line with it */
    const char *explanation; /* one line */
};

/* The table. */
const struct metric *metrics(size_t *count)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Its row, or NULL. */
const struct metric *metric_find(const char *name) __attribute__((nonnull, warn_unused_result));

#endif
