/* SPDX-License-Identifier: MIT */
/* The compiler of check lines. A line is split into subject, operator and value; one table row per
 * subject says which operators, states and values make sense for it, so that nonsense is an error
 * before anything is started. Knows no YAML and no measurement.
 */
#include "scenario/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "data/jq.h"
#include "data/json.h"
#include "scenario/metrics.h"
#include "scenario/quantity.h"

/* A part of the line that is being compiled. */
struct span {
    const char *at;
    size_t length;
};

/* One compilation: where from, where to. */
struct compiler {
    struct arena *arena;
    const char *line;
    struct check *out;
    struct check_error *error;
};

enum value_kind { VALUE_WHOLE = 0, VALUE_TEXT, VALUE_JSON, VALUE_TIME, VALUE_TRUTH, VALUE_METRIC };

enum argument_kind { ARGUMENT_NONE = 0, ARGUMENT_FIELD, ARGUMENT_PROGRAM };

#define OPS_EQUAL   (1u << OP_EQ | 1u << OP_NE)
#define OPS_ORDER   (1u << OP_LT | 1u << OP_LE | 1u << OP_GT | 1u << OP_GE)
#define OPS_TEXT    (OPS_EQUAL | 1u << OP_MATCHES | 1u << OP_NOT_MATCHES | 1u << OP_CONTAINS)
#define STATES_FILL (1u << STATE_EMPTY | 1u << STATE_NOT_EMPTY)
#define STATES_HERE (1u << STATE_ABSENT | 1u << STATE_PRESENT)

static const struct subject_row {
    const char *word;
    enum argument_kind argument;
    enum value_kind value;
    unsigned operators, states; /* masks */
    const char *example;
} subjects[SUBJECT_COUNT] = {
    [SUBJECT_STATUS] = {.word = "status",
                        .value = VALUE_WHOLE,
                        .operators = OPS_EQUAL | OPS_ORDER | 1u << OP_IN,
                        .example = "status == 200"},
    [SUBJECT_HEADER] = {.word = "header",
                        .argument = ARGUMENT_FIELD,
                        .value = VALUE_TEXT,
                        .operators = OPS_TEXT | 1u << OP_IN | 1u << OP_IS,
                        .states = STATES_FILL | STATES_HERE,
                        .example = "header Content-Type ~ ^text/"},
    [SUBJECT_BODY] = {.word = "body",
                      .value = VALUE_TEXT,
                      .operators = OPS_TEXT | 1u << OP_IN | 1u << OP_IS,
                      .states = STATES_FILL | 1u << STATE_COMPLETE,
                      .example = "body is not empty"},
    [SUBJECT_JSON] = {.word = "json",
                      .argument = ARGUMENT_PROGRAM,
                      .value = VALUE_JSON,
                      .operators = OPS_TEXT | OPS_ORDER | 1u << OP_IN | 1u << OP_IS,
                      .states = STATES_HERE,
                      .example = "json .name == Ada"},
    [SUBJECT_ELAPSED] = {.word = "elapsed",
                         .value = VALUE_TIME,
                         .operators = OPS_ORDER,
                         .example = "elapsed < 100ms"},
    [SUBJECT_CLOSED] = {.word = "closed",
                        .value = VALUE_TRUTH,
                        .operators = OPS_EQUAL | 1u << OP_WITHIN,
                        .example = "closed within 1s"},
    [SUBJECT_RESET] = {.word = "reset",
                       .value = VALUE_TRUTH,
                       .operators = OPS_EQUAL,
                       .example = "reset == false"},
    [SUBJECT_CONNECT] = {.word = "connect",
                         .operators = 1u << OP_IS,
                         .states = 1u << STATE_ACCEPTED | 1u << STATE_REFUSED,
                         .example = "connect is refused"},
    [SUBJECT_EXIT_CODE] = {.word = "exit code",
                           .value = VALUE_WHOLE,
                           .operators = OPS_EQUAL | OPS_ORDER | 1u << OP_IN,
                           .example = "exit code == 0"},
    [SUBJECT_LAST_LINE] = {.word = "last line",
                           .value = VALUE_TEXT,
                           .operators = OPS_TEXT,
                           .example = "last line contains goodbye"},
    [SUBJECT_METRIC] = {.word = "",
                        .value = VALUE_METRIC,
                        .operators = OPS_EQUAL | OPS_ORDER,
                        .example = "fds leaked == 0"},
};

