/* SPDX-License-Identifier: MIT */
/* Figures as people read them, three digits and a unit.
 */
#ifndef ASSAY_REPORT_FIGURE_H
#define ASSAY_REPORT_FIGURE_H

#include <stddef.h>

enum figure_unit { FIGURE_COUNT = 0, FIGURE_NS, FIGURE_OCTETS, FIGURE_SHARE, FIGURE_RATE };

/* The unit of a metric of run.json, by its name; FIGURE_COUNT for one that is not known. */
enum figure_unit figure_unit_of(const char *metric) __attribute__((nonnull, warn_unused_result));

/* "0.12 ms", "1.5 MiB", "12 %", "61,200/s", "7"; as printf would, never longer than `size`. */
void figure_text(char *text, size_t size, enum figure_unit unit, double value)
    __attribute__((nonnull));

#endif
