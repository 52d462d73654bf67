/* SPDX-License-Identifier: MIT */
/*
 * The door: buffers lent and taken back, wants, and deadlines. After every move the states run
 * until they wait, and settle() puts the connection in order: leftover input to the front, unneeded
 * buffers back to the pool, the right deadline running.
 */
#include "http/conn.h"

static bool has_input(const struct conn *c)
{
    return c->in_start < c->in_end;
}

static bool has_output(const struct conn *c)
{
    return c->out_start < c->out_end;
}

static enum conn_phase phase_of(const struct conn *c)
{
    switch (c->state) {
    case CONN_HEAD:
        if (!has_input(c))
            return has_output(c) ? PHASE_NONE : PHASE_IDLE;
        return conn_has_output_room(c) ? PHASE_HEAD
                                       : PHASE_NONE; /* else it is not the peer's delay */
    case CONN_BODY: return PHASE_BODY;
    case CONN_LATER: return PHASE_LATER;
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
    case PHASE_LATER: return c->work != NULL ? c->work->exchange.wake : UINT64_MAX;
    case PHASE_LINGER: return c->since + (c->draining ? LIMIT_DRAIN_LINGER_MS : LIMIT_LINGER_MS);
    default: return UINT64_MAX;
    }
}

static void settle_deadlines(struct conn *c, struct instant now)
{
    enum conn_phase phase = phase_of(c);
    if (phase != c->phase) {
        c->phase = phase;
        c->since = now.ms;
    }
    c->deadline = phase_end(c);
    if (!has_output(c))
        c->write_deadline = UINT64_MAX;
    else if (c->write_deadline == UINT64_MAX)
        c->write_deadline = now.ms + LIMIT_WRITE_MS;
}

static void settle_buffers(struct conn *c)
{
    if (c->state != CONN_HEAD || c->work == NULL)
        return;
    if (has_input(c) && c->in_start > 0)
        memmove(c->work->in, c->work->in + c->in_start, c->in_end - c->in_start);
    c->in_end -= c->in_start;
    c->in_start = 0;
    if (!has_input(c) && !has_output(c)) {
        pool_give(c->config->pool, POOL_WORK, c->work);
        c->work = NULL;
        c->out_start = c->out_end = 0;
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

char *conn_read_space(struct conn *c, size_t *room)
{
    struct workspace *work = c->work != NULL ? c->work : pool_peek(c->config->pool, POOL_WORK);
    *room = work != NULL ? LIMIT_IN - c->in_end : 0;
    return work != NULL ? work->in + c->in_end : NULL;
}

void conn_read_done(struct conn *c, size_t n, struct instant now)
{
    if (n == 0 || c->state == CONN_LINGER || c->state == CONN_CLOSED)
        return; /* lingering: dropped unread */
    if (c->work == NULL)
        c->work = pool_take(c->config->pool, POOL_WORK);
    c->in_end += n;
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
    if (!has_output(c))
        c->gathered = 0;
    run(c, now);
}

static bool wants_read(const struct conn *c)
{
    if (c->eof)
        return false;
    switch (c->state) {
    case CONN_HEAD:
    case CONN_LINGER:
        return conn_has_output_room(c) &&
               (c->work != NULL || pool_peek(c->config->pool, POOL_WORK) != NULL);
    case CONN_BODY: return !conn_needs_large(c);
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

uint64_t conn_idle_since(const struct conn *c)
{
    return c->phase == PHASE_IDLE ? c->since : UINT64_MAX;
}

static void refuse_late(struct conn *c, struct instant now)
{
    static const char rule[] = "RFC 9110 section 15.5.9";
    static const struct fault head = {408, rule, 0, "the request head took too long"};
    static const struct fault body = {408, rule, 0, "the request body took too long"};
    static const struct fault full = {503, "RFC 9110 section 15.6.4", 0,
                                      "too many long bodies at once"};
    if (c->phase == PHASE_HEAD)
        conn_states_refuse(c, &head, now);
    else
        conn_states_refuse(c, conn_needs_large(c) ? &full : &body, now);
}

void conn_expire(struct conn *c, struct instant now)
{
    if (now.ms >= c->write_deadline) {
        conn_states_close(c);
    } else if (now.ms >= c->deadline) {
        switch (c->phase) {
        case PHASE_IDLE: conn_states_finish(c); break;
        case PHASE_HEAD:
        case PHASE_BODY: refuse_late(c, now); break;
        case PHASE_LINGER: conn_states_close(c); break;
        default: break; /* PHASE_LATER: the state itself looks at the time */
        }
    }
    run(c, now);
}

void conn_drain(struct conn *c, struct instant now)
{
    c->draining = true;
    run(c, now);
}

void conn_release(struct conn *c)
{
    conn_states_close(c);
    c->deadline = c->write_deadline = UINT64_MAX;
}
