/* SPDX-License-Identifier: MIT */
/* scenario/glossary, shapes: nothing that a file may say is left unexplained.
 */
#include "tests/suites.h"

#include <string.h>

#include "candidate/profile.h"
#include "scenario/capabilities.h"
#include "scenario/glossary.h"
#include "scenario/implicit.h"
#include "scenario/metrics.h"
#include "scenario/outcome.h"
#include "scenario/shapes.h"

static const struct term *find(const struct term *terms, size_t count, enum term_kind kind,
                               const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (terms[i].kind == kind && strcmp(terms[i].name, name) == 0)
            return &terms[i];
    }
    return NULL;
}

static bool is_said(const char *text)
{
    return text && *text && !strstr(text, "(null)");
}

static void test_every_term_is_whole(void)
{
    struct arena a;
    size_t count;
    arena_init(&a);
    const struct term *terms = glossary(&a, &count);
    CU_ASSERT_TRUE(count > WORD_COUNT);
    for (size_t i = 0; i < count; i++) {
        const struct term *t = &terms[i];
        CU_ASSERT_TRUE(is_said(t->name) && is_said(t->where) && is_said(t->about) &&
                       is_said(t->heading));
        CU_ASSERT_TRUE(t->kind != TERM_WORD || (is_said(t->takes) && is_said(t->example)));
        CU_ASSERT_TRUE(!t->compulsory || !t->otherwise);
        CU_ASSERT_TRUE(!t->takes || is_said(t->takes));
    }
    arena_release(&a);
}

static void test_every_row_is_there(void)
{
    struct arena a;
    size_t count, rows;
    arena_init(&a);
    const struct term *terms = glossary(&a, &count);
    for (int id = 0; id < WORD_COUNT; id++)
        CU_ASSERT_PTR_NOT_NULL(find(terms, count, TERM_WORD, word_row((enum word_id)id)->name));
    const struct metric *m = metrics(&rows);
    for (size_t i = 0; i < rows; i++)
        CU_ASSERT_PTR_NOT_NULL(find(terms, count, TERM_METRIC, m[i].name));
    for (const char *const *name = capability_names(); *name; name++)
        CU_ASSERT_PTR_NOT_NULL(find(terms, count, TERM_CAPABILITY, *name));
    for (const char *const *name = outcome_words(); *name; name++)
        CU_ASSERT_PTR_NOT_NULL(find(terms, count, TERM_OUTCOME, *name));
    for (int check = 0; check < IMPLICIT_COUNT; check++)
        CU_ASSERT_PTR_NOT_NULL(
            find(terms, count, TERM_IMPLICIT, implicit_text((enum implicit_check)check)));
    CU_ASSERT_PTR_NOT_NULL(find(terms, count, TERM_SUBJECT, "last line"));
    CU_ASSERT_PTR_NOT_NULL(find(terms, count, TERM_UNIT, "KiB"));
    CU_ASSERT_PTR_NOT_NULL(find(terms, count, TERM_OPERATOR, "within"));
    CU_ASSERT_PTR_NOT_NULL(find(terms, count, TERM_STATE, "not empty"));
    arena_release(&a);
}

/* headers: means the same in load, churn and soak, and something else in a step. */
static void test_twins_are_one_term(void)
{
    struct arena a;
    size_t count, found = 0;
    arena_init(&a);
    const struct term *terms = glossary(&a, &count), *last = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(terms[i].name, "headers") == 0) {
            last = &terms[i];
            found++;
        }
    }
    CU_ASSERT_EQUAL(found, 2);
    CU_ASSERT_TRUE(last && strstr(last->where, "`load:`") && strstr(last->where, "`soak:`"));
    arena_release(&a);
}

static void test_what_a_word_takes(void)
{
    static const struct {
        enum word_id id;
        const char *takes;
    } rows[] = {
        {WORD_TIMES, "a whole number from 1 to 100000"},
        {WORD_CLOSE, "one of: clean, reset, half, before-answer"},
        {WORD_ATTACK_KIND, "one of: slow-head, slow-body, slow-read, never-read, silent"},
        {WORD_MODES, "a list: some of: native, memcheck, callgrind, helgrind, drd"},
        {WORD_WITHIN, "a time in us, ms or s, such as 100ms"},
        {WORD_EXPECT, "a check line, or a list of them"},
        {WORD_STEPS, "a list of steps"},
        {WORD_VARS, "`name: text` lines"},
        {WORD_PATHS, "`name: path` lines with the names ping, status, users, echo, counter, slow, "
                     "bytes, static"},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CU_ASSERT_STRING_EQUAL(shape_describe(word_row(rows[i].id), &a), rows[i].takes);
    arena_release(&a);
}

/* What a shape or a kind of value needs beside it is there. */
static void test_rows_agree_with_their_shapes(void)
{
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        CU_ASSERT_TRUE(word->shape != SHAPE_NAME || word->names);
        CU_ASSERT_EQUAL(word->shape == SHAPE_COUNT, word->most > 0);
        CU_ASSERT_TRUE(word->value != TAKES_LIST || word->holds);
        CU_ASSERT_TRUE(!word->holds || word->value == TAKES_LIST || word->value == TAKES_MAP ||
                       word->value == TAKES_ENTRIES);
        CU_ASSERT_TRUE(word->value != TAKES_ANYTHING || word->shape);
    }
}

/* Names that the table shares with readers that go by an enum. */
static void test_names_are_in_the_order_of_their_enums(void)
{
    const char *const *paths = word_row(WORD_PATHS)->names;
    const char *const *memcheck = word_row(WORD_MEMCHECK)->names;
    CU_ASSERT_STRING_EQUAL(paths[PATH_PING], "ping");
    CU_ASSERT_STRING_EQUAL(paths[PATH_SLOW], "slow");
    CU_ASSERT_STRING_EQUAL(paths[PATH_STATIC], "static");
    CU_ASSERT_PTR_NULL(paths[PATH_COUNT]);
    CU_ASSERT_STRING_EQUAL(memcheck[MEMCHECK_JUDGED], "judged");
    CU_ASSERT_STRING_EQUAL(memcheck[MEMCHECK_NO], "no");
}

CU_TestInfo glossary_tests[] = {
    {"every term is whole", test_every_term_is_whole},
    {"every row is there", test_every_row_is_there},
    {"twins are one term", test_twins_are_one_term},
    {"what a word takes", test_what_a_word_takes},
    {"rows and shapes", test_rows_agree_with_their_shapes},
    {"names and enums", test_names_are_in_the_order_of_their_enums},
    CU_TEST_INFO_NULL,
};
