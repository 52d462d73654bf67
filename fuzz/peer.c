/* SPDX-License-Identifier: MIT */
/*
 * One connection at a time, in memory that is never freed and never grows. What the input can reach
 * is filled with another octet for every pace, so whoever reads octets that nobody sent answers
 * differently. Interim answers depend on the cut by design (a 100 is sent only if the body is not
 * there yet): they are counted and left out of the transcript.
 */
#include "fuzz/peer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct workspace work;
static char large[LIMIT_BODY];
static atomic_bool keep_alive = true;

static const struct instant now = {.ms = 1000, .wall = 784111777};

uint64_t peer_hash(uint64_t seed, struct span s)
{
    uint64_t hash = seed ^ s.length;
    for (size_t i = 0; i < s.length; i++)
        hash = (hash ^ (unsigned char)s.at[i]) * 0x100000001b3U;
    return hash * 0x100000001b3U;
}

uint64_t peer_fingerprint(const struct request *r)
{
    struct span numbers[] = {{(const char *)&r->method, sizeof r->method},
                             {(const char *)&r->minor, sizeof r->minor},
                             {(const char *)&r->field_count, sizeof r->field_count}};
    struct span texts[] = {r->method_text, r->target, r->path, r->query, r->authority};
    uint64_t hash = 0xcbf29ce484222325U;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        hash = peer_hash(hash, numbers[i]);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        hash = peer_hash(hash, texts[i]);
    for (size_t i = 0; i < r->field_count; i++)
        hash = peer_hash(peer_hash(hash, r->fields[i].name), r->fields[i].value);
    return hash;
}

bool peer_within(struct span s, const char *block, size_t length)
{
    size_t at = (uintptr_t)s.at - (uintptr_t)block;
    return s.length == 0 || (at <= length && s.length <= length - at);
}

ssize_t peer_pull_dots(void *context, char *space, size_t room)
{
    (void)context;
    memset(space, '.', room);
    return (ssize_t)room;
}

/* As a field, because the answer to a HEAD has no body. */
static void add_fingerprint(struct exchange *x)
{
    static const char digits[] = "0123456789abcdef";
    char print[16];
    uint64_t hash = peer_hash(peer_fingerprint(x->request), x->body);
    for (size_t i = 0; i < sizeof print; i++)
        print[i] = digits[hash >> 4 * i & 15];
    (void)answer_field(&x->answer, "Print", (struct span){print, sizeof print});
}

