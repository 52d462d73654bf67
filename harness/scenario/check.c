/* SPDX-License-Identifier: MIT */
/* The compiler of check lines. A line is split into subject, operator and value; one table row per
 * subject says which operators, states and values make sense for it, so that nonsense is an error
 * before anything is started. Knows no YAML and no measurement.
 */
#include "scenario/check_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "data/json.h"
#include "scenario/metrics.h"

#define OPS_EQUAL   (1u << OP_EQ | 1u << OP_NE)
#define OPS_TEXT    (OPS_EQUAL | 1u << OP_MATCHES | 1u << OP_NOT_MATCHES | 1u << OP_CONTAINS)
#define STATES_FILL (1u << STATE_EMPTY | 1u << STATE_NOT_EMPTY)
#define STATES_HERE (1u << STATE_ABSENT | 1u << STATE_PRESENT)

static const struct subject_row subjects[SUBJECT_COUNT] = {
    [SUBJECT_STATUS] = {.word = "status",
                        .about = "the status code of the response",
                        .value = VALUE_WHOLE,
                        .operators = OPS_EQUAL | OPS_ORDER | 1u << OP_IN,
                        .example = "status == 200"},
    [SUBJECT_HEADER] =
        {.word = "header",
         .about = "the value of a field of the response; repeated ones are joined with `, `",
         .argument = ARGUMENT_FIELD,
         .value = VALUE_TEXT,
         .operators = OPS_TEXT | 1u << OP_IN | 1u << OP_IS,
         .states = STATES_FILL | STATES_HERE | 1u << STATE_NOT_STALE,
         .example = "header Content-Type ~ ^text/"},
    [SUBJECT_TRAILER] = {.word = "trailer",
                         .about = "the same of a field that came behind a chunked content",
                         .argument = ARGUMENT_FIELD,
                         .value = VALUE_TEXT,
                         .operators = OPS_TEXT | 1u << OP_IN | 1u << OP_IS,
                         .states = STATES_FILL | STATES_HERE,
                         .example = "trailer Digest is present"},
    [SUBJECT_BODY] = {.word = "body",
                      .about = "the content of the response",
                      .value = VALUE_TEXT,
                      .operators = OPS_TEXT | 1u << OP_IN | 1u << OP_IS,
                      .states = STATES_FILL | 1u << STATE_COMPLETE,
                      .example = "body is not empty"},
    [SUBJECT_JSON] = {.word = "json",
                      .about = "what a jq program makes of the content; a null is absent",
                      .argument = ARGUMENT_PROGRAM,
                      .value = VALUE_JSON,
                      .operators = OPS_TEXT | OPS_ORDER | 1u << OP_IN | 1u << OP_IS,
                      .states = STATES_HERE,
                      .example = "json .name == Ada"},
    [SUBJECT_ELAPSED] = {.word = "elapsed",
                         .about = "from the first octet sent to the last octet of the response",
                         .value = VALUE_TIME,
                         .operators = OPS_ORDER,
                         .example = "elapsed < 100ms"},
    [SUBJECT_CLOSED] =
        {.word = "closed",
         .about = "how long it took until the server closed the connection; false if it did not",
         .value = VALUE_TRUTH,
         .operators = OPS_EQUAL | 1u << OP_WITHIN,
         .example = "closed within 1s"},
    [SUBJECT_RESET] = {.word = "reset",
                       .about = "whether the connection ended by a reset",
                       .value = VALUE_TRUTH,
                       .operators = OPS_EQUAL,
                       .example = "reset == false"},
    [SUBJECT_CONNECT] = {.word = "connect",
                         .about = "what became of the attempt to connect",
                         .operators = 1u << OP_IS,
                         .states = 1u << STATE_ACCEPTED | 1u << STATE_REFUSED,
                         .example = "connect is refused"},
    [SUBJECT_EXIT_CODE] = {.word = "exit code",
                           .about = "of the candidate's main process; 128 + n if signal n ended it",
                           .value = VALUE_WHOLE,
                           .operators = OPS_EQUAL | OPS_ORDER | 1u << OP_IN,
                           .example = "exit code == 0"},
    [SUBJECT_CALL] = {.word = "call",
                      .about = "how often a stub was called since the last `stub:` step",
                      .argument = ARGUMENT_STUB,
                      .value = VALUE_WHOLE,
                      .operators =
                          OPS_EQUAL | OPS_ORDER | 1u << OP_IS | 1u << OP_BEFORE | 1u << OP_OVERLAPS,
                      .states = 1u << STATE_CANCELLED,
                      .example = "call auth == 1"},
    [SUBJECT_LAST_LINE] = {.word = "last line",
                           .about = "the last line that the candidate wrote on stdout",
                           .value = VALUE_TEXT,
                           .operators = OPS_TEXT,
                           .example = "last line contains goodbye"},
    [SUBJECT_METRIC] = {.word = "",
                        .about = "a metric, see `assay metrics`",
                        .value = VALUE_METRIC,
                        .operators = OPS_EQUAL | OPS_ORDER,
                        .example = "fds leaked == 0"},
};

