/* SPDX-License-Identifier: MIT */
/* One table of shapes. Knows what the readers take, not what it means.
 */
#include "scenario/shapes.h"

#include <string.h>

#define NUMBER   "[0-9]+(\\.[0-9]+)?"
#define DURATION "(0|" NUMBER " *(us|ms|s))"

static const struct {
    const char *one, *several; /* in words: of one value, of many */
    const char *pattern;
} shapes[SHAPE_KINDS] = {
    [SHAPE_TEXT] = {"a text", "texts", NULL},
    [SHAPE_VERSION] = {"1", "1", "^1$"},
    [SHAPE_COUNT] = {"a whole number", "whole numbers", "^[0-9]+$"},
    [SHAPE_TRUTH] = {"true or false", "true or false", "^(true|false)$"},
    [SHAPE_SPAN] = {"a time in s, m, h or d, such as 24h", "such times", "^" NUMBER "[smhd]$"},
    [SHAPE_RATE] = {"a number per second, such as 1000/s", "such numbers", "^" NUMBER " */s$"},
    [SHAPE_MEMORY] = {"memory in B, KiB or MiB, such as 1 MiB", "such figures",
                      "^" NUMBER " *(B|KiB|MiB)$"},
    [SHAPE_NAME] = {"one of: ", "some of: ", NULL},
    [SHAPE_CAPABILITY] = {"a capability", "capabilities", NULL},
    [SHAPE_CONTRACT] = {"a capability of the acceptance contract", "such capabilities", NULL},
    [SHAPE_EXTRA] = {"a capability beyond the contract", "capabilities beyond the contract", NULL},
    [SHAPE_ID] = {"letters, digits, '.', '_' and '-'", "such names",
                  "^[A-Za-z0-9_-][A-Za-z0-9._-]*$"},
    [SHAPE_RULE] = {"the section of an RFC", "sections of RFCs", "^RFC [0-9]+ section [0-9.]+$"},
    [SHAPE_REQUEST] = {"a method in capitals and a target", "requests",
                       "^[A-Z]+ (/|\\$\\{|\\*)[^ \\t\\r\\n]*$"},
    [SHAPE_PATH] = {"a path, which begins with '/'", "paths", "^/[^ \\t\\r\\n]*$"},
    [SHAPE_DRIP] = {"so many octets and a pause, such as 1 byte every 5ms", "such pauses",
                    "^[0-9]+ bytes? every " DURATION "$"},
    [SHAPE_CUT] = {"`every place`, or a list of places in octets", "places", "^every place$"},
    [SHAPE_NTH] = {"a number, some such as 1..5, or `every`", "numbers",
                   "^([0-9]+(\\.\\.[0-9]+)?|every)$"},
    [SHAPE_OUTCOME] = {"an outcome, or a list of which any is right", "outcomes", NULL},
    [SHAPE_REPLY] = {"a status, or close, reset, hang, garbage, refuse", "such replies",
                     "^([2-5][0-9][0-9]|close|reset|hang|garbage|refuse)$"},
    [SHAPE_COMMAND] = {"a line, or a list of arguments", "arguments", NULL},
    [SHAPE_JSON] = {"any value", "values", NULL},
};

const char *shape_pattern(enum word_shape shape)
{
    return shapes[shape].pattern;
}

const char *shape_duration_pattern(void)
{
    return "^" DURATION "$";
}

static const char *joined(const char *before, const char *const *names, struct arena *a)
{
    const char *text = before;
    for (size_t i = 0; names[i]; i++)
        text = arena_text(a, "%s%s%s", text, i ? ", " : "", names[i]);
    return text;
}

static const char *describe_map(const struct word *word, struct arena *a)
{
    if (word->holds)
        return "the words of its own below it";
    if (word->names)
        return joined("`name: path` lines with the names ", word->names, a);
    return "`name: text` lines";
}

static const char *describe_list(const struct word *word)
{
    const bool named = word->holds == PLACE_STEP || word->holds == PLACE_CASE;
    return named ? word->holds == PLACE_STEP ? "a list of steps" : "a list of cases"
                 : "a list, each entry with words of its own";
}

static const char *describe_scalar(const struct word *word, struct arena *a)
{
    const char *one = shapes[word->shape].one;
    if (word->shape == SHAPE_COUNT)
        return arena_text(a, "%s from %u to %u", one, word->least, word->most);
    return word->shape == SHAPE_NAME ? joined(one, word->names, a) : one;
}

const char *shape_describe(const struct word *word, struct arena *a)
{
    const char *many = shapes[word->shape].several;
    switch (word->value) {
    case TAKES_DURATION: return "a time in us, ms or s, such as 100ms";
    case TAKES_NAMES:
        return arena_text(a, "a list: %s",
                          word->shape == SHAPE_NAME   ? joined(many, word->names, a)
                          : word->shape == SHAPE_TEXT ? "of words"
                                                      : many);
    case TAKES_LIST: return describe_list(word);
    case TAKES_MAP: return describe_map(word, a);
    case TAKES_ENTRIES:
        return arena_text(a, "`name:` lines, each with words of its own or %s",
                          shapes[word->shape].one);
    case TAKES_CHECKS: return "a check line, or a list of them";
    case TAKES_CONTENT: return "a text, which may be empty";
    case TAKES_TEXT:
    case TAKES_ANYTHING: break;
    }
    return describe_scalar(word, a);
}