static const char *const operators[OP_COUNT] = {
    [OP_EQ] = "==",
    [OP_NE] = "!=",
    [OP_LT] = "<",
    [OP_LE] = "<=",
    [OP_GT] = ">",
    [OP_GE] = ">=",
    [OP_MATCHES] = "~",
    [OP_IN] = "in",
    [OP_IS] = "is",
    [OP_NOT_MATCHES] = "!~",
    [OP_CONTAINS] = "contains",
    [OP_WITHIN] = "within",
};

static const struct state_row {
    const char *word;
    enum check_state state;
} states[] = {
    {.word = "empty", .state = STATE_EMPTY},        {.word = "not empty", .state = STATE_NOT_EMPTY},
    {.word = "complete", .state = STATE_COMPLETE},  {.word = "absent", .state = STATE_ABSENT},
    {.word = "not absent", .state = STATE_PRESENT}, {.word = "present", .state = STATE_PRESENT},
    {.word = "not present", .state = STATE_ABSENT}, {.word = "refused", .state = STATE_REFUSED},
    {.word = "accepted", .state = STATE_ACCEPTED},
};

enum { STATE_ROWS = sizeof states / sizeof states[0], NAMES_MAX = 64, LIST_MAX = 256 };

const char *subject_word(enum subject_kind kind)
{
    return subjects[kind].word;
}

/* --- spans and errors ----------------------------------------------------------------------- */

static bool wrong(struct compiler *c, struct span where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool wrong(struct compiler *c, struct span where, const char *format, ...)
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

static struct span trim(struct span s)
{
    while (s.length && s.at[0] == ' ') {
        s.at++;
        s.length--;
    }
    while (s.length && s.at[s.length - 1] == ' ')
        s.length--;
    return s;
}

static struct span first_word(struct span s)
{
    const char *space = memchr(s.at, ' ', s.length);
    return (struct span){.at = s.at, .length = space ? (size_t)(space - s.at) : s.length};
}

/* What follows the first `length` octets. */
static struct span after(struct span s, size_t length)
{
    return trim((struct span){.at = s.at + length, .length = s.length - length});
}

static bool span_is(struct span s, const char *word)
{
    return strlen(word) == s.length && memcmp(word, s.at, s.length) == 0;
}

/* True if `s` begins with `word` and a space or the end follows. */
static bool begins_with(struct span s, const char *word)
{
    size_t n = strlen(word);
    return n <= s.length && memcmp(word, s.at, n) == 0 && (s.length == n || s.at[n] == ' ');
}

static const char *copy(struct compiler *c, struct span s)
{
    return arena_copy(c->arena, s.at, s.length);
}

static int operator_of(struct span word)
{
    for (int op = 0; op < OP_COUNT; op++) {
        if (span_is(word, operators[op]))
            return op;
    }
    return -1;
}

/* --- subject -------------------------------------------------------------------------------- */

/* All words that a line may begin with, ended by NULL. */
static void subject_names(const char *names[NAMES_MAX])
{
    size_t n = 0, count;
    const struct metric *rows = metrics(&count);
    for (int kind = 0; kind < SUBJECT_METRIC; kind++)
        names[n++] = subjects[kind].word;
    for (size_t i = 0; i < count && n < NAMES_MAX - 1; i++)
        names[n++] = rows[i].name;
    names[n] = NULL;
}

/* The words before the first operator, for a message about them. */
static struct span subject_words(struct span line)
{
    struct span rest = line, word;
    while (rest.length) {
        word = first_word(rest);
        if (operator_of(word) != -1)
            return trim((struct span){.at = line.at, .length = (size_t)(word.at - line.at)});
        rest = after(rest, word.length);
    }
    return line;
}

/* `status==200` and `status = 200`: what people write in other languages. */
static const char *operator_hint(struct span words)
{
    if (memchr(words.at, '=', words.length) || memchr(words.at, '<', words.length) ||
        memchr(words.at, '>', words.length) || memchr(words.at, '~', words.length))
        return "; an operator has a space on both sides";
    return "; a check begins with status, header NAME, body, json PROGRAM, elapsed, closed, reset, "
           "connect, exit code, last line or a metric";
}

static bool unknown_subject(struct compiler *c, struct span line)
{
    const char *names[NAMES_MAX];
    struct span words = subject_words(line), first = first_word(line);
    subject_names(names);
    const char *nearest = words_nearest(copy(c, words), names);
    if (nearest)
        return wrong(c, words, "unknown subject '%.*s'; did you mean '%s'?", (int)words.length,
                     words.at, nearest);
    nearest = words_nearest(copy(c, first), names);
    if (nearest)
        return wrong(c, first, "unknown subject '%.*s'; did you mean '%s'?", (int)first.length,
                     first.at, nearest);
    return wrong(c, words, "unknown subject '%.60s'%s", copy(c, words), operator_hint(words));
}

/* The subject whose words begin the line: *length octets of it. SUBJECT_COUNT if there is none. */
static enum subject_kind find_subject(struct span line, const char **metric, size_t *length)
{
    size_t count;
    const struct metric *rows = metrics(&count);
    for (int kind = 0; kind < SUBJECT_METRIC; kind++) {
        *length = strlen(subjects[kind].word);
        if (begins_with(line, subjects[kind].word))
            return (enum subject_kind)kind;
    }
    for (size_t i = 0; i < count; i++) {
        *length = strlen(rows[i].name);
        *metric = rows[i].name;
        if (begins_with(line, rows[i].name))
            return SUBJECT_METRIC;
    }
    return SUBJECT_COUNT;
}

static bool is_token_octet(char octet)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    return (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'z') ||
           (octet >= 'A' && octet <= 'Z') || (octet && strchr(others, octet));
}

