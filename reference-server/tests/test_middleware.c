/* SPDX-License-Identifier: MIT */
/*
 * What wraps every answer: the request id, the tracked request, the access log.
 */
#include "tests/bench.h"
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

static struct bench b;

static const char *ask_with_id(const char *path, const char *id)
{
    char request[512];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: t\r\nX-Request-Id: %s\r\n\r\n",
             path, id);
    return bench_ask(&b, request);
}

static void test_own_id_comes_back(void)
{
    static const char *const paths[] = {"/api/test", "/nope", "/api/echo"};
    bench_open(&b, NULL, NULL);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        CHECK_ROW(strstr(ask_with_id(paths[i], "a-1"), "\r\nX-Request-Id: a-1\r\n") != NULL,
                  paths[i]);
    bench_close(&b);
}

static void test_insane_ids_are_replaced(void)
{
    char id[LIMIT_REQUEST_ID + 2];
    bench_open(&b, NULL, NULL);
    memset(id, 'i', sizeof id);
    id[LIMIT_REQUEST_ID] = '\0';
    CU_ASSERT_PTR_NOT_NULL(strstr(ask_with_id("/nope", id), id));
    id[LIMIT_REQUEST_ID] = 'i';
    id[LIMIT_REQUEST_ID + 1] = '\0';
    CU_ASSERT_PTR_NULL(strstr(ask_with_id("/nope", id), id));
    CU_ASSERT_PTR_NULL(strstr(ask_with_id("/nope", "a b"), "a b"));
    CU_ASSERT_PTR_NULL(strstr(ask_with_id("/nope", "\xe9"), "\xe9"));
    CU_ASSERT_EQUAL(bench_count(&b, "X-Request-Id: "), 1);
    bench_close(&b);
}

static void test_made_ids_differ(void)
{
    bench_open(&b, NULL, NULL);
    bench_ask(&b,
              "GET /api/test HTTP/1.1\r\nHost: t\r\n\r\nGET /api/test HTTP/1.1\r\nHost: t\r\n\r\n");
    const char *first = strstr(b.out, "X-Request-Id: ");
    const char *second = first != NULL ? strstr(first + 1, "X-Request-Id: ") : NULL;
    CU_ASSERT(second != NULL && strncmp(first, second, 30) != 0);
    bench_close(&b);
}

static void test_refusals_have_one(void)
{
    bench_open(&b, NULL, NULL);
    bench_ask(&b, "GET / HTTP/1.1\r\nX-Request-Id: early\r\nHost : t\r\n\r\n");
    CU_ASSERT(bench_status(&b, 400));
    CU_ASSERT(bench_has(&b, "X-Request-Id: early\r\n"));
    bench_ask(&b, "\x01");
    CU_ASSERT(bench_status(&b, 400) && bench_has(&b, "X-Request-Id: "));
    bench_close(&b);
}

static void test_requests_are_tracked(void)
{
    bench_open(&b, NULL, NULL);
    bench_ask(&b, "GET /api/slow?ms=50 HTTP/1.1\r\nHost: t\r\n\r\n");
    CU_ASSERT_EQUAL(b.tracker.open[TRACKED_REQUESTS], 1);
    bench_wait(&b, 50);
    CU_ASSERT_EQUAL(b.tracker.open[TRACKED_REQUESTS], 0);
    CU_ASSERT_EQUAL(b.tracker.served, 1);
    bench_close(&b);
}

static void test_access_log(void)
{
    char *text = NULL;
    size_t length = 0;
    bench_open(&b, NULL, NULL);
    b.site.log = open_memstream(&text, &length);
    ask_with_id("/api/test?a=b", "one");
    bench_ask(&b, "GET\r\n");
    fflush(b.site.log);
    CU_ASSERT(strncmp(text, "test one \"GET /api/test?a=b\" 200 10 0ms\n", 40) == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " \"GET \" 400 "));
    bench_close(&b);
    free(text);
}

static const struct test tests[] = {
    {.name = "the request's own id comes back", .run = test_own_id_comes_back},
    {.name = "insane ids are replaced", .run = test_insane_ids_are_replaced},
    {.name = "made ids differ", .run = test_made_ids_differ},
    {.name = "refusals have one", .run = test_refusals_have_one},
    {.name = "requests are tracked", .run = test_requests_are_tracked},
    {.name = "access log", .run = test_access_log},
    {.name = NULL},
};

const struct suite suite_middleware = {.name = "handlers/middleware", .tests = tests};
