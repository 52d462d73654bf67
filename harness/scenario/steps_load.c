/* SPDX-License-Identifier: MIT */
/* The actions that send one request many times: load, churn and soak.
 */
#include "scenario/step_draft.h"

#include <string.h>

#include "base/words.h"
#include "scenario/limits.h"
#include "scenario/quantity.h"

enum { RATE_MAX = 1000000 }; /* one each microsecond; no client plans finer than that */

/* The profile that a soak claims if it names no other: ten clients a second, for a day, and a
 * server that nobody restarts for a year grows by no more than 365 MiB. */
enum { SOAK_RATE = 10, SOAK_BUDGET = 1024 * 1024 };
#define SOAK_SPAN (INT64_C(86400) * 1000000000)

/* --- their words ------------------------------------------------------------------------------ */

static unsigned read_count(struct step_draft *s, const struct yaml_node *key,
                           const struct yaml_node *value, unsigned most)
{
    unsigned long long count = 0;
    if (words_number(value->text, value->length, &count) && count >= 1 && count <= most)
        return (unsigned)count;
    form_wrong(&s->draft->form, value->place, "'%s' is a whole number from 1 to %u", key->text,
               most);
    return 1;
}

void step_read_connections(void *context, const struct yaml_node *key,
                           const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->connections = read_count(s, key, value, CONNECTIONS_MAX);
}

static void read_rate(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    double rate = 0;
    enum check_unit unit = UNIT_NONE;
    if (!quantity_parse(value->text, value->length, &rate, &unit) || unit != UNIT_PER_S)
        form_wrong(&s->draft->form, value->place, "'%s' is a number per second, such as 1000/s",
                   key->text);
    else if (rate <= 0 || rate > RATE_MAX)
        form_wrong(&s->draft->form, value->place, "'%s' is more than 0/s and at most %d/s",
                   key->text, RATE_MAX);
    s->step->rate = rate;
}

static void read_requests(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->requests = read_count(s, key, value, REQUESTS_MAX);
}

void step_read_duration(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    unsigned before = s->draft->form.complaints->errors;
    s->step->duration = form_duration(&s->draft->form, key, value);
    if (s->step->duration == 0 && s->draft->form.complaints->errors == before)
        form_wrong(&s->draft->form, value->place, "'%s' is longer than 0", key->text);
}

static void read_warm_up(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->warm_up = form_duration(&s->draft->form, key, value);
}

static void read_cycles(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->cycles = read_count(s, key, value, CYCLES_MAX);
}

const char *const churn_close_names[] = {
    [CHURN_CLEAN] = "clean",
    [CHURN_RESET] = "reset",
    [CHURN_HALF] = "half",
    [CHURN_BEFORE_ANSWER] = "before-answer",
    NULL,
};

static void read_close(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->close = (enum churn_close)form_choice(&s->draft->form, key, value, churn_close_names);
}

static void read_pipeline(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->pipeline = read_count(s, key, value, PIPELINE_MAX);
}

static void read_threads(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->threads = read_count(s, key, value, THREADS_MAX);
}

/* --- several requests ------------------------------------------------------------------------- */

static void read_weight(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->weight = read_count(s, key, value, WEIGHT_MAX);
}

static void read_mix(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_MIX_REQUEST] = step_read_request,
        [WORD_MIX_HEADERS] = step_read_headers,
        [WORD_MIX_BODY] = step_read_body,
        [WORD_MIX_JSON] = step_read_json,
        [WORD_WEIGHT] = read_weight,
        [WORD_MIX_EACH] = step_read_each,
    };
    struct step_draft *s = context;
    if (value->count < 1 || value->count > MIX_MAX) {
        form_wrong(&s->draft->form, key->place, "'mix' is a list of 1 to %d requests", MIX_MAX);
        return;
    }
    struct step *mix = arena_zero(s->draft->form.arena, value->count, sizeof *mix);
    for (size_t i = 0; i < value->count; i++) {
        struct step_draft entry = {.draft = s->draft, .step = &mix[i]};
        mix[i] = (struct step){.name = s->step->name,
                               .file = s->step->file,
                               .line = s->step->line,
                               .action = s->step->action,
                               .weight = 1};
        form_read(&s->draft->form, PLACE_MIX, &value->items[i], readers, &entry);
        step_read_checks(&entry);
    }
    s->step->mix = mix;
    s->step->mix_count = value->count;
}

