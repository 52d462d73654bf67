/* SPDX-License-Identifier: MIT */
/*
 * Answers and their heads.
 */
#include "http/exchange.h"
#include "tests/suites.h"

#include <string.h>

enum { WALL = 784111777 };

static const char *head_of(const struct answer *a, unsigned minor, bool keep)
{
    static char text[LIMIT_ANSWER_HEAD + 1];
    size_t n = answer_write_head(a, minor, keep, WALL, text);
    text[n] = '\0';
    return text;
}

static void test_plain(void)
{
    struct answer a;
    answer_init(&a);
    answer_bytes(&a, 200, "text/plain", SPAN("hello"));
    CU_ASSERT_STRING_EQUAL(head_of(&a, 1, true),
                           "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                           "Content-Length: 5\r\nContent-Type: text/plain\r\n\r\n");
    CU_ASSERT_STRING_EQUAL(head_of(&a, 0, true),
                           "HTTP/1.0 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                           "Content-Length: 5\r\nConnection: keep-alive\r\n"
                           "Content-Type: text/plain\r\n\r\n");
    CU_ASSERT_PTR_NOT_NULL(strstr(head_of(&a, 1, false), "\r\nConnection: close\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(head_of(&a, 0, false), "\r\nConnection: close\r\n"));
}

static void test_without_body(void)
{
    static const unsigned bare[] = {204, 304};
    for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++) {
        struct answer a;
        answer_init(&a);
        answer_bytes(&a, bare[i], NULL, SPAN(""));
        CU_ASSERT_PTR_NULL(strstr(head_of(&a, 1, true), "Content-Length"));
        CU_ASSERT(!answer_has_body(bare[i]));
    }
    CU_ASSERT(answer_has_body(200) && answer_has_body(404) && !answer_has_body(100));
}

static void test_fields_are_bounded(void)
{
    struct answer a;
    char value[LIMIT_ANSWER_FIELDS];
    answer_init(&a);
    memset(value, 'v', sizeof value);
    CU_ASSERT(!answer_field(&a, "X", (struct span){value, LIMIT_ANSWER_FIELDS - 4}));
    CU_ASSERT_EQUAL(a.fields.length, 0);
    CU_ASSERT(answer_field(&a, "X", (struct span){value, LIMIT_ANSWER_FIELDS - 5}));
    CU_ASSERT(!answer_field(&a, "Y", SPAN("")));
    CU_ASSERT_EQUAL(a.fields.length, LIMIT_ANSWER_FIELDS);
    a.status = 599;
    a.length = UINT64_MAX;
    CU_ASSERT(strlen(head_of(&a, 0, true)) <= LIMIT_ANSWER_HEAD); /* the longest head fits */
}

static void test_refusals(void)
{
    struct exchange x;
    struct answer *a = &x.answer;
    char sentence[2 * LIMIT_ANSWER_NOTE];
    answer_init(a);
    CU_ASSERT_EQUAL(refuse(&x, 400, "no"), HANDLED_ANSWERED);
    CU_ASSERT(span_is(a->body, "400 Bad Request: no\n"));
    CU_ASSERT_EQUAL(a->length, a->body.length);
    memset(sentence, 's', sizeof sentence);
    sentence[sizeof sentence - 1] = '\0';
    answer_init(a);
    refuse(&x, 404, sentence);
    CU_ASSERT(!a->close);
    CU_ASSERT(span_is(a->body, "404 Not Found: \n")); /* what does not fit is left out whole */
}

static const struct test tests[] = {
    {.name = "plain", .run = test_plain},
    {.name = "without body", .run = test_without_body},
    {.name = "fields are bounded", .run = test_fields_are_bounded},
    {.name = "refusals", .run = test_refusals},
    {.name = NULL},
};

const struct suite suite_answer = {.name = "http/answer", .tests = tests};
