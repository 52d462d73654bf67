/* SPDX-License-Identifier: MIT */
/*
 * The fake handler's table of tricks.
 */
#include "tests/fake.h"

#include <string.h>

struct fake fake;

static ssize_t pull_dots(void *context, char *space, size_t room)
{
    (void)context;
    memset(space, '.', room);
    return (ssize_t)room;
}

static ssize_t pull_four(void *context, char *space, size_t room)
{
    size_t *given = context;
    size_t n = *given < 4 ? 4 - *given : 0;
    (void)room;
    memset(space, '4', n);
    *given += n;
    return (ssize_t)n;
}

static enum handled answer(struct exchange *x)
{
    struct span path = x->request->path;
    uint64_t count = 0;
    if (span_is(path, "/later") && x->event != EXCHANGE_AGAIN) {
        x->wake = x->now.ms + 100;
        return HANDLED_LATER;
    }
    if (span_starts(path, "/pull/") && span_number(span_from(path, 6), &count))
        answer_pulled(&x->answer, 200, count, pull_dots, NULL);
    else if (span_is(path, "/broken"))
        answer_pulled(&x->answer, 200, 10, pull_four, x->memory);
    else
        answer_bytes(&x->answer, 200, "text/plain", span_is(path, "/echo") ? x->body : path);
    return HANDLED_ANSWERED;
}

enum handled fake_handle(struct exchange *x)
{
    fake.begun += !x->begun;
    switch (x->event) {
    case EXCHANGE_DONE:
        fake.done++;
        fake.broken += x->broken;
        return HANDLED_ANSWERED;
    case EXCHANGE_REFUSED: fake.refused++; return HANDLED_ANSWERED;
    case EXCHANGE_HEAD:
        fake.asked++;
        if (!span_is(x->request->path, "/no"))
            return HANDLED_BODY;
        refuse(x, 404, "no");
        return HANDLED_ANSWERED;
    default: fake.body_length = x->body.length; return answer(x);
    }
}
