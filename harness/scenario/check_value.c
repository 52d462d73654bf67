/* SPDX-License-Identifier: MIT */
/* The last part of a check line: a value of the kind that its subject takes.
 */
#include "scenario/check_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "data/jq.h"
#include "data/json.h"
#include "scenario/metrics.h"
#include "scenario/quantity.h"

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
    if (c->out->op == OP_IN && strchr(o->text, ' '))
        return check_wrong(c, where, "commas go between the values of `in`: %s in 200, 404",
                           check_subject_name(&c->out->subject));
    if (!number_like || (status && (number < 100 || number > 999)) || number > 999)
        return check_wrong(c, where, "'%s' needs a whole number%s: %s",
                           check_subject_name(&c->out->subject), status ? " from 100 to 999" : "",
                           check_example(&c->out->subject));
    o->is_number = true;
    o->number = (double)number;
    return true;
}

static bool time_value(struct compiler *c, struct span where, struct operand *o)
{
    int64_t ns;
    if (!quantity_duration(o->text, strlen(o->text), &ns))
        return check_wrong(c, where, "'%s' is not a time; write a number and us, ms or s: %s",
                           o->text, check_example(&c->out->subject));
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
    return check_wrong(c, where, "'%s' is true or false: %s", check_subject_name(&c->out->subject),
                       check_example(&c->out->subject));
}

/* Octets of the number with its unit: without the words that may follow it. */
static size_t quantity_length(const char *text, const char *tail)
{
    size_t length = strlen(text), n = tail ? strlen(tail) : 0;
    bool follows =
        n && length > n + 1 && text[length - n - 1] == ' ' && strcmp(text + length - n, tail) == 0;
    return follows ? length - n - 1 : length;
}

static bool metric_value(struct compiler *c, struct span where, struct operand *o)
{
    const struct metric *m = metric_find(c->out->subject.argument);
    enum check_unit unit;
    if (!quantity_parse(o->text, quantity_length(o->text, m->tail), &o->number, &unit))
        return check_wrong(c, where, "'%s' is not a number%s: %s", o->text,
                           m->unit == UNIT_NONE ? "" : " with a unit", m->example);
    if (!unit_same_kind(unit, m->unit))
        return check_wrong(c, where,
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
        return check_wrong(c, (struct span){.at = c->line, .length = strlen(c->line)},
                           "'%s' compares numbers, and '%.80s' is none",
                           check_operator_word(c->out->op), written);
    return true;
}

static bool regex_value(struct compiler *c, struct span where, const struct operand *o)
{
    regex_t *regex = arena_zero(c->arena, 1, sizeof *regex);
    int code = regcomp(regex, o->text, REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        char sentence[100];
        regerror(code, regex, sentence, sizeof sentence);
        return check_wrong(c, where, "not an extended regular expression: %s", sentence);
    }
    c->out->regex = regex;
    return true;
}

bool check_read_value(struct compiler *c, struct span where, const char *written, struct operand *o)
{
    enum value_kind kind = check_row(c->out->subject.kind)->value;
    if (c->out->op == OP_MATCHES || c->out->op == OP_NOT_MATCHES)
        return regex_value(c, where, o);
    if (1u << c->out->op & (1u << OP_CONTAINS | 1u << OP_BEFORE | 1u << OP_OVERLAPS))
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

bool check_compile_value(struct compiler *c, struct span where, struct operand *o)
{
    if (where.length == 0)
        return check_wrong(c, where, "a value is missing: %s", check_example(&c->out->subject));
    if ((*where.at == '"' || *where.at == '\'') && !is_quoted(where))
        return check_wrong(c, where,
                           "the quote before the value is not closed; if it belongs to it, "
                           "put the value in quotes of the other kind");
    *o = (struct operand){.text = span_copy(c, unquote(where))};
    if (variables_in(where.at, where.length)) {
        c->out->has_variable = true;
        return true;
    }
    return check_read_value(c, where, span_copy(c, where), o);
}
