/* SPDX-License-Identifier: MIT */
/*
 * As the documents spell them, without a table.
 */
#include "fuzz/grammar/rules.h"

#include <string.h>

bool rule_octet(struct input *in, char wanted)
{
    if (in->at == in->end || *in->at != wanted)
        return false;
    in->at++;
    return true;
}

bool rule_crlf(struct input *in)
{
    return rule_octet(in, '\r') && rule_octet(in, '\n');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_text(char c)
{
    return c == '\t' || (c >= 0x20 && c != 0x7f) || (signed char)c < 0;
}

bool is_word(char c, const char *others)
{
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return letter || is_digit(c) || (c != '\0' && strchr(others, c));
}

bool rule_token(struct input *in)
{
    const char *start = in->at;
    while (in->at < in->end && is_word(*in->at, "!#$%&'*+-.^_`|~"))
        in->at++;
    return in->at > start;
}

void rule_blanks(struct input *in)
{
    while (rule_octet(in, ' ') || rule_octet(in, '\t'))
        continue;
}

void rule_text(struct input *in)
{
    while (in->at < in->end && is_text(*in->at))
        in->at++;
}

bool rule_field_line(struct input *in, struct input *name, struct input *value)
{
    name->at = in->at;
    if (!rule_token(in))
        return false;
    name->end = in->at;
    if (!rule_octet(in, ':'))
        return false;
    rule_blanks(in);
    value->at = in->at;
    rule_text(in);
    value->end = in->at;
    while (value->end > value->at && (value->end[-1] == ' ' || value->end[-1] == '\t'))
        value->end--;
    return rule_crlf(in);
}
