/* SPDX-License-Identifier: MIT */
/* What the two ways to soak share: a bound from minutes (soak_step.c), and the time itself. Private
 * to run/, apart from the wish.
 */
#ifndef ASSAY_RUN_SOAK_H
#define ASSAY_RUN_SOAK_H

#include "oracle/soak.h"

struct player;
struct step;

/* What the command line asks of soak steps. */
struct soak_wish {
    int64_t span;       /* ns that a bound is claimed for; 0: what the scenario says */
    int64_t duration;   /* ns for which soaks that really last go on; 0: they are skipped */
    const char *folder; /* of checkpoints */
    void (*progress)(void *context, const char *line); /* may be NULL */
    void *context;
};

int64_t soak_span_of(const struct player *p, const struct step *s) __attribute__((nonnull));
struct soak_profile soak_profile_of(const struct player *p, const struct step *s)
    __attribute__((nonnull));
const char *soak_size_text(struct player *p, double octets) __attribute__((nonnull));
const char *soak_span_text(struct player *p, int64_t ns) __attribute__((nonnull));

/* soak_real.c: as long as it says. */
void soak_really(struct player *p, const struct step *s) __attribute__((nonnull));

/* At a quiet moment. */
struct soak_reading soak_read(struct player *p, uint64_t cycles) __attribute__((nonnull));
void soak_tell(struct player *p, const char *line) __attribute__((nonnull));
const char *soak_curve(struct player *p, const struct soak_reading *r, size_t count)
    __attribute__((nonnull));

/* The verdict with the sentence that must be read beside it, whatever the verdict. */
void soak_record(struct player *p, const char *text, enum soak_answer answer, const char *limit,
                 const char *value, const char *words, const char *curve) __attribute__((nonnull));

#endif
