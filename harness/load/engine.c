/* SPDX-License-Identifier: MIT */
/* One thread, one multi handle, one slot per connection. A timerfd wakes it at the next planned
 * moment, because libcurl's own time-out counts in whole milliseconds.
 *
 * libcurl keeps one stock of connections for all handles and takes the first that is free, so a few
 * would do all the work and the others would stand idle until the server gives them up: each slot
 * is tied to its own.
 */
#include "load/engine.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "load/awake.h"
#include "wire/easy.h"

enum phase { PHASE_OPEN = 0, PHASE_WARM_UP, PHASE_MEASURE, PHASE_OVER };

struct slot {
    struct load *load;
    CURL *easy;
    struct curl_slist *fields, *address;
    struct exchange x;
    bool busy;
    bool fresh; /* has no connection that its last answer left open */
    int64_t planned, sent;
    int64_t before;  /* sent before that one; a connection waits from then on at the earliest */
    uint64_t served; /* while measuring */
};

/* A server may close what stands idle (RFC 9112, section 9.5). Where this side was woken so much
 * later than it had asked for, nobody knows what the server saw stand idle meanwhile. */
static const int64_t heartbeat = 100 * CLOCK_MS, frozen = 250 * CLOCK_MS;

struct load {
    const struct load_order *order;
    struct load_result *result;
    CURLM *multi;
    struct slot *slots;
    unsigned *idle; /* ring of slots, so that all take turns */
    unsigned idle_first, idle_count;
    enum phase phase;
    int64_t phase_end;  /* of warm-up or measuring */
    int64_t started;    /* measuring */
    uint64_t planned;   /* requests of this phase so far */
    uint64_t wanted;    /* requests to measure; 0: as many as fit into the duration */
    int64_t idle_since; /* some connection has been idle ever since */
    int64_t plan_start; /* moment of the first of them */
    int timer;
    int64_t woken;          /* last */
    int64_t thawed;         /* when it was last woken far too late */
    struct histogram block; /* the second under way */
    int64_t block_end;
};

static size_t receive(char *octets, size_t size, size_t count, void *context)
{
    struct slot *s = context;
    size_t used, length = size * count;
    bytes_add(&s->x.received, octets, length);
    return reply_feed(&s->x.reply, octets, length, &used) == REPLY_BAD ? 0 : length;
}

