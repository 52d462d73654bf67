/* SPDX-License-Identifier: MIT */
/*
 * The connection machine: one function per state. A step returns true when it got on, so that the
 * next state may run at once; false means that it waits. Here and nowhere else the handler is
 * called. Octets of the request stay where they are from the end of its head to the end of its
 * exchange.
 */
#include "http/conn.h"

#include <assert.h>

/* Whether the body, or the trailer section of a chunked one, does not fit behind the head. */
bool conn_needs_large(const struct conn *c)
{
    size_t room = LIMIT_IN - c->in_start;
    return c->large == NULL && (c->body.chunked ? room < LIMIT_TRAILERS : room < c->body.left);
}

/* Free space behind the output; what is still to be sent moves to the front first. */
static struct text output(struct conn *c)
{
    size_t pending = c->out_end - c->out_start;
    if (c->out_start > 0 && pending > 0)
        memmove(c->work->out, c->work->out + c->out_start, pending);
    c->out_start = 0;
    c->out_end = pending;
    return (struct text){.at = c->work->out + pending, .room = LIMIT_OUT - pending};
}

static void exchange_begin(struct conn *c)
{
    struct exchange *x = &c->work->exchange;
    memset(x, 0, offsetof(struct exchange, answer));
    answer_init(&x->answer);
    x->sent = 0;
    x->request = &c->work->request;
    x->site = c->config->site;
    x->owner = c->owner;
    c->open = true;
    c->requests++;
}

static enum handled call(struct conn *c, enum exchange_event event, struct instant now)
{
    struct exchange *x = &c->work->exchange;
    if (!c->open)
        exchange_begin(c);
    x->event = event;
    x->now = now;
    enum handled handled = c->config->handle(x);
    x->begun = true;
    return handled;
}

static void exchange_end(struct conn *c, bool broken)
{
    if (c->open) {
        c->work->exchange.broken = broken;
        (void)call(c, EXCHANGE_DONE, c->work->exchange.now);
        c->open = false;
    }
}

static void answer_start(struct conn *c, struct instant now)
{
    const struct answer *a = &c->work->exchange.answer;
    const struct request *r = &c->work->request;
    bool keep = !a->close && !c->draining && c->requests < c->config->max_requests &&
                atomic_load(c->config->keep_alive) && request_keeps_alive(r);
    struct answer_terms terms = {.minor = r->minor, .keep = keep, .wall = now.wall};
    struct text space = output(c);
    c->out_end += answer_write_head(a, terms, space.at, space.room);
    c->left = answer_has_body(a->status) && r->method != METHOD_HEAD ? a->length : 0;
    c->closing = !keep;
    c->gathered++;
    c->state = CONN_ANSWER;
}

static void send_continue(struct conn *c)
{
    static const struct span interim = {"HTTP/1.1 100 Continue\r\n\r\n", 25};
    struct text space = output(c);
    text_put(&space, interim);
    c->out_end += space.length;
}

static void act_on(struct conn *c, enum handled handled, struct instant now)
{
    struct exchange *x = &c->work->exchange;
    switch (handled) {
    case HANDLED_ANSWERED:
        /* Whether the body follows an early answer is unknown: only a close is unambiguous. */
        x->answer.close = x->answer.close || x->event == EXCHANGE_HEAD;
        answer_start(c, now);
        break;
    case HANDLED_LATER:
        assert(x->event != EXCHANGE_HEAD);
        c->state = CONN_LATER;
        break;
    case HANDLED_BODY:
        assert(x->event == EXCHANGE_HEAD);
        send_continue(c);
        break;
    }
}

static void give_large_back(struct conn *c)
{
    if (c->large != NULL)
        pool_give(c->config->pool, POOL_LARGE, c->large);
    c->large = NULL;
}

static void release_buffers(struct conn *c)
{
    give_large_back(c);
    if (c->work != NULL)
        pool_give(c->config->pool, POOL_WORK, c->work);
    c->work = NULL;
    c->in_start = c->in_end = c->out_start = c->out_end = 0;
}

void conn_states_close(struct conn *c)
{
    exchange_end(c, true);
    release_buffers(c);
    c->state = CONN_CLOSED;
}

void conn_states_finish(struct conn *c)
{
    exchange_end(c, true);
    give_large_back(c);
    c->in_start = c->in_end = 0;
    c->state = CONN_FLUSH;
}

void conn_states_refuse(struct conn *c, const struct fault *fault, struct instant now)
{
    if (!c->open)
        exchange_begin(c);
    answer_fault(&c->work->exchange.answer, fault);
    (void)call(c, EXCHANGE_REFUSED, now);
    answer_start(c, now);
}

static void begin_body(struct conn *c, struct instant now)
{
    struct fault fault;
    const struct request *r = &c->work->request;
    if (!body_begin(&c->body, r, &fault)) {
        conn_states_refuse(c, &fault, now);
    } else if (c->body.part != BODY_END && c->in_start > 0) {
        /* The body needs the room behind its head: to the front with both, and read again. */
        memmove(c->work->in, c->work->in + c->in_start, c->in_end - c->in_start);
        c->in_end -= c->in_start;
        c->in_start = 0;
    } else {
        c->in_start += r->length;
        c->body_start = c->in_start;
        c->asked = false;
        c->state = CONN_BODY;
    }
}

