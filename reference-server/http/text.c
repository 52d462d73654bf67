/* SPDX-License-Identifier: MIT */
/* Octet classes as one table, spans, and numbers in the bounded writer. */
#include "http/text.h"

enum {
    V = OCTET_VALUE,
    Q = V | OCTET_TARGET, /* '?' */
    G = Q | OCTET_PATH,
    L = G | OCTET_LITERAL, /* ':' */
    H = L | OCTET_HOST,
    T = G | OCTET_TOKEN,
    A = T | H,
    D = A | OCTET_DIGIT,
    N = V | OCTET_TOKEN, /* '#': a token octet that no request target may hold */
};

/* clang-format off */
#define OBS_TEXT V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V
const unsigned char octet_classes[256] = {
/*      0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f */
/* 0 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, V, 0, 0, 0, 0, 0, 0,
/* 1 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
/* 2 */ V, A, G, N, A, A, A, A, H, H, A, A, H, A, A, G,
/* 3 */ D, D, D, D, D, D, D, D, D, D, L, H, G, H, G, Q,
/* 4 */ G, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
/* 5 */ A, A, A, A, A, A, A, A, A, A, A, G, G, G, T, A,
/* 6 */ T, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
/* 7 */ A, A, A, A, A, A, A, A, A, A, A, G, T, G, A, 0,
        OBS_TEXT, OBS_TEXT, OBS_TEXT, OBS_TEXT, OBS_TEXT, OBS_TEXT, OBS_TEXT, OBS_TEXT,
};
/* clang-format on */

int octet_hex(char octet)
{
    int letter = octet | 0x20; /* small, if it is one */
    if (octet_is(octet, OCTET_DIGIT))
        return octet - '0';
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

size_t span_find(struct span s, char octet)
{
    const char *found = s.length > 0 ? memchr(s.at, octet, s.length) : NULL;
    return found != NULL ? (size_t)(found - s.at) : s.length;
}

struct span span_cut(struct span *rest, char octet)
{
    struct span first = {rest->at, span_find(*rest, octet)};
    *rest = span_from(*rest, first.length < rest->length ? first.length + 1 : first.length);
    return first;
}

bool span_number(struct span s, uint64_t *value)
{
    uint64_t number = 0;
    for (size_t i = 0; i < s.length; i++) {
        if (!octet_is(s.at[i], OCTET_DIGIT) || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, (uint64_t)(s.at[i] - '0'), &number))
            return false;
    }
    if (s.length > 0)
        *value = number;
    return s.length > 0;
}

bool span_list_next(struct span *rest, struct span *element)
{
    while (rest->length > 0) {
        *element = span_trim(span_cut(rest, ','));
        if (element->length > 0)
            return true;
    }
    return false;
}

void text_put_number(struct text *t, uint64_t number)
{
    char digits[20];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    text_put(t, (struct span){digits + start, sizeof digits - start});
}
