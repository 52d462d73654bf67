/* SPDX-License-Identifier: MIT */
/* Seeded fault: the counter is read, and written back a millisecond later; who came in between is
 * lost.
 *
 * scenario: updates
 * check: json .value == ${after}
 * wrap: counter_post
 */
#include "handlers/site.h"

enum handled __wrap_counter_post(struct exchange *x);

enum handled __wrap_counter_post(struct exchange *x)
{
    struct job *job = job_of(x);
    if (x->event == EXCHANGE_AGAIN) {
        atomic_store(&site_of(x)->shared->counter, job->position + 1);
        return answer_json(x, "{\"value\":%llu}\n", (unsigned long long)job->position + 1);
    }
    job->position = atomic_load(&site_of(x)->shared->counter);
    x->wake = x->now.ms + 1;
    return HANDLED_LATER;
}
