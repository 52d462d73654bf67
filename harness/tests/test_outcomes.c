/* SPDX-License-Identifier: MIT */
/* oracle/outcomes and scenario/outcome: from counts and statuses to an outcome, to a verdict. */
#include "tests/suites.h"

#include <string.h>

#include "oracle/outcomes.h"

/* What was seen, and what it is. */
static const struct {
    const char *name;
    struct volley_seen seen;
    enum outcome outcome;
    const char *text;
} sightings[] = {
    {"a reply, and the next request is answered",
     {.requests = 1, .replies = 2, .status = 200, .follow_up = true, .closed = true},
     OUTCOME_ACCEPTED,
     "accepted: 200, then kept"},
    {"the same behind a lead",
     {.requests = 1, .replies = 3, .status = 304, .lead = true, .follow_up = true, .closed = true},
     OUTCOME_ACCEPTED,
     "accepted: 304, then kept"},
    {"an error, and the next request is answered",
     {.requests = 1, .replies = 2, .status = 405, .follow_up = true, .closed = true},
     OUTCOME_DECLINED,
     "declined: 405, then kept"},
    {"an error and a close",
     {.requests = 1, .replies = 1, .status = 400, .closed = true},
     OUTCOME_REFUSED,
     "refused: 400, then closed"},
    {"not implemented, and a close",
     {.requests = 1, .replies = 1, .status = 501, .closed = true},
     OUTCOME_REFUSED,
     "refused: 501, then closed"},
    {"a close without a reply",
     {.requests = 1, .closed = true},
     OUTCOME_REFUSED,
     "refused: closed without a reply"},
    {"only the lead is answered",
     {.requests = 1, .replies = 1, .status = 200, .lead = true, .closed = true},
     OUTCOME_REFUSED,
     "refused: closed without a reply"},
    {"a reset without a reply",
     {.requests = 1, .closed = true, .reset = true},
     OUTCOME_RESET,
     "reset without a reply"},
    {"a reset behind the reply",
     {.requests = 1, .replies = 1, .status = 400, .closed = true, .reset = true},
     OUTCOME_REFUSED,
     "refused: 400, then closed"},
    {"an answer and a close",
     {.requests = 1, .replies = 1, .status = 200, .closed = true},
     OUTCOME_EARLY,
     "answered early: 200, then closed"},
    {"an answer, then it chokes on the rest",
     {.requests = 1, .replies = 2, .status = 400, .closed = true},
     OUTCOME_EARLY,
     "answered early: 400, then closed"},
    {"an answer, and one to what was no request",
     {.requests = 1, .replies = 2, .status = 404, .closed = true},
     OUTCOME_SMUGGLED,
     "smuggled: 2 replies to 1 request"},
    {"the same, and it goes on",
     {.requests = 1, .replies = 3, .status = 404, .follow_up = true, .closed = true},
     OUTCOME_SMUGGLED,
     "smuggled: 2 replies to 1 request"},
    {"choked, but it goes on",
     {.requests = 1, .replies = 3, .status = 400, .follow_up = true, .closed = true},
     OUTCOME_SMUGGLED,
     "smuggled: 2 replies to 1 request"},
    {"the reply of another",
     {.requests = 1, .replies = 1, .status = 200, .mixed_up = true},
     OUTCOME_SMUGGLED,
     "smuggled: the reply to another request"},
    {"one of two is answered, and it goes on",
     {.requests = 2, .replies = 2, .status = 200, .follow_up = true, .closed = true},
     OUTCOME_IGNORED,
     "ignored: 1 reply to 2 requests"},
    {"silence", {.requests = 1}, OUTCOME_HUNG, "hung: neither a reply nor a close"},
    {"a reply, then silence",
     {.requests = 1, .replies = 1, .status = 400},
     OUTCOME_HUNG,
     "hung: 400, then neither a reply nor a close"},
    {"an internal error",
     {.requests = 1, .replies = 1, .status = 500, .closed = true},
     OUTCOME_FAILED,
     "failed: 500, then closed"},
    {"no HTTP",
     {.requests = 1, .garbled = true, .closed = true},
     OUTCOME_GARBLED,
     "garbled: what came is no HTTP response"},
    {"it died", {.requests = 1, .crashed = true, .closed = true}, OUTCOME_CRASHED, "crashed"},
};

static void test_sightings(void)
{
    for (size_t i = 0; i < sizeof sightings / sizeof *sightings; i++) {
        char text[OUTCOME_TEXT_MAX];
        struct outcome_seen o = outcome_of(&sightings[i].seen);
        outcome_text(text, &o);
        CU_ASSERT_EQUAL(o.outcome, sightings[i].outcome);
        CU_ASSERT_STRING_EQUAL(text, sightings[i].text);
        if (o.outcome != sightings[i].outcome || strcmp(text, sightings[i].text) != 0)
            printf("    %s: %s\n", sightings[i].name, text);
    }
}