static bool field_argument(struct compiler *c, struct span name, struct subject *out)
{
    if (name.length == 0 || operator_of(name) != -1)
        return wrong(c, name.length ? name : (struct span){.at = c->line, .length = 6},
                     "`header` needs the name of a field: header Content-Type ~ ^text/");
    for (size_t i = 0; i < name.length; i++) {
        if (!is_token_octet(name.at[i]))
            return wrong(c, name, "'%.*s' is not the name of a field", (int)name.length, name.at);
    }
    out->argument = copy(c, name);
    return true;
}

/* `where` is the program in the line. */
static bool program_argument(struct compiler *c, struct span where, struct subject *out)
{
    char sentence[JQ_SENTENCE_MAX];
    if (where.length == 0)
        return wrong(c, (struct span){.at = c->line, .length = 4},
                     "`json` needs a jq program: json .name == Ada");
    if (variables_in(where.at, where.length))
        return wrong(c, where, "a variable can stand in the value only, not in the jq program");
    const char *program = copy(c, where);
    struct jq *jq = jq_open(program, sentence);
    if (!jq)
        return wrong(c, where, "'%.80s' is not a jq program (%.100s)", program, sentence);
    jq_close(jq);
    out->argument = program;
    return true;
}

/* The last operator with a space on both sides and outside quotes; empty if there is none. */
static struct span last_operator(struct span line)
{
    struct span found = {.at = line.at + line.length};
    char quote = '\0';
    for (size_t i = 0; i < line.length; i++) {
        char octet = line.at[i];
        if (quote) {
            if (octet == '\\' && quote == '"')
                i++;
            else if (octet == quote)
                quote = '\0';
            continue;
        }
        if (octet == '"' || (octet == '\'' && i && line.at[i - 1] == ' '))
            quote = octet;
        if (octet == ' ' && i + 1 < line.length) {
            struct span word =
                first_word((struct span){.at = line.at + i + 1, .length = line.length - i - 1});
            if (operator_of(word) != -1)
                found = word;
        }
    }
    return found;
}

/* Subject and its argument; *rest is what follows, from the operator on. */
static bool compile_subject(struct compiler *c, struct span line, bool has_operator,
                            struct subject *out, struct span *rest)
{
    const char *metric = NULL;
    size_t length = 0;
    enum subject_kind kind = find_subject(line, &metric, &length);
    if (kind == SUBJECT_COUNT)
        return unknown_subject(c, line);
    *out = (struct subject){.kind = kind, .argument = kind == SUBJECT_METRIC ? metric : NULL};
    *rest = after(line, length);
    if (subjects[kind].argument == ARGUMENT_FIELD) {
        struct span name = first_word(*rest);
        *rest = after(*rest, name.length);
        return field_argument(c, name, out);
    }
    if (subjects[kind].argument == ARGUMENT_PROGRAM) {
        struct span program = *rest;
        struct span op = has_operator ? last_operator(line) : after(line, line.length);
        if (op.at >= program.at)
            program = trim((struct span){.at = program.at, .length = (size_t)(op.at - program.at)});
        *rest = (struct span){.at = op.at, .length = (size_t)(line.at + line.length - op.at)};
        return program_argument(c, program, out);
    }
    return true;
}

