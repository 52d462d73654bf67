/* SPDX-License-Identifier: MIT */
/*
 * The door of a connection: octets in and out in every cut, back pressure, buffers, half-close.
 */
#include "tests/bench.h"
#include "tests/fake.h"
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: t\r\n\r\n"

static struct bench b;

static void open_fake(void)
{
    fake = (struct fake){.begun = 0};
    bench_open(&b, fake_handle, NULL);
}

static void close_fake(void)
{
    bench_close(&b);
    CU_ASSERT_EQUAL(fake.begun, fake.done);
}

static const char *const streams[] = {
    GET("/a"),
    GET("/a") GET("/b") "GET /c HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n" GET("/d"),
    "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello" GET("/b"),
    GET("/a") "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello" GET("/b"),
    GET("/a") "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
              "3\r\nabc\r\n0\r\n\r\n" GET("/b"),
    "\r\nHEAD /a HTTP/1.1\r\nHost: t\r\n\r\n" GET("/pull/20"),
    GET("/a") "GET /b HTTP/1.1\r\nHost : t\r\n\r\n" GET("/c"),
    GET("/a") "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: x\r\n\r\n" GET("/c"),
    "GET /a HTTP/1.0\r\n\r\n" GET("/b"),
    "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" GET("/b"),
};

/* The same stream gives the same octets, however it was cut. */
static void test_every_cut(void)
{
    open_fake();
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        size_t length = strlen(streams[i]);
        char whole[4096];
        snprintf(whole, sizeof whole, "%s", bench_ask(&b, streams[i]));
        for (size_t cut = 1; cut < length; cut++) {
            bench_connect(&b);
            bench_send(&b, streams[i], cut);
            bench_say(&b, streams[i] + cut);
            CHECK_ROW(strcmp(b.out, whole) == 0, streams[i]);
        }
        b.most = 1;
        CHECK_ROW(strcmp(bench_ask(&b, streams[i]), whole) == 0, streams[i]);
        b.most = 0;
    }
    close_fake();
}

static void test_pipeline_in_one_write(void)
{
    char request[50 * 48] = "";
    open_fake();
    for (unsigned i = 0; i < 50; i++)
        snprintf(request + strlen(request), 48, "GET /%02u HTTP/1.1\r\nHost: t\r\n\r\n", i);
    bench_ask(&b, request);
    const char *at = b.out;
    for (unsigned i = 0; i < 50 && at != NULL; i++) {
        char body[16];
        snprintf(body, sizeof body, "\r\n\r\n/%02u", i);
        at = strstr(at, body);
        CHECK_ROW(at != NULL, body);
    }
    CU_ASSERT_EQUAL(b.writes, 1);
    close_fake();
}

/* One write gathers LIMIT_PIPELINE answers at most; those behind them leave in the next. */
static void test_pipeline_limit(void)
{
    for (size_t count = LIMIT_PIPELINE - 1; count <= LIMIT_PIPELINE + 1; count++) {
        char request[(LIMIT_PIPELINE + 1) * sizeof GET("/x")] = "";
        open_fake();
        for (size_t i = 0; i < count; i++)
            memcpy(request + strlen(request), GET("/x"), sizeof GET("/x"));
        bench_ask(&b, request);
        CU_ASSERT_EQUAL(bench_count(&b, "200 OK"), count);
        CU_ASSERT_EQUAL(b.writes, count > LIMIT_PIPELINE ? 2 : 1);
        close_fake();
    }
}

static void test_requests_of_a_connection(void)
{
    open_fake();
    b.config.max_requests = 3;
    bench_ask(&b, GET("/a") GET("/b"));
    CU_ASSERT(!bench_has(&b, "Connection: close"));
    bench_say(&b, GET("/c") GET("/d"));
    CU_ASSERT_EQUAL(bench_count(&b, "200 OK"), 3);
    CU_ASSERT_EQUAL(bench_count(&b, "Connection: close"), 1);
    CU_ASSERT((conn_wants(&b.conn) & CONN_SHUT_WRITE) != 0);
    close_fake();
}

static void test_ten_thousand(void)
{
    static const char one[] = GET("/x");
    open_fake();
    size_t all = 10000 * (sizeof one - 1);
    char *request = malloc(all);
    for (size_t i = 0; request != NULL && i < all; i++)
        request[i] = one[i % (sizeof one - 1)];
    CU_ASSERT_EQUAL(bench_send(&b, request, all), all);
    CU_ASSERT_EQUAL(bench_count(&b, "\r\n\r\n/x"), 10000);
    free(request);
    close_fake();
}

/* A peer that sends and never takes is not read any more, and goes on when it takes. */
static void test_back_pressure(void)
{
    open_fake();
    b.stuck = true;
    size_t taken = 0;
    size_t now;
    while ((now = bench_say(&b, GET("/x"))) > 0)
        taken += now;
    CU_ASSERT(taken < 2 * LIMIT_IN + LIMIT_OUT);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_WRITE);
    b.stuck = false;
    bench_take(&b);
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1 200"), taken / strlen(GET("/x")));
    CU_ASSERT(bench_say(&b, GET("/x")) > 0);
    close_fake();
}

