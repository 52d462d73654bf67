/* SPDX-License-Identifier: MIT */
/* The kinds of change; see struct mutation. Private to mutation/.
 */
#ifndef ASSAY_MUTATION_KINDS_H
#define ASSAY_MUTATION_KINDS_H

#include "mutation/mutation.h"

#define KIND(name) bool name(struct bytes *b, const struct span *other, struct chance *c)

/* fields.c: lines of the head. */
KIND(mutation_swap_fields);
KIND(mutation_repeat_field);
KIND(mutation_drop_field);
KIND(mutation_fold_field);
KIND(mutation_take_field);

/* framing.c: what says where a message ends. */
KIND(mutation_length);
KIND(mutation_coding);
KIND(mutation_chunk_size);
KIND(mutation_number);
KIND(mutation_line_end);
KIND(mutation_pipeline);
KIND(mutation_cut_off);

/* octets.c: whatever they mean. */
KIND(mutation_flip);
KIND(mutation_set);
KIND(mutation_insert);
KIND(mutation_delete);
KIND(mutation_repeat);
KIND(mutation_splice);
KIND(mutation_insert_word);
KIND(mutation_overwrite_word);

#endif
