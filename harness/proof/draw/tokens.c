/* SPDX-License-Identifier: MIT */
/* One pass; the longest mark wins. */
#include "proof/draw/tokens.h"

#include <ctype.h>
#include <string.h>

static const char *const long_marks[] = {"<<=", ">>=", "...", "->", "++", "--", "<<", ">>",
                                         "<=",  ">=",  "==",  "!=", "&&", "||", "*=", "/=",
                                         "%=",  "+=",  "-=",  "&=", "^=", "|="};

/* Behind the end of a line that is not continued. */
static size_t skip_line(const char *s, size_t at, size_t length)
{
    while (at < length && (s[at] != '\n' || s[at - 1] == '\\'))
        at++;
    return at;
}

static size_t skip_comment(const char *s, size_t at, size_t length)
{
    if (s[at + 1] == '/')
        return skip_line(s, at, length);
    for (at += 2; at + 1 < length && (s[at] != '*' || s[at + 1] != '/');)
        at++;
    return at + 2;
}

static size_t quoted_length(const char *s, size_t length)
{
    size_t at = 1;
    while (at < length && s[at] != s[0])
        at += s[at] == '\\' ? 2 : 1;
    return at + 1;
}

static size_t word_length(const char *s, size_t length)
{
    size_t at = 0;
    while (at < length && (isalnum((unsigned char)s[at]) || s[at] == '_' || s[at] == '.'))
        at++;
    return at;
}

static size_t name_length(const char *s, size_t length)
{
    size_t at = 0;
    while (at < length && (isalnum((unsigned char)s[at]) || s[at] == '_'))
        at++;
    return at;
}

static size_t mark_length(const char *s, size_t length)
{
    for (size_t i = 0; i < sizeof long_marks / sizeof *long_marks; i++) {
        size_t n = strlen(long_marks[i]);
        if (n <= length && strncmp(s, long_marks[i], n) == 0)
            return n;
    }
    return 1;
}

static struct token token_at(const char *s, size_t at, size_t length)
{
    size_t left = length - at;
    unsigned char first = (unsigned char)s[at];
    struct token t = {.kind = TOKEN_MARK, .offset = at};
    if (first == '"' || first == '\'') {
        t.kind = first == '"' ? TOKEN_TEXT : TOKEN_CHARACTER;
        t.length = quoted_length(s + at, left);
    } else if (isdigit(first)) {
        t.kind = TOKEN_NUMBER;
        t.length = word_length(s + at, left);
    } else if (isalpha(first) || first == '_') {
        t.kind = TOKEN_NAME;
        t.length = name_length(s + at, left);
    } else {
        t.length = mark_length(s + at, left);
    }
    return t;
}

static void add(struct tokens *t, struct token token, struct arena *a)
{
    if (t->count == t->capacity)
        t->all = arena_grow(a, t->all, t->count, &t->capacity, sizeof *t->all);
    t->all[t->count++] = token;
}

void tokens_read(struct tokens *t, const char *source, size_t length, struct arena *a)
{
    *t = (struct tokens){.source = source};
    bool line_begins = true;
    for (size_t at = 0; at < length;) {
        if (isspace((unsigned char)source[at])) {
            line_begins |= source[at++] == '\n';
        } else if (line_begins && source[at] == '#') {
            at = skip_line(source, at, length);
        } else if (at + 1 < length && source[at] == '/' && strchr("/*", source[at + 1])) {
            at = skip_comment(source, at, length);
        } else {
            add(t, token_at(source, at, length), a);
            at += t->all[t->count - 1].length;
            line_begins = false;
        }
    }
}

bool token_is(const struct tokens *t, size_t i, const char *text)
{
    size_t length = strlen(text);
    return i < t->count && t->all[i].length == length &&
           strncmp(t->source + t->all[i].offset, text, length) == 0;
}

static int depth_of(const struct tokens *t, size_t i)
{
    bool opens = token_is(t, i, "(") || token_is(t, i, "[") || token_is(t, i, "{");
    bool closes = token_is(t, i, ")") || token_is(t, i, "]") || token_is(t, i, "}");
    return opens - closes;
}

size_t token_closing(const struct tokens *t, size_t i)
{
    int depth = 0;
    for (; i < t->count; i++) {
        depth += depth_of(t, i);
        if (depth == 0)
            return i;
    }
    return t->count;
}

size_t token_opening(const struct tokens *t, size_t i)
{
    int depth = 0;
    for (size_t k = i + 1; k > 0; k--) {
        depth += depth_of(t, k - 1);
        if (depth == 0)
            return k - 1;
    }
    return t->count;
}
