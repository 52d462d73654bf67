/* SPDX-License-Identifier: MIT */
/* One small function per subject of a check: from what happened to a measured value.
 */
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "data/jq.h"
#include "data/json.h"
#include "oracle/judge.h"
#include "run/player.h"

typedef struct measured measure_fn(struct player *p, const struct check *c, struct exchange *x,
                                   struct link *k, struct arena *a);

static struct measured text_of(const char *text)
{
    return (struct measured){.kind = MEASURED_TEXT, .text = text, .length = strlen(text)};
}

static struct measured missed(const char *sentence)
{
    return (struct measured){.kind = MEASURED_MISSED, .text = sentence, .length = strlen(sentence)};
}

static struct measured number_of(double number)
{
    return (struct measured){.kind = MEASURED_NUMBER, .number = number};
}

static struct measured no_answer(const struct exchange *x, struct arena *a)
{
    if (!x)
        return (struct measured){.kind = MEASURED_NOTHING};
    return missed(arena_text(a, "no answer: %s", x->problem));
}

static struct measured measure_status(struct player *p, const struct check *c, struct exchange *x,
                                      struct link *k, struct arena *a)
{
    (void)p, (void)c, (void)k;
    return x && x->answered ? number_of(x->reply.status) : no_answer(x, a);
}

static struct measured field_of(const struct reply_field *fields, size_t count, const char *name,
                                struct arena *a)
{
    const char *value = reply_field(fields, count, name, a);
    return value ? text_of(value) : (struct measured){.kind = MEASURED_ABSENT};
}

/* An IMF-fixdate (RFC 9110 §5.6.7) of this moment: right clocks tick once a second, and the answer
 * was under way for some ns. `now` is told in the same form, and so must the value be, octet by
 * octet. */
static bool is_timely(const char *value, int64_t elapsed, char now_text[64])
{
    enum { TOLERANCE_S = 2 };
    static const char form[] = "%a, %d %b %Y %H:%M:%S GMT";
    struct tm tm = {.tm_isdst = 0};
    char again[64] = "";
    const char *end = strptime(value, form, &tm);
    time_t said = timegm(&tm), now = time(NULL);
    strftime(again, sizeof again, form, gmtime_r(&said, &tm));
    strftime(now_text, 64, form, gmtime_r(&now, &tm));
    return end && !*end && strcmp(again, value) == 0 && said <= now + TOLERANCE_S &&
           said >= now - TOLERANCE_S - (time_t)(elapsed / 1000000000);
}

static struct measured measure_header(struct player *p, const struct check *c, struct exchange *x,
                                      struct link *k, struct arena *a)
{
    (void)p, (void)k;
    if (!x || !x->answered)
        return no_answer(x, a);
    struct measured m = field_of(x->reply.fields, x->reply.field_count, c->subject.argument, a);
    if (c->state != STATE_NOT_STALE || m.kind != MEASURED_TEXT)
        return m;
    char now[64];
    m.timely = is_timely(m.text, x->elapsed, now);
    return m.timely ? m : text_of(arena_text(a, "%s, and here it was %s", m.text, now));
}

static struct measured measure_trailer(struct player *p, const struct check *c, struct exchange *x,
                                       struct link *k, struct arena *a)
{
    (void)p, (void)k;
    if (!x || !x->answered)
        return no_answer(x, a);
    return field_of(x->reply.trailers, x->reply.trailer_count, c->subject.argument, a);
}

static struct measured measure_body(struct player *p, const struct check *c, struct exchange *x,
                                    struct link *k, struct arena *a)
{
    (void)p, (void)c, (void)k;
    if (!x || !x->answered)
        return no_answer(x, a);
    return (struct measured){.kind = MEASURED_TEXT,
                             .text = x->reply.body.data,
                             .length = x->reply.body.length,
                             .complete = true};
}

/* The content of a JSON string, or NULL for every other value. */
static const char *plain_of(const char *json, size_t length, struct arena *a)
{
    struct bytes out;
    bytes_init(&out, length);
    const char *plain =
        json_unquote(json, length, &out) ? arena_copy(a, out.data, out.length) : NULL;
    bytes_release(&out);
    return plain;
}

struct compiled {
    const char *program;
    struct jq *jq;
    struct compiled *next;
};

/* It takes milliseconds, and a load asks it of every answer: so each program once. NULL with the
 * sentence filled. */
static struct jq *compile(struct player *p, const char *program, char sentence[JQ_SENTENCE_MAX])
{
    struct compiled *known = p->compiled;
    while (known && strcmp(known->program, program) != 0)
        known = known->next;
    if (known)
        return known->jq;
    struct jq *jq = jq_open(program, sentence);
    if (!jq)
        return NULL;
    known = arena_zero(p->arena, 1, sizeof *known);
    *known = (struct compiled){
        .program = arena_copy(p->arena, program, strlen(program)), .jq = jq, .next = p->compiled};
    p->compiled = known;
    return jq;
}

void measure_release(struct player *p)
{
    for (struct compiled *known = p->compiled; known; known = known->next)
        jq_close(known->jq);
    p->compiled = NULL;
}