static const struct operator_row {
    const char *word, *about, *example;
} operators[OP_COUNT] = {
    [OP_EQ] = {"==", "equal; numbers as numbers, with their unit", "status == 200"},
    [OP_NE] = {"!=", "not equal", "status != 500"},
    [OP_LT] = {"<", "less", "elapsed < 100ms"},
    [OP_LE] = {"<=", "less, or equal", "threads <= 8"},
    [OP_GT] = {">", "more", "throughput > 1000/s"},
    [OP_GE] = {">=", "more, or equal", "json .count >= 3"},
    [OP_MATCHES] = {"~", "matches a POSIX extended regular expression", "body ~ ^hello"},
    [OP_NOT_MATCHES] = {"!~", "does not match one", "header Server !~ [0-9]"},
    [OP_IN] = {"in", "equal to one of a list", "status in 404, 410"},
    [OP_IS] = {"is",
               "in a state: empty, complete, absent, present, stale, refused, accepted, cancelled",
               "body is not empty"},
    [OP_CONTAINS] = {"contains", "has this text somewhere in it", "header Allow contains GET"},
    [OP_WITHIN] = {"within", "happened, and took no longer", "closed within 1s"},
    [OP_BEFORE] = {"before", "each call had its reply before the other stub was called",
                   "call auth before friends"},
    [OP_OVERLAPS] = {"overlaps", "a call was under way while one of the other stub was",
                     "call userinfo overlaps auth"},
};

static const struct state_row states[] = {
    {"empty", STATE_EMPTY, "no octet in it", "body is empty"},
    {"not empty", STATE_NOT_EMPTY, "at least one octet in it", "body is not empty"},
    {"complete", STATE_COMPLETE, "all of it came, as its head said", "body is complete"},
    {"absent", STATE_ABSENT, "not there; of json: null", "header Server is absent"},
    {"not absent", STATE_PRESENT, "there", "header ETag is not absent"},
    {"present", STATE_PRESENT, "there", "header ETag is present"},
    {"not present", STATE_ABSENT, "not there", "header Server is not present"},
    {"refused", STATE_REFUSED, "nobody listens", "connect is refused"},
    {"accepted", STATE_ACCEPTED, "the kernel took it; says nothing about the server yet",
     "connect is accepted"},
    {"cancelled", STATE_CANCELLED, "there was a call, and the server hung up on each of them",
     "call friends is cancelled"},
    {"not stale", STATE_NOT_STALE,
     "an IMF-fixdate, no more than 2 s from the clock of this host, or not there",
     "header Date is not stale"},
};

enum { STATE_ROWS = sizeof states / sizeof states[0], LIST_MAX = 256 };

const char *subject_word(enum subject_kind kind)
{
    return subjects[kind].word;
}

const struct subject_row *check_row(enum subject_kind kind)
{
    return &subjects[kind];
}

const char *check_operator_word(enum check_operator op)
{
    return operators[op].word;
}

const char *check_operator_about(enum check_operator op, const char **example)
{
    *example = operators[op].example;
    return operators[op].about;
}

const struct state_row *check_states(size_t *count)
{
    *count = STATE_ROWS;
    return states;
}

const char *check_subject_name(const struct subject *subject)
{
    return subject->kind == SUBJECT_METRIC ? subject->argument : subjects[subject->kind].word;
}

const char *check_example(const struct subject *subject)
{
    const struct metric *m =
        subject->kind == SUBJECT_METRIC ? metric_find(subject->argument) : NULL;
    return m ? m->example : subjects[subject->kind].example;
}

