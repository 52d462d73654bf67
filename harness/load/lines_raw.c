/* SPDX-License-Identifier: MIT */
/* One epoll set, one socket per line, one send and one recv for most answers. Sockets are watched
 * for edges, which the kernel need not look at again; a recv that did not fill its space leaves
 * none behind, but for the end, which EPOLLRDHUP tells.
 *
 * Nothing is parsed twice: octets that are those of the last good answer are a good answer, so it
 * is read and verified anew once a second, when its Date has changed, and whenever else it differs.
 */
#include "load/lines.h"

#include <errno.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"

/* Octets of content that all lines keep together, so that endless answers end nothing else. */
enum { KEPT_BY_ALL = 256 * 1024 * 1024, KEPT_LEAST = 64 * 1024 };

enum { EVENTS_AT_ONCE = 256, READ_AT_ONCE = 64 * 1024, MODEL_MAX = 16 * 1024 };

/* So often, lines are asked whether their answer takes too long. */
static const int64_t look_every = 100 * CLOCK_MS;

/* What a line is watched for. */
enum { TO_HEAR = EPOLLIN | EPOLLRDHUP, TO_ASK = TO_HEAR | EPOLLOUT };

enum line_state {
    LINE_CLOSED = 0,
    LINE_IDLE,       /* connected, nothing asked */
    LINE_CONNECTING, /* to ask at once */
    LINE_ASKING,     /* `said` octets of the request have left */
    LINE_HEARING
};

struct line {
    int fd;
    enum line_state state;
    bool kept;     /* the last answer let the connection stay */
    bool lost;     /* and yet it was gone */
    bool stray;    /* octets came that nobody had asked for */
    bool begun;    /* octets of the answer under way were read, and `x` is in use */
    unsigned kind; /* of the request under way */
    unsigned left; /* answers that are still to come */
    size_t said;   /* octets of all that its kind has in store */
    int64_t asked;
    struct exchange x;
};

/* A request, and what it was answered. */
struct kind {
    struct bytes request; /* as many times as may be sent at once */
    size_t once;          /* octets of one */
    bool to_head;
    char model[MODEL_MAX]; /* the last good answer */
    size_t model_length;   /* 0: none that may come again unread */
};

struct lines {
    struct lines_order order;
    int epoll, timer;
    size_t body_most; /* octets of an answer's content that are kept */
    struct kind *kinds;
    struct line *all;
    char octets[READ_AT_ONCE];
    int64_t looked;
};

/* --- the request ------------------------------------------------------------------------------ */

static void put_field(struct bytes *b, const char *name, const char *value)
{
    bytes_format(b, "%s: %s\r\n", name, value);
}

static void add_request(struct bytes *b, const struct client_request *q)
{
    bool addressed = false, named = false;
    bytes_format(b, "%s %s HTTP/1.1\r\n", q->method, q->target);
    for (size_t i = 0; i < q->header_count; i++) {
        addressed |= strcasecmp(q->headers[i].name, "Host") == 0;
        named |= strcasecmp(q->headers[i].name, "User-Agent") == 0;
    }
    if (!addressed)
        put_field(b, "Host", q->to->authority);
    if (!named)
        put_field(b, "User-Agent", "assay/" ASSAY_VERSION);
    for (size_t i = 0; i < q->header_count; i++)
        put_field(b, q->headers[i].name, q->headers[i].value);
    if (q->body)
        bytes_format(b, "Content-Length: %zu\r\n", q->body_length);
    bytes_text(b, "\r\n");
    bytes_add(b, q->body ? q->body : "", q->body ? q->body_length : 0);
}

/* --- a line ----------------------------------------------------------------------------------- */

static void watch(struct lines *l, unsigned number, uint32_t events, int how)
{
    struct epoll_event e = {.events = events | EPOLLET, .data.u32 = number};
    epoll_ctl(l->epoll, how, l->all[number].fd, &e);
}

static void hang_up(struct line *s)
{
    fd_close(&s->fd); /* epoll forgets it */
    s->state = LINE_CLOSED;
}

static void connect_line(struct lines *l, unsigned number);

/* Where in the store the request begins that has so many behind it. */
static size_t begin_of(const struct kind *k, unsigned left)
{
    return k->request.length - left * k->once;
}

