/* SPDX-License-Identifier: MIT */
/* The raw cases of a file, one after the other against one candidate process. Private to run/.
 */
#ifndef ASSAY_RUN_CASES_H
#define ASSAY_RUN_CASES_H

#include "run/player.h"

/* Plays those that are wanted and records each in its own result, if there are any. A candidate
 * that a case has ended is started again for the next one. */
void play_cases(struct player *p) __attribute__((nonnull));

#endif