/* --- spans and errors ----------------------------------------------------------------------- */

bool check_wrong(struct compiler *c, struct span where, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *sentence = arena_vtext(c->arena, format, args);
    va_end(args);
    c->error->offset = (size_t)(where.at - c->line);
    c->error->length = where.length;
    snprintf(c->error->sentence, sizeof c->error->sentence, "%s", sentence);
    return false;
}

struct span span_trim(struct span s)
{
    while (s.length && s.at[0] == ' ') {
        s.at++;
        s.length--;
    }
    while (s.length && s.at[s.length - 1] == ' ')
        s.length--;
    return s;
}

struct span span_first_word(struct span s)
{
    const char *space = memchr(s.at, ' ', s.length);
    return (struct span){.at = s.at, .length = space ? (size_t)(space - s.at) : s.length};
}

struct span span_after(struct span s, size_t length)
{
    return span_trim((struct span){.at = s.at + length, .length = s.length - length});
}

bool span_is(struct span s, const char *word)
{
    return strlen(word) == s.length && memcmp(word, s.at, s.length) == 0;
}

bool span_begins(struct span s, const char *word)
{
    size_t n = strlen(word);
    return n <= s.length && memcmp(word, s.at, n) == 0 && (s.length == n || s.at[n] == ' ');
}

const char *span_copy(struct compiler *c, struct span s)
{
    return arena_copy(c->arena, s.at, s.length);
}

int check_operator_of(struct span word)
{
    for (int op = 0; op < OP_COUNT; op++) {
        if (span_is(word, operators[op].word))
            return op;
    }
    return -1;
}

/* --- operator, and the values after it -------------------------------------------------------- */

/* The next item of `a, b`, up to a comma outside quotes. */
static struct span next_item(struct span list)
{
    char quote = '\0';
    for (size_t i = 0; i < list.length; i++) {
        if (quote && list.at[i] == quote)
            quote = '\0';
        else if (quote)
            continue;
        else if (list.at[i] == '"' || list.at[i] == '\'')
            quote = list.at[i];
        else if (list.at[i] == ',')
            return (struct span){.at = list.at, .length = i};
    }
    return list;
}

static bool compile_list(struct compiler *c, struct span list)
{
    struct operand *values = arena_zero(c->arena, LIST_MAX, sizeof *values);
    c->out->values = values;
    for (bool more = true; more;) {
        struct span item = next_item(list);
        more = item.length < list.length;
        if (c->out->value_count == LIST_MAX)
            return check_wrong(c, item, "more than %d values", LIST_MAX);
        if (!check_compile_value(c, span_trim(item), &values[c->out->value_count++]))
            return false;
        list = span_after(list, item.length + more);
    }
    return true;
}

static bool compile_state(struct compiler *c, struct span words)
{
    const struct subject_row *row = &subjects[c->out->subject.kind];
    char allowed[100] = "";
    size_t used = 0;
    for (size_t i = 0; i < STATE_ROWS; i++) {
        if (!(row->states & 1u << states[i].state))
            continue;
        if (span_is(words, states[i].word)) {
            c->out->state = states[i].state;
            return true;
        }
        used += (size_t)snprintf(allowed + used, sizeof allowed - used, "%s%s", used ? ", " : "",
                                 states[i].word);
    }
    return check_wrong(
        c, words.length ? words : (struct span){.at = c->line, .length = strlen(c->line)},
        "'%s is' can be followed by: %s", row->word, allowed);
}

static bool missing_operator(struct compiler *c, struct span found)
{
    if (found.length == 0)
        return check_wrong(c, (struct span){.at = c->line, .length = strlen(c->line)},
                           "an operator and a value are missing after '%s': %s",
                           check_subject_name(&c->out->subject), check_example(&c->out->subject));
    const char *hint = span_is(found, "=") ? "; did you mean '=='?" : "";
    if (span_is(found, "=~"))
        hint = "; did you mean '~'?";
    return check_wrong(
        c, found,
        "'%.*s' is not an operator (== != < <= > >= ~ !~ in is contains within before overlaps)%s",
        (int)found.length, found.at, hint);
}

static bool operator_fits(struct compiler *c, struct span where)
{
    if (subjects[c->out->subject.kind].operators & 1u << c->out->op)
        return true;
    return check_wrong(c, where, "'%s' cannot be judged with '%s'; write it like this: %s",
                       check_subject_name(&c->out->subject), operators[c->out->op].word,
                       check_example(&c->out->subject));
}