/* The next answer to what was sent at once, here or on a new connection. */
static void go_on(struct lines *l, unsigned number)
{
    struct line *s = &l->all[number];
    if (s->state != LINE_IDLE)
        connect_line(l, number);
    else
        s->state = s->said == l->kinds[s->kind].request.length ? LINE_HEARING : LINE_ASKING;
}

static void finish(struct lines *l, unsigned number, bool same)
{
    struct line *s = &l->all[number];
    bool was_said = s->said >= begin_of(&l->kinds[s->kind], s->left - 1);
    bool keeps = same || (s->x.answered && s->x.reply.persistent && was_said);
    bool lost = s->lost, more = --s->left > 0;
    s->state = LINE_IDLE;
    s->lost = false;
    if (!keeps)
        hang_up(s);
    s->kept = l->order.ended(l->order.context, number, same ? NULL : &s->x, lost) && keeps;
    if (!s->kept && s->state == LINE_IDLE)
        hang_up(s);
    if (s->begun)
        exchange_release(&s->x);
    s->begun = false;
    if (more)
        go_on(l, number);
}

static struct exchange *exchange_of(struct lines *l, struct line *s)
{
    if (!s->begun) {
        exchange_init(&s->x, l->kinds[s->kind].to_head);
        s->x.reply.body.cap = l->body_most;
    }
    s->begun = true;
    return &s->x;
}

static void fail(struct lines *l, unsigned number, enum connect_outcome connect, const char *why)
{
    struct exchange *x = exchange_of(l, &l->all[number]);
    x->connect = connect;
    x->answered = false;
    if (why)
        exchange_problem(x, "%s", why);
    finish(l, number, false);
}

/* --- asking ----------------------------------------------------------------------------------- */

/* The connection is gone. If nothing of an answer was read on one that was kept, it is asked again
 * on a new one. */
static void lose(struct lines *l, unsigned number, const char *why)
{
    struct line *s = &l->all[number];
    hang_up(s);
    if (!s->kept || s->begun) {
        fail(l, number, CONNECT_ACCEPTED, why);
        return;
    }
    s->kept = false;
    s->lost = true;
    connect_line(l, number);
}

static void say(struct lines *l, unsigned number)
{
    struct line *s = &l->all[number];
    const struct bytes *q = &l->kinds[s->kind].request;
    ssize_t n = send(s->fd, q->data + s->said, q->length - s->said, MSG_NOSIGNAL);
    if (n == -1 && errno != EAGAIN && errno != EINTR) {
        lose(l, number, strerror(errno));
        return;
    }
    s->said += n > 0 ? (size_t)n : 0;
    bool was_asking = s->state == LINE_ASKING;
    s->state = s->said == q->length ? LINE_HEARING : LINE_ASKING;
    if (was_asking != (s->state == LINE_ASKING))
        watch(l, number, s->state == LINE_ASKING ? TO_ASK : TO_HEAR, EPOLL_CTL_MOD);
}

static void begin_to_say(struct lines *l, unsigned number)
{
    struct line *s = &l->all[number];
    s->said = begin_of(&l->kinds[s->kind], s->left);
    s->state = LINE_HEARING; /* until say knows better */
    say(l, number);
}

static enum connect_outcome outcome_of(int error)
{
    return error == ECONNREFUSED || error == ECONNRESET ? CONNECT_REFUSED
           : error == ETIMEDOUT                         ? CONNECT_TIMED_OUT
                                                        : CONNECT_FAILED;
}

static void connect_line(struct lines *l, unsigned number)
{
    struct line *s = &l->all[number];
    const struct endpoint *to = l->order.requests->to;
    int on = 1;
    s->fd = socket(to->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->fd == -1) {
        fail(l, number, CONNECT_FAILED, strerror(errno));
        return;
    }
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!endpoint_connect(to, s->fd) && errno != EINPROGRESS) {
        int error = errno;
        hang_up(s);
        fail(l, number, outcome_of(error), strerror(error));
        return;
    }
    s->state = LINE_CONNECTING;
    watch(l, number, TO_ASK, EPOLL_CTL_ADD);
}

static void on_connected(struct lines *l, unsigned number)
{
    struct line *s = &l->all[number];
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) {
        hang_up(s);
        fail(l, number, outcome_of(error), strerror(error));
        return;
    }
    s->said = begin_of(&l->kinds[s->kind], s->left);
    s->state = LINE_ASKING; /* so that say stops watching for room */
    say(l, number);
}

