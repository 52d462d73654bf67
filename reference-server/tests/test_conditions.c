/* SPDX-License-Identifier: MIT */
/*
 * Conditional requests and ranges, row by row.
 */
#include "handlers/site.h"
#include "tests/suites.h"

#define DATE  "Sun, 06 Nov 1994 08:49:37 GMT"
#define LATER "Sun, 06 Nov 1994 08:49:38 GMT"
#define OLDER "Sun, 06 Nov 1994 08:49:36 GMT"

static const struct version version = {.etag = "\"v1\"", .modified = 784111777};

static const struct request *request_with(const char *method, const char *fields)
{
    static struct request r;
    static char text[1024];
    struct fault f;
    snprintf(text, sizeof text, "%s / HTTP/1.1\r\nHost: t\r\n%s\r\n", method, fields);
    CHECK_ROW(head_parse(text, strlen(text), &r, &f) == PARSE_DONE, fields);
    return &r;
}

static void test_conditions(void)
{
    static const struct {
        const char *method, *fields;
        unsigned status;
    } rows[] = {
        {"GET", "", 0},
        {"GET", "If-None-Match: \"v1\"\r\n", 304},
        {"HEAD", "If-None-Match: W/\"v1\"\r\n", 304},
        {"GET", "If-None-Match: \"x\", \"v1\"\r\n", 304},
        {"GET", "If-None-Match: \"x\"\r\nIf-None-Match: \"v1\"\r\n", 304},
        {"GET", "If-None-Match: *\r\n", 304},
        {"GET", "If-None-Match: v1\r\n", 0},
        {"PUT", "If-None-Match: *\r\n", 412},
        {"DELETE", "If-None-Match: \"x\"\r\n", 0},
        {"GET", "If-None-Match: \"x\"\r\nIf-Modified-Since: " DATE "\r\n", 0},
        {"GET", "If-None-Match: \"v1\"\r\nIf-Modified-Since: " OLDER "\r\n", 304},
        {"GET", "If-Modified-Since: " DATE "\r\n", 304},
        {"GET", "If-Modified-Since: " LATER "\r\n", 304},
        {"GET", "If-Modified-Since: " OLDER "\r\n", 0},
        {"GET", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\r\n", 304},
        {"GET", "If-Modified-Since: Sun Nov  6 08:49:37 1994\r\n", 304},
        {"GET", "If-Modified-Since: yesterday\r\n", 0},
        {"POST", "If-Modified-Since: " DATE "\r\n", 0},
        {"GET", "If-Modified-Since: " DATE "\r\nIf-Modified-Since: " DATE "\r\n", 0},
        {"GET", "If-Match: \"v1\"\r\n", 0},
        {"GET", "If-Match: *\r\n", 0},
        {"GET", "If-Match: W/\"v1\"\r\n", 412},
        {"GET", "If-Match: \"x\"\r\n", 412},
        {"GET", "If-Match: \"v1\"\r\nIf-Unmodified-Since: " OLDER "\r\n", 0},
        {"GET", "If-Unmodified-Since: " OLDER "\r\n", 412},
        {"GET", "If-Unmodified-Since: " DATE "\r\n", 0},
        {"GET", "If-Match: \"v1\"\r\nIf-None-Match: \"v1\"\r\n", 304},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_ROW(condition_status(request_with(rows[i].method, rows[i].fields), &version) ==
                      rows[i].status,
                  rows[i].fields);
}

/* A resource without a version: only what says `*` holds. */
static void test_without_version(void)
{
    const struct version none = {.etag = "", .modified = -1};
    CU_ASSERT_EQUAL(condition_status(request_with("PUT", "If-Match: *\r\n"), &none), 0);
    CU_ASSERT_EQUAL(condition_status(request_with("PUT", "If-Match: \"\"\r\n"), &none), 412);
    CU_ASSERT_EQUAL(condition_status(request_with("PUT", "If-None-Match: *\r\n"), &none), 412);
    CU_ASSERT_EQUAL(condition_status(request_with("GET", "If-Modified-Since: " DATE "\r\n"), &none),
                    0);
}

static void test_ranges(void)
{
    static const struct {
        const char *method, *fields;
        enum range range;
        uint64_t first, count;
    } rows[] = {
        {"GET", "", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=0-99\r\n", RANGE_PART, 0, 100},
        {"GET", "Range: BYTES=0-0\r\n", RANGE_PART, 0, 1},
        {"GET", "Range: bytes=990-\r\n", RANGE_PART, 990, 10},
        {"GET", "Range: bytes=-10\r\n", RANGE_PART, 990, 10},
        {"GET", "Range: bytes=-5000\r\n", RANGE_PART, 0, 1000},
        {"GET", "Range: bytes=999-5000\r\n", RANGE_PART, 999, 1},
        {"GET", "Range: bytes=1000-\r\n", RANGE_OUTSIDE, 0, 0},
        {"GET", "Range: bytes=-0\r\n", RANGE_OUTSIDE, 0, 0},
        {"GET", "Range: bytes=5-2\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=a-b\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=0--\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=10\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=-\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=0-9,-10\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=5-6,0-1\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: items=0-5\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=0-1\r\nRange: bytes=0-1\r\n", RANGE_WHOLE, 0, 0},
        {"HEAD", "Range: bytes=0-9\r\n", RANGE_WHOLE, 0, 0},
        {"POST", "Range: bytes=0-9\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=0-9\r\nIf-Range: \"v1\"\r\n", RANGE_PART, 0, 10},
        {"GET", "Range: bytes=0-9\r\nIf-Range: W/\"v1\"\r\n", RANGE_WHOLE, 0, 0},
        {"GET", "Range: bytes=0-9\r\nIf-Range: " DATE "\r\n", RANGE_PART, 0, 10},
        {"GET", "Range: bytes=0-9\r\nIf-Range: " LATER "\r\n", RANGE_WHOLE, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t first = 77;
        uint64_t count = 88;
        enum range range =
            range_of(request_with(rows[i].method, rows[i].fields), &version, 1000, &first, &count);
        CHECK_ROW(range == rows[i].range, rows[i].fields);
        bool part = range == RANGE_PART;
        CHECK_ROW(first == (part ? rows[i].first : 77), rows[i].fields);
        CHECK_ROW(count == (part ? rows[i].count : 88), rows[i].fields);
    }
}

static void test_empty(void)
{
    uint64_t first = 0;
    uint64_t count = 0;
    CU_ASSERT_EQUAL(
        range_of(request_with("GET", "Range: bytes=0-\r\n"), &version, 0, &first, &count),
        RANGE_OUTSIDE);
    CU_ASSERT_EQUAL(
        range_of(request_with("GET", "Range: bytes=-1\r\n"), &version, 0, &first, &count),
        RANGE_OUTSIDE);
}

static const struct test tests[] = {
    {.name = "conditions", .run = test_conditions},
    {.name = "without a version", .run = test_without_version},
    {.name = "ranges", .run = test_ranges},
    {.name = "ranges of nothing", .run = test_empty},
    {.name = NULL},
};

const struct suite suite_conditions = {.name = "handlers/conditions", .tests = tests};
