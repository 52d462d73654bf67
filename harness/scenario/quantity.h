/* SPDX-License-Identifier: MIT */
/* Numbers with a unit: `10ms`, `10 ms`, `1.5 MiB`, `50%`, `1000/s`.
 */
#ifndef ASSAY_SCENARIO_QUANTITY_H
#define ASSAY_SCENARIO_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/check.h"

/* An unsigned decimal number and perhaps a unit, nothing else. *number is in base units. */
bool quantity_parse(const char *text, size_t length, double *number, enum check_unit *unit)
    __attribute__((nonnull, warn_unused_result));

/* A time with its unit, at most a day; in ns. `0` needs no unit. */
bool quantity_duration(const char *text, size_t length, int64_t *ns)
    __attribute__((nonnull, warn_unused_result));

/* A long time: a number and s, m (minutes), h or d, at most a year; in ns. */
bool quantity_span(const char *text, size_t length, int64_t *ns)
    __attribute__((nonnull, warn_unused_result));

/* As it is written: "ms"; "" for UNIT_NONE. */
const char *unit_word(enum check_unit unit) __attribute__((returns_nonnull, warn_unused_result));

/* "milliseconds"; NULL for UNIT_NONE. */
const char *unit_about(enum check_unit unit) __attribute__((warn_unused_result));

/* True if the two measure the same kind of thing, such as us and s. */
bool unit_same_kind(enum check_unit a, enum check_unit b) __attribute__((warn_unused_result));

#endif
