/* SPDX-License-Identifier: MIT */
/*
 * /api/counter: POST adds one, GET reads. An atomic, so that no update is lost whatever serves it.
 */
#include "handlers/handlers.h"

enum handled counter_get(struct exchange *x, struct span part)
{
    (void)part;
    return answer_json(x, "{\"value\":%llu}\n",
                       (unsigned long long)atomic_load(&site_of(x)->counter));
}

enum handled counter_post(struct exchange *x, struct span part)
{
    (void)part;
    return answer_json(x, "{\"value\":%llu}\n",
                       (unsigned long long)atomic_fetch_add(&site_of(x)->counter, 1) + 1);
}
