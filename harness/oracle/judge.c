/* SPDX-License-Identifier: MIT */
/* Operators as small predicates over (measured, operand). Pure: formats, compares, nothing else. */
#include "oracle/judge.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    double base; /* base units in one of it */
} units[UNIT_COUNT] = {
    [UNIT_NONE] = {"", 1},          [UNIT_US] = {" us", 1e3},      [UNIT_MS] = {" ms", 1e6},
    [UNIT_S] = {" s", 1e9},         [UNIT_B] = {" B", 1},          [UNIT_KIB] = {" KiB", 1024},
    [UNIT_MIB] = {" MiB", 1048576}, [UNIT_PERCENT] = {" %", 0.01}, [UNIT_PER_S] = {"/s", 1},
};

void judge_number_text(char *out, size_t size, double number, enum check_unit unit)
{
    double value = number / units[unit].base;
    int decimals = value == (double)(long long)value ? 0 : fabs(value) < 10 ? 2 : 1;
    snprintf(out, size, "%.*f%s", decimals, value, units[unit].name);
}

static int sign(double difference)
{
    return (difference > 0) - (difference < 0);
}

static bool same_text(const char *text, size_t length, const char *other)
{
    return strlen(other) == length && memcmp(text, other, length) == 0;
}

static bool equals(const struct measured *m, const struct operand *o)
{
    switch (m->kind) {
    case MEASURED_NUMBER: return o->is_number && sign(m->number - o->number) == 0;
    case MEASURED_JSON:
        if (o->json)
            return same_text(m->text, m->length, o->json);
        return m->plain && strcmp(m->plain, o->text) == 0;
    case MEASURED_TEXT:
    case MEASURED_STATE: return same_text(m->text, m->length, o->text);
    default: return false;
    }
}

/* The two sides as numbers, also for JSON numbers and numeric text; false if either is none. */
static bool order(const struct measured *m, const struct operand *o, int *sign_out)
{
    double left = m->number;
    char rest;
    if (!o->is_number)
        return false;
    if (m->kind == MEASURED_TEXT || m->kind == MEASURED_JSON) {
        if (m->length > 40 || sscanf(m->text, "%lf%c", &left, &rest) != 1)
            return false;
    } else if (m->kind != MEASURED_NUMBER) {
        return false;
    }
    *sign_out = sign(left - o->number);
    return true;
}

static bool matches(const struct check *c, const struct measured *m)
{
    const char *text = m->plain ? m->plain : m->text;
    return text && c->regex && regexec(c->regex, text, 0, NULL, 0) == 0;
}

static bool contains(const struct measured *m, const struct operand *o)
{
    const char *text = m->plain ? m->plain : m->text;
    size_t length = m->plain ? strlen(m->plain) : m->length;
    return text && memmem(text, length, o->text, strlen(o->text)) != NULL;
}

/* jq gives null for a member that is not there, so null is absent; `== null` asks for null itself.
 */
static bool is_absent(const struct measured *m)
{
    return m->kind == MEASURED_ABSENT ||
           (m->kind == MEASURED_JSON && same_text(m->text, m->length, "null"));
}

static bool in_state(const struct measured *m, enum check_state state)
{
    switch (state) {
    case STATE_ABSENT: return is_absent(m);
    case STATE_PRESENT: return !is_absent(m);
    case STATE_EMPTY: return m->kind == MEASURED_TEXT && m->length == 0;
    case STATE_NOT_EMPTY: return m->kind == MEASURED_TEXT && m->length > 0;
    case STATE_COMPLETE: return m->complete;
    case STATE_NOT_STALE: return m->kind == MEASURED_ABSENT || m->timely;
    default: return m->kind == MEASURED_STATE && m->state == state;
    }
}

static bool in_list(const struct check *c, const struct measured *m)
{
    for (size_t i = 0; i < c->value_count; i++) {
        if (equals(m, &c->values[i]))
            return true;
    }
    return false;
}

static bool holds(const struct check *c, const struct measured *m)
{
    static const struct operand none = {.text = ""};
    const struct operand *o = c->value_count ? &c->values[0] : &none;
    int s;
    bool ordered = order(m, o, &s);
    switch (c->op) {
    case OP_EQ: return m->kind != MEASURED_ABSENT && equals(m, o);
    case OP_NE: return m->kind != MEASURED_ABSENT && !equals(m, o);
    case OP_LT: return ordered && s < 0;
    case OP_LE:
    case OP_WITHIN: return ordered && s <= 0;
    case OP_GT: return ordered && s > 0;
    case OP_GE: return ordered && s >= 0;
    case OP_MATCHES: return m->kind != MEASURED_ABSENT && matches(c, m);
    case OP_NOT_MATCHES: return m->kind != MEASURED_ABSENT && !matches(c, m);
    case OP_IN: return in_list(c, m);
    case OP_CONTAINS: return contains(m, o);
    case OP_IS: return in_state(m, c->state);
    case OP_BEFORE:
    case OP_OVERLAPS: return m->related;
    default: return false;
    }
}

