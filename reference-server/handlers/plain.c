/* SPDX-License-Identifier: MIT */
/*
 * The handlers that are a few lines each: test, answer, echo, counter, bytes, slow, work, and the
 * switch for kept connections. None of them allocates or waits; only work holds up its thread.
 */
#include "handlers/handlers.h"

#include <time.h>

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
enum handled test_get(struct exchange *x, struct span part)
{
    (void)part;
    answer_bytes(&x->answer, 200, "text/plain; charset=utf-8", SPAN("It works.\n"));
    return HANDLED_ANSWERED;
}

/* GET /api/answer/N: any final status. */
enum handled answer_get(struct exchange *x, struct span part)
{
    uint64_t status = 0;
    if (!span_number(part, &status) || status < 200 || status > 599)
        return refuse(x, 400, "a status is a number from 200 to 599");
    if (!answer_has_body((unsigned)status) || status == 205) /* RFC 9110 §15.3.6 */
        return answer_empty(x, (unsigned)status);
    answer_bytes(&x->answer, (unsigned)status, "text/plain; charset=utf-8", SPAN("As asked.\n"));
    return HANDLED_ANSWERED;
}

/* POST /api/echo copies nothing: the answer borrows the request's own octets. */
enum handled echo_post(struct exchange *x, struct span part)
{
    struct span type = request_field(x->request, NAME_CONTENT_TYPE);
    (void)part;
    if (type.length == 0)
        type = SPAN("application/octet-stream");
    if (!answer_field(&x->answer, "Content-Type", type))
        return refuse(x, 415, "the Content-Type is too long to be repeated");
    answer_bytes(&x->answer, 200, NULL, x->body);
    return HANDLED_ANSWERED;
}

/* /api/counter: an atomic, so that no update is lost whatever serves it. */
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

static ssize_t pull_pattern(void *context, char *space, size_t room)
{
    static const char pattern[] = "0123456789abcdef";
    struct job *job = context;
    for (size_t i = 0; i < room; i++)
        space[i] = pattern[(job->position + i) % (sizeof pattern - 1)];
    job->position += room;
    return (ssize_t)room;
}

/* GET /api/bytes/N: made when there is room for them, so that any N needs the same memory. */
enum handled bytes_get(struct exchange *x, struct span part)
{
    uint64_t count = 0;
    if (!span_number(part, &count))
        return refuse(x, 400, "the count is not a number");
    (void)answer_field(&x->answer, "Content-Type", SPAN("application/octet-stream"));
    answer_pulled(&x->answer, 200, count, (struct answer_source){pull_pattern, job_of(x)});
    return HANDLED_ANSWERED;
}

/* GET /api/slow?ms=N waits and holds up nobody: it asks to be called again. */
enum handled slow_get(struct exchange *x, struct span part)
{
    uint64_t ms = 0;
    (void)part;
    if (!query_number(x, "ms", LIMIT_SLOW_MS, &ms))
        return refuse(x, 400, "ms is a number from 0 to 60000");
    if (x->event == EXCHANGE_AGAIN || ms == 0)
        return answer_json(x, "{\"slept_ms\":%llu}\n", (unsigned long long)ms);
    x->wake = x->now.ms + ms;
    return HANDLED_LATER;
}

static uint64_t cpu_us(void)
{
    struct timespec t = {0, 0};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* GET /api/work?us=N computes, and so holds up whoever shares its thread: that is its purpose. */
enum handled work_get(struct exchange *x, struct span part)
{
    uint64_t us = 0;
    uint64_t sum = 0;
    (void)part;
    if (!query_number(x, "us", LIMIT_WORK_US, &us))
        return refuse(x, 400, "us is a number from 0 to 1000000");
    for (uint64_t end = cpu_us() + us; cpu_us() < end;)
        sum = sum * 31 + us;
    return answer_json(x, "{\"worked_us\":%llu,\"sum\":%llu}\n", (unsigned long long)us,
                       (unsigned long long)sum);
}

static bool take_word(struct span *rest, const char *word)
{
    while (rest->length > 0 &&
           (octet_is_blank(rest->at[0]) || rest->at[0] == '\r' || rest->at[0] == '\n'))
        *rest = span_from(*rest, 1);
    bool there = span_starts(*rest, word);
    *rest = span_from(*rest, there ? strlen(word) : 0);
    return there;
}

/* PUT /api/admin/keep-alive: the switch, while the server runs. One boolean needs no reader of
   JSON. */
enum handled keep_alive_put(struct exchange *x, struct span part)
{
    struct span rest = x->body;
    (void)part;
    bool valid = take_word(&rest, "{") && take_word(&rest, "\"enabled\"") && take_word(&rest, ":");
    bool enabled = take_word(&rest, "true");
    valid = valid && (enabled || take_word(&rest, "false")) && take_word(&rest, "}");
    if (!valid || !take_word(&rest, "") || rest.length > 0)
        return refuse(x, 400, "the body is {\"enabled\": true} or {\"enabled\": false}");
    atomic_store(&site_of(x)->keep_alive, enabled);
    return answer_empty(x, 204);
}