bool check_subject(struct arena *a, const char *text, struct subject *out,
                   struct check_error *error)
{
    struct compiler c = {.arena = a, .line = text, .error = error};
    struct span line = trim((struct span){.at = text, .length = strlen(text)}), rest = line;
    if (line.length == 0 || line.length > CHECK_LENGTH_MAX)
        return wrong(&c, line, "not a subject; write one such as `header Location` or `json .id`");
    if (!compile_subject(&c, line, false, out, &rest))
        return false;
    if (rest.length)
        return wrong(&c, rest, "'%.*s' is too much: only a subject can stand here",
                     (int)rest.length, rest.at);
    return true;
}

/* --- value ---------------------------------------------------------------------------------- */

static bool is_quoted(struct span s)
{
    return s.length >= 2 && (s.at[0] == '"' || s.at[0] == '\'') && s.at[s.length - 1] == s.at[0];
}

static struct span unquote(struct span s)
{
    return is_quoted(s) ? (struct span){.at = s.at + 1, .length = s.length - 2} : s;
}

static bool whole_value(struct compiler *c, struct span where, struct operand *o)
{
    unsigned long long number;
    bool status = c->out->subject.kind == SUBJECT_STATUS;
    bool number_like = words_number(o->text, strlen(o->text), &number);
    if (!number_like || (status && (number < 100 || number > 999)) || number > 999)
        return wrong(c, where, "'%s' needs a whole number%s: %s",
                     subject_word(c->out->subject.kind), status ? " from 100 to 999" : "",
                     subjects[c->out->subject.kind].example);
    o->is_number = true;
    o->number = (double)number;
    return true;
}

static bool time_value(struct compiler *c, struct span where, struct operand *o)
{
    int64_t ns;
    if (!quantity_duration(o->text, strlen(o->text), &ns))
        return wrong(c, where, "'%s' is not a time; write a number and us, ms or s: %s", o->text,
                     subjects[c->out->subject.kind].example);
    double number;
    (void)!quantity_parse(o->text, strlen(o->text), &number, &c->out->unit);
    o->is_number = true;
    o->number = (double)ns;
    return true;
}

static bool truth_value(struct compiler *c, struct span where, const struct operand *o)
{
    if (strcmp(o->text, "true") == 0 || strcmp(o->text, "false") == 0)
        return true;
    return wrong(c, where, "'%s' is true or false: %s", subject_word(c->out->subject.kind),
                 subjects[c->out->subject.kind].example);
}

static bool metric_value(struct compiler *c, struct span where, struct operand *o)
{
    const struct metric *m = metric_find(c->out->subject.argument);
    enum check_unit unit;
    if (!quantity_parse(o->text, strlen(o->text), &o->number, &unit))
        return wrong(c, where, "'%s' is not a number", o->text);
    if (!unit_same_kind(unit, m->unit))
        return wrong(c, where,
                     m->unit == UNIT_NONE ? "'%s' counts things: it has no unit%s"
                                          : "'%s' needs a unit such as %s",
                     m->name, unit_word(m->unit));
    o->is_number = true;
    c->out->unit = unit;
    return true;
}

/* JSON if it parses as such, else text; `where` still has its quotes: "201" is a JSON string. */
static bool json_value(struct compiler *c, const char *written, struct operand *o)
{
    struct bytes canonical;
    bytes_init(&canonical, JSON_OCTETS_MAX);
    if (jq_canonical(written, strlen(written), &canonical))
        o->json = arena_copy(c->arena, canonical.data, canonical.length);
    bytes_release(&canonical);
    if (json_spells_number(written, strlen(written))) {
        o->is_number = true;
        o->number = strtod(written, NULL);
    }
    unsigned order = 1u << c->out->op & OPS_ORDER;
    if (order && !o->is_number)
        return wrong(c, (struct span){.at = c->line, .length = strlen(c->line)},
                     "'%s' compares numbers, and '%.80s' is none", operators[c->out->op], written);
    return true;
}

static bool regex_value(struct compiler *c, struct span where, const struct operand *o)
{
    regex_t *regex = arena_zero(c->arena, 1, sizeof *regex);
    int code = regcomp(regex, o->text, REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        char sentence[100];
        regerror(code, regex, sentence, sizeof sentence);
        return wrong(c, where, "not an extended regular expression: %s", sentence);
    }
    c->out->regex = regex;
    return true;
}

