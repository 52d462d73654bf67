/* SPDX-License-Identifier: MIT */
/* Each operator looks at one token, and at its neighbours, and says what would stand there. */
#include "proof/draw/places.h"

#include <stdlib.h>
#include <string.h>

#include "proof/draw/tokens.h"

struct finder {
    struct tokens tokens;
    struct places *places;
    struct arena *arena;
};

/* --- words of the table ----------------------------------------------------------------------- */

static const struct {
    const char *change, *from, *to;
} exchanges[] = {
    {"boundary", "<", "<="},
    {"boundary", "<=", "<"},
    {"boundary", ">", ">="},
    {"boundary", ">=", ">"},
    {"relation", "<", ">="},
    {"relation", "<=", ">"},
    {"relation", ">", "<="},
    {"relation", ">=", "<"},
    {"relation", "==", "!="},
    {"relation", "!=", "=="},
    {"logic", "&&", "||"},
    {"logic", "||", "&&"},
    {"arithmetic", "+", "-"},
    {"arithmetic", "-", "+"},
    {"arithmetic", "/", "*"},
    {"arithmetic", "%", "*"},
    {"update", "+=", "-="},
    {"update", "-=", "+="},
    {"update", "|=", "&="},
    {"update", "&=", "|="},
    {"update", "++", "--"},
    {"update", "--", "++"},
    {"bits", "|", "&"},
    {"bits", "&", "|"},
    {"bits", "<<", ">>"},
    {"bits", ">>", "<<"},
    {"truth", "true", "false"},
    {"truth", "false", "true"},
    {"jump", "break", "continue"},
    {"jump", "continue", "break"},
};

static void add(struct finder *f, const char *change, size_t offset, size_t length,
                const char *instead)
{
    struct places *p = f->places;
    if (p->count == p->capacity)
        p->all = arena_grow(f->arena, p->all, p->count, &p->capacity, sizeof *p->all);
    p->all[p->count++] = (struct place){change, offset, length, instead};
}

static void add_token(struct finder *f, size_t i, const char *change, const char *instead)
{
    const struct token *t = &f->tokens.all[i];
    add(f, change, t->offset, t->length, instead);
}

/* From the first to the last of these tokens. */
static void add_span(struct finder *f, size_t first, size_t last, const char *change,
                     const char *instead)
{
    const struct token *a = &f->tokens.all[first], *b = &f->tokens.all[last];
    add(f, change, a->offset, b->offset + b->length - a->offset, instead);
}

static bool is_any(const struct tokens *t, size_t i, const char *const *texts, size_t count)
{
    bool any = false;
    for (size_t k = 0; k < count; k++)
        any |= token_is(t, i, texts[k]);
    return any;
}
#define IS_ANY(t, i, texts) is_any(t, i, texts, sizeof(texts) / sizeof *(texts))

/* Whether what stands before token i is a value, so that a mark that has two meanings is binary. */
static bool is_behind_value(const struct tokens *t, size_t i)
{
    static const char *const words[] = {"return", "case", "else", "sizeof"};
    if (i == 0 || IS_ANY(t, i - 1, words))
        return false;
    return t->all[i - 1].kind != TOKEN_MARK || token_is(t, i - 1, ")") || token_is(t, i - 1, "]");
}

static void exchange(struct finder *f, size_t i)
{
    static const char *const two_meanings[] = {"+", "-", "&"};
    const struct tokens *t = &f->tokens;
    if (IS_ANY(t, i, two_meanings) && !is_behind_value(t, i))
        return;
    for (size_t k = 0; k < sizeof exchanges / sizeof *exchanges; k++) {
        if (token_is(t, i, exchanges[k].from))
            add_token(f, i, exchanges[k].change, exchanges[k].to);
    }
}

/* --- values ----------------------------------------------------------------------------------- */

static void change_number(struct finder *f, size_t i)
{
    const struct token *t = &f->tokens.all[i];
    char *end = NULL;
    if (t->kind != TOKEN_NUMBER)
        return;
    unsigned long long value = strtoull(f->tokens.source + t->offset, &end, 0);
    if (end == f->tokens.source + t->offset + t->length)
        add_token(f, i, "constant", arena_text(f->arena, "%llu", value + 1));
}