static void ask(struct lines *l, unsigned number, unsigned kind, unsigned times, int64_t now)
{
    struct line *s = &l->all[number];
    s->kind = kind;
    s->left = times;
    s->asked = now;
    if (s->stray) {
        s->stray = false;
        hang_up(s);
        fail(l, number, CONNECT_ACCEPTED, "octets came behind the end of an answer");
    } else if (s->state == LINE_IDLE) {
        begin_to_say(l, number);
    } else {
        s->lost = s->kept;
        s->kept = false;
        connect_line(l, number);
    }
}

/* --- hearing ---------------------------------------------------------------------------------- */

/* Returns how many of the octets belong to the answer. */
static size_t read_answer(struct lines *l, unsigned number, const char *octets, size_t length)
{
    struct line *s = &l->all[number];
    struct kind *k = &l->kinds[s->kind]; /* who is told of the answer asks the next at once */
    bool whole = !s->begun;
    struct exchange *x = exchange_of(l, s);
    size_t used = 0;
    enum reply_state state = reply_feed(&x->reply, octets, length, &used);
    bool stray = used < length && s->left == 1;
    bytes_add(&x->received, octets, stray ? length : used);
    x->connect = CONNECT_ACCEPTED;
    if (state == REPLY_MORE)
        return length;
    x->answered = state == REPLY_DONE && !stray;
    if (state == REPLY_BAD)
        exchange_problem(x, "%s", x->reply.problem);
    else if (stray)
        exchange_problem(x, "octets came behind the end of an answer");
    bool is_model = x->answered && whole && used <= MODEL_MAX && l->order.same_is_good;
    finish(l, number, false);
    if (is_model && s->kept) {
        memcpy(k->model, octets, used);
        k->model_length = used;
    }
    return stray ? length : used;
}

/* Takes the octets of an answer that are those of the last good one. */
static size_t hear_again(struct lines *l, unsigned number, const char *octets, size_t length)
{
    struct line *s = &l->all[number];
    const struct kind *k = &l->kinds[s->kind];
    size_t same = k->model_length;
    bool fits = s->left > 1 ? length >= same : length == same;
    if (s->begun || same == 0 || !fits || memcmp(octets, k->model, same) != 0)
        return 0;
    finish(l, number, true);
    return same;
}

static void on_end(struct lines *l, unsigned number, int error)
{
    struct line *s = &l->all[number];
    if (s->state == LINE_IDLE) {
        hang_up(s);
        return;
    }
    if (!s->begun) {
        lose(l, number, error ? strerror(error) : "closed before a response");
        return;
    }
    struct exchange *x = &s->x;
    x->answered = reply_eof(&x->reply) == REPLY_DONE && !error;
    if (!x->answered)
        exchange_problem(x, "%s%s%s", error ? strerror(error) : "",
                         error && *x->reply.problem ? ", " : "", x->reply.problem);
    hang_up(s);
    finish(l, number, false);
}

/* Octets that came at once; what is behind the last answer has been told, and what is behind a
 * connection that was given up belongs to nobody. */
static void hear_all(struct lines *l, unsigned number, size_t length)
{
    const struct line *s = &l->all[number];
    for (size_t at = 0; at < length && (s->state == LINE_HEARING || s->state == LINE_ASKING);) {
        size_t used = hear_again(l, number, l->octets + at, length - at);
        at += used ? used : read_answer(l, number, l->octets + at, length - at);
    }
}

