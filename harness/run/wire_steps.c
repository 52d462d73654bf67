/* SPDX-License-Identifier: MIT */
/* The actions that talk to the candidate. An unnamed plain request goes through libcurl; everything
 * that needs its connection afterwards, or exact octets, goes over a raw one.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"
#include "run/player.h"

#define ANSWER_USUALLY  (10 * CLOCK_S)
#define CONNECT_USUALLY (1 * CLOCK_S)

static void add_field(struct message *m, const char *name, const char *value)
{
    m->fields[m->field_count++] = (struct client_field){.name = name, .value = value};
}

bool message_fill(struct player *p, const struct step *s, struct message *m, struct arena *a,
                  char *missing, size_t size)
{
    *m = (struct message){.method = s->method};
    m->body = s->has_body ? s->body : NULL;
    m->body_length = s->body_length;
    if (m->body && s->body_is_template)
        m->body = expand(p, s->body, s->body_length, &m->body_length, a, missing, size);
    m->octets = s->octets;
    m->octet_count = s->octet_count;
    if (s->action == ACTION_RAW)
        m->octets = expand(p, s->octets, s->octet_count, &m->octet_count, a, missing, size);
    if (s->action == ACTION_RAW || s->action == ACTION_BYTES)
        return m->octets && (m->body || !s->has_body);
    m->target = expand(p, s->target, strlen(s->target), NULL, a, missing, size);
    m->fields = arena_zero(a, s->header_count + 1, sizeof *m->fields);
    for (size_t i = 0; i < s->header_count; i++) {
        const char *value = s->headers[i].value;
        add_field(m, s->headers[i].name, expand(p, value, strlen(value), NULL, a, missing, size));
        if (!m->fields[i].value)
            return false;
    }
    if (s->media_type)
        add_field(m, "Content-Type", s->media_type);
    return m->target && (m->body || !s->has_body);
}

static bool has_field(const struct message *m, const char *name)
{
    for (size_t i = 0; i < m->field_count; i++) {
        if (strcasecmp(m->fields[i].name, name) == 0)
            return true;
    }
    return false;
}

void message_serialise(const struct player *p, const struct message *m, struct bytes *out)
{
    if (m->octets) {
        bytes_add(out, m->octets, m->octet_count);
        if (m->body)
            bytes_add(out, m->body, m->body_length);
        return;
    }
    bytes_format(out, "%s %s HTTP/1.1\r\n", m->method, m->target);
    if (!has_field(m, "Host"))
        bytes_format(out, "Host: %s\r\n", p->ground->server.authority);
    if (!has_field(m, "User-Agent"))
        bytes_text(out, "User-Agent: assay/" ASSAY_VERSION "\r\n");
    for (size_t i = 0; i < m->field_count; i++)
        bytes_format(out, "%s: %s\r\n", m->fields[i].name, m->fields[i].value);
    if (m->body && !has_field(m, "Content-Length"))
        bytes_format(out, "Content-Length: %zu\r\n", m->body_length);
    bytes_text(out, "\r\n");
    if (m->body)
        bytes_add(out, m->body, m->body_length);
}

static bool is_head(const struct step *s)
{
    if (s->action == ACTION_REQUEST)
        return strcmp(s->method, "HEAD") == 0;
    return s->octet_count > 5 && memcmp(s->octets, "HEAD ", 5) == 0;
}

static struct exchange *new_exchange(struct player *p, const struct step *s)
{
    struct exchange *x = arena_zero(p->arena, 1, sizeof *x);
    exchange_init(x, is_head(s));
    return x;
}

/* The end of a connection can only be seen on one that we hold. */
static bool needs_raw(const struct step *s)
{
    if (s->action != ACTION_REQUEST || s->connection || s->background || s->half_close)
        return true;
    for (size_t i = 0; i < s->check_count; i++) {
        enum subject_kind kind = s->checks[i].subject.kind;
        if (kind == SUBJECT_CLOSED || kind == SUBJECT_RESET)
            return true;
    }
    return false;
}

static void ask_with_curl(struct player *p, const struct step *s, const struct message *m)
{
    struct exchange *x = new_exchange(p, s);
    struct client_request q = {.method = m->method,
                               .target = m->target,
                               .to = &p->ground->server,
                               .headers = m->fields,
                               .header_count = m->field_count,
                               .body = m->body,
                               .body_length = m->body_length,
                               .deadline = play_deadline(p, s->within, ANSWER_USUALLY)};
    client_ask(p->client, &q, x);
    record_step(p, s, x, NULL);
    exchange_release(x);
}

static struct link *link_for(struct player *p, const struct step *s, struct exchange *x,
                             int64_t deadline)
{
    struct link *k = s->connection ? links_find(&p->links, s->connection) : NULL;
    if (k) {
        x->connect = CONNECT_ACCEPTED;
        return k;
    }
    return links_open(&p->links, s->connection, p->level, &p->ground->server, deadline, x);
}

