/* SPDX-License-Identifier: MIT */
/* Waiting is what costs time, so nothing here waits for silence while there is something to ask: a
 * reply that leaves the connection open is followed by a clean request at once, and so is a server
 * that says nothing for a moment. Either is then answered or closed upon, within milliseconds.
 */
#include "run/volley.h"

#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "run/running.h"

#define CONNECT_WITHIN (1 * CLOCK_S)
#define SILENCE        (150 * CLOCK_MS) /* then the follow-up goes out unasked */
#define HANGS_AFTER    (1 * CLOCK_S)
#define SURELY_HANGS   (4 * CLOCK_S)
#define SENT_WITHIN    (10 * CLOCK_S) /* octet by octet on a busy host */
#define CLOSE_WITHIN   (500 * CLOCK_MS)
#define EXIT_SHOWS     (10 * CLOCK_MS) /* between a closed connection and the end of a process */

enum { REPLIES_MAX = 8 };

static const char mark_lead[] = "assay-lead", mark_follow_up[] = "assay-follow-up";

/* A volley under way. */
struct flight {
    struct player *p;
    struct volley *v;
    struct arena *arena;
    struct raw raw;
    struct bytes sent;
    struct exchange *replies[REPLIES_MAX];
    size_t started;  /* in `replies`: the last may not be complete */
    size_t complete; /* of them */
    bool followed;
    int64_t begun;
};

static int64_t within(const struct flight *f, int64_t span)
{
    return play_deadline(f->p, 0, span);
}

static int64_t patience(const struct flight *f)
{
    return within(f, f->v->patient ? SURELY_HANGS : HANGS_AFTER);
}

static const char *clean_request(struct player *p, struct arena *a, const char *mark, bool last)
{
    const char *target = variable_value(p, "paths.ping");
    return arena_text(a, "GET %s HTTP/1.1\r\nHost: %s\r\nX-Request-Id: %s\r\n%s\r\n",
                      target ? target : "/", p->ground->server.authority, mark,
                      last ? "Connection: close\r\n" : "");
}

static void send_now(struct flight *f, const char *octets, size_t count)
{
    bytes_add(&f->sent, octets, count);
    (void)!raw_send(&f->raw, octets, count, within(f, HANGS_AFTER));
}

static void send_follow_up(struct flight *f)
{
    const char *text = clean_request(f->p, f->arena, mark_follow_up, true);
    send_now(f, text, strlen(text));
    f->followed = true;
    f->p->requests++;
}

/* The lead goes out in one write with the octets, which are then not cut. */
static void send_octets(struct flight *f)
{
    struct volley *v = f->v;
    if (v->led) {
        const char *lead = clean_request(f->p, f->arena, mark_lead, false);
        struct bytes both;
        bytes_init(&both, strlen(lead) + v->count);
        bytes_text(&both, lead);
        bytes_add(&both, v->octets, v->count);
        send_now(f, both.data, both.length);
        bytes_release(&both);
    } else {
        bytes_add(&f->sent, v->octets, v->count);
        int64_t deadline = within(f, SENT_WITHIN);
        bool sent = raw_send_pieces(&f->raw, v->octets, v->count, &v->pieces, deadline);
        v->unsent = !sent && !f->raw.eof && clock_now() >= deadline;
    }
    if (v->half_close)
        raw_half_close(&f->raw);
    f->p->requests += v->requests + v->led;
}

static bool is_head(const struct flight *f, size_t index)
{
    const struct volley *v = f->v;
    return index == (size_t)v->led && v->count > 5 && memcmp(v->octets, "HEAD ", 5) == 0;
}

static struct exchange *reply_under_way(struct flight *f)
{
    if (f->started > f->complete)
        return f->replies[f->complete];
    struct exchange *x = arena_zero(f->arena, 1, sizeof *x);
    exchange_init(x, is_head(f, f->started));
    x->connect = CONNECT_ACCEPTED;
    f->replies[f->started++] = x;
    return x;
}

/* A close that was announced, or asked for, is given time; what was sent before it is kept. */
static void await_close(struct flight *f)
{
    struct exchange scratch = {.closed = -1};
    raw_watch(&f->raw, &scratch, clock_now(), within(f, CLOSE_WITHIN));
}

/* What comes after a complete reply: the next one that is due, the follow-up, or the end. False
 * once nothing more can come. */
static bool go_on(struct flight *f, int64_t *deadline)
{
    const struct volley *v = f->v;
    size_t due = v->requests + v->led;
    bool last =
        !f->replies[f->complete - 1]->reply.persistent || (f->followed && f->complete > due);
    if (last)
        await_close(f);
    if (f->raw.eof)
        return f->raw.received.length > 0;
    if (f->complete >= due && !f->followed && !v->half_close) {
        send_follow_up(f);
        *deadline = patience(f);
        return true;
    }
    return !last && f->complete < due + 1;
}

/* Silence: asks once, then gives up. */
static bool nudge(struct flight *f, int64_t *deadline)
{
    if (f->raw.eof || f->followed || f->v->half_close || interrupt_signal())
        return false;
    send_follow_up(f);
    *deadline = patience(f);
    return true;
}

static void receive(struct flight *f)
{
    int64_t deadline = f->v->half_close ? patience(f) : within(f, SILENCE);
    bool more = true;
    while (more && f->complete < REPLIES_MAX) {
        struct exchange *x = reply_under_way(f);
        raw_receive(&f->raw, x, f->begun, deadline);
        if (x->answered) {
            f->complete++;
            more = go_on(f, &deadline);
        } else {
            more = x->reply.state == REPLY_MORE && nudge(f, &deadline);
        }
    }
}