/* The body's octets do not come back: they could look like an answer. */
static enum handled answer(struct exchange *x)
{
    struct heard *h = x->site;
    h->begun += !x->begun;
    switch (x->event) {
    case EXCHANGE_HEAD: h->asked++; return HANDLED_BODY;
    case EXCHANGE_DONE: h->done++; return HANDLED_ANSWERED;
    case EXCHANGE_REFUSED: h->facts.refused++; break;
    default:
        h->facts.requests++;
        answer_pulled(&x->answer, 200, x->body.length, peer_pull_dots, NULL);
    }
    add_fingerprint(x);
    return HANDLED_ANSWERED;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void take(struct conn *c, struct heard *h, const struct pace *pace)
{
    size_t length = 0;
    const char *octets = conn_write_bytes(c, &length);
    length = least(length, pace->write);
    size_t fits = least(length, sizeof h->text - h->length);
    h->overflow = h->overflow || fits < length;
    memcpy(h->text + h->length, octets, fits);
    h->length += fits;
    conn_write_done(c, length, now);
}

static size_t give(struct conn *c, struct heard *h, struct span rest, size_t offset,
                   const struct pace *pace)
{
    size_t room = 0;
    char *space = conn_read_space(c, &room);
    /* Buffers lie side by side: no sanitizer sees a step from one into the next. */
    const struct span span = {space, room};
    h->outside = h->outside || !(peer_within(span, work.in, sizeof work.in) ||
                                 peer_within(span, large, sizeof large));
    size_t n = least(least(rest.length, pace->read), room);
    for (size_t i = 0; i < PEER_CUTS; i++)
        if (pace->cuts[i] > offset)
            n = least(n, pace->cuts[i] - offset);
    if (n > 0)
        memcpy(space, rest.at, n);
    conn_read_done(c, n, now);
    return n;
}

/* Until all is said and heard, or the connection wants neither; returns how much was said. */
static size_t talk(struct conn *c, struct heard *h, struct span octets, const struct pace *pace)
{
    size_t said = 0;
    while (!h->overflow) {
        unsigned wants = conn_wants(c);
        bool can_give = said < octets.length && (wants & CONN_READ) != 0;
        size_t given = 0;
        if ((wants & CONN_WRITE) != 0 && !(can_give && pace->late))
            take(c, h, pace);
        else if (can_give && (given = give(c, h, span_from(octets, said), said, pace)) > 0)
            said += given;
        else
            break;
    }
    return said;
}

/* How much of a line that may stand behind a body is an interim answer, its empty line not counted.
 */
static size_t interim_in(const char *line, size_t length, const char *end)
{
    static const char interim[] = "HTTP/1.1 100 Continue\r\n";
    static const size_t own = sizeof interim - 1;
    bool is_one = length >= own && memcmp(line + length - own, interim, own) == 0 &&
                  end - line >= (ptrdiff_t)length + 2 && memcmp(line + length, "\r\n", 2) == 0;
    return is_one ? own : 0;
}

static bool is_line(const char *line, size_t length, struct span begin)
{
    return length >= begin.length && memcmp(line, begin.at, begin.length) == 0;
}

/* Leaves interim answers out. Every final one has one Date, and nothing else has that line. */
static void sum_up(struct heard *h)
{
    const char *end = h->text + h->length;
    char *to = h->text;
    for (const char *at = h->text, *next; at < end; at = next) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        next = newline != NULL ? newline + 1 : end;
        size_t length = (size_t)(next - at), interim = interim_in(at, length, end);
        h->facts.finals += is_line(at, length, SPAN("Date: "));
        h->closes += is_line(at, length, SPAN("Connection: close\r\n"));
        h->interims += interim > 0;
        if (to != at)
            memmove(to, at, length - interim);
        to += length - interim;
        next += interim > 0 ? 2 : 0;
    }
    h->length = (size_t)(to - h->text);
}

bool peer_heard_same(const struct heard *a, const struct heard *b)
{
    const struct facts *f = &a->facts, *g = &b->facts;
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0 &&
           f->left == g->left && f->wants == g->wants && f->wants_at_end == g->wants_at_end &&
           f->deadline == g->deadline && f->requests == g->requests && f->refused == g->refused &&
           f->finals == g->finals;
}

void peer_add_facts(struct heard *h)
{
    const struct facts *f = &h->facts;
    int length = snprintf(h->text + h->length, sizeof h->text - h->length,
                          "[wants %u, at the end %u, deadline %" PRIu64 ", %u requests, %u refused,"
                          " %u answers, %zu left]",
                          f->wants, f->wants_at_end, f->deadline, f->requests, f->refused,
                          f->finals, f->left);
    h->length = least(h->length + (size_t)length, sizeof h->text);
}

void peer_play(struct heard *h, const char *octets, size_t length, struct pace pace)
{
    struct pool work_pool;
    struct pool large_pool;
    struct conn_config config = {.work = &work_pool,
                                 .large = &large_pool,
                                 .handle = answer,
                                 .site = h,
                                 .keep_alive = &keep_alive,
                                 .idle_ms = LIMIT_IDLE_MS,
                                 .max_requests = LIMIT_REQUESTS};
    struct conn c;
    struct span input = {octets, least(length, PEER_INPUT)};
    memset((char *)h + sizeof h->text, 0, sizeof *h - sizeof h->text);
    memset(&work.request, pace.stale, sizeof work.request);
    memset(work.in, pace.stale, least(sizeof work.in, 2 * input.length));
    pool_stock(&work_pool, &work, sizeof work, 1);
    pool_stock(&large_pool, large, sizeof large, 1);
    conn_init(&c, &config, now);
    size_t left = input.length - talk(&c, h, input, &pace);
    h->facts.wants = conn_wants(&c);
    h->facts.left = h->facts.wants == CONN_CLOSE ? 0 : left;
    h->facts.deadline = conn_deadline(&c);
    conn_read_eof(&c, now);
    (void)talk(&c, h, SPAN(""), &pace);
    h->facts.wants_at_end = conn_wants(&c);
    conn_release(&c);
    h->kept = (unsigned)(work_pool.lent + large_pool.lent);
    sum_up(h);
}
