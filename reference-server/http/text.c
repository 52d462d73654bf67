/* SPDX-License-Identifier: MIT */
/*
 * Octet classes as one table, spans, and the bounded writer. Pure functions over the caller's
 * memory; the locale is never asked, because the protocol is ASCII whatever the locale says.
 */
#include "http/text.h"

#include <stdio.h>
#include <string.h>

enum {
    V = OCTET_VALUE,
    G = V | OCTET_TARGET,
    H = G | OCTET_HOST,
    T = G | OCTET_TOKEN,
    A = T | OCTET_HOST,
    D = A | OCTET_DIGIT,
    N = V | OCTET_TOKEN, /* '#': a token octet that no request target may hold */
};

/* clang-format off */
static const unsigned char classes[256] = {
/*      0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f */
/* 0 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, V, 0, 0, 0, 0, 0, 0,
/* 1 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
/* 2 */ V, A, G, N, A, A, A, A, H, H, A, A, H, A, A, G,
/* 3 */ D, D, D, D, D, D, D, D, D, D, G, H, G, H, G, G,
/* 4 */ G, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
/* 5 */ A, A, A, A, A, A, A, A, A, A, A, G, G, G, T, A,
/* 6 */ T, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
/* 7 */ A, A, A, A, A, A, A, A, A, A, A, G, T, G, A, 0,
/* 8 */ V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
/* 9 */ V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
/* a */ V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
/* b */ V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
/* c */ V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
/* d */ V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
/* e */ V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
/* f */ V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
};
/* clang-format on */

bool octet_is(char octet, enum octet_class wanted)
{
    return (classes[(unsigned char)octet] & wanted) != 0;
}

static int lower(char octet)
{
    return octet >= 'A' && octet <= 'Z' ? octet - 'A' + 'a' : octet;
}

static bool is_blank(char octet)
{
    return octet == ' ' || octet == '\t';
}

struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

struct span span_from(struct span s, size_t offset)
{
    return (struct span){s.at + offset, s.length - offset};
}

struct span span_trim(struct span s)
{
    while (s.length > 0 && is_blank(s.at[0]))
        s = span_from(s, 1);
    while (s.length > 0 && is_blank(s.at[s.length - 1]))
        s.length--;
    return s;
}

bool span_starts(struct span s, const char *text)
{
    size_t length = strlen(text);
    return s.length >= length && memcmp(s.at, text, length) == 0;
}

bool span_is(struct span s, const char *text)
{
    return s.length == strlen(text) && span_starts(s, text);
}

bool span_like(struct span s, const char *text)
{
    if (s.length != strlen(text))
        return false;
    for (size_t i = 0; i < s.length; i++)
        if (lower(s.at[i]) != lower(text[i]))
            return false;
    return true;
}

bool span_all(struct span s, enum octet_class wanted)
{
    for (size_t i = 0; i < s.length; i++)
        if (!octet_is(s.at[i], wanted))
            return false;
    return true;
}

size_t span_find(struct span s, char octet)
{
    size_t i = 0;
    while (i < s.length && s.at[i] != octet)
        i++;
    return i;
}

bool span_number(struct span s, uint64_t *value)
{
    uint64_t number = 0;
    if (s.length == 0 || !span_all(s, OCTET_DIGIT))
        return false;
    for (size_t i = 0; i < s.length; i++) {
        uint64_t digit = (uint64_t)(s.at[i] - '0');
        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *value = number;
    return true;
}

bool span_list_next(struct span *rest, struct span *element)
{
    while (rest->length > 0) {
        size_t comma = span_find(*rest, ',');
        *element = span_trim((struct span){rest->at, comma});
        *rest = span_from(*rest, comma < rest->length ? comma + 1 : comma);
        if (element->length > 0)
            return true;
    }
    return false;
}

void text_put(struct text *t, struct span s)
{
    if (s.length > t->room - t->length) {
        t->full = true;
        return;
    }
    if (s.length > 0)
        memcpy(t->at + t->length, s.at, s.length);
    t->length += s.length;
}

void text_put_number(struct text *t, uint64_t number)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    text_put(t, (struct span){digits, (size_t)length});
}

void text_put_field(struct text *t, const char *name, struct span value)
{
    struct span label = span_of(name);
    if (label.length + value.length + 4 > t->room - t->length) {
        t->full = true;
        return;
    }
    text_put(t, label);
    text_put(t, SPAN(": "));
    text_put(t, value);
    text_put(t, SPAN("\r\n"));
}
