/* SPDX-License-Identifier: MIT */
/* The two halves of the word table. Inner door: others ask scenario/words.h.
 */
#ifndef ASSAY_SCENARIO_WORDS_TABLES_H
#define ASSAY_SCENARIO_WORDS_TABLES_H

#include "scenario/words.h"

/* By word_id: those before WORD_CANDIDATE_VERSION, and the others from there on. */
extern const struct word words_of_scenarios[WORD_CANDIDATE_VERSION];
extern const struct word words_of_candidates[WORD_COUNT - WORD_CANDIDATE_VERSION];

#endif
