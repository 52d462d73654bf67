/* SPDX-License-Identifier: MIT */
/* One life of the server after the other: the questions in the first, a signal at the end of each.
 */
#include "run/survey.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "run/ground.h"
#include "run/start.h"
#include "run/survey_questions.h"
#include "scenario/signals.h"
#include "wire/curl.h"
#include "wire/raw.h"

#define PATIENCE (3 * CLOCK_S) /* for one answer, and for an end */

/* One asking: a server that runs, and what is known of it. */
struct asking {
    const struct survey_order *order;
    struct survey *survey;
    struct arena *arena;
    struct client *client;
    struct ground ground;
    struct candidate candidate;
};

/* --- asking ----------------------------------------------------------------------------------- */

static const char *some_target(const struct survey *s)
{
    return s->ping ? s->ping : "/";
}

static void ask(struct asking *k, const struct question *q, struct exchange *x)
{
    const struct client_field fields[] = {{.name = q->field, .value = q->value}};
    const struct client_request request = {
        .method = q->method,
        .target = q->target ? q->target : some_target(k->survey),
        .to = &k->ground.server,
        .headers = fields,
        .header_count = q->field != NULL,
        .body = q->body,
        .body_length = q->body ? strlen(q->body) : 0,
        .deadline = clock_now() + PATIENCE,
    };
    exchange_init(x, strcmp(q->method, "HEAD") == 0);
    client_ask(k->client, &request, x);
}

static const char *describe(struct asking *k, const struct question *q, const struct exchange *x)
{
    const char *target = q->target ? q->target : some_target(k->survey);
    struct arena *a = k->arena;
    if (!x->answered)
        return arena_text(a, "%s %s is not answered (%s)", q->method, target, x->problem);
    if (x->reply.status != q->status)
        return arena_text(a, "%s %s answers %d, not %d", q->method, target, x->reply.status,
                          q->status);
    return arena_text(a, "%s %s answers %d, but without %s", q->method, target, x->reply.status,
                      q->what);
}

/* NULL if the answer is as the contract has it, else a sentence. */
static const char *objection(struct asking *k, const struct question *q)
{
    struct exchange x;
    ask(k, q, &x);
    bool fits = x.answered && x.reply.status == q->status && q->fits(&x, k->arena);
    const char *sentence = fits ? NULL : describe(k, q, &x);
    exchange_release(&x);
    return sentence;
}

static void note(struct survey *s, const char *capability, enum survey_answer answer,
                 const char *seen)
{
    s->findings[s->count++] =
        (struct survey_finding){.capability = capability, .answer = answer, .seen = seen};
}

static void note_question(struct asking *k, const struct question *q)
{
    const char *seen = objection(k, q);
    note(k->survey, q->capability, seen ? SURVEY_MISSING : SURVEY_OFFERED, seen);
}

static int status_of(struct asking *k, const char *method, const char *target)
{
    const struct question q = {.method = method, .target = target};
    struct exchange x;
    ask(k, &q, &x);
    int status = x.answered ? x.reply.status : 0;
    exchange_release(&x);
    return status;
}

/* The first usual path that is answered with 200. */
static void find_ping(struct asking *k)
{
    static const char *const usual[] = {"/api/test", "/", "/health", "/index.html",
                                        "/static/hello.txt"};
    int status = 0;
    for (size_t i = 0; i < sizeof usual / sizeof *usual && !k->survey->ping; i++) {
        status = status_of(k, "GET", usual[i]);
        k->survey->ping = status == 200 ? usual[i] : NULL;
    }
    k->survey->status = k->survey->ping ? 200 : status_of(k, "GET", "/");
    note(k->survey, "http", k->survey->ping ? SURVEY_OFFERED : SURVEY_MISSING,
         k->survey->ping ? NULL : "GET on none of the usual paths answers 200");
}

static void find_files(struct asking *k)
{
    const char *seen = objection(k, &survey_file_below_static);
    bool at_root = seen && !objection(k, &survey_file_at_root);
    k->survey->files = !seen ? "/static" : at_root ? "/" : NULL;
    note(k->survey, "static", k->survey->files ? SURVEY_OFFERED : SURVEY_MISSING,
         k->survey->files ? NULL : seen);
}

static bool ask_raw(struct asking *k, struct raw *raw, const char *target, struct exchange *x)
{
    int64_t now = clock_now();
    const char *request = arena_text(k->arena, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", target,
                                     k->ground.server.authority);
    exchange_init(x, false);
    if (raw_send(raw, request, strlen(request), now + PATIENCE))
        raw_receive(raw, x, now, now + PATIENCE);
    return x->answered;
}

/* Two requests on one connection. */
static bool keeps_connections(struct asking *k)
{
    struct raw raw;
    struct exchange x;
    bool kept = true;
    if (raw_open(&raw, &k->ground.server, clock_now() + PATIENCE) != CONNECT_ACCEPTED)
        return false;
    for (int i = 0; i < 2 && kept; i++) {
        kept = ask_raw(k, &raw, some_target(k->survey), &x);
        exchange_release(&x);
    }
    raw_close(&raw);
    return kept;
}

static void ask_all(struct asking *k)
{
    struct survey *s = k->survey;
    find_ping(k);
    for (const struct question *q = survey_questions; q->capability && !interrupt_signal(); q++)
        note_question(k, q);
    find_files(k);
    s->missing = status_of(k, "GET", "/no/such/path");
    s->head = status_of(k, "HEAD", some_target(s));
    s->kept = keeps_connections(k);
}

