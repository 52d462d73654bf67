/* SPDX-License-Identifier: MIT */
/*
 * The connection machine: one step per state, then the door. A step returns true when it got on, so
 * that the next state may run at once; false means that it waits. After every move, run() lets them
 * run until they wait, and puts the connection in order: leftover input to the front, unneeded
 * buffers back to the pool, the right deadline running. Octets of the request stay where they are
 * from the end of its head to the end of its exchange.
 */
#include "http/conn.h"

#include <assert.h>
#include <stdio.h>

static size_t length_of(struct stretch s)
{
    return s.end - s.start;
}

/* Back pressure: whether another answer may begin. */
static bool has_output_room(const struct conn *c)
{
    return LIMIT_OUT - length_of(c->out) >= LIMIT_ANSWER_ROOM && c->gathered < LIMIT_PIPELINE;
}

/* Whether the body, or the trailer section of a chunked one, does not fit behind the head. */
static bool needs_large(const struct conn *c)
{
    size_t room = LIMIT_IN - c->in.start;
    return c->large == NULL && (c->body.chunked ? room < LIMIT_TRAILERS : room < c->body.left);
}

/* What is left moves up to `start`, so that there is room behind it. */
static void move_up(char *buffer, struct stretch *s, size_t start)
{
    if (length_of(*s) > 0 && start < s->start)
        memmove(buffer + start, buffer + s->start, length_of(*s));
    *s = (struct stretch){start, start + length_of(*s)};
}

/* Free space behind the output. */
static struct text output(struct conn *c)
{
    move_up(c->work->out, &c->out, 0);
    return (struct text){.at = c->work->out + c->out.end, .room = LIMIT_OUT - c->out.end};
}

static void give_work_back(struct conn *c)
{
    pool_give(c->config->work, c->work);
    c->work = NULL;
    c->in = c->out = (struct stretch){0, 0};
}

/* The exchange under way, which is begun if there is none. */
static struct exchange *exchange_of(struct conn *c)
{
    struct exchange *x = &c->work->exchange;
    if (c->open)
        return x;
    memset(x, 0, offsetof(struct exchange, answer));
    answer_init(&x->answer);
    x->request = &c->work->request;
    x->site = c->config->site;
    x->owner = c->owner;
    c->open = true;
    c->requests++;
    return x;
}

static enum handled call(struct conn *c, enum exchange_event event, struct instant now)
{
    struct exchange *x = exchange_of(c);
    x->event = event;
    x->now = now;
    enum handled handled = c->config->handle(x);
    x->begun = true;
    return handled;
}

/* Whether one is under way or not; the body of its request is no longer needed. */
static void exchange_end(struct conn *c, bool broken)
{
    if (c->open) {
        c->work->exchange.broken = broken;
        (void)call(c, EXCHANGE_DONE, c->work->exchange.now);
        c->open = false;
    }
    pool_give(c->config->large, c->large);
    c->large = NULL;
}

void conn_release(struct conn *c)
{
    exchange_end(c, true);
    give_work_back(c);
    c->state = CONN_CLOSED;
}

/* Sends what there is, then half-closes. */
static void finish(struct conn *c)
{
    exchange_end(c, true);
    c->in = (struct stretch){0, 0};
    c->state = CONN_FLUSH;
}

/* Whether the client said that this is its last request (RFC 9112 §9.3). */
static bool client_leaves(const struct request *r)
{
    return request_lists(r, NAME_CONNECTION, span_like, "close") ||
           (r->minor == 0 && !request_lists(r, NAME_CONNECTION, span_like, "keep-alive"));
}

/* Behind its last request a client sends nothing (§9.6), so a close meets no octets and no reset
   kills the answer: no need to linger. Old clients put an empty line behind a body. */
static bool client_is_done(const struct conn *c)
{
    const struct exchange *x = &c->work->exchange;
    bool whole = x->event == EXCHANGE_REQUEST || x->event == EXCHANGE_AGAIN;
    return whole && client_leaves(x->request) && c->body.have == 0;
}