static void send_on(struct player *p, const struct step *s, const struct message *m, struct link *k,
                    struct exchange *x, int64_t deadline)
{
    struct bytes out;
    bytes_init(&out, (size_t)64 * 1024 * 1024);
    message_serialise(p, m, &out);
    int64_t started = clock_now();
    k->raw.last_octet = started;
    bytes_add(&x->sent, out.data, out.length);
    const struct raw_pieces how = {.cuts = s->pieces.cuts,
                                   .cut_count = s->pieces.cut_count,
                                   .drip = s->pieces.drip,
                                   .pause = s->pieces.pause};
    /* Its failure shows in the answer. */
    (void)!raw_send_pieces(&k->raw, out.data, out.length, &how, deadline);
    if (s->half_close)
        raw_half_close(&k->raw);
    bytes_release(&out);
    if (s->part)
        return;
    struct pending due = {.background = s->background, .x = x, .started = started};
    if (!links_expect(&p->links, k, &due))
        exchange_problem(x, "more than %d responses due on one connection", LINK_PENDING_MAX);
}

static void ask_raw(struct player *p, const struct step *s, const struct message *m)
{
    int64_t deadline = play_deadline(p, s->within, ANSWER_USUALLY);
    struct exchange *x = new_exchange(p, s);
    struct link *k = link_for(p, s, x, deadline);
    if (!k) {
        record_step(p, s, x, NULL);
        exchange_release(x);
        return;
    }
    bool unasked = links_unasked(k);
    send_on(p, s, m, k, x, deadline);
    if (s->part)
        exchange_release(x);
    if (s->part || s->background)
        return; /* joined later, or closed with its connection */
    links_receive(k, x, deadline);
    if (unasked) {
        x->answered = false;
        exchange_problem(x, "octets had come before the request, behind an earlier response");
    }
    record_step(p, s, x, k);
    if (!s->connection)
        links_close(&p->links, k);
}

/* A play for each place at which the octets can be cut in two; the heaviest verdict of a check
 * stays. */
static void ask_at_every_place(struct player *p, const struct step *s, const struct message *m)
{
    struct bytes out;
    bytes_init(&out, (size_t)64 * 1024 * 1024);
    message_serialise(p, m, &out);
    for (size_t place = 1; place < out.length && !p->over; place++) {
        struct step cut = *s;
        cut.pieces.cuts = &place;
        cut.pieces.cut_count = 1;
        ask_raw(p, &cut, m);
        p->over |= interrupt_signal() || clock_now() >= p->deadline ||
                   (!p->told_to_stop && candidate_wait(p->candidate, 0));
    }
    bytes_release(&out);
}

void play_message(struct player *p, const struct step *s)
{
    struct arena scratch;
    struct message m;
    char missing[128] = "";
    arena_init(&scratch);
    if (!message_fill(p, s, &m, &scratch, missing, sizeof missing))
        record_uncaptured(p, s, missing);
    else if (s->pieces.everywhere)
        ask_at_every_place(p, s, &m);
    else if (++p->requests, needs_raw(s))
        ask_raw(p, s, &m);
    else
        ask_with_curl(p, s, &m);
    arena_release(&scratch);
}

static bool wants_refusal(const struct step *s)
{
    for (size_t i = 0; i < s->check_count; i++) {
        if (s->checks[i].subject.kind == SUBJECT_CONNECT && s->checks[i].state == STATE_REFUSED)
            return true;
    }
    return false;
}

/* A refusal may take a moment after a signal: the listener is closed by a process that must first
 * be scheduled. So a step that expects one tries again until it is refused or its time is up. */
void play_connect(struct player *p, const struct step *s)
{
    int64_t deadline = play_deadline(p, s->within, CONNECT_USUALLY);
    bool again = wants_refusal(s);
    struct exchange *x;
    struct link *k;
    for (;;) {
        x = new_exchange(p, s);
        k = links_open(&p->links, s->connection, p->level, &p->ground->server, deadline, x);
        if (!again || !k || clock_now() >= deadline)
            break;
        links_close(&p->links, k);
        exchange_release(x);
        if (fd_wait(-1, 0, clock_now() + 10 * CLOCK_MS) == FD_INTERRUPTED)
            again = false;
    }
    record_step(p, s, x, k);
    exchange_release(x);
}

void play_join(struct player *p, const struct step *s)
{
    struct pending *due;
    struct link *k = links_find_background(&p->links, s->background, &due);
    if (!k) {
        struct exchange *x = new_exchange(p, s);
        exchange_problem(x, "the background step %s is not under way", s->background);
        record_step(p, s, x, NULL);
        exchange_release(x);
        return;
    }
    links_receive(k, due->x, play_deadline(p, s->within, ANSWER_USUALLY));
    record_step(p, s, due->x, k);
    due->background = NULL;
}

void play_watch(struct player *p, const struct step *s)
{
    struct exchange *x = new_exchange(p, s);
    struct link *k = links_find(&p->links, s->connection);
    if (!k) {
        exchange_problem(x, "there is no connection %s", s->connection);
        record_step(p, s, x, NULL);
        exchange_release(x);
        return;
    }
    int64_t usual = CONNECT_USUALLY;
    for (size_t i = 0; i < s->check_count; i++) {
        const struct check *c = &s->checks[i];
        if (c->subject.kind == SUBJECT_CLOSED && c->value_count && c->values[0].is_number)
            usual = (int64_t)c->values[0].number;
    }
    x->connect = CONNECT_ACCEPTED;
    raw_watch(&k->raw, x, clock_now(), play_deadline(p, s->within, usual));
    bytes_add(&x->received, k->raw.received.data, k->raw.received.length);
    record_step(p, s, x, k);
    exchange_release(x);
}