/* One request, or a mix of them. */
static void check_mix(struct step_draft *s, const struct yaml_node *load)
{
    static const char *const own[] = {"headers", "body", "json"};
    const struct yaml_node *mix = yaml_get(load, "mix");
    if (!mix && !yaml_get(load, "request"))
        form_wrong(&s->draft->form, load->place,
                   "`load:` needs 'request' (method and target) or 'mix' (several of them)");
    if (mix && yaml_get(load, "request"))
        form_wrong(&s->draft->form, mix->place,
                   "'request' and 'mix': a load sends one request, or several in turns");
    for (size_t i = 0; mix && i < sizeof own / sizeof *own; i++) {
        const struct yaml_node *value = yaml_get(load, own[i]);
        if (value)
            form_wrong(&s->draft->form, value->place,
                       "'%s' belongs to an entry of 'mix' that has a request", own[i]);
    }
}

/* --- the two actions -------------------------------------------------------------------------- */

/* A load ends after so many requests or after so long: exactly one of the two says when. */
static void check_end(struct step_draft *s, const struct yaml_node *load)
{
    const struct yaml_node *requests = yaml_get(load, "requests");
    const struct yaml_node *duration = yaml_get(load, "duration");
    if (requests && duration)
        form_wrong(&s->draft->form, duration->place,
                   "'requests' and 'duration': a load ends after one of the two");
    else if (!requests && !duration)
        form_wrong(&s->draft->form, load->place,
                   "`load:` needs 'requests' or 'duration' (when it ends)");
    else if (requests && s->step->requests && s->step->requests < s->step->connections)
        form_wrong(&s->draft->form, requests->place,
                   "fewer requests than connections: each connection sends one");
}

void step_read_load(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_LOAD_REQUEST] = step_read_request,
        [WORD_LOAD_HEADERS] = step_read_headers,
        [WORD_LOAD_BODY] = step_read_body,
        [WORD_LOAD_JSON] = step_read_json,
        [WORD_CONNECTIONS] = step_read_connections,
        [WORD_RATE] = read_rate,
        [WORD_REQUESTS] = read_requests,
        [WORD_DURATION] = step_read_duration,
        [WORD_WARM_UP] = read_warm_up,
        [WORD_MIX] = read_mix,
        [WORD_PIPELINE] = read_pipeline,
        [WORD_THREADS] = read_threads,
    };
    struct step_draft *s = context;
    (void)key;
    form_read(&s->draft->form, PLACE_LOAD, value, readers, s);
    check_mix(s, value);
    if (s->step->pipeline > 1 && yaml_get(value, "rate"))
        form_wrong(&s->draft->form, yaml_get(value, "pipeline")->place,
                   "'pipeline' and 'rate': planned requests leave one by one");
    if (s->step->threads > 1 && s->step->threads > s->step->connections)
        form_wrong(&s->draft->form, yaml_get(value, "threads")->place,
                   "more threads than connections: each has at least one");
    check_end(s, value);
}

void step_read_churn(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_CHURN_REQUEST] = step_read_request,
        [WORD_CHURN_HEADERS] = step_read_headers,
        [WORD_CHURN_BODY] = step_read_body,
        [WORD_CHURN_JSON] = step_read_json,
        [WORD_CYCLES] = read_cycles,
        [WORD_CLOSE] = read_close,
    };
    struct step_draft *s = context;
    (void)key;
    form_read(&s->draft->form, PLACE_CHURN, value, readers, s);
}