static const char *mark_of(const struct exchange *x, struct arena *a)
{
    const char *mark = reply_field(x->reply.fields, x->reply.field_count, "X-Request-Id", a);
    return mark && strncmp(mark, "assay-", 6) == 0 ? mark : NULL;
}

/* Whether it is the reply to the clean request of that mark: by the mark where the server sends it
 * back, else by what the reply looks like. */
static bool is_clean(const struct flight *f, const struct exchange *x, const char *mark)
{
    const struct clean_reply *clean = f->v->clean;
    const char *found = mark_of(x, f->arena);
    if (!clean || x->reply.status != clean->status)
        return false;
    if (clean->marked)
        return found && strcmp(found, mark) == 0;
    return !clean->sized || x->reply.body_octets == clean->body_octets;
}

/* A reply with the mark of a request that stands elsewhere. */
static bool is_mixed_up(const struct flight *f, size_t index)
{
    const char *mark = mark_of(f->replies[index], f->arena);
    bool is_lead = f->v->led && index == 0;
    return mark && ((strcmp(mark, mark_lead) == 0 && !is_lead) ||
                    (strcmp(mark, mark_follow_up) == 0 && index + 1 != f->complete));
}

static void attribute(struct flight *f)
{
    struct volley_seen *seen = &f->v->seen;
    size_t own = f->complete;
    seen->lead = f->v->led && own > 0 && is_clean(f, f->replies[0], mark_lead);
    seen->follow_up = f->followed && !f->v->half_close && own > (size_t)seen->lead &&
                      is_clean(f, f->replies[own - 1], mark_follow_up);
    /* One reply to two requests, without a mark: the case's own, and then it closed. */
    if (seen->follow_up && !(f->v->clean && f->v->clean->marked) &&
        own - seen->lead < f->v->requests + 1)
        seen->follow_up = false;
    own -= seen->follow_up;
    f->v->last = own > (size_t)seen->lead ? f->replies[own - 1] : f->replies[f->started - 1];
    seen->status = own > (size_t)seen->lead ? f->replies[own - 1]->reply.status : 0;
    for (size_t i = 0; i < f->complete; i++)
        seen->mixed_up |= is_mixed_up(f, i);
}

static void conclude(struct flight *f)
{
    struct volley_seen *seen = &f->v->seen;
    const struct exchange *x = f->replies[f->started - 1];
    size_t unread = x->received.length + f->raw.received.length;
    bool partial = f->started > f->complete && unread > 0;
    seen->requests = f->v->requests;
    seen->replies = (unsigned)f->complete;
    seen->closed = f->raw.eof;
    seen->reset = f->raw.reset;
    seen->garbled = partial && x->reply.state == REPLY_BAD && !f->raw.reset;
    attribute(f);
    if (f->raw.eof && f->complete <= (size_t)seen->lead)
        seen->crashed = server_is_gone(f->p, clock_now() + EXIT_SHOWS);
}

static const char *evidence_of(const struct flight *f)
{
    struct exchange both;
    exchange_init(&both, false);
    bytes_add(&both.sent, f->sent.data, f->sent.length);
    for (size_t i = 0; i < f->started; i++)
        bytes_add(&both.received, f->replies[i]->received.data, f->replies[i]->received.length);
    bytes_add(&both.received, f->raw.received.data, f->raw.received.length);
    const char *text = transcript(&both, f->arena);
    exchange_release(&both);
    return arena_text(f->arena, "%s\n%s", text ? text : "",
                      f->raw.reset ? "connection reset"
                      : f->raw.eof ? "connection closed"
                                   : "connection open");
}

void volley_play(struct player *p, struct volley *v, struct arena *arena)
{
    struct flight f = {.p = p, .v = v, .arena = arena, .begun = clock_now()};
    v->seen = (struct volley_seen){.requests = v->requests};
    v->unsent = false;
    v->evidence = NULL;
    v->last = NULL;
    if (raw_open(&f.raw, &p->ground->server, within(&f, CONNECT_WITHIN)) != CONNECT_ACCEPTED) {
        v->seen.crashed = server_is_gone(p, within(&f, HANGS_AFTER));
        v->evidence = "no connection could be opened";
        return;
    }
    bytes_init(&f.sent, EXCHANGE_TRANSCRIPT);
    send_octets(&f);
    receive(&f);
    conclude(&f);
    v->evidence = evidence_of(&f);
    bytes_release(&f.sent);
    raw_close(&f.raw);
    for (size_t i = 0; i < f.started; i++) {
        if (f.replies[i] != v->last)
            exchange_release(f.replies[i]);
    }
}

void volley_release(struct volley *v)
{
    if (v->last)
        exchange_release(v->last);
    v->last = NULL;
}

static void ask_clean(struct player *p, bool led, struct volley *v, struct arena *a)
{
    const char *octets = clean_request(p, a, mark_follow_up, true);
    *v = (struct volley){
        .octets = octets, .count = strlen(octets), .requests = 1, .led = led, .half_close = false};
    volley_play(p, v, a);
}

void volley_learn(struct player *p, struct clean_reply *clean)
{
    struct arena scratch;
    struct volley v;
    arena_init(&scratch);
    ask_clean(p, false, &v, &scratch);
    clean->known = v.seen.replies > 0 && v.last && v.last->answered;
    if (clean->known) {
        const char *mark = mark_of(v.last, &scratch);
        clean->status = v.last->reply.status;
        clean->body_octets = v.last->reply.body_octets;
        clean->marked = mark && strcmp(mark, mark_follow_up) == 0;
    }
    volley_release(&v);
    ask_clean(p, true, &v, &scratch);
    clean->pipelined = v.seen.replies > 1;
    clean->sized = v.last && v.last->reply.body_octets == clean->body_octets;
    volley_release(&v);
    arena_release(&scratch);
}