static bool compile_rest(struct compiler *c, struct span rest)
{
    struct span word = span_first_word(rest);
    int op = check_operator_of(word);
    if (op == -1)
        return missing_operator(c, word);
    c->out->op = (enum check_operator)op;
    if (!operator_fits(c, word))
        return false;
    struct span value = span_after(rest, word.length);
    if (op == OP_IS)
        return compile_state(c, value);
    if (op == OP_IN)
        return compile_list(c, value);
    struct operand *o = arena_zero(c->arena, 1, sizeof *o);
    c->out->values = o;
    c->out->value_count = 1;
    return check_compile_value(c, value, o);
}

static bool compile_line(struct compiler *c, struct span line)
{
    unsigned long long number;
    struct span rest = line;
    if (line.length == 0)
        return check_wrong(c, line, "an empty check");
    if (line.length > CHECK_LENGTH_MAX)
        return check_wrong(c, (struct span){.at = line.at, .length = 1},
                           "a check of more than %d octets", CHECK_LENGTH_MAX);
    if (words_number(line.at, line.length, &number)) {
        struct operand *o = arena_zero(c->arena, 1, sizeof *o);
        c->out->text = arena_text(c->arena, "status == %llu", number); /* as reports show it */
        c->out->values = o;
        c->out->value_count = 1;
        return check_compile_value(c, line, o);
    }
    return check_compile_subject(c, line, true, &c->out->subject, &rest) && compile_rest(c, rest);
}

/* --- the door ------------------------------------------------------------------------------ */

bool check_subject(struct arena *a, const char *text, struct subject *out,
                   struct check_error *error)
{
    struct compiler c = {.arena = a, .line = text, .error = error};
    struct span line = span_trim((struct span){.at = text, .length = strlen(text)}), rest = line;
    if (line.length == 0 || line.length > CHECK_LENGTH_MAX)
        return check_wrong(&c, line,
                           "not a subject; write one such as `header Location` or `json .id`");
    if (!check_compile_subject(&c, line, false, out, &rest))
        return false;
    if (rest.length)
        return check_wrong(&c, rest, "'%.*s' is too much: only a subject can stand here",
                           (int)rest.length, rest.at);
    return true;
}

bool check_compile(struct arena *a, const char *line, bool must, struct check *out,
                   struct check_error *error)
{
    struct compiler c = {.arena = a, .line = line, .out = out, .error = error};
    *out = (struct check){.text = arena_copy(a, line, strlen(line)), .must = must};
    if (compile_line(&c, span_trim((struct span){.at = line, .length = strlen(line)})))
        return true;
    check_release(out);
    return false;
}

/* One value: `o` holds the template and becomes what it stands for. */
static bool expand_value(struct compiler *c, struct operand *o, variables_lookup *lookup,
                         void *context)
{
    if (!variables_in(o->text, strlen(o->text)))
        return true;
    struct bytes text;
    char missing[VARIABLE_NAME_MAX];
    struct span nowhere = {.at = c->line};
    bytes_init(&text, JSON_OCTETS_MAX);
    bool done =
        variables_expand(&text, o->text, strlen(o->text), lookup, context, missing, sizeof missing);
    o->text = arena_copy(c->arena, text.data, text.length);
    bytes_release(&text);
    return done ? check_read_value(c, nowhere, o->text, o)
                : check_wrong(c, nowhere, "'%s' has no value", missing);
}

bool check_expand(struct arena *a, const struct check *c, variables_lookup *lookup, void *context,
                  struct check *out, struct check_error *error)
{
    struct compiler compiler = {.arena = a, .line = "", .out = out, .error = error};
    struct operand *values = arena_zero(a, c->value_count, sizeof *values);
    *out = *c;
    out->regex = NULL;
    out->values = values;
    out->has_variable = false;
    for (size_t i = 0; i < c->value_count; i++) {
        values[i] = c->values[i];
        if (!expand_value(&compiler, &values[i], lookup, context)) {
            check_release(out);
            return false;
        }
    }
    return true;
}

void check_release(struct check *c)
{
    if (c->regex) {
        regex_t *regex = (regex_t *)c->regex; /* ours: made by regex_value */
        regfree(regex);
    }
    c->regex = NULL;
}
