/* SPDX-License-Identifier: MIT */
/* The table, and the choice from it. */
#include "mutation/mutation.h"

#include "mutation/kinds.h"

enum { TRIES = 16, ROUNDS_MAX = 6 };

const struct mutation mutations[] = {
    {"swap fields", mutation_swap_fields},
    {"repeat a field", mutation_repeat_field},
    {"drop a field", mutation_drop_field},
    {"fold a field", mutation_fold_field},
    {"take a field", mutation_take_field},
    {"length", mutation_length},
    {"coding", mutation_coding},
    {"chunk size", mutation_chunk_size},
    {"number", mutation_number},
    {"line end", mutation_line_end},
    {"pipeline", mutation_pipeline},
    {"cut off", mutation_cut_off},
    {"flip a bit", mutation_flip},
    {"set an octet", mutation_set},
    {"insert octets", mutation_insert},
    {"delete octets", mutation_delete},
    {"repeat octets", mutation_repeat},
    {"splice", mutation_splice},
    {"insert a word", mutation_insert_word},
    {"write a word over", mutation_overwrite_word},
};
const size_t mutation_count = sizeof mutations / sizeof *mutations;

static void apply_any(struct bytes *b, const struct span *other, struct chance *c)
{
    for (int i = 0; i < TRIES; i++) {
        if (mutations[chance_below(c, mutation_count)].apply(b, other, c))
            return;
    }
}

void mutate(struct bytes *b, const struct span *other, struct chance *c)
{
    int rounds = 0;
    do
        apply_any(b, other, c);
    while (++rounds < ROUNDS_MAX && chance_once_in(c, 2));
}
