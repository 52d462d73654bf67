/* SPDX-License-Identifier: MIT */
/* Signals as people write them: SIGTERM, TERM or 15.
 */
#ifndef ASSAY_SCENARIO_SIGNALS_H
#define ASSAY_SCENARIO_SIGNALS_H

/* Its number, or 0 if `text` names no signal. */
int signal_number(const char *text) __attribute__((nonnull, warn_unused_result));

/* The name with SIG nearest to `text`, or NULL: for "did you mean". */
const char *signal_nearest(const char *text) __attribute__((nonnull, warn_unused_result));

#endif
