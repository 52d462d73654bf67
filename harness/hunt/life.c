/* SPDX-License-Identifier: MIT */
/* Ground, heap meter, start; a look at the processes; one clean request. */
#include "hunt/life.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "candidate/binary.h"
#include "run/start.h"
#include "wire/raw.h"

#define LEARN_WITHIN (5 * CLOCK_S)
#define LOOK_EVERY   (2 * CLOCK_MS)

enum { LAST_WORDS = 12 };

static bool bring_up(struct life *l, struct failure *why)
{
    const struct run_subject *s = l->order->subject;
    const struct ground_order ground = {.run = getpid(),
                                        .fixtures = l->order->fixtures,
                                        .port = s->profile->port,
                                        .seed = l->order->seed,
                                        .user = s->user};
    if (!ground_open(&l->ground, &ground, &l->arena, why))
        return false;
    heap_watch_open(&l->heap, &l->ground, s->profile, s->program, l->order->programs, &l->arena);
    const struct start_order start_order = {.profile = s->profile,
                                            .program = s->program,
                                            .programs = l->order->programs,
                                            .user = s->user,
                                            .argv = s->argv,
                                            .instruments = l->heap.environment,
                                            .scale = 1,
                                            .deadline = INT64_MAX};
    return start(&l->candidate, &start_order, &l->ground, &l->arena, why);
}

bool life_begin(struct life *l, const struct life_order *order, struct failure *why)
{
    *l = (struct life){.order = order,
                       .begun = true,
                       .ground = {.lock = -1, .held = -1},
                       .candidate = {.pidfd = -1}};
    arena_init(&l->arena);
    l->sanitized = binary_look(order->subject->program).is_sanitized;
    l->crew = memory_get(sizeof *l->crew);
    l->crew->count = 0;
    if (!bring_up(l, why))
        return false;
    life_muster(l);
    return true;
}

void life_end(struct life *l)
{
    if (!l->begun)
        return;
    candidate_release(&l->candidate);
    heap_watch_release(&l->heap);
    if (l->ground.folder)
        ground_release(&l->ground);
    memory_drop(l->crew);
    arena_release(&l->arena);
    *l = (struct life){.begun = false};
}

bool life_renew(struct life *l)
{
    struct failure why = {.code = FAILURE_NONE};
    const struct life_order *order = l->order;
    life_end(l);
    if (life_begin(l, order, &why))
        return true;
    life_end(l);
    l->order = order;
    return false;
}

void life_muster(struct life *l)
{
    candidate_tree(&l->candidate, l->crew);
    l->fallen = (struct process){.pid = 0};
}

static enum life_state look_once(struct life *l)
{
    if (candidate_wait(&l->candidate, 0))
        return LIFE_ENDED;
    for (size_t i = 0; i < l->crew->count; i++) {
        const struct process *one = &l->crew->items[i];
        if (!tree_has(one->pid, one->started)) {
            l->fallen = *one;
            return LIFE_FALLEN;
        }
    }
    return LIFE_WELL;
}

enum life_state life_look(struct life *l, int64_t until)
{
    for (;;) {
        enum life_state state = look_once(l);
        if (state != LIFE_WELL || clock_now() >= until)
            return state;
        clock_wait(clock_now() + LOOK_EVERY);
    }
}

/* --- a clean request ------------------------------------------------------------------------ */

struct span life_clean_request(const char *target, struct arena *a)
{
    const char *text =
        arena_text(a,
                   "GET %s HTTP/1.1\r\nHost: a.test\r\nUser-Agent: assay/" ASSAY_VERSION
                   "\r\nConnection: close\r\n\r\n",
                   target);
    return (struct span){text, strlen(text)};
}

/* The status of the answer; 0: none came. */
static int ask(const struct life *l, const char *target, int64_t patience)
{
    struct exchange x;
    struct raw raw;
    struct arena scratch;
    int64_t now = clock_now();
    arena_init(&scratch);
    exchange_init(&x, false);
    if (raw_open(&raw, &l->ground.server, now + patience) == CONNECT_ACCEPTED) {
        struct span request = life_clean_request(target, &scratch);
        (void)!raw_send(&raw, request.octets, request.length, now + patience);
        raw_receive(&raw, &x, now, now + patience);
        raw_close(&raw);
    }
    int status = x.answered ? x.reply.status : 0;
    exchange_release(&x);
    arena_release(&scratch);
    return status;
}

bool life_learn(struct life *l, struct life_order *order, struct arena *a)
{
    const struct profile *p = order->subject->profile;
    const char *const usual[] = {p->paths[PATH_PING], "/", "/health", "/index.html",
                                 "/static/hello.txt"};
    order->status = 0;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        int status = ask(l, usual[i], LEARN_WITHIN);
        if (status && (!order->status || status < 400)) {
            order->status = status;
            order->target = arena_copy(a, usual[i], strlen(usual[i]));
        }
        if (status && status < 400)
            break;
    }
    return order->status != 0;
}

bool life_answers(const struct life *l, int64_t patience)
{
    return ask(l, l->order->target, patience) == l->order->status;
}

bool life_reports(const struct life *l)
{
    struct arena scratch;
    if (!l->sanitized || !l->candidate.output)
        return false;
    arena_init(&scratch);
    output_settle(l->candidate.output);
    bool reports = output_sanitizer(l->candidate.output, &scratch) != NULL;
    arena_release(&scratch);
    return reports;
}

/* --- in words ------------------------------------------------------------------------------- */

const char *life_end_text(const struct life *l, enum life_state state, struct arena *a)
{
    int code = l->candidate.exit_code;
    if (state == LIFE_FALLEN)
        return arena_text(a, "a process of the server (%s) has ended", l->fallen.name);
    if (code > 128)
        return arena_text(a, "the server was ended by signal %d (%s)", code - 128,
                          strsignal(code - 128));
    return arena_text(a, "the server ended with exit status %d", code);
}

const char *life_last_words(const struct life *l, struct arena *a)
{
    if (!l->candidate.output)
        return "";
    output_settle(l->candidate.output);
    return output_tail(l->candidate.output, OUTPUT_STDERR, LAST_WORDS, a);
}
