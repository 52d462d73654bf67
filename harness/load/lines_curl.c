/* SPDX-License-Identifier: MIT */
/* One multi handle, one easy handle per line. A timerfd wakes it in time, because libcurl's own
 * time-out counts in whole milliseconds.
 *
 * libcurl keeps one stock of connections for all handles and takes the first that is free, so a few
 * would do all the work and the others would stand idle until the server gives them up: each line
 * is tied to its own.
 */
#include "load/lines.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "wire/easy.h"

struct line {
    unsigned number, kind;
    CURL *easy;
    struct curl_slist *fields, *address;
    struct exchange x;
    bool busy;
    bool asked; /* ever */
    bool fresh; /* has no connection that its last answer left open */
};

struct lines {
    struct lines_order order;
    CURLM *multi;
    int timer;
    struct line *all;
};

static size_t receive(char *octets, size_t size, size_t count, void *context)
{
    struct line *s = context;
    size_t used, length = size * count;
    bytes_add(&s->x.received, octets, length);
    return reply_feed(&s->x.reply, octets, length, &used) == REPLY_BAD ? 0 : length;
}

/* The connection stays what it was. */
static void line_prepare(struct lines *l, struct line *s, unsigned kind)
{
    const struct client_request *q = &l->order.requests[kind];
    s->kind = kind;
    curl_slist_free_all(s->fields);
    curl_slist_free_all(s->address);
    curl_easy_reset(s->easy);
    s->fields = easy_prepare(s->easy, q);
    s->address = easy_tie(s->easy, q, s->number);
    curl_easy_setopt(s->easy, CURLOPT_HEADERFUNCTION, receive);
    curl_easy_setopt(s->easy, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(s->easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(s->easy, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(s->easy, CURLOPT_PRIVATE, s);
    curl_easy_setopt(s->easy, CURLOPT_TIMEOUT_MS, (long)(l->order.answer_limit / CLOCK_MS));
}

static bool line_open(struct lines *l, unsigned number)
{
    struct line *s = &l->all[number];
    *s = (struct line){.number = number, .easy = curl_easy_init(), .fresh = true};
    if (!s->easy)
        return false;
    line_prepare(l, s, 0);
    exchange_init(&s->x, false);
    return true;
}

static void line_close(struct lines *l, struct line *s)
{
    if (!s->easy)
        return;
    if (s->busy)
        curl_multi_remove_handle(l->multi, s->easy);
    curl_easy_cleanup(s->easy);
    curl_slist_free_all(s->fields);
    curl_slist_free_all(s->address);
    exchange_release(&s->x);
}

static void ask(struct lines *l, unsigned number, unsigned kind, unsigned times, int64_t now)
{
    (void)times; /* libcurl does not pipeline, */
    (void)now;   /* and has a clock of its own */
    struct line *s = &l->all[number];
    if (kind != s->kind)
        line_prepare(l, s, kind);
    curl_easy_setopt(s->easy, CURLOPT_FRESH_CONNECT, (long)!s->asked);
    s->asked = true;
    exchange_release(&s->x);
    exchange_init(&s->x, strcmp(l->order.requests[kind].method, "HEAD") == 0);
    s->busy = true;
    curl_multi_add_handle(l->multi, s->easy);
}

/* Where there is no port, the next who connects does so from another address. */
static enum connect_outcome connect_of(const struct lines *l, CURL *easy, CURLcode result)
{
    long error = 0;
    if (result != CURLE_COULDNT_CONNECT)
        return CONNECT_ACCEPTED;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
    (void)!endpoint_next_source(l->order.requests->to, (int)error);
    return error == EADDRNOTAVAIL ? CONNECT_FAILED : CONNECT_REFUSED;
}

static void sum_up(struct exchange *x, CURLcode result)
{
    bool was_whole = x->reply.state == REPLY_DONE;
    if (x->reply.state == REPLY_MORE && result != CURLE_OPERATION_TIMEDOUT)
        (void)!reply_eof(&x->reply);
    x->answered = was_whole || (x->reply.state == REPLY_DONE && result == CURLE_OK);
    if (x->connect == CONNECT_FAILED)
        exchange_problem(x, EXCHANGE_NO_WAY);
    else if (!x->answered && result != CURLE_OPERATION_TIMEDOUT)
        exchange_problem(x, "%s",
                         *x->reply.problem ? x->reply.problem : curl_easy_strerror(result));
}

static void finish(struct lines *l, struct line *s, CURLcode result)
{
    long opened = 0;
    curl_easy_getinfo(s->easy, CURLINFO_NUM_CONNECTS, &opened);
    bool lost = opened > s->fresh;
    s->x.connect = connect_of(l, s->easy, result);
    sum_up(&s->x, result);
    bool keeps = s->x.reply.persistent;
    curl_multi_remove_handle(l->multi, s->easy);
    s->busy = false;
    s->fresh = !l->order.ended(l->order.context, s->number, &s->x, lost) || !keeps;
}

static void collect(struct lines *l)
{
    struct CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(l->multi, &left))) {
        char *line;
        CURLcode result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &line);
        finish(l, (struct line *)(void *)line, result);
    }
}

/* What has been added to the multi handle and not been sent yet ends the wait at once. */
static void wait_until(struct lines *l, int64_t now, int64_t until)
{
    (void)now;
    int running = 0;
    uint64_t expirations;
    struct curl_waitfd extra[] = {{.fd = l->timer, .events = CURL_WAIT_POLLIN},
                                  {.fd = interrupt_fd(), .events = CURL_WAIT_POLLIN}};
    const struct itimerspec at = {
        .it_value = {.tv_sec = until / CLOCK_S, .tv_nsec = until % CLOCK_S}};
    timerfd_settime(l->timer, TFD_TIMER_ABSTIME, &at, NULL);
    curl_multi_poll(l->multi, extra, 2, 1000, NULL);
    (void)!read(l->timer, &expirations, sizeof expirations);
    curl_multi_perform(l->multi, &running);
    collect(l);
}

static void release(struct lines *l)
{
    for (unsigned i = 0; i < l->order.count; i++)
        line_close(l, &l->all[i]);
    curl_multi_cleanup(l->multi);
    if (l->timer != -1)
        close(l->timer);
    memory_drop(l->all);
    memory_drop(l);
}

static struct lines *open_all(const struct lines_order *order)
{
    struct lines *l = memory_get(sizeof *l);
    easy_global();
    *l = (struct lines){.order = *order,
                        .multi = curl_multi_init(),
                        .timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
                        .all = memory_get(order->count * sizeof *l->all)};
    memset(l->all, 0, order->count * sizeof *l->all);
    bool ready = l->multi && l->timer != -1;
    if (l->multi)
        curl_multi_setopt(l->multi, CURLMOPT_MAXCONNECTS, (long)order->count + 8);
    for (unsigned i = 0; i < order->count && ready; i++)
        ready = line_open(l, i);
    if (ready)
        return l;
    release(l);
    return NULL;
}

const struct lines_kind lines_curl = {.name = "curl",
                                      .depth_max = 1,
                                      .open = open_all,
                                      .ask = ask,
                                      .wait = wait_until,
                                      .close = release};