static void change_character(struct finder *f, size_t i)
{
    const struct token *t = &f->tokens.all[i];
    const char *text = f->tokens.source + t->offset;
    if (t->kind != TOKEN_CHARACTER)
        return;
    if (t->length == 3 && text[1] != '&' && text[1] != '[')
        add_token(f, i, "character", arena_text(f->arena, "'%c'", text[1] + 1));
    else if (token_is(&f->tokens, i, "'\\r'"))
        add_token(f, i, "character", "'\\n'");
    else if (token_is(&f->tokens, i, "'\\n'"))
        add_token(f, i, "character", "'\\r'");
}

static void drop_negation(struct finder *f, size_t i)
{
    if (token_is(&f->tokens, i, "!"))
        add_token(f, i, "negation", "");
}

static void change_result(struct finder *f, size_t i)
{
    const struct tokens *t = &f->tokens;
    static const char *const plain[] = {"0", "true", "false", "NULL"};
    size_t end = i + 1;
    if (!token_is(t, i, "return") || token_is(t, i + 1, ";"))
        return;
    while (end < t->count && !token_is(t, end, ";"))
        end++;
    if (end < t->count && !(end == i + 2 && IS_ANY(t, i + 1, plain)))
        add_span(f, i + 1, end - 1, "result", "0");
}

/* --- statements ------------------------------------------------------------------------------- */

static void negate_condition(struct finder *f, size_t i)
{
    const struct tokens *t = &f->tokens;
    if (!token_is(t, i, "if") || !token_is(t, i + 1, "("))
        return;
    size_t end = token_closing(t, i + 1);
    if (end == t->count)
        return;
    const struct token *first = &t->all[i + 1], *last = &t->all[end];
    add_span(f, i + 1, end, "condition",
             arena_text(f->arena, "(!%.*s)", (int)(last->offset + 1 - first->offset),
                        t->source + first->offset));
}

static bool begins_statement(const struct tokens *t, size_t i)
{
    static const char *const before[] = {";", "{", "}", "else", ":"};
    static const char *const heads[] = {"if", "while", "for", "switch"};
    if (i == 0 || IS_ANY(t, i - 1, before))
        return i > 0;
    size_t open = token_is(t, i - 1, ")") ? token_opening(t, i - 1) : t->count;
    return open < t->count && open > 0 && IS_ANY(t, open - 1, heads);
}

/* Behind `name`, `name.part`, `name->part[index]` ... */
static size_t behind_left_side(const struct tokens *t, size_t i)
{
    while (token_is(t, i, "*"))
        i++;
    if (i >= t->count || t->all[i].kind != TOKEN_NAME)
        return i;
    for (i++; token_is(t, i, ".") || token_is(t, i, "->") || token_is(t, i, "[");)
        i = token_is(t, i, "[") ? token_closing(t, i) + 1 : i + 2;
    return i;
}

static void drop_statement(struct finder *f, size_t i)
{
    static const char *const words[] = {"return", "sizeof", "if", "while", "for", "switch"};
    static const char *const assigns[] = {"=", "+=", "-=", "|=", "&=", "++", "--"};
    const struct tokens *t = &f->tokens;
    if (!begins_statement(t, i) || IS_ANY(t, i, words))
        return;
    size_t next = behind_left_side(t, i), end = next;
    bool is_call = next > i && token_is(t, next, "(");
    bool is_assignment = next > i && IS_ANY(t, next, assigns);
    while (end < t->count && !token_is(t, end, ";"))
        end++;
    if (end == t->count || (is_call && token_closing(t, next) + 1 != end))
        return;
    if (is_call || is_assignment)
        add_span(f, i, end, is_call ? "call" : "assignment", ";");
    else if (token_is(t, i, "break"))
        add_span(f, i, end, "jump", ";");
}

void places_find(struct places *p, const char *source, size_t length, struct arena *a)
{
    static void (*const operators[])(struct finder *, size_t) = {
        exchange,      change_number,    change_character, drop_negation,
        change_result, negate_condition, drop_statement,
    };
    struct finder f = {.places = p, .arena = a};
    tokens_read(&f.tokens, source, length, a);
    for (size_t i = 0; i < f.tokens.count; i++) {
        for (size_t k = 0; k < sizeof operators / sizeof *operators; k++)
            operators[k](&f, i);
    }
}
