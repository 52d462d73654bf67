/* SPDX-License-Identifier: MIT */
/* One poll(2) over all connections that are in flight; a place that becomes free takes the next
 * input. */
#include "hunt/shots.h"

#include <poll.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "wire/raw.h"

#define CONNECT_WITHIN (1 * CLOCK_S)
#define SEND_WITHIN    (200 * CLOCK_MS) /* who does not read that long has said what it thinks */
#define ALL_WITHIN     (10 * CLOCK_S)   /* against a server that never stops talking */

enum { RECEIVED_MAX = 4 * 1024 * 1024 }; /* octets of one connection that are waited for */

/* A connection in flight; input NULL: a free place. */
struct shot {
    const struct span *input;
    struct look *look;
    struct raw raw;
    int64_t begun;
};

struct flight {
    const struct shots_order *order;
    struct shot shots[SHOTS_AT_ONCE_MAX];
    unsigned under_way;
};

/* False if no connection came about: then it is decided. */
static bool launch(struct shot *s, const struct flight *f, const struct span *input,
                   struct look *look)
{
    const struct span nothing = {"", 0};
    *s = (struct shot){.input = input, .look = look, .begun = clock_now()};
    if (raw_open(&s->raw, f->order->to, s->begun + CONNECT_WITHIN) != CONNECT_ACCEPTED) {
        look_read(look, input, &nothing, LOOK_REFUSED, 0);
        s->input = NULL;
        return false;
    }
    (void)!raw_send(&s->raw, input->octets, input->length, clock_now() + SEND_WITHIN);
    raw_half_close(&s->raw);
    return true;
}

static void land(struct flight *f, struct shot *s, enum look_end end)
{
    const struct span received = {s->raw.received.data, s->raw.received.length};
    look_read(s->look, s->input, &received, end, clock_now() - s->begun);
    raw_close(&s->raw);
    s->input = NULL;
    f->under_way--;
}

static int64_t deadline_of(const struct flight *f, const struct shot *s)
{
    int64_t last = s->raw.last_octet > s->begun ? s->raw.last_octet : s->begun;
    int64_t quiet = last + f->order->silence, most = s->begun + ALL_WITHIN;
    return quiet < most ? quiet : most;
}

static void settle(struct flight *f, struct shot *s, int64_t now)
{
    (void)!raw_take(&s->raw);
    if (s->raw.eof)
        land(f, s, s->raw.reset ? LOOK_RESET : LOOK_CLOSED);
    else if (now >= deadline_of(f, s) || s->raw.received.length > RECEIVED_MAX)
        land(f, s, LOOK_SILENT);
}

static void settle_all(struct flight *f, bool interrupted)
{
    int64_t now = interrupted ? INT64_MAX : clock_now();
    for (unsigned i = 0; i < f->order->at_once; i++) {
        if (f->shots[i].input)
            settle(f, &f->shots[i], now);
    }
}

static void await(const struct flight *f)
{
    struct pollfd watched[SHOTS_AT_ONCE_MAX + 1];
    nfds_t count = 0;
    int64_t soonest = INT64_MAX;
    for (unsigned i = 0; i < f->order->at_once; i++) {
        const struct shot *s = &f->shots[i];
        if (!s->input)
            continue;
        int64_t deadline = deadline_of(f, s);
        soonest = deadline < soonest ? deadline : soonest;
        watched[count++] = (struct pollfd){.fd = s->raw.fd, .events = POLLIN};
    }
    watched[count++] = (struct pollfd){.fd = interrupt_fd(), .events = POLLIN};
    (void)poll(watched, count, clock_poll_ms(soonest));
}

void shots_fire(const struct shots_order *order, const struct span *inputs, size_t count,
                struct look *looks)
{
    struct flight *f = memory_get(sizeof *f);
    size_t next = 0;
    *f = (struct flight){.order = order};
    while (next < count || f->under_way > 0) {
        bool interrupted = interrupt_signal() != 0;
        for (; interrupted && next < count; next++)
            looks[next] = (struct look){.end = LOOK_REFUSED};
        for (unsigned i = 0; i < order->at_once && next < count; i++) {
            if (!f->shots[i].input) {
                f->under_way += launch(&f->shots[i], f, &inputs[next], &looks[next]);
                next++;
            }
        }
        if (f->under_way > 0 && !interrupted)
            await(f);
        settle_all(f, interrupted);
    }
    memory_drop(f);
}
