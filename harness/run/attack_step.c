/* SPDX-License-Identifier: MIT */
/* Clients that hold their connections up, and a bystander who comes meanwhile: one load on fresh
 * connections, judged like any other, while load/attack.c does harm.
 */
#include <string.h>

#include "base/clock.h"
#include "load/attack.h"
#include "run/load_play.h"

#define OPENING_WITHIN (5 * CLOCK_S)
#define ANSWERS_WITHIN (15 * CLOCK_S)   /* whoever the bystander still waits for then */
#define BRIEF_ATTACK   (500 * CLOCK_MS) /* natively, if it is only repeated */

enum {
    BYSTANDER_AT_ONCE = 8,   /* connections that may wait for an answer at the same time */
    BYSTANDER_RATE = 50,     /* each second: 250 answers in 5 s, and no load by itself */
    SAID_MAX = 1024 * 1024,  /* octets of a head */
    SLOW_BODY_LENGTH = 65536 /* announced, and the last octet never comes: at one every 100 ms it
                                would take two hours; less than what servers refuse as too large */
};

struct attacked {
    struct player *player;
    struct attack_order order;
    struct attack_result result;
    bool made; /* there were attackers */
};

/* --- the attackers ---------------------------------------------------------------------------- */

/* What is said, and how much of it at once. The rest, and what drips behind it, never comes to an
 * end. */
static void say(struct player *p, const struct step *s, const struct message *m,
                struct attack_order *o)
{
    bool slow_head = s->attack == ATTACK_SLOW_HEAD, slow_body = s->attack == ATTACK_SLOW_BODY;
    struct bytes out;
    o->filler = slow_head ? "X-Slow: yes\r\n" : "x";
    o->octets = "";
    if (s->attack == ATTACK_SILENT)
        return;
    bytes_init(&out, SAID_MAX);
    message_serialise(p, m, &out);
    o->octets = arena_copy(p->arena, out.data, out.length);
    o->length = slow_head ? out.length - strlen("\r\n") : out.length;
    o->at_once = slow_head ? 0 : o->length;
    o->most = slow_body ? SLOW_BODY_LENGTH - 1 : UINT64_MAX;
    bytes_release(&out);
}

/* A slow body must have a length, so that nobody can tell that it has no end. */
static struct step attackers_of(struct player *p, const struct step *s)
{
    struct field_template *length = arena_zero(p->arena, 1, sizeof *length);
    *length = (struct field_template){.name = "Content-Length",
                                      .value = arena_text(p->arena, "%d", SLOW_BODY_LENGTH)};
    struct step theirs = *s;
    theirs.headers = length;
    theirs.header_count = s->attack == ATTACK_SLOW_BODY;
    return theirs;
}

static void order_attack(struct player *p, const struct step *s, const struct message *m,
                         struct attack_order *o)
{
    static const enum attack_habit habits[] = {
        [ATTACK_SLOW_HEAD] = ATTACK_DRIPS, [ATTACK_SLOW_BODY] = ATTACK_DRIPS,
        [ATTACK_SLOW_READ] = ATTACK_SIPS,  [ATTACK_NEVER_READ] = ATTACK_MUTE,
        [ATTACK_SILENT] = ATTACK_DRIPS, /* at most nothing */
    };
    *o = (struct attack_order){.to = &p->ground->server,
                               .habit = habits[s->attack],
                               .connections = load_play_connections(p, s),
                               .every = s->every};
    say(p, s, m, o);
}

/* --- and the bystander ------------------------------------------------------------------------ */

/* The same step as a load: who comes, asks once and leaves. */
static struct step bystander_of(const struct player *p, const struct step *s)
{
    static const struct field_template leaves = {.name = "Connection", .value = "close"};
    struct step asks = *s;
    asks.method = s->bystander.method;
    asks.target = s->bystander.target;
    asks.headers = &leaves;
    asks.header_count = 1;
    asks.connections = BYSTANDER_AT_ONCE;
    asks.rate = BYSTANDER_RATE;
    if (p->silent && p->mode == MODE_NATIVE && asks.duration > BRIEF_ATTACK)
        asks.duration = BRIEF_ATTACK;
    return asks;
}

