/* SPDX-License-Identifier: MIT */
/*
 * Patterns, and the answers that no handler gives: 404, 405, 501, OPTIONS.
 */
#include "handlers/site.h"
#include "tests/bench.h"
#include "tests/suites.h"

static void test_patterns(void)
{
    static const struct {
        const char *pattern;
        const char *path;
        const char *part; /* NULL: no match */
    } rows[] = {
        {.pattern = "/a", .path = "/a", .part = ""},
        {.pattern = "/a", .path = "/a/"},
        {.pattern = "/a", .path = "/"},
        {.pattern = "/a/:id", .path = "/a/12", .part = "12"},
        {.pattern = "/a/:id", .path = "/a/"},
        {.pattern = "/a/:id", .path = "/a"},
        {.pattern = "/a/:id", .path = "/a/1/2"},
        {.pattern = "/a/:id/b", .path = "/a/1/c"},
        {.pattern = "/a/*", .path = "/a/b/c", .part = "b/c"},
        {.pattern = "/a/*", .path = "/a/", .part = ""},
        {.pattern = "/a/*", .path = "/a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct span part = SPAN("");
        bool matches = route_matches(rows[i].pattern, span_of(rows[i].path), &part);
        CHECK_ROW(matches == (rows[i].part != NULL), rows[i].path);
        CHECK_ROW(rows[i].part == NULL || span_is(part, rows[i].part), rows[i].path);
    }
}

static const struct {
    const char *request; /* up to the version */
    unsigned status;
    const char *allow;
} rows[] = {
    {.request = "GET /api/test", .status = 200},
    {.request = "HEAD /api/test", .status = 200},
    {.request = "GET /api/test?x=y", .status = 200},
    {.request = "GET http://t/api/test", .status = 200},
    {.request = "GET /", .status = 404},
    {.request = "GET /api/test/", .status = 404},
    {.request = "GET //api/test", .status = 404},
    {.request = "PUT /nope", .status = 404},
    {.request = "OPTIONS /nope", .status = 404},
    {.request = "POST /api/test", .status = 405, .allow = "GET, HEAD, OPTIONS"},
    {.request = "TRACE /api/test", .status = 405, .allow = "GET, HEAD, OPTIONS"},
    {.request = "PATCH /api/users/1", .status = 405, .allow = "GET, HEAD, PUT, DELETE, OPTIONS"},
    {.request = "GET /api/echo", .status = 405, .allow = "POST, OPTIONS"},
    {.request = "HEAD /api/echo", .status = 405, .allow = "POST, OPTIONS"},
    {.request = "OPTIONS /api/users", .status = 204, .allow = "GET, HEAD, POST, OPTIONS"},
    {.request = "OPTIONS *", .status = 204, .allow = "GET, HEAD, POST, PUT, DELETE, OPTIONS"},
    {.request = "FOO /api/test", .status = 501},
    {.request = "get /api/test", .status = 501},
    {.request = "CONNECT t:80", .status = 501},
};

static void test_table(void)
{
    static struct bench b;
    bench_open(&b, NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: t\r\n\r\n", rows[i].request);
        bench_ask(&b, text);
        CHECK_ROW(bench_status(&b, rows[i].status), rows[i].request);
        CHECK_ROW(bench_has(&b, "X-Request-Id: "), rows[i].request);
        CHECK_ROW(conn_wants(&b.conn) == CONN_READ, rows[i].request); /* the connection stays */
        snprintf(text, sizeof text, "\r\nAllow: %s\r\n",
                 rows[i].allow != NULL ? rows[i].allow : "");
        CHECK_ROW(bench_has(&b, rows[i].allow != NULL ? text : "\r\n"), rows[i].request);
        CHECK_ROW(bench_has(&b, "Allow:") == (rows[i].allow != NULL), rows[i].request);
    }
    bench_close(&b);
}

static void test_no_100_for_what_is_not_there(void)
{
    static struct bench b;
    bench_open(&b, NULL, NULL);
    bench_ask(&b, "POST /nope HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n"
                  "Content-Length: 5\r\n\r\n");
    CU_ASSERT(bench_status(&b, 404));
    bench_ask(&b, "POST /api/echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n"
                  "Content-Length: 5\r\n\r\n");
    CU_ASSERT(bench_status(&b, 100));
    bench_close(&b);
}

static const struct test tests[] = {
    {.name = "patterns", .run = test_patterns},
    {.name = "table", .run = test_table},
    {.name = "no 100 for what is not there", .run = test_no_100_for_what_is_not_there},
    {.name = NULL},
};

const struct suite suite_routes = {.name = "handlers/routes", .tests = tests};
