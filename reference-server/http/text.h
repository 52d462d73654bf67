/* SPDX-License-Identifier: MIT */
/*
 * Spans of borrowed octets, the octet classes of RFC 9110 and RFC 3986, and a bounded writer.
 * Pure functions over the caller's memory; the program never leaves the C locale. Knows no
 * requests.
 *
 * A span owns nothing: it dies with the buffer that it points into. A struct text writes into space
 * of its caller, never beyond it; `full` says that something did not fit (and was left out whole).
 */
#ifndef HTTP_TEXT_H
#define HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define NONNULL    __attribute__((nonnull))              /* no pointer may be null */
#define NEEDS(...) __attribute__((nonnull(__VA_ARGS__))) /* nor one of these arguments */
#define CHECKED    __attribute__((warn_unused_result))   /* the result may not be dropped */

struct span {
    const char *at;
    size_t length;
};

#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})

enum octet_class {
    OCTET_TOKEN = 1,    /* tchar, RFC 9110 §5.6.2 */
    OCTET_DIGIT = 2,    /* 0-9 */
    OCTET_PATH = 4,     /* visible ASCII without '#' and '?': the path of a request target */
    OCTET_TARGET = 8,   /* the same with '?': a request target, RFC 9112 §3.2 */
    OCTET_VALUE = 16,   /* field value with SP, HTAB and obs-text, RFC 9110 §5.5 */
    OCTET_HOST = 32,    /* reg-name, RFC 3986 §3.2.2 */
    OCTET_LITERAL = 64, /* the same and ':', in the brackets of an IP literal */
};

extern const unsigned char octet_classes[256];

static inline bool octet_is(char octet, enum octet_class wanted)
{
    return (octet_classes[(unsigned char)octet] & wanted) != 0;
}

static inline bool octet_is_blank(char octet)
{
    return octet == ' ' || octet == '\t';
}

/* The value of a hexadecimal digit; -1 for any other octet. */
int octet_hex(char octet);

static inline struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

static inline struct span span_from(struct span s, size_t offset) /* offset <= s.length */
{
    return (struct span){s.at + offset, s.length - offset};
}

static inline struct span span_trim(struct span s) /* OWS at both ends */
{
    while (s.length > 0 && octet_is_blank(s.at[0]))
        s = span_from(s, 1);
    while (s.length > 0 && octet_is_blank(s.at[s.length - 1]))
        s.length--;
    return s;
}

static inline bool span_is(struct span s, const char *text) /* octet by octet */
{
    return s.length == strlen(text) && memcmp(s.at, text, strlen(text)) == 0;
}

static inline bool span_like(struct span s, const char *text) /* case-blind */
{
    return s.length == strlen(text) && strncasecmp(s.at, text, s.length) == 0;
}

static inline bool span_starts(struct span s, const char *text)
{
    return s.length >= strlen(text) && memcmp(s.at, text, strlen(text)) == 0;
}

/* How many octets of that class it starts with. */
static inline size_t span_run(struct span s, enum octet_class wanted)
{
    size_t length = 0;
    while (length < s.length && octet_is(s.at[length], wanted))
        length++;
    return length;
}

size_t span_find(struct span s, char octet); /* its first position, or s.length */

/* Cuts off and returns what stands before the first such octet; the octet itself is dropped. */
NONNULL struct span span_cut(struct span *rest, char octet);

/* 1*DIGIT without sign, space or overflow; false leaves *value alone. */
NONNULL CHECKED bool span_number(struct span s, uint64_t *value);

/* Cuts the next non-empty element off a comma list (RFC 9110 §5.6.1.2); false at its end. */
NONNULL CHECKED bool span_list_next(struct span *rest, struct span *element);

struct text {
    char *at;
    size_t room;
    size_t length;
    bool full;
};

NONNULL static inline void text_put(struct text *t, struct span s)
{
    if (s.length > t->room - t->length) {
        t->full = true;
        return;
    }
    if (s.length > 0)
        memcpy(t->at + t->length, s.at, s.length);
    t->length += s.length;
}

NONNULL void text_put_number(struct text *t, uint64_t number);

#endif
