/* SPDX-License-Identifier: MIT */
/* Processes that ended and whose parent, in the candidate, never asked how: each keeps a process id
 * for as long as that parent lives, and a system runs out of them.
 */
#ifndef ASSAY_RUN_ZOMBIES_H
#define ASSAY_RUN_ZOMBIES_H

#include "run/player.h"

/* Right after readiness: how many there are already. */
void zombies_baseline(struct player *p) __attribute__((nonnull));

/* After the last step: fails if there are more, and more again once the steps were played again. */
void zombies_audit(struct player *p) __attribute__((nonnull));

#endif