/* Fills `o` from its text, which holds no variable any more. `written` has the quotes it had. */
static bool read_value(struct compiler *c, struct span where, const char *written,
                       struct operand *o)
{
    enum value_kind kind = subjects[c->out->subject.kind].value;
    if (c->out->op == OP_MATCHES || c->out->op == OP_NOT_MATCHES)
        return regex_value(c, where, o);
    if (c->out->op == OP_CONTAINS)
        return true;
    if (c->out->op == OP_WITHIN)
        kind = VALUE_TIME;
    switch (kind) {
    case VALUE_WHOLE: return whole_value(c, where, o);
    case VALUE_TIME: return time_value(c, where, o);
    case VALUE_TRUTH: return truth_value(c, where, o);
    case VALUE_METRIC: return metric_value(c, where, o);
    case VALUE_JSON: return json_value(c, written, o);
    case VALUE_TEXT: return true;
    }
    return true;
}

static bool compile_value(struct compiler *c, struct span where, struct operand *o)
{
    if (where.length == 0)
        return wrong(c, where, "a value is missing: %s", subjects[c->out->subject.kind].example);
    *o = (struct operand){.text = copy(c, unquote(where))};
    if (variables_in(where.at, where.length)) {
        c->out->has_variable = true;
        return true;
    }
    return read_value(c, where, copy(c, where), o);
}

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
            return wrong(c, item, "more than %d values", LIST_MAX);
        if (!compile_value(c, trim(item), &values[c->out->value_count++]))
            return false;
        list = after(list, item.length + more);
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
    return wrong(c, words.length ? words : (struct span){.at = c->line, .length = strlen(c->line)},
                 "'%s is' can be followed by: %s", row->word, allowed);
}

/* --- operator ------------------------------------------------------------------------------- */

static bool missing_operator(struct compiler *c, struct span found)
{
    const struct subject_row *row = &subjects[c->out->subject.kind];
    const char *word = row->value == VALUE_METRIC ? c->out->subject.argument : row->word;
    if (found.length == 0)
        return wrong(c, (struct span){.at = c->line, .length = strlen(c->line)},
                     "an operator and a value are missing after '%s': %s", word, row->example);
    const char *hint = span_is(found, "=") ? "; did you mean '=='?" : "";
    if (span_is(found, "=~"))
        hint = "; did you mean '~'?";
    return wrong(c, found,
                 "'%.*s' is not an operator (== != < <= > >= ~ !~ in is contains within)%s",
                 (int)found.length, found.at, hint);
}

static bool check_operator_fits(struct compiler *c, struct span where)
{
    const struct subject_row *row = &subjects[c->out->subject.kind];
    if (row->operators & 1u << c->out->op)
        return true;
    const char *word = row->value == VALUE_METRIC ? c->out->subject.argument : row->word;
    return wrong(c, where, "'%s' cannot be judged with '%s'; write it like this: %s", word,
                 operators[c->out->op], row->example);
}

static bool compile_rest(struct compiler *c, struct span rest)
{
    struct span word = first_word(rest);
    int op = operator_of(word);
    if (op == -1)
        return missing_operator(c, word);
    c->out->op = (enum check_operator)op;
    if (!check_operator_fits(c, word))
        return false;
    struct span value = after(rest, word.length);
    if (op == OP_IS)
        return compile_state(c, value);
    if (op == OP_IN)
        return compile_list(c, value);
    struct operand *o = arena_zero(c->arena, 1, sizeof *o);
    c->out->values = o;
    c->out->value_count = 1;
    return compile_value(c, value, o);
}

static bool compile_line(struct compiler *c, struct span line)
{
    unsigned long long number;
    struct span rest = line;
    if (line.length == 0)
        return wrong(c, line, "an empty check");
    if (line.length > CHECK_LENGTH_MAX)
        return wrong(c, (struct span){.at = line.at, .length = 1}, "a check of more than %d octets",
                     CHECK_LENGTH_MAX);
    if (words_number(line.at, line.length, &number)) {
        struct operand *o = arena_zero(c->arena, 1, sizeof *o);
        c->out->text = arena_text(c->arena, "status == %llu", number); /* as reports show it */
        c->out->values = o;
        c->out->value_count = 1;
        return compile_value(c, line, o);
    }
    return compile_subject(c, line, true, &c->out->subject, &rest) && compile_rest(c, rest);
}

bool check_compile(struct arena *a, const char *line, bool must, struct check *out,
                   struct check_error *error)
{
    struct compiler c = {.arena = a, .line = line, .out = out, .error = error};
    *out = (struct check){.text = arena_copy(a, line, strlen(line)), .must = must};
    if (compile_line(&c, trim((struct span){.at = line, .length = strlen(line)})))
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
    return done ? read_value(c, nowhere, o->text, o)
                : wrong(c, nowhere, "'%s' has no value", missing);
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
