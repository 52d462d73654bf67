/* SPDX-License-Identifier: MIT */
/*
 * The door: buffers lent and taken back, wants, and deadlines. After every move the states run
 * until they wait, and settle() puts the connection in order: leftover input to the front, unneeded
 * buffers back to the pool, the right deadline running.
 */
#include "http/conn.h"

#include "http/conn_states.h"

#include <string.h>

static bool has_input(const struct conn *c)
{
    return c->in_start < c->in_end;
}

static bool has_output(const struct conn *c)
{
    return c->out_start < c->out_end;
}

static enum conn_phase head_phase(const struct conn *c)
{
    if (has_input(c)) {
        return conn_has_output_room(c) ? PHASE_HEAD
                                       : PHASE_NONE; /* else the delay is not the peer's */
    }
    return has_output(c) ? PHASE_NONE : PHASE_IDLE;
}

static enum conn_phase phase_of(const struct conn *c)
{
    switch (c->state) {
    case CONN_HEAD: return head_phase(c);
    case CONN_BODY: return PHASE_BODY;
    case CONN_LATER: return PHASE_LATER;
    case CONN_LINGER: return PHASE_LINGER;
    default: return PHASE_NONE;
    }
}

static uint64_t phase_end(const struct conn *c, struct instant now)
{
    switch (c->phase) {
    case PHASE_IDLE: return now.ms + c->config->idle_ms;
    case PHASE_HEAD: return now.ms + LIMIT_HEAD_MS;
    case PHASE_BODY: return now.ms + LIMIT_BODY_MS;
    case PHASE_LATER: return c->work->exchange.wake;
    case PHASE_LINGER: return now.ms + (c->draining ? LIMIT_DRAIN_LINGER_MS : LIMIT_LINGER_MS);
    default: return UINT64_MAX;
    }
}

static void settle_deadlines(struct conn *c, struct instant now)
{
    enum conn_phase phase = phase_of(c);
    if (phase != c->phase || phase == PHASE_NONE) {
        c->phase = phase;
        c->deadline = phase_end(c, now);
    }
    if (!has_output(c))
        c->write_deadline = UINT64_MAX;
    else if (c->write_deadline == UINT64_MAX)
        c->write_deadline = now.ms + LIMIT_WRITE_MS;
}

static void settle_buffers(struct conn *c)
{
    if (c->state != CONN_HEAD || c->work == NULL)
        return;
    if (c->in_start > 0) {
        memmove(c->work->in, c->work->in + c->in_start, c->in_end - c->in_start);
        c->in_end -= c->in_start;
        c->in_start = 0;
    }
    if (!has_input(c) && !has_output(c)) {
        pool_give(c->config->pool, POOL_WORK, c->work);
        c->work = NULL;
        c->in_end = c->out_start = c->out_end = 0;
    }
}

static void run(struct conn *c, struct instant now)
{
    conn_states_run(c, now);
    settle_buffers(c);
    settle_deadlines(c, now);
}

void conn_init(struct conn *c, const struct conn_config *config, struct instant now)
{
    *c = (struct conn){.config = config, .write_deadline = UINT64_MAX};
    run(c, now);
}

/* Where a body that does not fit behind its head goes; the part that came with the head is put
   before the new octets when they are taken over. */
static char *large_space(const struct conn *c, size_t *room)
{
    char *large = c->large != NULL ? c->large : pool_peek(c->config->pool, POOL_BODY);
    size_t have = c->large != NULL ? c->body_have : c->in_end - conn_body_start(c);
    *room = large != NULL ? c->body_length - have : 0;
    return large != NULL ? large + have : NULL;
}

static void large_done(struct conn *c, size_t n)
{
    if (c->large == NULL) {
        size_t start = conn_body_start(c);
        c->large = pool_take(c->config->pool, POOL_BODY);
        c->body_have = c->in_end - start;
        memcpy(c->large, c->work->in + start, c->body_have);
        c->in_end = start;
    }
    c->body_have += n;
}