static void answer_start(struct conn *c, struct instant now)
{
    struct answer *a = &c->work->exchange.answer;
    const struct request *r = &c->work->request;
    bool keep = !a->close && !c->draining && c->requests < c->config->max_requests &&
                *c->config->keep_alive && !client_leaves(r);
    char *space = output(c).at;
    c->out.end += answer_write_head(a, r->minor, keep, now.wall, space);
    if (!answer_has_body(a->status) || r->method == METHOD_HEAD)
        a->length = 0; /* it was only to be said */
    a->close = !keep;
    c->gathered++;
    c->state = CONN_ANSWER;
}

/* Answers a fault and ends the connection behind that answer; needs a workspace. */
static void answer_fault(struct conn *c, const struct fault *fault, struct instant now)
{
    char sentence[LIMIT_ANSWER_NOTE];
    struct exchange *x = exchange_of(c);
    snprintf(sentence, sizeof sentence, "%s (%s, octet %zu)", fault->sentence, fault->rule,
             fault->offset);
    refuse(x, fault->status, sentence);
    x->answer.close = true;
    (void)call(c, EXCHANGE_REFUSED, now);
    answer_start(c, now);
}

static void ask(struct conn *c, enum exchange_event event, struct instant now)
{
    struct answer *a = &c->work->exchange.answer;
    struct text space;
    switch (call(c, event, now)) {
    case HANDLED_ANSWERED:
        /* Whether the body follows an early answer is unknown: only a close is unambiguous. */
        a->close = a->close || event == EXCHANGE_HEAD;
        answer_start(c, now);
        break;
    case HANDLED_LATER:
        assert(event != EXCHANGE_HEAD);
        c->state = CONN_LATER;
        break;
    case HANDLED_CALLS:
        assert(event != EXCHANGE_HEAD);
        c->work->exchange.wake = calls_due(c->work->exchange.calls);
        c->state = CONN_CALLS;
        break;
    case HANDLED_BODY:
        assert(event == EXCHANGE_HEAD);
        space = output(c);
        text_put(&space, SPAN("HTTP/1.1 100 Continue\r\n\r\n"));
        c->out.end += space.length;
        break;
    }
}

static bool step_head(struct conn *c, struct instant now)
{
    struct fault fault;
    enum parse result = PARSE_MORE;
    if (length_of(c->in) > 0 ? !has_output_room(c) : !c->eof && !c->draining)
        return false;
    if (length_of(c->in) > 0)
        result = head_parse(c->work->in + c->in.start, length_of(c->in), &c->work->request, &fault);
    if (result == PARSE_DONE)
        result = body_begin(&c->body, &c->work->request, &fault);
    if (result == PARSE_BAD) {
        answer_fault(c, &fault, now);
    } else if (result == PARSE_MORE) {
        if (length_of(c->in) > 0 && !c->eof)
            return false;
        finish(c); /* half a request and no more to come: nobody to tell (§8) */
    } else if (c->body.part != BODY_END && c->in.start > 0) {
        /* The body needs the room behind its head, which is read again. */
        move_up(c->work->in, &c->in, 0);
    } else {
        c->in.start += c->work->request.length;
        c->body_start = c->in.start;
        c->state = CONN_BODY;
    }
    return true;
}

/* A body that has no room behind its head moves to a large buffer. */
static void make_room(struct conn *c)
{
    if (needs_large(c)) {
        c->large = pool_take(c->config->large);
        if (c->large != NULL)
            memcpy(c->large, c->work->in + c->body_start, c->body.have);
    }
    move_up(c->work->in, &c->in, c->body_start + (c->large == NULL ? c->body.have : 0));
}

static bool step_body(struct conn *c, struct instant now)
{
    struct fault fault;
    size_t used = 0;
    const struct request *r = &c->work->request;
    char *body = c->large != NULL ? c->large : c->work->in + c->body_start;
    enum parse result =
        body_take(&c->body, c->work->in + c->in.start, length_of(c->in), &used, body, &fault);
    c->in.start += used;
    if (result == PARSE_BAD) {
        answer_fault(c, &fault, now);
    } else if (result == PARSE_DONE) {
        exchange_of(c)->body = (struct span){body, c->body.have};
        ask(c, EXCHANGE_REQUEST, now);
    } else if (c->eof) {
        finish(c);
    } else if (!c->open && length_of(c->in) == 0 && c->in.start == c->body_start && r->minor > 0 &&
               request_lists(r, NAME_EXPECT, span_like, "100-continue")) { /* §10.1.1 */
        ask(c, EXCHANGE_HEAD, now);
    } else {
        make_room(c);
        return false;
    }
    return true;
}

