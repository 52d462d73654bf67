/* SPDX-License-Identifier: MIT */
/* From a batch that failed to the one input that does it, as short as it can be made; or to the
 * shortest row of inputs that does it together.
 */
#ifndef ASSAY_HUNT_NARROW_H
#define ASSAY_HUNT_NARROW_H

#include "hunt/trial.h"

/* Fills inputs, count, first_length, repeated of the finding, whose kind is given; also sentence
 * and evidence if they say more now. Octets live in `a`. Takes a minute at the most. Returns
 * how often the server was started. */
unsigned narrow(struct life *life, struct hunt_finding *f, const struct span *batch, size_t count,
                struct arena *a) __attribute__((nonnull));

#endif
