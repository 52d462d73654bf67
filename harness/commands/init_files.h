/* SPDX-License-Identifier: MIT */
/* What a survey found, as files that a person goes on with. */
#ifndef ASSAY_COMMANDS_INIT_FILES_H
#define ASSAY_COMMANDS_INIT_FILES_H

#include <stdio.h>

#include "run/survey.h"

struct init_model {
    const char *name;           /* of the server; the candidate file is NAME.yaml */
    const char *schemas;        /* folder of the JSON Schemas, absolute */
    const char *const *command; /* templates, ended by NULL */
    unsigned short port;        /* the one that it insists on; 0: any */
    const struct survey *survey;
};

/* The candidate file. */
void init_write_candidate(FILE *out, const struct init_model *m) __attribute__((nonnull));

/* A first scenario, of what was seen to work. */
void init_write_scenario(FILE *out, const struct init_model *m) __attribute__((nonnull));

#endif