static const struct {
    const char *term;
    struct outcome_seen seen;
    bool fits;
} fits[] = {
    {"refused", {OUTCOME_REFUSED, 400, 1, 1, true}, true},
    {"refused", {OUTCOME_RESET, 0, 0, 1, true}, true},
    {"refused", {OUTCOME_EARLY, 200, 1, 1, true}, false},
    {"refused", {OUTCOME_DECLINED, 405, 1, 1, false}, false},
    {"reset", {OUTCOME_RESET, 0, 0, 1, true}, true},
    {"reset", {OUTCOME_REFUSED, 0, 0, 1, true}, false},
    {"accepted", {OUTCOME_ACCEPTED, 200, 1, 1, false}, true},
    {"accepted", {OUTCOME_EARLY, 200, 1, 1, true}, true},
    {"accepted", {OUTCOME_EARLY, 200, 1, 2, true}, false},
    {"accepted", {OUTCOME_EARLY, 400, 2, 1, true}, false},
    {"accepted", {OUTCOME_FAILED, 500, 1, 1, true}, false},
    {"answered early", {OUTCOME_EARLY, 400, 2, 1, true}, true},
    {"answered early", {OUTCOME_ACCEPTED, 200, 1, 1, false}, false},
    {"400", {OUTCOME_REFUSED, 400, 1, 1, true}, true},
    {"400", {OUTCOME_DECLINED, 400, 1, 1, false}, true},
    {"400", {OUTCOME_REFUSED, 0, 0, 1, true}, false},
    {"400", {OUTCOME_HUNG, 400, 1, 1, false}, false},
    {"400", {OUTCOME_SMUGGLED, 400, 2, 1, true}, false},
    {"4xx", {OUTCOME_REFUSED, 431, 1, 1, true}, true},
    {"4xx", {OUTCOME_REFUSED, 501, 1, 1, true}, false},
    {"5xx", {OUTCOME_FAILED, 500, 1, 1, true}, true},
    {"400 then close", {OUTCOME_REFUSED, 400, 1, 1, true}, true},
    {"400 then close", {OUTCOME_DECLINED, 400, 1, 1, false}, false},
    {"405 then kept", {OUTCOME_DECLINED, 405, 1, 1, false}, true},
    {"405 then kept", {OUTCOME_REFUSED, 405, 1, 1, true}, false},
    {"hung", {OUTCOME_HUNG, 0, 0, 1, false}, true},
    {"crashed", {OUTCOME_CRASHED, 0, 0, 1, true}, true},
    {"smuggled", {OUTCOME_SMUGGLED, 404, 2, 1, true}, true},
};

static void test_fits(void)
{
    for (size_t i = 0; i < sizeof fits / sizeof *fits; i++) {
        struct outcome_term term;
        CU_ASSERT_TRUE(outcome_parse(fits[i].term, &term));
        bool found = outcome_is_among(&fits[i].seen, &term, 1);
        CU_ASSERT_EQUAL(found, fits[i].fits);
        if (found != fits[i].fits)
            printf("    row %zu: %s\n", i, fits[i].term);
    }
}

static void test_terms(void)
{
    static const char *const wrong[] = {"",     "refuse",    "40",  "4000",     "600",
                                        "1xx",  "400 close", "4x0", "400 then", "400  then close",
                                        "200x", "Refused"};
    struct outcome_term term;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_FALSE(outcome_parse(wrong[i], &term));
    for (const char *const *word = outcome_words(); *word; word++)
        CU_ASSERT_TRUE(outcome_parse(*word, &term));
}

static bool moves(struct outcome_seen a, struct outcome_seen b, const char *word)
{
    struct outcome_term term;
    return outcome_parse(word, &term) && outcome_moved(&a, &b, &term, 1);
}

static void test_moved(void)
{
    const struct outcome_seen refused = {OUTCOME_REFUSED, 400, 1, 1, true},
                              otherwise = {OUTCOME_REFUSED, 431, 1, 1, true},
                              reset = {OUTCOME_RESET, 0, 0, 1, true},
                              early = {OUTCOME_EARLY, 200, 1, 1, true},
                              accepted = {OUTCOME_ACCEPTED, 200, 1, 1, false},
                              hung = {OUTCOME_HUNG, 0, 0, 1, false};
    CU_ASSERT_FALSE(moves(refused, otherwise, "refused"));
    CU_ASSERT_FALSE(moves(refused, reset, "refused"));
    CU_ASSERT_TRUE(moves(refused, accepted, "refused"));
    CU_ASSERT_TRUE(moves(refused, early, "refused"));
    CU_ASSERT_FALSE(moves(refused, early, "answered early"));
    CU_ASSERT_TRUE(moves(early, accepted, "answered early"));
    CU_ASSERT_FALSE(moves(early, accepted, "accepted"));
    CU_ASSERT_TRUE(moves(hung, refused, "refused"));
    CU_ASSERT_FALSE(moves(hung, hung, "refused"));
}

static void test_miss(void)
{
    const struct outcome_seen taken = {OUTCOME_ACCEPTED, 200, 1, 1, false},
                              crashed = {OUTCOME_CRASHED, 0, 0, 1, true},
                              smuggled = {OUTCOME_SMUGGLED, 200, 2, 1, true};
    CU_ASSERT_EQUAL(outcome_miss(&taken, LEVEL_MUST, false), VERDICT_FAIL);
    CU_ASSERT_EQUAL(outcome_miss(&taken, LEVEL_MUST, true), VERDICT_WARN);
    CU_ASSERT_EQUAL(outcome_miss(&taken, LEVEL_SHOULD, false), VERDICT_WARN);
    CU_ASSERT_EQUAL(outcome_miss(&taken, LEVEL_SHOULD, true), VERDICT_WARN);
    CU_ASSERT_EQUAL(outcome_miss(&taken, LEVEL_MAY, true), VERDICT_PASS);
    CU_ASSERT_EQUAL(outcome_miss(&crashed, LEVEL_MAY, true), VERDICT_FAIL);
    CU_ASSERT_EQUAL(outcome_miss(&smuggled, LEVEL_SHOULD, false), VERDICT_FAIL);
    CU_ASSERT_EQUAL(outcome_miss(&smuggled, LEVEL_MUST, true), VERDICT_WARN);
}

CU_TestInfo outcomes_tests[] = {
    {"what was seen", test_sightings},   {"terms and what fits them", test_fits},
    {"what is no term", test_terms},     {"outcomes that moved", test_moved},
    {"what a miss comes to", test_miss}, CU_TEST_INFO_NULL,
};