static bool step_answer(struct conn *c, struct instant now)
{
    struct exchange *x = &c->work->exchange;
    const struct answer *a = &x->answer;
    while (x->sent < a->length) {
        struct text space = output(c);
        uint64_t left = a->length - x->sent;
        size_t room = left < space.room ? (size_t)left : space.room;
        ssize_t n = (ssize_t)room;
        if (room == 0)
            return false;
        if (a->pull != NULL)
            n = a->pull(a->context, space.at, room);
        else
            memcpy(space.at, a->body.at + x->sent, room);
        if (n <= 0 || (size_t)n > room) {
            conn_release(c); /* a cut connection, never a wrong length */
            return true;
        }
        c->out.end += (size_t)n;
        x->sent += (uint64_t)n;
    }
    c->eof = c->eof || client_is_done(c);
    x->now = now;
    exchange_end(c, false);
    c->state = CONN_HEAD;
    c->phase = PHASE_NONE; /* the next head has its own time */
    if (a->close)
        finish(c); /* what is pipelined behind the last request is dropped (§9.6) */
    return true;
}

static bool step(struct conn *c, struct instant now)
{
    switch (c->state) {
    case CONN_HEAD: return step_head(c, now);
    case CONN_BODY: return step_body(c, now);
    case CONN_LATER:
        if (now.ms < c->work->exchange.wake)
            return false;
        ask(c, EXCHANGE_AGAIN, now);
        return true;
    case CONN_CALLS:
        if (c->eof)
            conn_release(c); /* nobody waits for the answer any more */
        else if (calls_move(c->work->exchange.calls, now))
            ask(c, EXCHANGE_AGAIN, now);
        else
            return false;
        return true;
    case CONN_ANSWER: return step_answer(c, now);
    case CONN_FLUSH:
        if (length_of(c->out) > 0)
            return false;
        give_work_back(c);
        c->state = c->eof ? CONN_CLOSED : CONN_LINGER;
        return true;
    default: return false;
    }
}

static enum conn_phase phase_of(const struct conn *c)
{
    switch (c->state) {
    case CONN_HEAD:
        if (length_of(c->in) == 0)
            return length_of(c->out) > 0 ? PHASE_NONE : PHASE_IDLE;
        return has_output_room(c) ? PHASE_HEAD : PHASE_NONE; /* else it is not the peer's delay */
    case CONN_BODY: return PHASE_BODY;
    case CONN_LATER:
    case CONN_CALLS: return PHASE_LATER;
    case CONN_LINGER: return PHASE_LINGER;
    default: return PHASE_NONE;
    }
}

static uint64_t phase_end(const struct conn *c)
{
    switch (c->phase) {
    case PHASE_IDLE: return c->since + c->config->idle_ms;
    case PHASE_HEAD: return c->since + LIMIT_HEAD_MS;
    case PHASE_BODY: return c->since + LIMIT_BODY_MS + c->body.have * 1000 / LIMIT_BODY_RATE;
    case PHASE_LATER: return c->work->exchange.wake;
    case PHASE_LINGER: return c->since + (c->draining ? LIMIT_DRAIN_LINGER_MS : LIMIT_LINGER_MS);
    default: return UINT64_MAX;
    }
}

static void run(struct conn *c, struct instant now)
{
    while (step(c, now)) {
    }
    if (c->state == CONN_HEAD && (length_of(c->in) > 0 || length_of(c->out) > 0))
        move_up(c->work->in, &c->in, 0);
    else if (c->state == CONN_HEAD)
        give_work_back(c);
    enum conn_phase phase = phase_of(c);
    if (phase != c->phase) {
        c->phase = phase;
        c->since = now.ms;
    }
    if (length_of(c->out) == 0)
        c->write_deadline = UINT64_MAX;
    else if (c->write_deadline == UINT64_MAX)
        c->write_deadline = now.ms + LIMIT_WRITE_MS;
}

