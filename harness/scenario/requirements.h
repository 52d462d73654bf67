/* SPDX-License-Identifier: MIT */
/* The list of requirements that `covers:` names: scenarios/requirements.yaml, or the user's own.
 */
#ifndef ASSAY_SCENARIO_REQUIREMENTS_H
#define ASSAY_SCENARIO_REQUIREMENTS_H

#include <stdio.h>

#include "base/failure.h"
#include "base/memory.h"

enum requirement_kind {
    REQUIREMENT_PLAIN = 0, /* seen by clients */
    REQUIREMENT_PROJECT,   /* judged by the project's own tests, not by scenarios */
    REQUIREMENT_PROCESS,   /* seen in the server's processes */
    REQUIREMENT_START      /* seen only of a server that assay starts */
};

struct requirement {
    const char *id;
    const char *title;  /* a sentence that a stranger understands */
    const char *source; /* the document that asks for it; "" if the file does not say */
    enum requirement_kind kind;
};

struct requirement_list {
    struct arena arena;
    const struct requirement *items; /* in file order */
    size_t count;
    const char *const *ids; /* all of them, ended by NULL, for `struct known` */
};

/* Reads the file. Mistakes go to `errors` and are added to *error_count. False with FAILURE_USAGE
 * if it cannot be read, FAILURE_SCENARIO if it has errors; the list is then empty. Either way
 * requirements_release ends it. */
bool requirements_load(struct requirement_list *list, const char *path, FILE *errors,
                       unsigned *error_count, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

void requirements_release(struct requirement_list *list) __attribute__((nonnull));

/* Its row, or NULL. */
const struct requirement *requirement_find(const struct requirement_list *list, const char *id)
    __attribute__((nonnull, warn_unused_result));

#endif