static bool step_head(struct conn *c, struct instant now)
{
    struct fault fault;
    enum parse result = PARSE_MORE;
    if (c->in_start == c->in_end ? !c->eof && !c->draining : !conn_has_output_room(c))
        return false;
    if (c->in_start < c->in_end)
        result = head_parse(c->work->in + c->in_start, c->in_end - c->in_start, &c->work->request,
                            &fault);
    if (result == PARSE_DONE)
        begin_body(c, now);
    else if (result == PARSE_BAD)
        conn_states_refuse(c, &fault, now);
    else if (c->eof || c->in_start == c->in_end)
        conn_states_finish(c); /* half a request and no more to come: nobody to tell (§8) */
    else
        return false;
    return true;
}

/* Raw octets that could not be taken yet move up to what was taken, so that there is room again; a
   body that has no room behind its head moves to a large buffer. */
static void make_room(struct conn *c)
{
    if (conn_needs_large(c)) {
        c->large = pool_take(c->config->pool, POOL_LARGE);
        if (c->large != NULL)
            memcpy(c->large, c->work->in + c->body_start, c->body.have);
    }
    size_t start = c->body_start + (c->large == NULL ? c->body.have : 0);
    if (start < c->in_start)
        memmove(c->work->in + start, c->work->in + c->in_start, c->in_end - c->in_start);
    c->in_end -= c->in_start - start;
    c->in_start = start;
}

static bool step_body(struct conn *c, struct instant now)
{
    struct fault fault;
    size_t used = 0;
    char *body = c->large != NULL ? c->large : c->work->in + c->body_start;
    enum parse result = body_take(&c->body, c->work->in + c->in_start, c->in_end - c->in_start,
                                  &used, body + c->body.have, &fault);
    c->in_start += used;
    if (result == PARSE_BAD) {
        conn_states_refuse(c, &fault, now);
    } else if (result == PARSE_DONE) {
        if (!c->open)
            exchange_begin(c);
        c->work->exchange.body = (struct span){body, c->body.have};
        act_on(c, call(c, EXCHANGE_REQUEST, now), now);
    } else if (c->eof) {
        conn_states_finish(c);
    } else if (!c->asked && c->in_start == c->in_end && c->in_start == c->body_start &&
               request_expects_continue(&c->work->request)) {
        c->asked = true;
        act_on(c, call(c, EXCHANGE_HEAD, now), now);
    } else {
        make_room(c);
        return false;
    }
    return true;
}

static bool step_later(struct conn *c, struct instant now)
{
    if (now.ms < c->work->exchange.wake)
        return false;
    act_on(c, call(c, EXCHANGE_AGAIN, now), now);
    return true;
}

/* One piece of the answer's body; false when the source gives up. */
static bool produce(struct conn *c, struct text space)
{
    struct exchange *x = &c->work->exchange;
    size_t room = c->left < space.room ? (size_t)c->left : space.room;
    ssize_t n = (ssize_t)room;
    if (x->answer.source.pull != NULL)
        n = x->answer.source.pull(x->answer.source.context, space.at, room);
    else
        memcpy(space.at, x->answer.body.at + x->sent, room);
    if (n <= 0 || (size_t)n > room)
        return false;
    c->out_end += (size_t)n;
    c->left -= (uint64_t)n;
    x->sent += (uint64_t)n;
    return true;
}

static bool step_answer(struct conn *c, struct instant now)
{
    while (c->left > 0) {
        struct text space = output(c);
        if (space.room == 0)
            return false;
        if (!produce(c, space)) {
            conn_states_close(c); /* a cut connection, never a wrong length */
            return true;
        }
    }
    c->work->exchange.now = now;
    exchange_end(c, false);
    if (c->closing) {
        conn_states_finish(c); /* what is pipelined behind the last request is dropped (§9.6) */
    } else {
        give_large_back(c);
        c->phase = PHASE_NONE; /* the next head has its own time */
        c->state = CONN_HEAD;
    }
    return true;
}

static bool step_flush(struct conn *c, struct instant now)
{
    (void)now;
    if (c->out_start < c->out_end)
        return false;
    release_buffers(c);
    c->state = c->eof ? CONN_CLOSED : CONN_LINGER;
    return true;
}

void conn_states_run(struct conn *c, struct instant now)
{
    static bool (*const steps[CONN_STATES])(struct conn *, struct instant) = {
        [CONN_HEAD] = step_head,     [CONN_BODY] = step_body,   [CONN_LATER] = step_later,
        [CONN_ANSWER] = step_answer, [CONN_FLUSH] = step_flush,
    };
    while (steps[c->state] != NULL && steps[c->state](c, now)) {
    }
}
