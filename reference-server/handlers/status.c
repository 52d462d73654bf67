/* SPDX-License-Identifier: MIT */
/*
 * GET /api/status: how the server is. Reads the tracker and what the kernel knows about the
 * process; must not know how connections are served.
 */
#include "handlers/handlers.h"
#include "version.h"

#include <sys/resource.h>

static unsigned long long milliseconds(struct timeval t)
{
    return (unsigned long long)t.tv_sec * 1000 + (unsigned long long)t.tv_usec / 1000;
}

enum handled status_get(struct exchange *x, struct span part)
{
    const struct tracker *t = site_of(x)->tracker;
    struct rusage usage = {.ru_maxrss = 0};
    (void)part;
    getrusage(RUSAGE_SELF, &usage);
    return answer_json(x,
                       "{\"status\":\"ok\",\"version\":\"%s\",\"uptime_ms\":%llu,"
                       "\"connections\":%llu,\"requests\":%llu,\"requests_served\":%llu,"
                       "\"cpu_user_ms\":%llu,\"cpu_system_ms\":%llu,\"memory_peak_kib\":%ld}\n",
                       REFSERVER_VERSION, (unsigned long long)(x->now.ms - site_of(x)->started_ms),
                       (unsigned long long)t->connections, (unsigned long long)t->requests,
                       (unsigned long long)t->served, milliseconds(usage.ru_utime),
                       milliseconds(usage.ru_stime), usage.ru_maxrss);
}
