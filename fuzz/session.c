/* SPDX-License-Identifier: MIT */
/*
 * One connection at a time. The path of a request tells the handler how to behave: /later, /close,
 * /pull (a body longer than the output buffer), /break (a body that cannot be completed), /none
 * (204), /same (304), /early (an answer without waiting for the body); all others answer at once.
 */
#include "fuzz/session.h"

#include <stdio.h>
#include <string.h>

#include "fuzz/peer.h"
#include "wire/reply.h"

enum {
    PULLED = LIMIT_OUT + 3000,
    PATIENCE = 16, /* deadlines of a connection to which nothing happens, besides its exchanges */
    METHODS = PEER_INPUT / 16, /* no request is shorter */
};

static const char *const rules[] = {
    "a call of the handler in its turn",
    "nothing of a request changes until its exchange is done",
    "every answer can be read",
    "an answer to each request, and none without",
    "nothing behind the answer that says close",
    "nobody is asked again behind a refusal",
    "a deadline that has passed is followed by a later one, or the end",
    "whoever wants nothing has a deadline",
    "a connection to which nothing happens ends",
    "at most one answer to what was asked after the stop began",
    "nobody is idle since a moment to come",
    "everything is given back",
    "octets are read into one buffer",
};

enum rule {
    RULE_TURN = 0,
    RULE_SAME,
    RULE_READABLE,
    RULE_ONE_EACH,
    RULE_CLOSE,
    RULE_REFUSED,
    RULE_LATER,
    RULE_STUCK,
    RULE_ENDS,
    RULE_STOP,
    RULE_IDLE,
    RULE_BACK,
    RULE_WITHIN,
};

struct session {
    struct conn conn;
    struct pool work, large;
    struct instant now;
    struct span rest; /* of the octets */
    void *lent_work, *lent_large;
    const char *broken;
    struct reply reply; /* under way if `reading` */
    bool reading, closing, silent, stopping, cut;
    bool open, waits, refused; /* an exchange; for its instant; the last one */
    uint64_t print;            /* of its request */
    unsigned begun, done, due, answered, due_at_stop;
    bool to_head[METHODS];
};

static struct workspace workspace;
static char large[LIMIT_BODY];

static void hold(struct session *s, enum rule rule, bool kept)
{
    if (!kept && s->broken == NULL)
        s->broken = rules[rule];
}

static ssize_t pull_nothing(void *context, char *space, size_t room)
{
    struct session *s = context;
    (void)space;
    (void)room;
    s->cut = true;
    return -1;
}

static enum handled answer(struct session *s, struct exchange *x, char temper)
{
    struct answer *a = &x->answer;
    s->due++;
    switch (temper) {
    case 'c': a->close = true; return answer_bytes(a, 200, "text/plain", SPAN("the last\n"));
    case 'p': return answer_pulled(a, 200, PULLED, peer_pull_dots, NULL);
    case 'b': return answer_pulled(a, 200, PULLED, pull_nothing, s);
    case 'n': return answer_bytes(a, 204, NULL, SPAN(""));
    case 's': return answer_bytes(a, 304, NULL, SPAN("as it was"));
    default: return answer_bytes(a, 200, NULL, x->body);
    }
}

/* The first call of an exchange, or one that its last call allows. */
static void check_call(struct session *s, const struct exchange *x)
{
    uint64_t print = peer_fingerprint(x->request);
    bool first = x->event != EXCHANGE_AGAIN && x->event != EXCHANGE_DONE;
    hold(s, RULE_TURN, x->begun == s->open && (first || s->open));
    hold(s, RULE_TURN, (x->event == EXCHANGE_AGAIN) <= (s->waits && x->now.ms >= x->wake));
    hold(s, RULE_SAME, !s->open || print == s->print);
    hold(s, RULE_REFUSED, s->open || !s->refused);
    s->begun += !s->open;
    s->to_head[s->begun % METHODS] = x->request->method == METHOD_HEAD;
    s->print = print;
    s->open = x->event != EXCHANGE_DONE;
    s->done += !s->open;
}