static bool run_attacked(struct load_play *l, struct load_result *r)
{
    struct attacked *a = l->context;
    a->order.deadline = play_deadline(a->player, 0, OPENING_WITHIN);
    struct attack *attack = attack_begin(&a->order);
    bool ran = load_run(&l->order, r);
    a->made = attack != NULL;
    if (attack)
        attack_end(attack, &a->result);
    r->busy += a->result.busy;
    return ran;
}

/* --- what came of it -------------------------------------------------------------------------- */

static void take(struct player *p, const char *name, double value)
{
    sample_take(p, name, value);
    record_metric(p, name, value);
}

static void take_metrics(struct player *p, const struct load_play *l, const struct load_result *r)
{
    const struct attacked *a = l->context;
    const struct attack_result *t = &a->result;
    take(p, "bystander errors", (double)(r->errors + r->unsent));
    if (r->latency.total)
        take(p, l->p95, (double)(l->bound ? l->bound : histogram_percentile(&r->latency, 0.95)));
    record_metric(p, "load side late p99", (double)histogram_percentile(&r->lateness, 0.99));
    take(p, "attackers cut off", t->cut_off);
    if (l->after.now > l->before.now)
        sample_take_cpu(p, l->after.tree.cpu - l->before.tree.cpu,
                        l->after.tree.kept - l->before.tree.kept, l->after.now - l->before.now);
    record_metric(p, "attackers held", t->held);
    p->problems = arena_text(p->arena,
                             "%s%sof %u attackers %u were connected, %u still held up at the end, "
                             "%u cut off, %u answered",
                             p->problems ? p->problems : "", p->problems ? "\n" : "",
                             a->order.connections, t->connected, t->held, t->cut_off, t->answered);
}

/* Who is never held up, because the answer is so short that it waits for the reader on the way,
 * holds up nobody: a bystander who fares well shows nothing then. */
static void record_attack(struct player *p, const struct attacked *a)
{
    const struct attack_result *t = &a->result;
    const char *doubt = NULL;
    if (!a->made)
        doubt = "this side could start no thread";
    else if (t->failed)
        doubt = arena_text(p->arena, "this side could not open %u of %u connections", t->failed,
                           a->order.connections);
    else if (t->held + t->cut_off == 0)
        doubt = arena_text(p->arena, "none of %u attackers was held up: %u had their whole answer",
                           a->order.connections, t->answered);
    const char *measured = arena_text(p->arena, "%u held up, %u cut off", t->held, t->cut_off);
    if (!p->silent)
        record_implicit(p, IMPLICIT_ATTACK, doubt ? VERDICT_INCONCLUSIVE : VERDICT_PASS,
                        "somebody held up, or cut off", doubt ? doubt : measured, NULL);
}

static void run_attack(struct player *p, const struct step *asks, struct attacked *a,
                       const struct client_request *request)
{
    struct load_play l = {.step = asks, .p95 = "bystander p95", .run = run_attacked, .context = a};
    struct load_result *r = memory_get(sizeof *r);
    load_play_prepare(p, &l, request);
    a->order.duration = l.order.duration;
    l.order.deadline = play_deadline(p, asks->within, l.order.duration + ANSWERS_WITHIN);
    if (load_play(p, &l, r)) {
        take_metrics(p, &l, r);
        record_attack(p, a);
    }
    memory_drop(r);
}

void play_attack(struct player *p, const struct step *s)
{
    struct message theirs, its;
    struct attacked a = {.player = p};
    const struct step asks = bystander_of(p, s), attackers = attackers_of(p, s);
    samples_clear(p);
    const struct client_request *request = load_play_request(p, &asks, &its);
    if (!request || (s->method && !load_play_request(p, &attackers, &theirs)))
        return;
    order_attack(p, s, &theirs, &a.order);
    run_attack(p, &asks, &a, request);
    record_step(p, s, NULL, NULL);
}
