/* SPDX-License-Identifier: MIT */
/* The handlers that are a few lines each. None of them waits; only work holds up its thread. */
#include "handlers/site.h"

#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* The number given for `key` in the query; false if it is missing or no number up to `most`. */
static bool query_number(const struct exchange *x, const char *key, uint64_t most, uint64_t *number)
{
    struct span rest = x->request->query;
    while (rest.length > 0) {
        struct span value = span_cut(&rest, '&');
        if (span_is(span_cut(&value, '='), key))
            return span_number(value, number) && *number <= most;
    }
    return false;
}

/* GET /api/test, as cheap as an answer can be. */
enum handled test_get(struct exchange *x)
{
    return answer_bytes(&x->answer, 200, "text/plain; charset=utf-8", SPAN("It works.\n"));
}

/* GET /api/answer/N: any final status. */
enum handled answer_get(struct exchange *x)
{
    uint64_t status = 0;
    if (!span_number(job_of(x)->part, &status) || status < 200 || status > 599)
        return refuse(x, 400, "a status is a number from 200 to 599");
    if (!answer_has_body((unsigned)status) || status == 205) /* RFC 9110 §15.3.6 */
        return answer_bytes(&x->answer, (unsigned)status, NULL, SPAN(""));
    return answer_bytes(&x->answer, (unsigned)status, "text/plain; charset=utf-8",
                        SPAN("As asked.\n"));
}

/* POST /api/echo copies nothing: the answer borrows the request's own octets. */
enum handled echo_post(struct exchange *x)
{
    struct span type = request_field(x->request, NAME_CONTENT_TYPE);
    if (type.length == 0)
        type = SPAN("application/octet-stream");
    if (!answer_field(&x->answer, "Content-Type", type))
        return refuse(x, 415, "the Content-Type is too long to be repeated");
    return answer_bytes(&x->answer, 200, NULL, x->body);
}

/* /api/counter: an atomic that all threads and processes share, so that no update is lost. */
enum handled counter_get(struct exchange *x)
{
    return answer_json(x, "{\"value\":%llu}\n", site_of(x)->shared->counter);
}

enum handled counter_post(struct exchange *x)
{
    return answer_json(x, "{\"value\":%llu}\n", ++site_of(x)->shared->counter);
}

static ssize_t pull_pattern(void *context, char *space, size_t room)
{
    struct job *job = context;
    for (size_t i = 0; i < room; i++)
        space[i] = "0123456789abcdef"[(job->position + i) % 16];
    job->position += room;
    return (ssize_t)room;
}

/* GET /api/bytes/N: made when there is room for them, so that any N needs the same memory. */
enum handled bytes_get(struct exchange *x)
{
    uint64_t count = 0;
    if (!span_number(job_of(x)->part, &count))
        return refuse(x, 400, "the count is not a number");
    answer_field(&x->answer, "Content-Type", SPAN("application/octet-stream"));
    return answer_pulled(&x->answer, 200, count, pull_pattern, job_of(x));
}

/* GET /api/slow?ms=N waits and holds up nobody: it asks to be called again. */
enum handled slow_get(struct exchange *x)
{
    uint64_t ms = 0;
    if (!query_number(x, "ms", LIMIT_SLOW_MS, &ms))
        return refuse(x, 400, "ms is a number from 0 to 60000");
    if (x->event == EXCHANGE_AGAIN || ms == 0)
        return answer_json(x, "{\"slept_ms\":%" PRIu64 "}\n", ms);
    x->wake = x->now.ms + ms;
    return HANDLED_LATER;
}

/* Processor time of this thread: what others compute meanwhile is not its work. */
static uint64_t worked_us(void)
{
    struct timespec t = {0, 0};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* GET /api/work?us=N computes, and so holds up whoever shares its thread: that is its purpose. */
enum handled work_get(struct exchange *x)
{
    uint64_t us = 0;
    uint64_t sum = 0;
    if (!query_number(x, "us", LIMIT_WORK_US, &us))
        return refuse(x, 400, "us is a number from 0 to 1000000");
    for (uint64_t end = worked_us() + us; worked_us() < end;)
        sum = sum * 31 + us;
    return answer_json(x, "{\"worked_us\":%" PRIu64 ",\"sum\":%" PRIu64 "}\n", us, sum);
}

/* PUT /api/admin/keep-alive: the switch, while the server runs. */
enum handled keep_alive_put(struct exchange *x)
{
    json_t *body = json_loadb(x->body.at, x->body.length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *enabled = json_object_get(body, "enabled");
    bool valid = json_is_boolean(enabled) && json_object_size(body) == 1;
    if (valid)
        site_of(x)->shared->keep_alive = json_is_true(enabled);
    json_decref(body);
    if (!valid)
        return refuse(x, 400, "the body is {\"enabled\": true} or {\"enabled\": false}");
    return answer_bytes(&x->answer, 204, NULL, SPAN(""));
}

/* Resident memory now; 0 if the kernel does not say. */
static unsigned long long memory_kib(void)
{
    char text[64] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = file != -1 ? read(file, text, sizeof text - 1) : -1;
    if (file != -1)
        close(file);
    const char *pages = n > 0 ? strchr(text, ' ') : NULL; /* the second number */
    return pages != NULL ? strtoull(pages, NULL, 10) * (unsigned)getpagesize() / 1024 : 0;
}

static long milliseconds(struct timeval t)
{
    return t.tv_sec * 1000 + t.tv_usec / 1000;
}

/* GET /api/status: what the tracker and the kernel know about the server. */
enum handled status_get(struct exchange *x)
{
    const struct tracker *t = site_of(x)->tracker;
    struct rusage usage = {.ru_maxrss = 0};
    getrusage(RUSAGE_SELF, &usage);
    return answer_json(
        x,
        "{\"status\":\"ok\",\"version\":\"%s\",\"uptime_ms\":%" PRIu64
        ",\"sockets\":%llu,\"files\":%llu,\"connections\":%llu,\"connections_peak\":%llu,"
        "\"requests\":%llu,\"requests_peak\":%llu,\"requests_served\":%llu,\"cpu_user_ms\":%ld,"
        "\"cpu_system_ms\":%ld,\"memory_kib\":%llu,\"memory_peak_kib\":%ld}\n",
        REFSERVER_VERSION, x->now.ms - site_of(x)->started_ms, tracker_count(t, TRACKED_SOCKETS),
        tracker_count(t, TRACKED_FILES), tracker_count(t, TRACKED_CONNECTIONS),
        t->peak[TRACKED_CONNECTIONS], tracker_count(t, TRACKED_REQUESTS), t->peak[TRACKED_REQUESTS],
        t->served, milliseconds(usage.ru_utime), milliseconds(usage.ru_stime), memory_kib(),
        usage.ru_maxrss);
}