static void read_bound(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    if (!quantity_span(value->text, value->length, &s->step->span))
        form_wrong(&s->draft->form, value->place, "'%s' is a time in s, m, h or d, such as 24h",
                   key->text);
}

static void read_lasting(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->lasts = true;
    read_bound(context, key, value);
}

static void read_budget(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    enum check_unit unit = UNIT_NONE;
    if (!quantity_parse(value->text, value->length, &s->step->budget, &unit) ||
        !unit_same_kind(unit, UNIT_B) || s->step->budget <= 0)
        form_wrong(&s->draft->form, value->place, "'%s' is memory, more than 0, such as 1 MiB",
                   key->text);
}

void step_read_soak(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_SOAK_REQUEST] = step_read_request,
        [WORD_SOAK_HEADERS] = step_read_headers,
        [WORD_SOAK_BODY] = step_read_body,
        [WORD_SOAK_JSON] = step_read_json,
        [WORD_SOAK_RATE] = read_rate,
        [WORD_BOUND] = read_bound,
        [WORD_SOAK_DURATION] = read_lasting,
        [WORD_BUDGET] = read_budget,
    };
    struct step_draft *s = context;
    (void)key;
    s->step->rate = SOAK_RATE;
    s->step->span = SOAK_SPAN;
    s->step->budget = SOAK_BUDGET;
    form_read(&s->draft->form, PLACE_SOAK, value, readers, s);
    const struct yaml_node *duration = yaml_get(value, "duration");
    if (duration && yaml_get(value, "bound"))
        form_wrong(&s->draft->form, duration->place,
                   "'bound' and 'duration': a soak is extrapolated, or it lasts");
}

/* --- the step around them --------------------------------------------------------------------- */

static const char *errors_of(const struct step *step)
{
    return step->action == ACTION_ATTACK ? "bystander errors" : "errors";
}

static bool judges_errors(const struct step *step)
{
    bool found = false;
    for (size_t i = 0; i < step->check_count; i++) {
        const struct subject *subject = &step->checks[i].subject;
        found |= subject->kind == SUBJECT_METRIC && strcmp(subject->argument, errors_of(step)) == 0;
    }
    return found;
}

/* Whether some answers are judged, and whether all are. */
static bool has_each(const struct step *step, bool all)
{
    bool found = step->each_count > 0;
    size_t judged = 0;
    for (size_t i = 0; i < step->mix_count; i++)
        judged += step->mix[i].each_count > 0;
    return found || (all ? step->mix_count && judged == step->mix_count : judged > 0);
}

static void check_each(struct step_draft *s, const struct yaml_node *node)
{
    struct form *f = &s->draft->form;
    const struct step *step = s->step;
    if (!s->each && step->action == ACTION_LOAD && !has_each(step, true))
        form_warn(f, node->place, "nobody looks at the answers of this load; add `each:`");
    else if (!s->each && step->action == ACTION_ATTACK)
        form_warn(f, node->place, "nobody looks at the answers to the bystander; add `each:`");
    else if (s->each && step->action == ACTION_CHURN && step->close == CHURN_BEFORE_ANSWER)
        form_wrong(f, s->each->place, "`close: before-answer` leaves no answer to be judged");
    else if ((s->each || has_each(step, false)) && !judges_errors(step))
        form_warn(f, s->each ? s->each->place : node->place,
                  "what `each:` refuses is counted in '%s', and nobody judges that; %s",
                  errors_of(step),
                  arena_text(f->arena, "add `%s == 0` to `expect:`", errors_of(step)));
}

void step_check_load(struct step_draft *s, const struct yaml_node *node)
{
    const struct yaml_node *within = yaml_get(node, "within");
    int64_t planned = s->step->warm_up + s->step->duration;
    if (!(ACTIONS_MANY & 1u << s->step->action))
        return;
    check_each(s, node);
    if (within && s->step->within && s->step->within <= planned)
        form_wrong(&s->draft->form, within->place, "'within' must be longer than %s",
                   s->step->action == ACTION_LOAD ? "warm-up and duration together" : "duration");
}
