/* SPDX-License-Identifier: MIT */
/* What a survey asks, and what fits the contract. Inner door of run/survey.c.
 */
#ifndef ASSAY_RUN_SURVEY_QUESTIONS_H
#define ASSAY_RUN_SURVEY_QUESTIONS_H

#include "wire/exchange.h"

#define SURVEY_SLOW_MS "300" /* so long a slow answer is to take */

struct question {
    const char *capability, *method;
    const char *target;               /* NULL: the path `ping` */
    const char *field, *value, *body; /* of the request, or NULL */
    int status;
    const char *what;                                        /* comes with the status */
    bool (*fits)(const struct exchange *x, struct arena *a); /* if the status does */
};

/* Ended by one without a capability. */
extern const struct question survey_questions[];

/* A file of the document root, in the two places where servers have it. */
extern const struct question survey_file_below_static, survey_file_at_root;

#endif
