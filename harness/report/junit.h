/* SPDX-License-Identifier: MIT */
/* JUnit XML, for the readers of Jenkins, GitLab and GitHub. Pure: writes to the FILE it is given.
 *
 * A suite for each mode, a case for each scenario in it: (classname, name) is (mode, id), unique
 * because a scenario that was played again is numbered, "id (2)". Inconclusive is an error here,
 * a warning a pass with system-out. A run that was not accepted is never all green: if no case
 * shows why, one more suite "assay" with the case "the run" does.
 */
#ifndef ASSAY_REPORT_JUNIT_H
#define ASSAY_REPORT_JUNIT_H

#include <stdio.h>

#include "report/result.h"

/* The whole run as one well-formed document in UTF-8. An octet that XML 1.0 forbids, or that is not
 * part of a well-formed character, is written as \xNN. */
void junit_write(FILE *out, const struct run_result *r) __attribute__((nonnull));

/* The same without what the schema of Jenkins' xUnit plugin (junit-10.xsd) refuses: `file` of a
 * case, `skipped` of the whole. */
void junit_write_strict(FILE *out, const struct run_result *r) __attribute__((nonnull));

#endif