static void test_idle_gives_back(void)
{
    open_fake();
    CU_ASSERT_EQUAL(b.work_pool.lent, 0);
    bench_say(&b, "GET /");
    CU_ASSERT_EQUAL(b.work_pool.lent, 1);
    bench_say(&b, " HTTP/1.1\r\nHost: t\r\n\r\n");
    CU_ASSERT(bench_status(&b, 200));
    CU_ASSERT_EQUAL(b.work_pool.lent, 0);
    close_fake();
}

static void test_empty_pool(void)
{
    open_fake();
    void *first = pool_take(&b.work_pool);
    void *second = pool_take(&b.work_pool);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), 0);
    pool_give(&b.work_pool, first);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_READ);
    CU_ASSERT_PTR_NOT_NULL(strstr(bench_ask(&b, GET("/a")), "200 OK"));
    pool_give(&b.work_pool, second);
    close_fake();
}

/* Head and body in one stream, so that the first read brings the head and a part of the body. */
static void say_body(size_t length)
{
    char *stream = malloc(length + 128);
    if (stream == NULL)
        return;
    size_t head = (size_t)snprintf(
        stream, 128, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: %zu\r\n\r\n", length);
    for (size_t i = 0; i < length; i++)
        stream[head + i] = (char)('a' + i % 23);
    bench_connect(&b);
    CU_ASSERT_EQUAL(bench_send(&b, stream, head + length), head + length);
    CU_ASSERT(memcmp(bench_body(&b), stream + head, length) == 0);
    bench_say(&b, GET("/next"));
    free(stream);
}

static void test_body_sizes(void)
{
    static const size_t heads =
        sizeof "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 16384\r\n\r\n";
    static const size_t sizes[] = {0,
                                   1,
                                   LIMIT_IN - heads,
                                   LIMIT_IN - heads + 1,
                                   LIMIT_IN - heads + 2,
                                   LIMIT_IN,
                                   LIMIT_BODY - 1,
                                   LIMIT_BODY};
    open_fake();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char length[48];
        say_body(sizes[i]);
        snprintf(length, sizeof length, "Content-Length: %zu\r\n", sizes[i]);
        CHECK_ROW(bench_has(&b, length), length);
        CHECK_ROW(strlen(bench_body(&b)) > sizes[i], length);
        CHECK_ROW(bench_count(&b, "200 OK") == 2 && bench_has(&b, "\r\n\r\n/next"), length);
        CHECK_ROW(b.large_pool.lent == 0, length);
    }
    close_fake();
}

static void test_half_closed_peer_is_answered(void)
{
    open_fake();
    b.stuck = true;
    bench_say(&b, GET("/a") GET("/later") GET("/b"));
    b.stuck = false;
    bench_eof(&b);
    CU_ASSERT_EQUAL(bench_count(&b, "200 OK"), 1);
    bench_wait(&b, 100);
    CU_ASSERT_EQUAL(bench_count(&b, "200 OK"), 3);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CLOSE);
    close_fake();
}

static void test_end_of_input(void)
{
    static const char *const unfinished[] = {
        "", "GET", GET("/a") "GET /b",
        "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nab"};
    open_fake();
    for (size_t i = 0; i < sizeof unfinished / sizeof unfinished[0]; i++) {
        bench_ask(&b, unfinished[i]);
        bench_eof(&b);
        CHECK_ROW(conn_wants(&b.conn) == CONN_CLOSE, unfinished[i]);
        CHECK_ROW(bench_count(&b, "HTTP/1.1") == (i == 2), unfinished[i]);
    }
    close_fake();
}

static void test_partial_writes(void)
{
    open_fake();
    b.stuck = true;
    bench_say(&b, GET("/pull/100000"));
    size_t total = 0;
    while ((conn_wants(&b.conn) & CONN_WRITE) != 0) {
        size_t length = 0;
        (void)conn_write_bytes(&b.conn, &length);
        size_t part = length > 777 ? 777 : length;
        conn_write_done(&b.conn, part, b.now);
        total += part;
    }
    CU_ASSERT(total > 100000 && total < 100000 + LIMIT_ANSWER_HEAD);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_READ);
    close_fake();
}

static const struct test tests[] = {
    {.name = "every cut", .run = test_every_cut},
    {.name = "a pipeline leaves in one write", .run = test_pipeline_in_one_write},
    {.name = "answers of one write", .run = test_pipeline_limit},
    {.name = "requests of a connection", .run = test_requests_of_a_connection},
    {.name = "ten thousand pipelined", .run = test_ten_thousand},
    {.name = "back pressure", .run = test_back_pressure},
    {.name = "an idle connection gives back", .run = test_idle_gives_back},
    {.name = "an empty pool", .run = test_empty_pool},
    {.name = "body sizes", .run = test_body_sizes},
    {.name = "a half-closed peer is answered", .run = test_half_closed_peer_is_answered},
    {.name = "end of input", .run = test_end_of_input},
    {.name = "partial writes", .run = test_partial_writes},
    {.name = NULL},
};

const struct suite suite_conn = {.name = "http/conn", .tests = tests};