/* --- how it ends ------------------------------------------------------------------------------ */

static bool offers(const struct survey *s, const char *capability)
{
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->findings[i].capability, capability) == 0)
            return s->findings[i].answer == SURVEY_OFFERED;
    }
    return false;
}

/* Sends the signal while a slow request is under way, if there are slow ones; true if that was
 * answered all the same. *ended: within patience, with which exit code the candidate says. */
static bool end_on(struct asking *k, const char *signal, bool *ended)
{
    struct raw raw;
    struct exchange x;
    bool slow = offers(k->survey, "slow"), answered = false;
    int64_t now = clock_now();
    slow = slow && raw_open(&raw, &k->ground.server, now + PATIENCE) == CONNECT_ACCEPTED;
    exchange_init(&x, false);
    if (slow) {
        const char *request = arena_text(k->arena, "GET /api/slow?ms=" SURVEY_SLOW_MS
                                                   " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        (void)!raw_send(&raw, request, strlen(request), now + PATIENCE);
        clock_wait(now + 100 * CLOCK_MS);
    }
    candidate_signal(&k->candidate, signal_number(signal));
    if (slow) {
        raw_receive(&raw, &x, now, now + PATIENCE);
        answered = x.answered && x.reply.status == 200;
        raw_close(&raw);
    }
    exchange_release(&x);
    *ended = candidate_wait(&k->candidate, clock_now() + PATIENCE);
    return answered;
}

static const char *describe_end(const struct asking *k, const char *signal, bool ended)
{
    int code = k->candidate.exit_code;
    if (!ended)
        return arena_text(k->arena, "%s did not end it in 3 s", signal);
    if (code > 128)
        return arena_text(k->arena, "%s killed it: exit status %d", signal, code);
    return arena_text(k->arena, "%s ended it with exit status %d", signal, code);
}

/* True if no other signal need be tried. */
static bool try_signal(struct asking *k, const char *signal)
{
    struct survey *s = k->survey;
    bool ended, answered = end_on(k, signal, &ended);
    bool well = ended && k->candidate.exit_code == 0;
    const char *seen = describe_end(k, signal, ended);
    if (!s->stopped || (well && !s->stop))
        s->stop_code = ended ? k->candidate.exit_code : -1;
    s->stopped = s->stopped ? arena_text(k->arena, "%s; %s", s->stopped, seen) : seen;
    if (well && !s->stop)
        s->stop = signal;
    if (well && answered && !s->graceful)
        s->graceful = signal;
    return s->stop && (s->graceful || !offers(s, "slow"));
}

static void conclude_signals(struct survey *s)
{
    const char *untried = "a request in flight could not be tried without `slow`";
    bool slow = offers(s, "slow");
    note(s, "graceful",
         s->graceful ? SURVEY_OFFERED
         : slow      ? SURVEY_MISSING
                     : SURVEY_UNKNOWN,
         s->graceful ? NULL
         : slow      ? "no signal ended it well and let a request in flight finish"
                     : untried);
    s->stop = s->stop ? s->stop : "SIGTERM";
    s->graceful = s->graceful ? s->graceful : s->stop;
}

/* --- the door --------------------------------------------------------------------------------- */

static bool begin(struct asking *k, struct failure *why)
{
    static const char *const none[] = {NULL};
    const struct survey_order *o = k->order;
    const struct start_order order = {.profile = o->subject.profile,
                                      .program = o->subject.program,
                                      .programs = o->programs,
                                      .argv = o->subject.argv,
                                      .instruments = none,
                                      .scale = 1,
                                      .deadline = INT64_MAX};
    const struct ground_order ground = {.run = getpid(),
                                        .fixtures = o->fixtures,
                                        .port = o->subject.profile->port,
                                        .seed = o->seed};
    return ground_open(&k->ground, &ground, k->arena, why) &&
           start(&k->candidate, &order, &k->ground, k->arena, why);
}

static void end(struct asking *k)
{
    candidate_release(&k->candidate);
    if (k->ground.folder)
        ground_release(&k->ground);
}

/* One life of the server; true if another one is wanted, with the next signal. */
static bool live(struct asking *k, const char *signal, bool first, struct failure *why)
{
    k->ground = (struct ground){.lock = -1, .held = -1};
    k->candidate = (struct candidate){.pidfd = -1};
    struct failure again = {.code = FAILURE_NONE}; /* what started once is known well enough */
    bool started = begin(k, first ? why : &again), enough = true;
    if (started && first)
        ask_all(k);
    if (started && !interrupt_signal())
        enough = try_signal(k, signal);
    if (interrupt_signal())
        failure_set(why, FAILURE_HARNESS, "interrupted while the server was asked");
    end(k);
    return !enough;
}

bool survey_take(const struct survey_order *order, struct survey *s, struct arena *a,
                 struct failure *why)
{
    static const char *const signals[] = {"SIGTERM", "SIGINT", "SIGQUIT"};
    struct asking k = {.order = order, .survey = s, .arena = a, .client = client_open()};
    *s = (struct survey){.ping = NULL};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        if (!live(&k, signals[i], i == 0, why))
            break;
    }
    client_close(k.client);
    conclude_signals(s);
    return why->code == FAILURE_NONE;
}
