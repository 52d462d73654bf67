/* SPDX-License-Identifier: MIT */
/* Terms of `outcome:`, from one table of words and one of fates. */
#include "scenario/outcome.h"

#include <string.h>

const char *const level_names[LEVEL_COUNT + 1] = {
    [LEVEL_MUST] = "MUST",
    [LEVEL_SHOULD] = "SHOULD",
    [LEVEL_MAY] = "MAY",
};

static const struct {
    const char *word;
    enum outcome outcome;
    const char *about;
} words[] = {
    {"refused", OUTCOME_REFUSED,
     "4xx, 501 or 505, then a close; or a close or a reset without a reply"},
    {"answered early", OUTCOME_EARLY,
     "a reply below 400, then a close: it may have been given before the error was seen"},
    {"accepted", OUTCOME_ACCEPTED, "a reply below 400; the connection goes on, or ends behind it"},
    {"hung", OUTCOME_HUNG, "neither a reply nor a close"},
    {"reset", OUTCOME_RESET, "a reset without a reply"},
    {"crashed", OUTCOME_CRASHED, "the server ended, or a process of it"},
    {"smuggled", OUTCOME_SMUGGLED, "more replies than requests, or the reply to another request"},
};

static const char *const fates[FATE_COUNT] = {
    [FATE_ANY] = "",
    [FATE_CLOSE] = " then close",
    [FATE_KEPT] = " then kept",
};

enum { WORDS = sizeof words / sizeof *words };

const char *const *outcome_words(void)
{
    static const char *list[WORDS + 1];
    for (int i = 0; i < WORDS; i++)
        list[i] = words[i].word;
    return list;
}

const char *outcome_about(const char *word)
{
    int i = 0;
    while (i < WORDS && strcmp(words[i].word, word) != 0)
        i++;
    return i < WORDS ? words[i].about : NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 400, or 4xx. */
static bool parse_status(const char *text, struct outcome_term *out)
{
    if (text[0] < '2' || text[0] > '5')
        return false;
    int first = (text[0] - '0') * 100;
    if (text[1] == 'x' && text[2] == 'x') {
        out->low = first;
        out->high = first + 99;
        return true;
    }
    if (!is_digit(text[1]) || !is_digit(text[2]))
        return false;
    out->low = out->high = first + (text[1] - '0') * 10 + (text[2] - '0');
    return true;
}

bool outcome_parse(const char *text, struct outcome_term *out)
{
    *out = (struct outcome_term){.is_status = false};
    for (int i = 0; i < WORDS; i++) {
        out->outcome = words[i].outcome;
        if (strcmp(words[i].word, text) == 0)
            return true;
    }
    out->is_status = parse_status(text, out);
    for (int fate = 0; out->is_status && fate < FATE_COUNT; fate++) {
        out->fate = (enum outcome_fate)fate;
        if (strcmp(text + 3, fates[fate]) == 0)
            return true;
    }
    return false;
}

bool outcome_may_succeed(const struct outcome_term *terms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (terms[i].is_status ? terms[i].low < 400 : terms[i].outcome == OUTCOME_ACCEPTED)
            return true;
    }
    return false;
}
