/* SPDX-License-Identifier: MIT */
/* The conditions of `assay compare --fail-on`: METRIC > +AMOUNT[%] or METRIC < -AMOUNT[%]. */
#ifndef ASSAY_COMMANDS_GATE_H
#define ASSAY_COMMANDS_GATE_H

#include "oracle/change.h"

struct gate {
    const char *text;
    char metric[64];
    bool below;    /* `<`: a change under the amount trips it; else one over it */
    bool relative; /* the amount is a share of the old figure, 0.01 is 1 % */
    double amount; /* in base units where it is no share */
    unsigned rows; /* figures that it was held against */
};

enum gate_answer { GATE_HELD = 0, GATE_TRIPPED, GATE_OPEN };

/* False if `text` is no condition. */
bool gate_parse(struct gate *g, const char *text) __attribute__((nonnull, warn_unused_result));

/* For a figure of the gate's metric. A change with an interval trips it if all of the interval
 * does: what was not shown is no regression. Too few runs to say anything leave it open. */
enum gate_answer gate_judge(const struct gate *g, const struct change *c)
    __attribute__((nonnull, warn_unused_result));

#endif
