/* SPDX-License-Identifier: MIT */
/* A few small files of proc(5), read once a second: some hundred microseconds. */
#include "run/load_watch.h"

#include "base/clock.h"
#include "probes/host.h"
#include "run/tree_usage.h"

#define LOOK_EVERY CLOCK_S
#define NAP        (20 * CLOCK_MS) /* so late it may hear of its end */

enum { KINDS_TOLD = 2048 /* more would cost milliseconds of each second */ };

static void tell_kinds(struct load_look *l, const struct tree *t)
{
    struct usage_kinds k = {0};
    l->sockets = l->files = l->others = -1;
    if (l->descriptors > KINDS_TOLD)
        return;
    for (size_t i = 0; i < t->count; i++)
        usage_kinds_add(&k, t->items[i].pid);
    l->sockets = (int64_t)k.sockets;
    l->files = (int64_t)k.files;
    l->others = (int64_t)k.others;
}

static struct load_look look_at(const struct candidate *c, struct tree *t, int64_t *kept)
{
    candidate_tree(c, t);
    const struct usage u = tree_usage(t);
    *kept = u.kept + host_read().stolen;
    struct load_look look = {.at = clock_now(),
                             .cpu = u.cpu,
                             .rss = u.rss,
                             .threads = u.threads,
                             .descriptors = u.descriptors};
    tell_kinds(&look, t);
    return look;
}

static bool goes_on(struct load_watch *w)
{
    return !atomic_load_explicit(&w->over, memory_order_relaxed);
}

static void *watch(void *context)
{
    struct load_watch *w = context;
    struct tree *t = memory_get(sizeof *t);
    int64_t kept, kept_first;
    const struct load_look first = look_at(w->candidate, t, &kept_first);
    for (int64_t next = first.at + LOOK_EVERY; goes_on(w) && w->count < LOAD_LOOKS_MAX;) {
        clock_wait(clock_now() + NAP);
        if (clock_now() < next)
            continue;
        next += LOOK_EVERY;
        struct load_look look = look_at(w->candidate, t, &kept);
        look.at -= first.at;
        look.cpu -= first.cpu;
        w->kept[w->count] = kept - kept_first;
        w->looks[w->count++] = look;
    }
    memory_drop(t);
    return NULL;
}

void load_watch_begin(struct load_watch *w, const struct candidate *c)
{
    w->candidate = c;
    w->count = 0;
    atomic_init(&w->over, false);
    w->running = candidate_is_known(c) && pthread_create(&w->thread, NULL, watch, w) == 0;
}

void load_watch_end(struct load_watch *w)
{
    atomic_store_explicit(&w->over, true, memory_order_relaxed);
    if (w->running)
        pthread_join(w->thread, NULL);
    w->running = false;
}

int64_t load_watch_kept(const struct load_watch *w, unsigned second)
{
    int64_t most = -1;
    for (size_t i = second ? second - 1 : 0; i < w->count && i <= (size_t)second + 1; i++) {
        int64_t kept = w->kept[i] - (i ? w->kept[i - 1] : 0);
        if (kept < 0)
            return -1; /* who waited has ended */
        most = kept > most ? kept : most;
    }
    return second < w->count ? most : -1;
}
