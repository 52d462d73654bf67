/* SPDX-License-Identifier: MIT */
/* What a person reads in the terminal. Pure: writes to the FILE it is given.
 */
#ifndef ASSAY_REPORT_CONSOLE_H
#define ASSAY_REPORT_CONSOLE_H

#include <stdio.h>

#include "report/result.h"

enum { CONSOLE_COLUMNS_MAX = 8 };

struct console {
    FILE *out;
    bool colour;
    const char *columns[CONSOLE_COLUMNS_MAX]; /* modes */
    size_t column_count;
    int verbosity; /* -1 quiet: failures and the last lines; 0; 1: every check; 2: evidence too */
    const char *folder,
        *page;        /* where reports are written, and which of them a person opens first */
    unsigned planned; /* scenarios x modes, for the heading */
};

/* The heading; a row when a scenario has ended in all its modes, with what failed below it; the
 * requirements and the end.
 */
void console_heading(const struct console *c, const struct run_result *r) __attribute__((nonnull));
void console_row(const struct console *c, const struct scenario_result *modes, size_t count)
    __attribute__((nonnull));
void console_end(const struct console *c, const struct run_result *r) __attribute__((nonnull));

#endif
