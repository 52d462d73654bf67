/* SPDX-License-Identifier: MIT */
/* Looking words up. The table itself is in words_scenario.c and words_candidate.c.
 */
#include "scenario/words.h"

#include <string.h>

#include "base/words.h"
#include "scenario/words_tables.h"

const struct word *word_row(enum word_id id)
{
    return id < WORD_CANDIDATE_VERSION ? &words_of_scenarios[id]
                                       : &words_of_candidates[id - WORD_CANDIDATE_VERSION];
}

enum word_id word_find(enum word_place place, const char *name)
{
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        if (word->place == place && strcmp(word->name, name) == 0)
            return (enum word_id)id;
    }
    return WORD_COUNT;
}

const char *word_nearest(enum word_place place, const char *name)
{
    const char *names[WORD_COUNT + 1];
    size_t count = 0;
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        if (word->place == place)
            names[count++] = word->name;
    }
    names[count] = NULL;
    return words_nearest(name, names);
}

const char *word_place_name(enum word_place place)
{
    static const char *const names[PLACE_COUNT] = {
        [PLACE_SCENARIO] = "a scenario",
        [PLACE_STEP] = "a step",
        [PLACE_REPEAT] = "`repeat:`",
        [PLACE_LOAD] = "`load:`",
        [PLACE_MIX] = "an entry of `mix:`",
        [PLACE_CHURN] = "`churn:`",
        [PLACE_SOAK] = "`soak:`",
        [PLACE_INJECT] = "`inject:`",
        [PLACE_LIMIT] = "`limit:`",
        [PLACE_STUB] = "a stub",
        [PLACE_ATTACK] = "`attack:`",
        [PLACE_CASE] = "a case",
        [PLACE_PART] = "a part",
        [PLACE_CANDIDATE] = "a candidate file",
        [PLACE_FILE] = "an entry of `files:`",
        [PLACE_READY] = "`ready:`",
        [PLACE_SIGNALS] = "`signals:`",
        [PLACE_WAIVER] = "an entry of `waives:`",
        [PLACE_REQUIREMENT] = "a requirement",
    };
    return names[place];
}

const char *word_of_action(enum action action)
{
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        if (word->is_action && word->action == action)
            return word->name;
    }
    return "";
}