char *conn_read_space(struct conn *c, size_t *room)
{
    if (c->state == CONN_BODY && conn_needs_large(c))
        return large_space(c, room);
    struct workspace *work = c->work != NULL ? c->work : pool_peek(c->config->pool, POOL_WORK);
    *room = work != NULL ? LIMIT_IN - c->in_end : 0;
    return work != NULL ? work->in + c->in_end : NULL;
}

void conn_read_done(struct conn *c, size_t n, struct instant now)
{
    if (n == 0 || c->state == CONN_LINGER || c->state == CONN_CLOSED)
        return; /* lingering: dropped unread */
    if (c->state == CONN_BODY && conn_needs_large(c)) {
        large_done(c, n);
    } else {
        if (c->work == NULL)
            c->work = pool_take(c->config->pool, POOL_WORK);
        c->in_end += n;
    }
    run(c, now);
}

void conn_read_eof(struct conn *c, struct instant now)
{
    c->eof = true;
    if (c->state == CONN_LINGER)
        conn_states_close(c);
    run(c, now);
}

const char *conn_write_bytes(const struct conn *c, size_t *length)
{
    *length = c->out_end - c->out_start;
    return *length > 0 ? c->work->out + c->out_start : "";
}

void conn_write_done(struct conn *c, size_t n, struct instant now)
{
    if (n == 0)
        return;
    c->out_start += n;
    c->write_deadline = now.ms + LIMIT_WRITE_MS;
    run(c, now);
}

static bool wants_read(const struct conn *c)
{
    bool work = c->work != NULL || pool_peek(c->config->pool, POOL_WORK) != NULL;
    if (c->eof)
        return false;
    switch (c->state) {
    case CONN_HEAD: return work && conn_has_output_room(c);
    case CONN_BODY:
        return !conn_needs_large(c) || c->large != NULL ||
               pool_peek(c->config->pool, POOL_BODY) != NULL;
    case CONN_LINGER: return work;
    default: return false;
    }
}

unsigned conn_wants(const struct conn *c)
{
    if (c->state == CONN_CLOSED)
        return CONN_CLOSE;
    return (wants_read(c) ? CONN_READ : 0U) | (has_output(c) ? CONN_WRITE : 0U) |
           (c->state == CONN_LINGER ? CONN_SHUT_WRITE : 0U);
}

uint64_t conn_deadline(const struct conn *c)
{
    return c->deadline < c->write_deadline ? c->deadline : c->write_deadline;
}

static void refuse_late_head(struct conn *c, struct instant now)
{
    static const struct fault fault = {.status = 408,
                                       .rule = "RFC 9110 section 15.5.9",
                                       .sentence = "the request head took too long"};
    conn_states_refuse(c, &fault, now);
}

static void refuse_late_body(struct conn *c, struct instant now)
{
    static const struct fault late = {.status = 408,
                                      .rule = "RFC 9110 section 15.5.9",
                                      .sentence = "the request body took too long"};
    static const struct fault full = {.status = 503,
                                      .rule = "RFC 9110 section 15.6.4",
                                      .sentence = "too many long bodies at once"};
    conn_states_refuse(c, conn_needs_large(c) && c->large == NULL ? &full : &late, now);
}

void conn_expire(struct conn *c, struct instant now)
{
    if (now.ms >= c->write_deadline) {
        conn_states_close(c);
    } else if (now.ms >= c->deadline) {
        switch (c->phase) {
        case PHASE_IDLE: conn_states_finish(c); break;
        case PHASE_HEAD: refuse_late_head(c, now); break;
        case PHASE_BODY: refuse_late_body(c, now); break;
        case PHASE_LINGER: conn_states_close(c); break;
        default: break; /* PHASE_LATER: the state itself looks at the time */
        }
    }
    run(c, now);
}

void conn_drain(struct conn *c, struct instant now)
{
    c->draining = true;
    if (c->state == CONN_LINGER && c->deadline > now.ms + LIMIT_DRAIN_LINGER_MS)
        c->deadline = now.ms + LIMIT_DRAIN_LINGER_MS;
    run(c, now);
}

void conn_release(struct conn *c)
{
    conn_states_close(c);
    c->deadline = c->write_deadline = UINT64_MAX;
}