static enum handled handle(struct exchange *x)
{
    struct session *s = x->site;
    struct span path = x->request->path;
    char temper = '.';
    if (path.length > 1)
        temper = path.at[1];
    check_call(s, x);
    (void)peer_hash(0, x->body); /* all of it is there */
    bool waited = s->waits;
    s->waits = x->event == EXCHANGE_REQUEST && temper == 'l';
    x->wake = s->waits ? x->now.ms + 1 + path.length * 7 : x->wake;
    if (x->event == EXCHANGE_DONE || s->waits)
        return HANDLED_LATER;
    if (x->event == EXCHANGE_HEAD && temper != 'e')
        return HANDLED_BODY;
    if (x->event != EXCHANGE_REFUSED)
        return answer(s, x, temper);
    hold(s, RULE_TURN, !waited);
    s->refused = true;
    s->due++;
    return HANDLED_ANSWERED;
}

static void finish_reply(struct session *s)
{
    s->closing = !s->reply.persistent;
    s->answered++;
    s->reading = false;
    reply_release(&s->reply);
    hold(s, RULE_ONE_EACH, s->answered <= s->due);
}

static void read_octets(struct session *s, const char *octets, size_t length)
{
    while (length > 0 && s->broken == NULL) {
        size_t used = 0;
        hold(s, RULE_CLOSE, !s->closing);
        if (!s->reading)
            reply_init(&s->reply, s->to_head[(s->answered + 1) % METHODS]);
        s->reading = true;
        enum reply_state state = reply_feed(&s->reply, octets, length, &used);
        octets += used;
        length -= used;
        hold(s, RULE_READABLE, state != REPLY_BAD && s->reply.framing != REPLY_UNTIL_CLOSE);
        if (state == REPLY_DONE)
            finish_reply(s);
    }
}

static void take(struct session *s, size_t most)
{
    size_t length = 0;
    const char *octets = conn_write_bytes(&s->conn, &length);
    length = length < most ? length : most;
    if (length == 0 || s->silent)
        return;
    read_octets(s, octets, length);
    conn_write_done(&s->conn, length, s->now);
}

static bool give(struct session *s, size_t most)
{
    size_t room = 0;
    if ((conn_wants(&s->conn) & CONN_READ) == 0 || s->rest.length == 0 || s->silent)
        return false;
    char *space = conn_read_space(&s->conn, &room);
    const struct span span = {space, room};
    hold(s, RULE_WITHIN,
         peer_within(span, workspace.in, sizeof workspace.in) ||
             peer_within(span, large, sizeof large));
    room = room < most ? room : most;
    room = room < s->rest.length ? room : s->rest.length;
    memcpy(space, s->rest.at, room);
    s->rest = span_from(s->rest, room);
    conn_read_done(&s->conn, room, s->now);
    return room > 0;
}

/* As the engine does: also when a buffer has come back. */
static void expire(struct session *s)
{
    size_t unsent = 0;
    (void)conn_write_bytes(&s->conn, &unsent);
    conn_expire(&s->conn, s->now);
    bool ended = conn_wants(&s->conn) == CONN_CLOSE;
    s->cut = s->cut || (ended && unsent > 0);
    hold(s, RULE_LATER, ended || conn_deadline(&s->conn) > s->now.ms);
}

static void pass(struct session *s, uint64_t until)
{
    if (until == UINT64_MAX || until < s->now.ms)
        return;
    s->now = (struct instant){.ms = until, .wall = 784111777 + (int64_t)(until / 1000)};
    if (s->now.ms >= conn_deadline(&s->conn))
        expire(s);
}

static void stop(struct session *s)
{
    if (!s->stopping)
        s->due_at_stop = s->due;
    s->stopping = true;
    conn_drain(&s->conn, s->now);
}

static void lend(struct pool *p, void **buffer)
{
    if (*buffer == NULL)
        *buffer = pool_take(p);
}

static void bring_back(struct session *s, struct pool *p, void **buffer)
{
    pool_give(p, *buffer);
    *buffer = NULL;
    expire(s);
}

