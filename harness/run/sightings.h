/* SPDX-License-Identifier: MIT */
/* After which step a descriptor was first seen, so that a leak is named after what caused it.
 *
 * Looked for only while steps are played again because something grew: what leaks leaks again, and
 * a candidate that leaks nothing is not slowed down.
 */
#ifndef ASSAY_RUN_SIGHTINGS_H
#define ASSAY_RUN_SIGHTINGS_H

#include "candidate/launch.h"
#include "probes/fds.h"
#include "scenario/scenario.h"

struct sighting;

struct sightings {
    bool wanted;            /* sightings_take is to be called after each step */
    struct sighting *items; /* in the arena that is given */
    size_t count, room;
};

/* Forgets everything and takes note of what is open now. */
void sightings_begin(struct sightings *s, const struct candidate *c, struct arena *a)
    __attribute__((nonnull));

/* What is open now and was not seen before was first seen after this step. */
void sightings_take(struct sightings *s, const struct candidate *c, unsigned number,
                    const struct step *step, struct arena *a) __attribute__((nonnull));

/* ", first seen after step 3 (upload)"; "" if that is not known. */
const char *sightings_text(const struct sightings *s, const struct fd_row *row, struct arena *a)
    __attribute__((nonnull, returns_nonnull));

#endif
