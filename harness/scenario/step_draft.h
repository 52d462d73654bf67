/* SPDX-License-Identifier: MIT */
/* The step that is being read, and the readers of its words. Inner door of steps.c and steps_*.c.
 */
#ifndef ASSAY_SCENARIO_STEP_DRAFT_H
#define ASSAY_SCENARIO_STEP_DRAFT_H

#include "scenario/steps.h"

struct step_draft {
    struct draft *draft;
    struct step *step;
    const char *action_word;           /* NULL while none was seen */
    const struct yaml_node *checks[2]; /* expect:, should: */
    const struct yaml_node *each;
    const struct yaml_node *captures;
    const struct yaml_node *body; /* the key that gave it */
};

/* Each takes a struct step_draft as its context. */
form_reader step_read_fuzz, step_read_raw, step_read_bytes, step_read_connect, step_read_signal,
    step_read_wait, step_read_join, step_read_watch, step_read_sleep, step_read_repeat,
    step_read_load, step_read_churn, step_read_soak, step_read_leave, step_read_inject,
    step_read_limit, step_read_stub, step_read_exec, step_read_attack;
form_reader step_read_connections, step_read_duration, step_read_each;
form_reader step_read_part, step_read_half_close, step_read_expect, step_read_drip, step_read_cut;
form_reader step_read_request, step_read_headers, step_read_body, step_read_json, step_read_file;

/* Method and target; both NULL after a complaint. */
struct request_line step_request_line(struct step_draft *s, const struct yaml_node *value)
    __attribute__((nonnull));

/* Once all words of the step are read. */
void step_read_checks(struct step_draft *s) __attribute__((nonnull));
void step_read_captures(struct step_draft *s) __attribute__((nonnull));

/* Whether `drip:` and `cut:` go with what else the step says. `node` is the step. */
void step_check_pieces(struct step_draft *s, const struct yaml_node *node) __attribute__((nonnull));

/* Whether it may stand inside `inject:` or `limit:`, if it does. `node` is the step. */
void step_check_harmed(struct step_draft *s, const struct yaml_node *node) __attribute__((nonnull));

/* What the numbers of a load, churn or attack mean together, and whether its answers are judged.
 * `node` is the step. */
void step_check_load(struct step_draft *s, const struct yaml_node *node) __attribute__((nonnull));

#endif
