/* SPDX-License-Identifier: MIT */
/* Scenario files -> a set of scenarios, everything checked before anything is started.
 */
#ifndef ASSAY_SCENARIO_LOAD_H
#define ASSAY_SCENARIO_LOAD_H

#include <stdio.h>

#include "base/failure.h"
#include "scenario/scenario.h"

/* What a scenario may name; both lists end with NULL. */
struct known {
    const char *const *requirements; /* NULL: any id is taken */
    const char *const *capabilities;
};

void scenario_set_init(struct scenario_set *set) __attribute__((nonnull));

/* Frees all of it, regexes too. */
void scenario_set_release(struct scenario_set *set) __attribute__((nonnull));

/* Adds the scenario at `path`, or every *.yaml below it when it is a folder (sorted; the folders
 * candidates and docroot and the file requirements.yaml are no scenarios and passed over). Mistakes
 * go to `errors` with their places and are added to the two counts; a file with errors adds
 * nothing. `strict` makes warnings errors.
 *
 * False if anything is wrong: FAILURE_USAGE if `path` cannot be read or holds no scenario,
 * FAILURE_SCENARIO if files have errors. */
bool scenarios_load(struct scenario_set *set, const char *path, const struct known *known,
                    bool strict, FILE *errors, unsigned *error_count, unsigned *warning_count,
                    struct failure *why) __attribute__((nonnull, warn_unused_result));

/* The same for one text instead of a file. */
bool scenarios_parse(struct scenario_set *set, const char *path, const char *text, size_t length,
                     const struct known *known, bool strict, FILE *errors, unsigned *error_count,
                     unsigned *warning_count) __attribute__((nonnull, warn_unused_result));

/* By its name: a file that scenarios include and that is none itself. */
bool load_is_part(const char *path) __attribute__((nonnull, warn_unused_result));

/* The folder in which the file lies. */
const char *load_folder_of(struct arena *a, const char *path)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
