/* SPDX-License-Identifier: MIT */
/*
 * What wraps every answer, refusals included: the tracked request, X-Request-Id, the access log,
 * the guard of /api/admin. A table of steps; the first parts run in order before the handler, the
 * last parts in reverse after the answer. Must not know what any route does.
 */
#include "handlers/routes.h"
#include "handlers/site.h"

struct step {
    const char *name;
    bool (*before)(struct exchange *); /* false: it has answered, and the handler is not asked */
    void (*after)(struct exchange *);
};

static bool track_before(struct exchange *x)
{
    struct job *job = job_of(x);
    job->started_ms = x->now.ms;
    job->position = 0;
    request_open(&job->tracked, x->owner);
    return true;
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

static bool id_before(struct exchange *x)
{
    struct job *job = job_of(x);
    job->id = request_field(x->request, NAME_X_REQUEST_ID);
    if (job->id.length == 0 || job->id.length > LIMIT_REQUEST_ID ||
        !span_all(job->id, OCTET_TARGET)) {
        uint64_t id = next_id(site_of(x));
        for (size_t i = sizeof job->id_text; i-- > 0; id >>= 4)
            job->id_text[i] = "0123456789abcdef"[id & 15];
        job->id = (struct span){job->id_text, sizeof job->id_text};
    }
    (void)answer_field(&x->answer, "X-Request-Id", job->id);
    return true;
}

/* Only with --admin, and only for peers on this host; else there is nothing at these paths. */
static bool guard_before(struct exchange *x)
{
    const struct tracked_connection *connection = x->owner;
    if (x->event == EXCHANGE_REFUSED || !span_starts(x->request->path, "/api/admin/") ||
        (site_of(x)->admin && connection->loopback))
        return true;
    (void)refuse(x, 404, "nothing is found at this path");
    return false;
}

static void log_after(struct exchange *x)
{
    const struct tracked_connection *connection = x->owner;
    const struct request *r = x->request;
    const struct job *job = job_of(x);
    if (site_of(x)->log == NULL)
        return;
    fprintf(site_of(x)->log, "%s %.*s \"%.*s %.*s\" %u %llu %llums%s\n", connection->peer,
            (int)job->id.length, job->id.at, (int)r->method_text.length,
            r->method_text.length > 0 ? r->method_text.at : "", (int)r->target.length,
            r->target.length > 0 ? r->target.at : "", x->answer.status, (unsigned long long)x->sent,
            (unsigned long long)(x->now.ms - job->started_ms), x->broken ? " broken" : "");
}

static const struct step steps[] = {
    {.name = "track", .before = track_before, .after = track_after},
    {.name = "request id", .before = id_before},
    {.name = "access log", .after = log_after},
    {.name = "admin guard", .before = guard_before},
};

enum { STEPS = sizeof steps / sizeof steps[0] };

static bool run_before(struct exchange *x)
{
    for (size_t i = 0; i < STEPS; i++)
        if (steps[i].before != NULL && !steps[i].before(x))
            return false;
    return true;
}

static void run_after(struct exchange *x)
{
    for (size_t i = STEPS; i-- > 0;)
        if (steps[i].after != NULL)
            steps[i].after(x);
}

enum handled site_handle(struct exchange *x)
{
    if (x->event == EXCHANGE_DONE)
        run_after(x);
    else if ((x->begun || run_before(x)) && x->event != EXCHANGE_REFUSED)
        return routes_handle(x);
    return HANDLED_ANSWERED;
}
