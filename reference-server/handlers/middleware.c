/* SPDX-License-Identifier: MIT */
/*
 * What wraps every answer, refusals included: the tracked request, X-Request-Id, the access log. A
 * table of steps; the first parts run in order before the handler, the last parts in reverse after
 * the answer. Must not know what any route does.
 */
#include "handlers/routes.h"
#include "handlers/site.h"

struct step {
    const char *name;
    void (*before)(struct exchange *);
    void (*after)(struct exchange *);
};

static void track_before(struct exchange *x)
{
    request_open(&job_of(x)->tracked, x->owner);
    job_of(x)->started_ms = x->now.ms;
}

static void track_after(struct exchange *x)
{
    request_close(&job_of(x)->tracked);
}

/* A number that looks random and never repeats: an odd-constant mix of seed and count. */
static uint64_t next_id(struct site *s)
{
    uint64_t n = s->seed + atomic_fetch_add(&s->ids, 1) * 0x9e3779b97f4a7c15U;
    n = (n ^ (n >> 31)) * 0xd6e8feb86659fd93U;
    return n ^ (n >> 32);
}

static void id_before(struct exchange *x)
{
    struct job *job = job_of(x);
    struct span given = request_field(x->request, "X-Request-Id", NULL);
    if (given.length > 0 && given.length <= REQUEST_ID_MAX && span_all(given, OCTET_TARGET))
        snprintf(job->id, sizeof job->id, "%.*s", (int)given.length, given.at);
    else
        snprintf(job->id, sizeof job->id, "%016llx", (unsigned long long)next_id(site_of(x)));
    (void)answer_field(&x->answer, "X-Request-Id", span_of(job->id));
}

static void log_after(struct exchange *x)
{
    const struct tracked_connection *connection = x->owner;
    const struct request *r = x->request;
    const struct job *job = job_of(x);
    if (site_of(x)->log == NULL)
        return;
    fprintf(site_of(x)->log, "%s %s \"%.*s %.*s\" %u %llu %llums%s\n", connection->peer, job->id,
            (int)r->method_text.length, r->method_text.length > 0 ? r->method_text.at : "",
            (int)r->target.length, r->target.length > 0 ? r->target.at : "", x->answer.status,
            (unsigned long long)x->sent, (unsigned long long)(x->now.ms - job->started_ms),
            x->broken ? " broken" : "");
}

static const struct step steps[] = {
    {.name = "track", .before = track_before, .after = track_after},
    {.name = "request id", .before = id_before},
    {.name = "access log", .after = log_after},
};

enum { STEPS = sizeof steps / sizeof steps[0] };

static void run_before(struct exchange *x)
{
    for (size_t i = 0; i < STEPS; i++)
        if (steps[i].before != NULL)
            steps[i].before(x);
}

static void run_after(struct exchange *x)
{
    for (size_t i = STEPS; i-- > 0;)
        if (steps[i].after != NULL)
            steps[i].after(x);
}

enum handled site_handle(struct exchange *x)
{
    if (!x->begun)
        run_before(x);
    if (x->event == EXCHANGE_DONE) {
        run_after(x);
        return HANDLED_ANSWERED;
    }
    return x->event == EXCHANGE_REFUSED ? HANDLED_ANSWERED : routes_handle(x);
}