static void play_move(struct session *s, char move)
{
    static const uint64_t times[] = {1, 10, 100, 1000, 10000, 100000};
    if (move >= 'a' && move <= 'p')
        (void)give(s, (size_t)1 << (move - 'a'));
    else if (move >= 'A' && move <= 'P')
        take(s, (size_t)1 << (move - 'A'));
    else if (move >= '1' && move <= '6')
        pass(s, s->now.ms + times[move - '1']);
    switch (move) {
    case '0': pass(s, conn_deadline(&s->conn)); break;
    case '.': conn_read_eof(&s->conn, s->now); break;
    case '!': stop(s); break;
    case '-': lend(&s->large, &s->lent_large); break;
    case '+': bring_back(s, &s->large, &s->lent_large); break;
    case '<': lend(&s->work, &s->lent_work); break;
    case '>': bring_back(s, &s->work, &s->lent_work); break;
    case '$': s->silent = true; break;
    default: break;
    }
}

/* Whoever is not silent says and hears what is left. */
static void talk(struct session *s)
{
    size_t unsent = 0;
    do {
        take(s, SIZE_MAX);
        (void)conn_write_bytes(&s->conn, &unsent);
    } while (s->broken == NULL && (give(s, SIZE_MAX) || (unsent > 0 && !s->silent)));
    if (!s->silent && s->rest.length == 0)
        conn_read_eof(&s->conn, s->now);
    take(s, SIZE_MAX);
}

static void play_to_end(struct session *s)
{
    bring_back(s, &s->large, &s->lent_large);
    bring_back(s, &s->work, &s->lent_work);
    for (unsigned n = 0; s->broken == NULL && conn_wants(&s->conn) != CONN_CLOSE; n++) {
        talk(s);
        uint64_t due = conn_deadline(&s->conn);
        unsigned wants = conn_wants(&s->conn);
        uint64_t idle = conn_idle_since(&s->conn);
        hold(s, RULE_IDLE, idle == UINT64_MAX || idle <= s->now.ms);
        hold(s, RULE_ENDS, n < 2 * s->begun + PATIENCE);
        hold(s, RULE_STUCK, wants == CONN_CLOSE || due != UINT64_MAX);
        if (wants != CONN_CLOSE)
            pass(s, due);
    }
}

static void close_books(struct session *s)
{
    bool in_final = s->reading && s->reply.status >= 200; /* a 100 may be all that was said */
    hold(s, RULE_ONE_EACH, s->cut || (s->answered == s->due && !in_final));
    hold(s, RULE_STOP, !s->stopping || s->due <= s->due_at_stop + 1);
    conn_release(&s->conn);
    hold(s, RULE_BACK, s->begun == s->done && s->work.lent + s->large.lent == 0);
    if (s->reading)
        reply_release(&s->reply);
}

/* The line of Date is kept for a second. Two seconds that no session has, so that the second one is
   always new: the same input takes the same path, whatever was played before. */
static void forget_date(void)
{
    struct answer a;
    char space[LIMIT_ANSWER_HEAD];
    answer_init(&a);
    (void)answer_write_head(&a, 1, true, 1, space);
    (void)answer_write_head(&a, 1, true, 0, space);
}

const char *session_play(struct span script, struct span octets)
{
    static struct session s;
    static const atomic_bool keep_alive = true;
    const struct conn_config config = {.work = &s.work,
                                       .large = &s.large,
                                       .handle = handle,
                                       .site = &s,
                                       .keep_alive = &keep_alive,
                                       .idle_ms = LIMIT_IDLE_MS,
                                       .max_requests = 100};
    memset(&s, 0, sizeof s);
    forget_date();
    s.now = (struct instant){.ms = 1000, .wall = 784111777};
    s.rest = octets;
    pool_stock(&s.work, &workspace, sizeof workspace, 1);
    pool_stock(&s.large, large, sizeof large, 1);
    conn_init(&s.conn, &config, s.now);
    for (size_t i = 0; i < script.length && s.broken == NULL; i++)
        if (conn_wants(&s.conn) != CONN_CLOSE)
            play_move(&s, script.at[i]);
    play_to_end(&s);
    close_books(&s);
    return s.broken;
}
