/* SPDX-License-Identifier: MIT */
/* scenario/words, capabilities, metrics, signals: the tables are whole and say what they promise.
 */
#include "tests/suites.h"

#include <signal.h>
#include <string.h>

#include "scenario/capabilities.h"
#include "scenario/metrics.h"
#include "scenario/signals.h"
#include "scenario/words.h"

static void test_rows(void)
{
    unsigned actions = 0;
    for (int id = 0; id < WORD_COUNT; id++) {
        const struct word *word = word_row((enum word_id)id);
        CU_ASSERT_PTR_NOT_NULL(word->name);
        CU_ASSERT_PTR_NOT_NULL(word->about);
        if (!word->name || !word->example)
            continue;
        CU_ASSERT_PTR_NOT_NULL(strstr(word->example, word->name));
        CU_ASSERT_EQUAL((int)word_find(word->place, word->name), id);
        if (word->place == PLACE_STEP)
            CU_ASSERT_EQUAL(word->is_action, word->actions == 0);
        if (word->is_action)
            actions |= 1u << word->action;
    }
    CU_ASSERT_EQUAL(actions, ACTIONS_ALL);
}

static void test_find(void)
{
    CU_ASSERT_EQUAL(word_find(PLACE_STEP, "expect"), WORD_EXPECT);
    CU_ASSERT_EQUAL(word_find(PLACE_SCENARIO, "expect"), WORD_COUNT);
    CU_ASSERT_EQUAL(word_find(PLACE_STEP, "cycles"), WORD_COUNT);
    CU_ASSERT_EQUAL(word_find(PLACE_CHURN, "cycles"), WORD_CYCLES);
    CU_ASSERT_EQUAL(word_find(PLACE_LOAD, "request"), WORD_LOAD_REQUEST);
    CU_ASSERT_EQUAL(word_find(PLACE_CHURN, "request"), WORD_CHURN_REQUEST);
    CU_ASSERT_EQUAL(word_find(PLACE_ATTACK, "request"), WORD_ATTACK_REQUEST);
    CU_ASSERT_STRING_EQUAL(word_nearest(PLACE_ATTACK, "bystender"), "bystander");
    CU_ASSERT_EQUAL(word_find(PLACE_REQUIREMENT, "kind"), WORD_REQUIREMENT_KIND);
    CU_ASSERT_STRING_EQUAL(word_nearest(PLACE_LOAD, "durration"), "duration");
    CU_ASSERT_STRING_EQUAL(word_nearest(PLACE_CHURN, "cycels"), "cycles");
    CU_ASSERT_PTR_NULL(word_nearest(PLACE_CHURN, "duration"));
    CU_ASSERT_STRING_EQUAL(word_nearest(PLACE_STEP, "heders"), "headers");
    CU_ASSERT_PTR_NULL(word_nearest(PLACE_STEP, "utterly"));
    CU_ASSERT_STRING_EQUAL(word_of_action(ACTION_REPEAT), "repeat");
    CU_ASSERT_STRING_EQUAL(word_of_action(ACTION_LOAD), "load");
    CU_ASSERT_STRING_EQUAL(word_of_action(ACTION_CHURN), "churn");
    for (int place = 0; place < PLACE_COUNT; place++)
        CU_ASSERT_NOT_EQUAL(word_place_name((enum word_place)place)[0], '\0');
}

static void test_signals(void)
{
    CU_ASSERT_EQUAL(signal_number("SIGTERM"), SIGTERM);
    CU_ASSERT_EQUAL(signal_number("HUP"), SIGHUP);
    CU_ASSERT_EQUAL(signal_number("15"), 15);
    CU_ASSERT_EQUAL(signal_number("0"), 0);
    CU_ASSERT_EQUAL(signal_number("99"), 0);
    CU_ASSERT_EQUAL(signal_number("sigterm"), 0);
    CU_ASSERT_EQUAL(signal_number(""), 0);
    CU_ASSERT_STRING_EQUAL(signal_nearest("SIGTREM"), "SIGTERM");
    CU_ASSERT_PTR_NULL(signal_nearest("nonsense"));
}

/* Its own example is a check line about it. */
static void check_metric(const struct metric *row)
{
    struct arena a;
    struct check c;
    struct check_error error = {.sentence = ""};
    const unsigned takers = ACTIONS_MANY | ACTIONS_HARM | 1u << ACTION_WAIT | 1u << ACTION_FUZZ;
    arena_init(&a);
    CU_ASSERT_PTR_EQUAL(metric_find(row->name), row);
    CU_ASSERT_NOT_EQUAL(row->explanation[0], '\0');
    CU_ASSERT_TRUE(row->actions != 0 && (row->actions & ~takers) == 0);
    bool compiled = check_compile(&a, row->example, true, &c, &error);
    CU_ASSERT_TRUE(compiled);
    if (compiled) {
        CU_ASSERT_EQUAL(c.subject.kind, SUBJECT_METRIC);
        CU_ASSERT_STRING_EQUAL(c.subject.argument, row->name);
        check_release(&c);
    }
    arena_release(&a);
}

static void test_metrics(void)
{
    size_t count;
    const struct metric *rows = metrics(&count);
    CU_ASSERT_TRUE(count >= 20);
    for (size_t i = 0; i < count; i++)
        check_metric(&rows[i]);
    CU_ASSERT_PTR_NULL(metric_find("latency"));
    CU_ASSERT_PTR_NULL(metric_find("latency p999"));
}

CU_TestInfo words_tests[] = {
    {"rows", test_rows},       {"find", test_find}, {"signals", test_signals},
    {"metrics", test_metrics}, CU_TEST_INFO_NULL,
};

static void test_capabilities(void)
{
    size_t count, contract = 0;
    const struct capability *rows = capabilities(&count);
    for (size_t i = 0; i < count; i++) {
        contract += rows[i].in_contract;
        CU_ASSERT_PTR_EQUAL(capability_find(rows[i].name), &rows[i]);
        CU_ASSERT_STRING_EQUAL(capability_names()[i], rows[i].name);
    }
    CU_ASSERT_EQUAL(contract, 10);
    CU_ASSERT_PTR_NULL(capability_names()[count]);
    CU_ASSERT_PTR_NULL(capability_find("coffee"));
}

CU_TestInfo capabilities_tests[] = {
    {"capabilities", test_capabilities},
    CU_TEST_INFO_NULL,
};
