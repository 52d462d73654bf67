/* SPDX-License-Identifier: MIT */
/*
 * The handlers that fit on one screen: status, test, answer, counter, echo, slow, work, bytes,
 * admin.
 */
#include "tests/bench.h"
#include "tests/suites.h"

#include <jansson.h>

#include <string.h>

static struct bench b;

static const char *get(const char *target)
{
    char request[256];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: t\r\n\r\n", target);
    bench_ask(&b, request);
    return bench_body(&b);
}

static void test_status(void)
{
    bench_open(&b, NULL, NULL);
    b.now.ms = 5000;
    json_t *status = json_loads(get("/api/status"), 0, NULL);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(status, "status")), "ok");
    CU_ASSERT_PTR_NOT_NULL(json_object_get(status, "version"));
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(status, "uptime_ms")), 5000);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(status, "connections")), 1);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(status, "requests")), 1);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(status, "requests_served")), 1);
    CU_ASSERT(json_integer_value(json_object_get(status, "memory_peak_kib")) > 0);
    json_decref(status);
    bench_close(&b);
}

static void test_answers(void)
{
    bench_open(&b, NULL, NULL);
    for (unsigned status = 200; status < 600; status++) {
        char target[32];
        snprintf(target, sizeof target, "/api/answer/%u", status);
        get(target);
        CHECK_ROW(bench_status(&b, status), target);
        CHECK_ROW(conn_wants(&b.conn) == CONN_READ, target);
    }
    get("/api/answer/299");
    CU_ASSERT(bench_has(&b, "HTTP/1.1 299 status code 299\r\n"));
    get("/api/answer/205");
    CU_ASSERT(bench_has(&b, "Content-Length: 0\r\n"));
    static const char *const wrong[] = {"199", "600", "x", "4294967496"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char target[32];
        snprintf(target, sizeof target, "/api/answer/%s", wrong[i]);
        get(target);
        CHECK_ROW(bench_status(&b, 400), target);
    }
    bench_close(&b);
}

static void test_counter(void)
{
    bench_open(&b, NULL, NULL);
    CU_ASSERT_STRING_EQUAL(get("/api/counter"), "{\"value\":0}\n");
    bench_post(&b, "POST /api/counter HTTP/1.1\r\n", "");
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "{\"value\":1}\n");
    bench_post(&b, "POST /api/counter HTTP/1.1\r\n", "ignored");
    CU_ASSERT_STRING_EQUAL(get("/api/counter"), "{\"value\":2}\n");
    bench_close(&b);
}

static void test_echo(void)
{
    char head[2 * LIMIT_ANSWER_FIELDS];
    bench_open(&b, NULL, NULL);
    bench_post(&b, "POST /api/echo HTTP/1.1\r\nContent-Type: a/b; c=d\r\n", "hello");
    CU_ASSERT(bench_status(&b, 200) && bench_has(&b, "\r\nContent-Type: a/b; c=d\r\n"));
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "hello");
    bench_post(&b, "POST /api/echo HTTP/1.1\r\n", "");
    CU_ASSERT(bench_has(&b, "\r\nContent-Type: application/octet-stream\r\n"));
    CU_ASSERT(bench_has(&b, "\r\nContent-Length: 0\r\n"));
    snprintf(head, sizeof head, "POST /api/echo HTTP/1.1\r\nContent-Type: a/%0*d\r\n",
             LIMIT_ANSWER_FIELDS, 0);
    bench_post(&b, head, "hello");
    CU_ASSERT(bench_status(&b, 415));
    bench_close(&b);
}

static void test_slow(void)
{
    static const char *const wrong[] = {"",       "?ms=",  "?ms=x", "?ms=60001",
                                        "?ms=-1", "?Ms=1", "?xms=1"};
    bench_open(&b, NULL, NULL);
    CU_ASSERT_STRING_EQUAL(get("/api/slow?a=b&ms=60000"), "");
    bench_wait(&b, 59999);
    CU_ASSERT_EQUAL(b.out_length, 0);
    bench_wait(&b, 1);
    CU_ASSERT(bench_status(&b, 200));
    get("/api/slow?ms=0");
    CU_ASSERT(bench_status(&b, 200));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char target[64];
        snprintf(target, sizeof target, "/api/slow%s", wrong[i]);
        get(target);
        CHECK_ROW(bench_status(&b, 400), target);
    }
    get("/api/work?us=100");
    CU_ASSERT(bench_status(&b, 200));
    get("/api/work?us=1000001");
    CU_ASSERT(bench_status(&b, 400));
    bench_close(&b);
}

static void test_bytes(void)
{
    bench_open(&b, NULL, NULL);
    CU_ASSERT_STRING_EQUAL(get("/api/bytes/20"), "0123456789abcdef0123");
    CU_ASSERT_STRING_EQUAL(get("/api/bytes/0"), "");
    CU_ASSERT(bench_has(&b, "Content-Length: 0\r\n"));
    const char *body = get("/api/bytes/1000003");
    bool good = strlen(body) == 1000003;
    for (size_t i = 0; good && i < 1000003; i++)
        good = body[i] == "0123456789abcdef"[i % 16];
    CU_ASSERT(good);
    get("/api/bytes/x");
    CU_ASSERT(bench_status(&b, 400));
    bench_ask(&b, "HEAD /api/bytes/18446744073709551615 HTTP/1.1\r\nHost: t\r\n\r\n");
    CU_ASSERT(bench_has(&b, "Content-Length: 18446744073709551615\r\n"));
    bench_close(&b);
}

#define SWITCH "PUT /api/admin/keep-alive HTTP/1.1\r\n"

static void test_admin(void)
{
    bench_open(&b, NULL, NULL);
    bench_post(&b, SWITCH, "{\"enabled\": false}");
    CU_ASSERT(bench_status(&b, 204) && !atomic_load(&b.shared.keep_alive));
    bench_post(&b, SWITCH, "{\"enabled\": true}");
    CU_ASSERT(bench_status(&b, 204) && atomic_load(&b.shared.keep_alive));
    bench_post(&b, SWITCH, "{\"enabled\": 1}");
    CU_ASSERT(bench_status(&b, 400));
    bench_post(&b, SWITCH, "{");
    CU_ASSERT(bench_status(&b, 400));
    b.peer.loopback = false;
    bench_post(&b, SWITCH, "{\"enabled\": false}");
    CU_ASSERT(bench_status(&b, 404) && atomic_load(&b.shared.keep_alive));
    b.peer.loopback = true;
    b.site.admin = false;
    bench_post(&b, SWITCH, "{\"enabled\": false}");
    CU_ASSERT(bench_status(&b, 404) && atomic_load(&b.shared.keep_alive));
    bench_close(&b);
}

static const struct test tests[] = {
    {.name = "status", .run = test_status},      {.name = "answer", .run = test_answers},
    {.name = "counter", .run = test_counter},    {.name = "echo", .run = test_echo},
    {.name = "slow and work", .run = test_slow}, {.name = "bytes", .run = test_bytes},
    {.name = "admin", .run = test_admin},        {.name = NULL},
};

const struct suite suite_small_handlers = {.name = "small handlers", .tests = tests};