void conn_init(struct conn *c, const struct conn_config *config, struct instant now)
{
    *c = (struct conn){.config = config, .write_deadline = UINT64_MAX};
    run(c, now);
}

char *conn_read_space(struct conn *c, size_t *room)
{
    struct workspace *work = c->work != NULL ? c->work : pool_peek(c->config->work);
    *room = work != NULL ? LIMIT_IN - c->in.end : 0;
    return work != NULL ? work->in + c->in.end : NULL;
}

void conn_read_done(struct conn *c, size_t n, struct instant now)
{
    if (n == 0 || c->state == CONN_LINGER || c->state == CONN_CLOSED)
        return; /* lingering: dropped unread */
    if (c->work == NULL)
        c->work = pool_take(c->config->work);
    c->in.end += n;
    run(c, now);
}

void conn_read_eof(struct conn *c, struct instant now)
{
    c->eof = true;
    if (c->state == CONN_LINGER)
        conn_release(c);
    run(c, now);
}

const char *conn_write_bytes(const struct conn *c, size_t *length)
{
    *length = length_of(c->out);
    return *length > 0 ? c->work->out + c->out.start : "";
}

void conn_write_done(struct conn *c, size_t n, struct instant now)
{
    c->out.start += n;
    c->write_deadline = now.ms + LIMIT_WRITE_MS;
    if (length_of(c->out) == 0)
        c->gathered = 0;
    run(c, now);
}

unsigned conn_wants(const struct conn *c)
{
    bool reads = false;
    unsigned wants = length_of(c->out) > 0 ? CONN_WRITE : 0U;
    switch (c->state) {
    case CONN_CLOSED: return CONN_CLOSE;
    case CONN_BODY: reads = !needs_large(c); break;
    case CONN_CALLS:
        wants |= CONN_CALL;
        reads = c->in.end < LIMIT_IN; /* only reading tells that the peer has left */
        break;
    case CONN_LINGER: wants |= CONN_SHUT_WRITE; /* fall through */
    case CONN_HEAD:
        reads = has_output_room(c) && (c->work != NULL || pool_peek(c->config->work) != NULL);
        break;
    default: break;
    }
    return wants | (reads && !c->eof ? CONN_READ : 0U);
}

uint64_t conn_deadline(const struct conn *c)
{
    uint64_t end = phase_end(c);
    return end < c->write_deadline ? end : c->write_deadline;
}

struct call *conn_call(const struct conn *c, size_t i)
{
    struct call *call = c->state == CONN_CALLS ? &c->work->exchange.calls[i] : NULL;
    return call != NULL && call_wants(call) != CONN_CLOSE ? call : NULL;
}

uint64_t conn_idle_since(const struct conn *c)
{
    return c->phase == PHASE_IDLE ? c->since : UINT64_MAX;
}

void conn_expire(struct conn *c, struct instant now)
{
    static const char late[] = "RFC 9110 section 15.5.9";
    static const struct fault late_head = {408, late, 0, "the request head took too long"};
    static const struct fault late_body = {408, late, 0, "the request body took too long"};
    static const struct fault crowd = {503, "RFC 9110 section 15.6.4", 0,
                                       "too many long bodies at once"};
    bool over = now.ms >= phase_end(c);
    if (now.ms >= c->write_deadline || (over && c->phase == PHASE_LINGER))
        conn_release(c);
    else if (over && c->phase == PHASE_IDLE)
        finish(c);
    else if (over && c->phase == PHASE_HEAD)
        answer_fault(c, &late_head, now);
    else if (over && c->phase == PHASE_BODY)
        answer_fault(c, needs_large(c) ? &crowd : &late_body, now);
    run(c, now); /* in PHASE_LATER, the state itself looks at the time */
}

void conn_drain(struct conn *c, struct instant now)
{
    c->draining = true;
    run(c, now);
}