/* Text as evidence: one line, octets that are not printable as \xNN, cut with "...". A backslash is
 * doubled, so that two octets are not taken for a line end; canonical JSON has done that already.
 */
static void show_text(char *out, size_t size, const char *text, size_t length, bool is_json)
{
    size_t at = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char octet = (unsigned char)text[i];
        if (at + 8 > size) {
            snprintf(out + at, size - at, "...");
            return;
        }
        if (octet == '\r' || octet == '\n')
            at += (size_t)snprintf(out + at, size - at, octet == '\r' ? "\\r" : "\\n");
        else if (octet == '\\' && !is_json)
            at += (size_t)snprintf(out + at, size - at, "\\\\");
        else if (octet < 0x20 || octet == 0x7f)
            at += (size_t)snprintf(out + at, size - at, "\\x%02x", octet);
        else
            out[at++] = (char)octet;
    }
    out[at] = '\0';
}

static void show_measured(char *out, const struct check *c, const struct measured *m)
{
    switch (m->kind) {
    case MEASURED_NOTHING: snprintf(out, JUDGEMENT_TEXT_MAX, "nothing was measured"); break;
    case MEASURED_ABSENT: snprintf(out, JUDGEMENT_TEXT_MAX, "absent"); break;
    case MEASURED_NUMBER: judge_number_text(out, JUDGEMENT_TEXT_MAX, m->number, c->unit); break;
    default:
        if (m->length == 0)
            snprintf(out, JUDGEMENT_TEXT_MAX, "empty");
        else
            show_text(out, JUDGEMENT_TEXT_MAX, m->text, m->length, m->kind == MEASURED_JSON);
    }
}

static void show_expected(char *out, const struct check *c)
{
    static const char *const words[OP_COUNT] = {
        [OP_EQ] = "",
        [OP_NE] = "not ",
        [OP_LT] = "less than ",
        [OP_LE] = "at most ",
        [OP_GT] = "more than ",
        [OP_GE] = "at least ",
        [OP_MATCHES] = "a match of ",
        [OP_NOT_MATCHES] = "no match of ",
        [OP_IN] = "one of ",
        [OP_CONTAINS] = "something that contains ",
        [OP_WITHIN] = "within ",
        [OP_BEFORE] = "before ",
        [OP_OVERLAPS] = "at the same time as ",
    };
    static const char *const states[STATE_COUNT] = {
        [STATE_EMPTY] = "empty",
        [STATE_NOT_EMPTY] = "not empty",
        [STATE_COMPLETE] = "complete",
        [STATE_ABSENT] = "absent",
        [STATE_PRESENT] = "present",
        [STATE_REFUSED] = "refused",
        [STATE_ACCEPTED] = "accepted",
        [STATE_CANCELLED] = "cancelled",
        [STATE_NOT_STALE] = "a date of this moment, as RFC 9110 section 5.6.7 has it, or nothing",
    };
    if (c->op == OP_IS) {
        snprintf(out, JUDGEMENT_TEXT_MAX, "%s", states[c->state] ? states[c->state] : "");
        return;
    }
    int at = snprintf(out, JUDGEMENT_TEXT_MAX, "%s", words[c->op]);
    for (size_t i = 0; i < c->value_count && at < JUDGEMENT_TEXT_MAX; i++) {
        const struct operand *o = &c->values[i];
        char value[JUDGEMENT_TEXT_MAX];
        if (o->is_number)
            judge_number_text(value, sizeof value, o->number, c->unit);
        else if (c->regex)
            snprintf(value, sizeof value, "%s", o->text);
        else
            show_text(value, sizeof value, o->text, strlen(o->text),
                      c->subject.kind == SUBJECT_JSON);
        at += snprintf(out + at, JUDGEMENT_TEXT_MAX - (size_t)at, "%s%s", i ? ", " : "", value);
    }
}

struct judgement judge(const struct check *c, const struct measured *m)
{
    struct judgement j;
    if (m->kind == MEASURED_NOTHING)
        j.verdict = VERDICT_INCONCLUSIVE;
    else if (m->kind != MEASURED_MISSED && holds(c, m))
        j.verdict = VERDICT_PASS;
    else
        j.verdict = c->must ? VERDICT_FAIL : VERDICT_WARN;
    show_expected(j.expected, c);
    show_measured(j.measured, c, m);
    return j;
}
