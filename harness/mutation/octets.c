/* SPDX-License-Identifier: MIT */
/* Octets, whatever they mean. */
#include <string.h>

#include "mutation/dictionary.h"
#include "mutation/edit.h"
#include "mutation/kinds.h"

enum { BLOCK_MAX = 64, INSERT_MAX = 8, LONG_RUNS = 4 };

/* Up to so many times is a block repeated: a limit of some parser lies between two of them. */
static const size_t runs[LONG_RUNS] = {3, 130, 1100, 9000};

bool mutation_flip(struct bytes *b, const struct span *other, struct chance *c)
{
    (void)other;
    if (b->length == 0)
        return false;
    unsigned bit = 1U << chance_below(c, 8);
    char *octet = &b->data[chance_below(c, b->length)];
    *octet = (char)((unsigned char)*octet ^ bit);
    return true;
}

bool mutation_set(struct bytes *b, const struct span *other, struct chance *c)
{
    (void)other;
    if (b->length == 0)
        return false;
    const struct word *w = dictionary_pick(WORDS_OCTET, c);
    return edit(b, chance_below(c, b->length), 1, w->octets, w->length);
}

/* Every second one lies on the edge of a class. */
static unsigned char any_value(struct chance *c)
{
    if (chance_once_in(c, 2))
        return (unsigned char)*dictionary_pick(WORDS_OCTET, c)->octets;
    return (unsigned char)(chance_next(c) & 0xff);
}

bool mutation_insert(struct bytes *b, const struct span *other, struct chance *c)
{
    unsigned char octets[INSERT_MAX];
    size_t count = 1 + chance_below(c, INSERT_MAX), at = chance_below(c, b->length + 1);
    (void)other;
    for (size_t i = 0; i < count; i++)
        octets[i] = any_value(c);
    return edit(b, at, 0, octets, count);
}

bool mutation_delete(struct bytes *b, const struct span *other, struct chance *c)
{
    (void)other;
    if (b->length < 2)
        return false;
    size_t at = chance_below(c, b->length), most = b->length - at;
    size_t drop = 1 + chance_below(c, most < BLOCK_MAX ? most : BLOCK_MAX);
    return edit(b, at, drop, NULL, 0);
}

bool mutation_repeat(struct bytes *b, const struct span *other, struct chance *c)
{
    struct bytes copies;
    (void)other;
    if (b->length == 0)
        return false;
    size_t at = chance_below(c, b->length), most = b->length - at;
    size_t block = chance_once_in(c, 2) ? 1 : 1 + chance_below(c, most < 16 ? most : 16);
    size_t times = 1 + chance_below(c, runs[chance_below(c, LONG_RUNS)]);
    bytes_init(&copies, b->cap - b->length);
    for (size_t i = 0; i < times && bytes_add(&copies, b->data + at, block); i++)
        continue;
    bool done = edit(b, at, 0, copies.data, copies.length);
    bytes_release(&copies);
    return done;
}

/* Our beginning, their end. */
bool mutation_splice(struct bytes *b, const struct span *other, struct chance *c)
{
    if (b->length < 2 || other->length < 2)
        return false;
    size_t keep = 1 + chance_below(c, b->length - 1), from = chance_below(c, other->length);
    return edit(b, keep, b->length - keep, other->octets + from, other->length - from);
}

static const struct word *any_word(struct chance *c)
{
    return dictionary_pick((enum word_kind)chance_below(c, WORDS_KIND_COUNT), c);
}

bool mutation_insert_word(struct bytes *b, const struct span *other, struct chance *c)
{
    const struct word *w = any_word(c);
    (void)other;
    return edit(b, chance_below(c, b->length + 1), 0, w->octets, w->length);
}

bool mutation_overwrite_word(struct bytes *b, const struct span *other, struct chance *c)
{
    const struct word *w = any_word(c);
    size_t at = chance_below(c, b->length + 1), left = b->length - at;
    (void)other;
    return edit(b, at, w->length < left ? w->length : left, w->octets, w->length);
}
