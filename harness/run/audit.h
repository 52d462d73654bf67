/* SPDX-License-Identifier: MIT */
/* What every scenario checks without being told: the candidate is alive, its descriptors are back
 * where they were, it stops when asked, and it leaves no process and no port behind.
 */
#ifndef ASSAY_RUN_AUDIT_H
#define ASSAY_RUN_AUDIT_H

#include "run/player.h"

/* Right after readiness: the descriptors that later ones are compared with. */
void audit_baseline(struct player *p) __attribute__((nonnull));

/* After the last step and before stopping. If descriptors have grown, the steps are played once
 * more in silence: what a leak takes it takes again, what a first use opened stays open once. */
void audit_running(struct player *p) __attribute__((nonnull));

/* Stops the candidate if no step did, and looks at what is left. */
void audit_stop(struct player *p) __attribute__((nonnull));

void audit_release(struct player *p) __attribute__((nonnull));

#endif
