/* SPDX-License-Identifier: MIT */
/*
 * The store of users and REST over it.
 */
#include "handlers/site.h"
#include "tests/bench.h"
#include "tests/suites.h"

#include <string.h>

#define JSON    "Content-Type: application/json\r\n"
#define POST    "POST /api/users HTTP/1.1\r\n" JSON
#define PUT(id) "PUT /api/users/" id " HTTP/1.1\r\n" JSON

static struct bench b;

static const char *get(const char *id)
{
    char request[128];
    snprintf(request, sizeof request, "GET /api/users%s HTTP/1.1\r\nHost: t\r\n\r\n", id);
    bench_ask(&b, request);
    return bench_body(&b);
}

static void test_life_of_a_user(void)
{
    bench_open(&b, NULL, NULL);
    CU_ASSERT_STRING_EQUAL(get(""), "[]");
    bench_post(&b, POST, "{\"name\": \"Ada\", \"id\": 77, \"x\": [1, 2.5, null, {}]}");
    CU_ASSERT(bench_status(&b, 201));
    CU_ASSERT(bench_has(&b, "\r\nLocation: /api/users/1\r\n"));
    CU_ASSERT(bench_has(&b, "\r\nContent-Type: application/json\r\n"));
    CU_ASSERT_STRING_EQUAL(get("/1"), "{\"name\":\"Ada\",\"id\":1,\"x\":[1,2.5,null,{}]}");
    bench_post(&b, PUT("1"), "{\"born\": 1815}");
    CU_ASSERT(bench_status(&b, 200));
    CU_ASSERT_STRING_EQUAL(get("/1"), "{\"born\":1815,\"id\":1}");
    CU_ASSERT_STRING_EQUAL(get(""), "[{\"born\":1815,\"id\":1}]");
    bench_ask(&b, "DELETE /api/users/1 HTTP/1.1\r\nHost: t\r\n\r\n");
    CU_ASSERT(bench_status(&b, 204));
    bench_ask(&b, "DELETE /api/users/1 HTTP/1.1\r\nHost: t\r\n\r\n");
    CU_ASSERT(bench_status(&b, 404));
    bench_post(&b, POST, "{}");
    CU_ASSERT(bench_has(&b, "\r\nLocation: /api/users/2\r\n")); /* no id is used twice */
    bench_close(&b);
}

static void test_refusals(void)
{
    static const struct {
        const char *name;
        const char *head;
        const char *body;
        unsigned status;
    } rows[] = {
        {.name = "no type", .head = "POST /api/users HTTP/1.1\r\n", .body = "{}", .status = 415},
        {.name = "other type",
         .head = "POST /api/users HTTP/1.1\r\nContent-Type: text/json\r\n",
         .body = "{}",
         .status = 415},
        {.name = "type with parameter",
         .head = "POST /api/users HTTP/1.1\r\nContent-Type: Application/JSON ; charset=utf-8\r\n",
         .body = "{}",
         .status = 201},
        {.name = "not JSON", .head = POST, .body = "{\"a\":", .status = 400},
        {.name = "no body", .head = POST, .body = "", .status = 400},
        {.name = "two documents", .head = POST, .body = "{} {}", .status = 400},
        {.name = "an array", .head = POST, .body = "[]", .status = 400},
        {.name = "unknown id", .head = PUT("99"), .body = "{}", .status = 404},
        {.name = "no number", .head = PUT("x"), .body = "{}", .status = 404},
        {.name = "overflow", .head = PUT("18446744073709551616"), .body = "{}", .status = 404},
        {.name = "PUT, not JSON", .head = PUT("1"), .body = "{", .status = 400},
    };
    bench_open(&b, NULL, NULL);
    bench_post(&b, POST, "{}");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench_post(&b, rows[i].head, rows[i].body);
        CHECK_ROW(bench_status(&b, rows[i].status), rows[i].name);
    }
    bench_close(&b);
}

static unsigned post(const char *body)
{
    bench_post(&b, POST, body);
    return bench_status(&b, 201) ? 201 : bench_status(&b, 507) ? 507 : 0;
}

