/* SPDX-License-Identifier: MIT */
/* What the parts of the HTML page share. Private to report/.
 */
#ifndef ASSAY_REPORT_HTML_PAGE_H
#define ASSAY_REPORT_HTML_PAGE_H

#include <stdio.h>

#include "report/result.h"

/* html_first.c: the verdict, a sentence why, what was judged, what did not pass, the requirements.
 */
void html_put_banner(FILE *out, const struct run_result *r) __attribute__((nonnull));
void html_put_subject(FILE *out, const struct run_result *r) __attribute__((nonnull));
void html_put_requirements(FILE *out, const struct run_result *r) __attribute__((nonnull));

/* A column for each mode that was played. */
void html_put_mode_heads(FILE *out, const struct run_result *r) __attribute__((nonnull));

/* html_scenario.c: the table of scenarios by modes, then each of them. */
void html_put_overview(FILE *out, const struct run_result *r) __attribute__((nonnull));
void html_put_failures(FILE *out, const struct run_result *r) __attribute__((nonnull));
bool html_has_failures(const struct run_result *r) __attribute__((nonnull, warn_unused_result));
void html_put_scenarios(FILE *out, const struct run_result *r) __attribute__((nonnull));
void html_put_checks(FILE *out, const struct scenario_result *s, enum verdict least)
    __attribute__((nonnull)); /* those of that weight and more */
void html_put_notable(FILE *out, const struct scenario_result *s) __attribute__((nonnull));

/* html_load.c: the drawings and the table of one load. */
void html_put_load(FILE *out, const struct load_figures *l) __attribute__((nonnull));

/* A table of figures that may be wider than the page, as far as its first <tr>. */
void html_begin_figures(FILE *out, const char *name) __attribute__((nonnull));

/* html_memory.c: memory and descriptors over cycles; descriptors by kind before and after. */
void html_put_course(FILE *out, const struct course_figures *c) __attribute__((nonnull));
void html_put_held(FILE *out, const struct scenario_result *s) __attribute__((nonnull));

/* A verdict in its own word, as a badge. */
void html_put_verdict(FILE *out, enum verdict v) __attribute__((nonnull));

/* The fragment of a scenario, "scenario-churn-1000", and of one play of it,
 * "play-churn-1000-native", with its number behind it if there are several. What stands before the
 * name keeps a scenario apart that is called as a part of the page is, "requirements" or "verdict".
 */
void html_put_scenario_id(FILE *out, const char *id) __attribute__((nonnull));
void html_put_play_id(FILE *out, const struct run_result *r, size_t index) __attribute__((nonnull));

/* True if no earlier play is of the same scenario. */
bool html_is_first_of_id(const struct run_result *r, size_t index)
    __attribute__((nonnull, warn_unused_result));

#endif
