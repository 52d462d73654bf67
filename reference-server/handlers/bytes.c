/* SPDX-License-Identifier: MIT */
/*
 * GET /api/bytes/N: N octets of a repeated pattern, made when there is room for them, so that any N
 * needs the same memory.
 */
#include "handlers/handlers.h"

static ssize_t pull_pattern(void *context, char *space, size_t room)
{
    static const char pattern[] = "0123456789abcdef";
    struct job *job = context;
    for (size_t i = 0; i < room; i++)
        space[i] = pattern[(job->position + i) % (sizeof pattern - 1)];
    job->position += room;
    return (ssize_t)room;
}

enum handled bytes_get(struct exchange *x, struct span part)
{
    uint64_t count = 0;
    if (!span_number(part, &count))
        return refuse(x, 400, "the count is not a number");
    (void)answer_field(&x->answer, "Content-Type", SPAN("application/octet-stream"));
    answer_pulled(&x->answer, 200, count, (struct answer_source){pull_pattern, job_of(x)});
    return HANDLED_ANSWERED;
}