/* An edge is told once: where there is more to read, it is asked for again. */
static void hear(struct lines *l, unsigned number, bool has_end)
{
    struct line *s = &l->all[number];
    ssize_t n = recv(s->fd, l->octets, sizeof l->octets, 0);
    if (n == -1 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0)
        on_end(l, number, n == -1 ? errno : 0);
    else if (s->state == LINE_IDLE)
        s->stray = true;
    else
        hear_all(l, number, (size_t)n);
    bool has_more = n == (ssize_t)sizeof l->octets || (n > 0 && has_end);
    if (has_more && s->state != LINE_CLOSED && s->state != LINE_CONNECTING)
        watch(l, number, s->state == LINE_ASKING ? TO_ASK : TO_HEAR, EPOLL_CTL_MOD);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void look_for_late(struct lines *l, int64_t now)
{
    if (now < l->looked + look_every)
        return;
    l->looked = now;
    for (unsigned i = 0; i < l->order.count; i++) {
        struct line *s = &l->all[i];
        if (s->state <= LINE_IDLE || now < s->asked + l->order.answer_limit)
            continue;
        enum connect_outcome so_far =
            s->state == LINE_CONNECTING ? CONNECT_TIMED_OUT : CONNECT_ACCEPTED;
        hang_up(s);
        fail(l, i, so_far, NULL);
    }
}

static void handle(struct lines *l, const struct epoll_event *e)
{
    unsigned number = e->data.u32;
    if (number == l->order.count)
        return; /* the timer, or an interrupt, which who called will see */
    struct line *s = &l->all[number];
    if (s->state == LINE_CONNECTING) {
        on_connected(l, number);
        return;
    }
    if (s->state != LINE_CLOSED && e->events & ~(uint32_t)EPOLLOUT)
        hear(l, number, e->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
    if (s->state == LINE_ASKING && e->events & EPOLLOUT)
        say(l, number);
}

/* How long epoll_wait(2) may wait, in ms. It counts in nothing finer, so the last of them are the
 * timer's. (epoll_pwait2(2) could do it alone; valgrind 3.19 does not know that.) */
static int span_of(const struct lines *l, int64_t now, int64_t until)
{
    int64_t left = until - now;
    if (left >= 2 * CLOCK_MS || left <= 0)
        return left > 0 ? (int)(left / CLOCK_MS) : 0;
    const struct itimerspec at = {
        .it_value = {.tv_sec = until / CLOCK_S, .tv_nsec = until % CLOCK_S}};
    timerfd_settime(l->timer, TFD_TIMER_ABSTIME, &at, NULL);
    return 2;
}

static void wait_until(struct lines *l, int64_t now, int64_t until)
{
    struct epoll_event events[EVENTS_AT_ONCE];
    look_for_late(l, now);
    int count = epoll_wait(l->epoll, events, EVENTS_AT_ONCE, span_of(l, now, until));
    for (int i = 0; i < count; i++)
        handle(l, &events[i]);
}

static void release(struct lines *l)
{
    for (unsigned i = 0; i < l->order.count; i++) {
        fd_close(&l->all[i].fd);
        if (l->all[i].begun)
            exchange_release(&l->all[i].x);
    }
    fd_close(&l->timer);
    fd_close(&l->epoll);
    for (unsigned i = 0; i < l->order.kinds; i++)
        bytes_release(&l->kinds[i].request);
    memory_drop(l->kinds);
    memory_drop(l->all);
    memory_drop(l);
}

static size_t kept_by_each(unsigned count)
{
    size_t fair = KEPT_BY_ALL / count;
    return fair < KEPT_LEAST ? KEPT_LEAST : fair > REPLY_BODY_KEPT ? REPLY_BODY_KEPT : fair;
}

static bool watch_also(struct lines *l, int fd, uint32_t events)
{
    struct epoll_event e = {.events = events, .data.u32 = l->order.count};
    return epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e) == 0;
}

static struct kind *kinds_of(const struct lines_order *order)
{
    struct kind *all = memory_get(order->kinds * sizeof *all);
    for (unsigned i = 0; i < order->kinds; i++) {
        bytes_init(&all[i].request, SIZE_MAX);
        add_request(&all[i].request, &order->requests[i]);
        all[i].once = all[i].request.length;
        for (unsigned k = 1; k < order->depth; k++)
            add_request(&all[i].request, &order->requests[i]);
        all[i].to_head = strcmp(order->requests[i].method, "HEAD") == 0;
        all[i].model_length = 0;
    }
    return all;
}

static struct lines *open_all(const struct lines_order *order)
{
    struct lines *l = memory_get(sizeof *l);
    l->order = *order;
    l->looked = clock_now();
    l->body_most = kept_by_each(order->count);
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    l->all = memory_get(order->count * sizeof *l->all);
    for (unsigned i = 0; i < order->count; i++)
        l->all[i] = (struct line){.fd = -1};
    l->kinds = kinds_of(order);
    l->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    /* Edges of the timer, so that nobody has to read it. */
    if (l->epoll != -1 && l->timer != -1 && watch_also(l, l->timer, EPOLLIN | EPOLLET) &&
        (interrupt_fd() == -1 || watch_also(l, interrupt_fd(), EPOLLIN)))
        return l;
    release(l);
    return NULL;
}

const struct lines_kind lines_raw = {.name = "raw",
                                     .depth_max = UINT_MAX,
                                     .open = open_all,
                                     .ask = ask,
                                     .wait = wait_until,
                                     .close = release};
