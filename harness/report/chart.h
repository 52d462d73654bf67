/* SPDX-License-Identifier: MIT */
/* Line charts as inline SVG. Colours and strokes are attributes, so a chart is readable where no
 * style sheet may be; with one, its classes take the page's colours, light or dark. Each line has a
 * dash pattern of its own, since not everyone sees colours.
 */
#ifndef ASSAY_REPORT_CHART_H
#define ASSAY_REPORT_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/figure.h"

enum { CHART_LINES_MAX = 6 };

struct chart_point {
    double x, y;
};

struct chart_line {
    const char *name;
    struct chart_point *points; /* by rising x; borrowed */
    size_t count;
};

enum chart_axis {
    CHART_LINEAR = 0, /* from 0, or from the lowest value if that is below */
    CHART_LOG,        /* values of 0 and less are left out */
    CHART_PERCENTILE  /* of x: shares from 0 to below 1, each halving of the rest as wide as the one
                         before */
};

struct chart {
    const char
        *title; /* a sentence without its full stop: what a reader who sees nothing is told */
    const char *x_name, *y_name;
    enum figure_unit x_unit, y_unit;
    enum chart_axis x_axis, y_axis;
    const struct chart_line *lines;
    size_t line_count; /* up to CHART_LINES_MAX */
    double limit;      /* a horizontal line; 0: none */
};

/* A <figure> with the drawing and, where there is more than one line, its key. Nothing if no line
 * has a point. */
void chart_write(FILE *out, const struct chart *c) __attribute__((nonnull));

#endif