static struct measured measure_json(struct player *p, const struct check *c, struct exchange *x,
                                    struct link *k, struct arena *a)
{
    (void)k;
    char sentence[JQ_SENTENCE_MAX] = "";
    struct bytes out;
    if (!x || !x->answered)
        return no_answer(x, a);
    struct jq *jq = compile(p, c->subject.argument, sentence);
    if (!jq)
        return missed(arena_text(a, "%s", sentence));
    bytes_init(&out, (size_t)4 * 1024 * 1024);
    enum jq_result result = jq_run(jq, x->reply.body.data, x->reply.body.length, &out, sentence);
    struct measured m = {.kind = MEASURED_ABSENT};
    if (result == JQ_FAILED)
        m = missed(arena_text(a, "%s", sentence));
    if (result == JQ_VALUE)
        m = (struct measured){.kind = MEASURED_JSON,
                              .text = arena_copy(a, out.data, out.length),
                              .length = out.length,
                              .plain = plain_of(out.data, out.length, a)};
    bytes_release(&out);
    return m;
}

static struct measured measure_elapsed(struct player *p, const struct check *c, struct exchange *x,
                                       struct link *k, struct arena *a)
{
    (void)p, (void)c, (void)k;
    return x && x->answered ? number_of((double)x->elapsed) : no_answer(x, a);
}

/* Waits for the end of the connection as long as the check allows, from the last octet that came.
 */
static void await_end(struct player *p, const struct check *c, struct exchange *x, struct link *k)
{
    double limit = c->value_count && c->values[0].is_number ? c->values[0].number : 0;
    if (x->ended || !k || !k->open)
        return;
    int64_t since = k->raw.last_octet;
    raw_watch(&k->raw, x, since, play_deadline(p, (int64_t)limit, 50 * CLOCK_MS));
}

static struct measured measure_closed(struct player *p, const struct check *c, struct exchange *x,
                                      struct link *k, struct arena *a)
{
    if (!x || x->connect == CONNECT_REFUSED)
        return no_answer(x, a);
    await_end(p, c, x, k);
    if (c->op == OP_EQ || c->op == OP_NE)
        return text_of(x->ended ? "true" : "false");
    if (!x->ended)
        return missed("still open");
    return number_of((double)(x->closed > 0 ? x->closed : 0) / p->scale);
}

static struct measured measure_reset(struct player *p, const struct check *c, struct exchange *x,
                                     struct link *k, struct arena *a)
{
    (void)p, (void)c, (void)k, (void)a;
    return x ? text_of(x->reset ? "true" : "false") : (struct measured){.kind = MEASURED_NOTHING};
}

static struct measured measure_connect(struct player *p, const struct check *c, struct exchange *x,
                                       struct link *k, struct arena *a)
{
    (void)p, (void)c, (void)k, (void)a;
    static const struct {
        enum check_state state;
        const char *words;
    } outcomes[CONNECT_COUNT] = {
        [CONNECT_NONE] = {STATE_NONE, "not tried"},
        [CONNECT_ACCEPTED] = {STATE_ACCEPTED, "accepted"},
        [CONNECT_REFUSED] = {STATE_REFUSED, "refused"},
        [CONNECT_TIMED_OUT] = {STATE_NONE, "timed out"},
        [CONNECT_FAILED] = {STATE_NONE, "not tried: this side is out of ports or descriptors"},
    };
    if (!x || x->connect == CONNECT_NONE)
        return (struct measured){.kind = MEASURED_NOTHING};
    struct measured m = text_of(outcomes[x->connect].words);
    m.kind = MEASURED_STATE;
    m.state = outcomes[x->connect].state;
    return m;
}

static struct measured measure_exit_code(struct player *p, const struct check *c,
                                         struct exchange *x, struct link *k, struct arena *a)
{
    (void)c, (void)x, (void)k, (void)a;
    return p->candidate->ended ? number_of(p->candidate->exit_code) : missed("still running");
}

static struct measured measure_call(struct player *p, const struct check *c, struct exchange *x,
                                    struct link *k, struct arena *a)
{
    (void)x, (void)k;
    return stub_measure(p, c, a);
}

static struct measured measure_last_line(struct player *p, const struct check *c,
                                         struct exchange *x, struct link *k, struct arena *a)
{
    (void)c, (void)x, (void)k;
    return text_of(output_tail(p->candidate->output, OUTPUT_STDOUT, 1, a));
}

static struct measured measure_metric(struct player *p, const struct check *c, struct exchange *x,
                                      struct link *k, struct arena *a)
{
    (void)x, (void)k, (void)a;
    const struct sample *sample = sample_find(p, c->subject.argument);
    return sample ? number_of(sample->value) : (struct measured){.kind = MEASURED_NOTHING};
}

static measure_fn *const subjects[SUBJECT_COUNT] = {
    [SUBJECT_STATUS] = measure_status,       [SUBJECT_HEADER] = measure_header,
    [SUBJECT_BODY] = measure_body,           [SUBJECT_JSON] = measure_json,
    [SUBJECT_ELAPSED] = measure_elapsed,     [SUBJECT_CLOSED] = measure_closed,
    [SUBJECT_RESET] = measure_reset,         [SUBJECT_CONNECT] = measure_connect,
    [SUBJECT_EXIT_CODE] = measure_exit_code, [SUBJECT_CALL] = measure_call,
    [SUBJECT_TRAILER] = measure_trailer,     [SUBJECT_LAST_LINE] = measure_last_line,
    [SUBJECT_METRIC] = measure_metric,
};

struct measured measure(struct player *p, const struct step *s, const struct check *c,
                        struct exchange *x, struct link *k, struct arena *scratch)
{
    if (s->action == ACTION_EXEC && c->subject.kind == SUBJECT_EXIT_CODE)
        return p->exec_code == -1 ? missed("still running") : number_of(p->exec_code);
    return subjects[c->subject.kind](p, c, x, k, scratch);
}
