/* SPDX-License-Identifier: MIT */
/* Two lists that grow to a limit. Half of the draws are from the newest quarter: what was found
 * last has been tried least. */
#include "hunt/stock.h"

void stock_init(struct stock *s, struct arena *a)
{
    *s = (struct stock){.arena = a};
}

void stock_add(struct stock *s, const struct span *input)
{
    if (s->count >= STOCK_MAX || s->octets + input->length > STOCK_OCTETS || input->length == 0)
        return;
    if (s->count == s->capacity)
        s->items = arena_grow(s->arena, s->items, s->count, &s->capacity, sizeof *s->items);
    const char *copy = arena_copy(s->arena, input->octets, input->length);
    s->items[s->count++] = (struct span){copy, input->length};
    s->octets += input->length;
}

bool stock_learn(struct stock *s, uint64_t signature)
{
    for (size_t i = 0; i < s->signature_count; i++) {
        if (s->signatures[i] == signature)
            return false;
    }
    if (s->signature_count >= STOCK_MAX)
        return false;
    if (s->signature_count == s->signature_capacity)
        s->signatures = arena_grow(s->arena, s->signatures, s->signature_count,
                                   &s->signature_capacity, sizeof *s->signatures);
    s->signatures[s->signature_count++] = signature;
    return true;
}

void stock_draw(const struct stock *s, struct chance *c, struct bytes *out)
{
    size_t newest = s->count / 4;
    bool is_new = newest > 0 && chance_once_in(c, 2);
    size_t at = is_new ? s->count - 1 - chance_below(c, newest) : chance_below(c, s->count);
    const struct span *other = &s->items[chance_below(c, s->count)];
    bytes_clear(out);
    bytes_add(out, s->items[at].octets, s->items[at].length);
    mutate(out, other, c);
}