static void test_store_is_bounded_in_number(void)
{
    bench_open(&b, NULL, NULL);
    for (unsigned i = 0; i < LIMIT_USERS; i++)
        if (post("{}") != 201)
            CU_FAIL("below the limit");
    CU_ASSERT_EQUAL(post("{}"), 507);
    bench_ask(&b, "DELETE /api/users/5000 HTTP/1.1\r\nHost: t\r\n\r\n");
    get("/5000");
    CU_ASSERT(bench_status(&b, 404));
    CU_ASSERT_STRING_EQUAL(get("/5001"), "{\"id\":5001}");
    CU_ASSERT_STRING_EQUAL(get("/4999"), "{\"id\":4999}");
    CU_ASSERT_EQUAL(post("{}"), 201);
    CU_ASSERT_EQUAL(post("{}"), 507);
    bench_close(&b);
}

static void test_store_is_bounded_in_size(void)
{
    static const char one[] = "{\"id\":1}";
    enum { ONE = sizeof one - 1 };
    bench_open(&b, NULL, NULL);
    CU_ASSERT_EQUAL(post("{ }"), 201);
    CU_ASSERT_STRING_EQUAL(bench_body(&b), one);
    CU_ASSERT_EQUAL(b.site.users.octets, ONE);
    b.site.users.octets = LIMIT_USERS_OCTETS - ONE; /* as if there were more of them */
    CU_ASSERT_EQUAL(post("{\"a\":1}"), 507);
    CU_ASSERT_EQUAL(b.site.users.count, 1); /* nothing of it is left */
    CU_ASSERT_EQUAL(post("{}"), 201);
    CU_ASSERT_EQUAL(post("{}"), 507);
    bench_post(&b, PUT("1"), "{\"a\":1}");
    CU_ASSERT(bench_status(&b, 507));
    CU_ASSERT_STRING_EQUAL(get("/1"), one);
    bench_post(&b, PUT("1"), "{}");
    CU_ASSERT(bench_status(&b, 200));
    CU_ASSERT_EQUAL(b.site.users.octets, LIMIT_USERS_OCTETS);
    bench_ask(&b, "DELETE /api/users/1 HTTP/1.1\r\nHost: t\r\n\r\n");
    CU_ASSERT_EQUAL(b.site.users.octets, LIMIT_USERS_OCTETS - ONE);
    CU_ASSERT_EQUAL(post("{}"), 201);
    bench_close(&b);
}

/* Between its id and its text a user is nobody's: not found, not listed, not changed. */
static void test_a_user_without_a_text(void)
{
    bench_open(&b, NULL, NULL);
    CU_ASSERT_EQUAL(store_new(&b.site.users), 1);
    CU_ASSERT_EQUAL(post("{}"), 201);
    CU_ASSERT_STRING_EQUAL(get(""), "[{\"id\":2}]");
    (void)get("/1");
    CU_ASSERT(bench_status(&b, 404));
    bench_post(&b, PUT("1"), "{}");
    CU_ASSERT(bench_status(&b, 404));
    CU_ASSERT_EQUAL(store_set(&b.site.users, 1, strdup("{\"id\":1}")), 0);
    CU_ASSERT_STRING_EQUAL(get(""), "[{\"id\":1},{\"id\":2}]");
    CU_ASSERT(store_remove(&b.site.users, 1) && !store_remove(&b.site.users, 1));
    CU_ASSERT_EQUAL(store_set(&b.site.users, 1, strdup("{}")), 404);
    bench_close(&b);
}

static const struct test tests[] = {
    {.name = "life of a user", .run = test_life_of_a_user},
    {.name = "refusals", .run = test_refusals},
    {.name = "bounded in number", .run = test_store_is_bounded_in_number},
    {.name = "bounded in size", .run = test_store_is_bounded_in_size},
    {.name = "without a text", .run = test_a_user_without_a_text},
    {.name = NULL},
};

const struct suite suite_users = {.name = "handlers/users", .tests = tests};
