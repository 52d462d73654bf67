/* SPDX-License-Identifier: MIT */
/* Steps of a scenario file -> struct step. Inner door of the loader.
 */
#ifndef ASSAY_SCENARIO_STEPS_H
#define ASSAY_SCENARIO_STEPS_H

#include "scenario/form.h"
#include "scenario/load.h"
#include "scenario/scope.h"

/* A scenario that is being read. */
struct draft {
    struct form form;
    const struct known *known;
    const char *folder; /* of the file: `file:` and `include:` are relative to it */
    const char *part;   /* path of the part that is being read; NULL: the scenario itself */
    struct scope scope;
    const struct stub *stubs; /* of the scenario */
    size_t stub_count;
    size_t checks;                /* in all steps so far */
    const struct yaml_node *harm; /* the first `inject:` or `limit:`, or NULL */
    bool harmed;                  /* inside one */
};

/* Reads a list of steps; what is wrong is complained of, the rest is kept. */
void steps_read(struct draft *d, const struct yaml_node *list, const struct step **steps,
                size_t *count) __attribute__((nonnull));

/* Frees what is not in the arena. */
void steps_release(const struct step *steps, size_t count) __attribute__((nonnull(1)));

/* "a `watch:` step": where such a subject is judged; NULL for SUBJECT_METRIC, whose rows say it. */
const char *subject_where(enum subject_kind kind) __attribute__((warn_unused_result));

/* Complains of names in a template that have no value at this point. */
void steps_check_template(struct draft *d, const struct yaml_node *node, const char *text,
                          size_t length) __attribute__((nonnull));

/* A variable's own name: well-formed and not reserved. */
bool steps_check_variable(struct draft *d, const struct yaml_node *name) __attribute__((nonnull));

#endif