static bool slot_open(struct load *l, unsigned index)
{
    struct slot *s = &l->slots[index];
    *s = (struct slot){.load = l, .easy = curl_easy_init(), .fresh = true};
    if (!s->easy)
        return false;
    s->fields = easy_prepare(s->easy, l->order->request);
    s->address = easy_tie(s->easy, l->order->request, index);
    curl_easy_setopt(s->easy, CURLOPT_HEADERFUNCTION, receive);
    curl_easy_setopt(s->easy, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(s->easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(s->easy, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(s->easy, CURLOPT_PRIVATE, s);
    curl_easy_setopt(s->easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(s->easy, CURLOPT_TIMEOUT_MS, (long)(l->order->answer_limit / CLOCK_MS));
    exchange_init(&s->x, strcmp(l->order->request->method, "HEAD") == 0);
    return true;
}

static void slot_close(struct load *l, struct slot *s)
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

static void make_idle(struct load *l, const struct slot *s)
{
    if (l->idle_count == 0)
        l->idle_since = clock_now();
    unsigned at = (l->idle_first + l->idle_count++) % l->order->connections;
    l->idle[at] = (unsigned)(s - l->slots);
}

static void send_on(struct load *l, struct slot *s, int64_t planned)
{
    bool to_head = s->x.reply.to_head;
    exchange_release(&s->x);
    exchange_init(&s->x, to_head);
    s->busy = true;
    s->planned = planned;
    s->before = s->sent;
    s->sent = clock_now();
    l->result->sent++;
    curl_multi_add_handle(l->multi, s->easy);
}

static void send_next(struct load *l, int64_t planned)
{
    struct slot *s = &l->slots[l->idle[l->idle_first]];
    l->idle_first = (l->idle_first + 1) % l->order->connections;
    l->idle_count--;
    send_on(l, s, planned);
}

static void note_problem(struct load *l, const char *sentence)
{
    struct load_result *r = l->result;
    r->errors++;
    if (r->problem_count < LOAD_PROBLEMS_KEPT)
        snprintf(r->problems[r->problem_count++], sizeof r->problems[0], "%s", sentence);
}

static bool is_good(struct load *l, struct slot *s, CURLcode result)
{
    struct exchange *x = &s->x;
    if (x->reply.state == REPLY_MORE && result != CURLE_OPERATION_TIMEDOUT)
        (void)!reply_eof(&x->reply);
    x->connect = result == CURLE_COULDNT_CONNECT ? CONNECT_REFUSED : CONNECT_ACCEPTED;
    x->answered = x->reply.state == REPLY_DONE;
    x->elapsed = clock_now() - s->sent;
    if (x->answered && l->order->verify(l->order->context, x))
        return true;
    if (x->answered)
        exchange_problem(x, "an answer with status %d was not as it should be", x->reply.status);
    else if (result == CURLE_OPERATION_TIMEDOUT)
        exchange_problem(x, "no complete answer within %.0f ms", (double)x->elapsed / 1e6);
    else
        exchange_problem(x, "%s",
                         *x->reply.problem ? x->reply.problem : curl_easy_strerror(result));
    note_problem(l, x->problem);
    return false;
}

static void block_close(struct load *l)
{
    struct load_result *r = l->result;
    if (l->block.total && r->block_count < LOAD_BLOCKS_MAX)
        r->blocks[r->block_count++] = (struct load_block){
            .requests = l->block.total, .p95 = histogram_percentile(&l->block, 0.95)};
    histogram_clear(&l->block);
    l->block_end += CLOCK_S;
}

static void count_answer(struct load *l, struct slot *s)
{
    struct load_result *r = l->result;
    int64_t now = clock_now();
    if (s->planned < l->started)
        return; /* planned before measuring began */
    while (now >= l->block_end)
        block_close(l);
    histogram_record(&r->latency, (uint64_t)(now - s->planned));
    histogram_record(&r->service, (uint64_t)(now - s->sent));
    histogram_record(&l->block, (uint64_t)(now - s->planned));
    s->served++;
    r->answered++;
}

static void count_lost(struct load *l, const struct slot *s)
{
    long opened = 0;
    curl_easy_getinfo(s->easy, CURLINFO_NUM_CONNECTS, &opened);
    if (opened > s->fresh && l->thawed <= s->before)
        l->result->lost += (unsigned)opened - s->fresh;
}

static void finished(struct load *l, struct slot *s, CURLcode result)
{
    count_lost(l, s);
    bool good = is_good(l, s, result);
    if (l->phase == PHASE_OPEN)
        l->result->first_answers += good;
    else if (l->phase == PHASE_MEASURE && good)
        count_answer(l, s);
    s->fresh = !good || !s->x.reply.persistent;
    curl_easy_setopt(s->easy, CURLOPT_FRESH_CONNECT, 0L);
    curl_multi_remove_handle(l->multi, s->easy);
    s->busy = false;
    make_idle(l, s);
}

static void collect(struct load *l)
{
    struct CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(l->multi, &left))) {
        char *slot;
        CURLcode result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
        finished(l, (struct slot *)(void *)slot, result);
    }
}

static int64_t plan_of(const struct load *l, uint64_t number)
{
    return l->plan_start + (int64_t)((double)number * 1e9 / l->order->rate);
}

static bool all_planned(const struct load *l)
{
    const struct load_order *o = l->order;
    if (l->phase == PHASE_MEASURE && o->requests)
        return l->planned >= l->wanted;
    if (o->rate > 0)
        return plan_of(l, l->planned) >= l->phase_end;
    return clock_now() >= l->phase_end;
}

/* Sends what is due. In the open model what finds no idle connection waits, and its latency grows.
 */
static void send_due(struct load *l)
{
    while (l->idle_count && !all_planned(l)) {
        int64_t planned = l->order->rate > 0 ? plan_of(l, l->planned) : clock_now();
        if (planned > clock_now())
            break;
        if (l->phase == PHASE_MEASURE && planned >= l->idle_since)
            histogram_record(&l->result->lateness, (uint64_t)(clock_now() - planned));
        send_next(l, planned);
        l->planned++;
    }
}

static void arm_timer(struct load *l)
{
    int64_t next = clock_now() + heartbeat;
    next = l->phase_end < next ? l->phase_end : next;
    next = l->order->deadline < next ? l->order->deadline : next;
    if (l->order->rate > 0 && l->phase != PHASE_OPEN && l->idle_count && !all_planned(l) &&
        plan_of(l, l->planned) < next)
        next = plan_of(l, l->planned);
    const struct itimerspec at = {
        .it_value = {.tv_sec = next / CLOCK_S, .tv_nsec = next % CLOCK_S}};
    timerfd_settime(l->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static void look_at_clock(struct load *l)
{
    int64_t now = clock_now();
    if (now > l->woken + heartbeat + frozen)
        l->thawed = now;
    l->woken = now;
}

/* Waits until something can happen or a moment has come, and takes note of it. What has been added
 * to the multi handle and not been sent yet ends its wait at once. */
static void step(struct load *l)
{
    int running = 0;
    uint64_t expirations;
    struct curl_waitfd extra[] = {{.fd = l->timer, .events = CURL_WAIT_POLLIN},
                                  {.fd = interrupt_fd(), .events = CURL_WAIT_POLLIN}};
    arm_timer(l);
    curl_multi_poll(l->multi, extra, 2, 1000, NULL);
    look_at_clock(l);
    (void)!read(l->timer, &expirations, sizeof expirations);
    curl_multi_perform(l->multi, &running);
    collect(l);
    if (l->phase != PHASE_OPEN)
        send_due(l);
}

static bool must_stop(const struct load *l)
{
    return interrupt_signal() || clock_now() >= l->order->deadline;
}

static bool all_idle(const struct load *l)
{
    return l->idle_count == l->order->connections;
}

/* Every connection asks once, at the same time, so that all of them are open together. */
static void open_all(struct load *l)
{
    l->phase = PHASE_OPEN;
    l->phase_end = l->order->deadline;
    for (unsigned i = 0; i < l->order->connections; i++)
        send_on(l, &l->slots[i], clock_now());
    while (!all_idle(l) && !must_stop(l))
        step(l);
}

static void run_phase(struct load *l, enum phase phase, int64_t duration)
{
    l->phase = phase;
    l->planned = 0;
    l->started = l->plan_start = clock_now();
    l->block_end = l->started + CLOCK_S;
    l->phase_end =
        phase == PHASE_MEASURE && l->order->requests ? l->order->deadline : l->started + duration;
    send_due(l);
    while (!must_stop(l) && !(all_planned(l) && (phase == PHASE_WARM_UP || all_idle(l))))
        step(l);
}

/* At full speed nobody sleeps; only planned moments can be missed. */
static void measure_phase(struct load *l)
{
    struct awake awake = {.count = 0};
    if (l->order->rate > 0)
        awake_start(&awake);
    run_phase(l, PHASE_MEASURE, l->order->duration);
    awake_stop(&awake);
}

static void measure_all(struct load *l)
{
    struct load_result *r = l->result;
    run_phase(l, PHASE_WARM_UP, l->order->warm_up);
    int64_t cpu = clock_of_thread();
    measure_phase(l);
    r->elapsed = clock_now() - l->started;
    block_close(l);
    r->busy = r->elapsed ? (double)(clock_of_thread() - cpu) / (double)r->elapsed : 0;
    if (l->order->requests)
        r->unsent = l->wanted - l->planned;
    else if (l->order->rate > 0)
        r->unsent = (uint64_t)((double)l->order->duration / 1e9 * l->order->rate) - l->planned;
    r->slowest = UINT64_MAX;
    for (unsigned i = 0; i < l->order->connections; i++)
        r->slowest = l->slots[i].served < r->slowest ? l->slots[i].served : r->slowest;
}

/* Whoever waits for an answer when the time is up got none, and what was to be measured and never
 * began was not sent. */
static void count_cut(struct load *l)
{
    for (size_t i = l->idle_count; i < l->order->connections; i++)
        note_problem(l, "no complete answer when the time of the step was up");
    if (l->phase != PHASE_MEASURE && l->order->requests)
        l->result->unsent = l->wanted;
}

static bool prepare(struct load *l)
{
    unsigned n = l->order->connections;
    easy_global();
    l->multi = curl_multi_init();
    l->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    l->slots = memory_get(n * sizeof *l->slots);
    l->idle = memory_get(n * sizeof *l->idle);
    memset(l->slots, 0, n * sizeof *l->slots);
    if (!l->multi || l->timer == -1)
        return false;
    curl_multi_setopt(l->multi, CURLMOPT_MAXCONNECTS, (long)n + 8);
    for (unsigned i = 0; i < n; i++) {
        if (!slot_open(l, i))
            return false;
    }
    return true;
}

static void release(struct load *l)
{
    for (unsigned i = 0; i < l->order->connections; i++)
        slot_close(l, &l->slots[i]);
    curl_multi_cleanup(l->multi);
    if (l->timer != -1)
        close(l->timer);
    memory_drop(l->slots);
    memory_drop(l->idle);
}

bool load_run(const struct load_order *order, struct load_result *result)
{
    struct load *l = memory_get(sizeof *l);
    *l = (struct load){.order = order, .result = result, .woken = clock_now()};
    if (order->requests > order->connections)
        l->wanted = order->requests - order->connections;
    memset(result, 0, sizeof *result);
    bool ready = prepare(l);
    if (ready) {
        open_all(l);
        if (!must_stop(l))
            measure_all(l);
        count_cut(l);
        result->interrupted = interrupt_signal() != 0;
    }
    release(l);
    memory_drop(l);
    return ready;
}
