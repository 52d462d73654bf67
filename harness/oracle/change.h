/* SPDX-License-Identifier: MIT */
/* Did a figure change between two sets of runs? Pure.
 *
 * Figures that repeat exactly are compared as they are. For others the ratio new/old is estimated
 * by the median of the ratios of all pairs (Hodges and Lehmann, 1963, on the logarithms), with the
 * interval that inverts the Mann-Whitney test at 5 %: free of any assumption about distributions.
 * Four runs of each are the fewest that give one.
 */
#ifndef ASSAY_ORACLE_CHANGE_H
#define ASSAY_ORACLE_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CHANGE_RUNS_MAX = 20, /* of each side; the coefficients below stay exact in a double */
    CHANGE_RUNS_MIN = 4
};

enum change_kind {
    CHANGE_NONE = 0, /* equal, where figures repeat exactly */
    CHANGE_UNCLEAR,  /* the interval holds zero */
    CHANGE_UP,
    CHANGE_DOWN,
    CHANGE_UNKNOWN /* too few runs for figures that vary */
};

struct figures {
    double values[CHANGE_RUNS_MAX];
    size_t count;
};

struct change {
    enum change_kind kind;
    double old, now; /* medians */
    bool relative;   /* delta, low and high are shares of old: 0.1 is + 10 %; otherwise
                        differences, because something is zero or below */
    double delta;    /* estimate */
    bool has_interval;
    double low, high; /* of delta, at 95 % */
};

/* `exact`: the figure depends on nothing but the candidate, so that one run is enough. `grain`: a
 * share of an exact figure by which it varies all the same; less than that is no change. Figures
 * are sorted in place; each side has at least one. */
struct change change_judge(struct figures *old, struct figures *now, bool exact, double grain)
    __attribute__((nonnull, warn_unused_result));

#endif
