/* SPDX-License-Identifier: MIT */
/* A run as one HTML page (WHATWG HTML): everything is in the file, nothing is fetched, and without
 * script and without style all of it can still be read. What a candidate has said stays inert: it
 * is escaped, and the page's own policy (CSP Level 3) lets nothing run but the page's script.
 */
#ifndef ASSAY_REPORT_HTML_H
#define ASSAY_REPORT_HTML_H

#include <stdio.h>

#include "report/result.h"

/* Where style and script of a page are: in it, or in two files beside it. */
enum html_assets { HTML_INLINE = 0, HTML_BESIDE };

/* What stands around the parts of any page, from the doctype to <body>, and the end of it. */
void html_begin(FILE *out, enum html_assets assets, const char *verdict, const char *name)
    __attribute__((nonnull));
void html_end(FILE *out, enum html_assets assets) __attribute__((nonnull));

void html_write(FILE *out, const struct run_result *r) __attribute__((nonnull));

/* The same for places where even inline style is forbidden: style and script are in two files
 * beside the page, report.css and report.js. */
void html_write_separate(FILE *out, const struct run_result *r) __attribute__((nonnull));
void html_write_style(FILE *out, const struct run_result *r) __attribute__((nonnull(1)));
void html_write_script(FILE *out, const struct run_result *r) __attribute__((nonnull(1)));

#endif
