/* SPDX-License-Identifier: MIT */
/* Runs of several servers side by side as one HTML page: verdicts by scenario and server, what each
 * answered where one of them did not pass, and what was measured.
 */
#ifndef ASSAY_REPORT_HTML_SERVERS_H
#define ASSAY_REPORT_HTML_SERVERS_H

#include <stdio.h>

#include "report/result.h"

/* In the order given; a scenario that a server did not play leaves its cell empty. */
void html_servers_write(FILE *out, const struct run_result *const *runs, size_t count)
    __attribute__((nonnull));

#endif
