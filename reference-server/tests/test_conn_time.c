/* SPDX-License-Identifier: MIT */
/*
 * Deadlines and the graceful stop, on a clock that the tests hold in their hands.
 */
#include "tests/bench.h"
#include "tests/fake.h"
#include "tests/suites.h"

#include <string.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: t\r\n\r\n"
#define LINGERS   (CONN_READ | CONN_SHUT_WRITE)

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

static void test_idle(void)
{
    open_fake();
    bench_ask(&b, GET("/a"));
    bench_wait(&b, LIMIT_IDLE_MS - 1);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_READ);
    bench_wait(&b, 1);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), LINGERS);
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1"), 1);
    bench_wait(&b, LIMIT_LINGER_MS);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CLOSE);
    close_fake();
}

/* Neither more octets nor empty lines buy more time. */
static void test_slow_head(void)
{
    open_fake();
    bench_say(&b, "\r\n");
    for (unsigned i = 0; i < 9; i++) {
        bench_wait(&b, LIMIT_HEAD_MS / 10);
        bench_say(&b, "G");
    }
    bench_wait(&b, LIMIT_HEAD_MS / 10 - 1);
    CU_ASSERT_EQUAL(b.out_length, 0);
    bench_wait(&b, 1);
    CU_ASSERT(bench_status(&b, 408));
    CU_ASSERT_EQUAL(conn_wants(&b.conn), LINGERS);
    close_fake();
}

static void test_slow_body(void)
{
    open_fake();
    bench_ask(&b, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nab");
    bench_wait(&b, LIMIT_BODY_MS - 1);
    CU_ASSERT_EQUAL(b.out_length, 0);
    bench_wait(&b, 1);
    CU_ASSERT(bench_status(&b, 408));
    CU_ASSERT_EQUAL(fake.body_length, 0);
    close_fake();
}

/* Each head has its own deadline: the second one is not late because the first one was. */
static void test_second_head_starts_afresh(void)
{
    open_fake();
    bench_say(&b, "GET /a HTTP/1.1\r\n");
    bench_wait(&b, LIMIT_HEAD_MS - 1);
    bench_say(&b, "Host: t\r\n\r\nGET");
    bench_wait(&b, LIMIT_HEAD_MS - 1);
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1"), 1);
    bench_wait(&b, 1);
    CU_ASSERT(bench_has(&b, "HTTP/1.1 408"));
    close_fake();
}

static void test_no_large_buffer(void)
{
    open_fake();
    void *taken = pool_take(&b.large_pool);
    bench_ask(&b, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\nab");
    CU_ASSERT_EQUAL(conn_wants(&b.conn), 0);
    CU_ASSERT(b.large_pool.missed && b.large_pool.lent == b.large_pool.count);
    pool_give(&b.large_pool, taken);
    CU_ASSERT(b.large_pool.missed && b.large_pool.lent < b.large_pool.count);
    conn_expire(&b.conn, b.now);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_READ);
    bench_ask(&b, "");
    taken = pool_take(&b.large_pool);
    bench_ask(&b, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\nab");
    bench_wait(&b, LIMIT_BODY_MS);
    CU_ASSERT(bench_status(&b, 503));
    pool_give(&b.large_pool, taken);
    close_fake();
}

static void test_peer_that_never_takes(void)
{
    open_fake();
    b.stuck = true;
    bench_say(&b, GET("/pull/100000"));
    bench_wait(&b, LIMIT_WRITE_MS - 1);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_WRITE);
    conn_write_done(&b.conn, 1, b.now); /* one octet is a sign of life */
    bench_wait(&b, LIMIT_WRITE_MS - 1);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_WRITE);
    bench_wait(&b, 1);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CLOSE);
    CU_ASSERT_EQUAL(fake.broken, 1);
    close_fake();
}

/* A slow reader's pipelined requests are not late: it is we who do not look at them. */
static void test_blocked_pipeline_is_not_late(void)
{
    static char stream[LIMIT_IN];
    open_fake();
    b.stuck = true;
    for (size_t at = 0; at < sizeof stream; at++)
        stream[at] = GET("/x")[at % strlen(GET("/x"))];
    while (bench_send(&b, stream, sizeof stream) > 0) {
    }
    bench_wait(&b, LIMIT_HEAD_MS + 1);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_WRITE);
    b.stuck = false;
    bench_take(&b);
    CU_ASSERT(!bench_has(&b, " 408 "));
    close_fake();
}

static void test_drain_idle(void)
{
    open_fake();
    bench_ask(&b, GET("/a"));
    conn_drain(&b.conn, b.now);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), LINGERS);
    bench_say(&b, GET("/b"));
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1"), 1);
    bench_wait(&b, LIMIT_DRAIN_LINGER_MS);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CLOSE);
    close_fake();
}

static void test_drain_in_flight(void)
{
    static const struct {
        const char *before;
        const char *after;
    } rows[] = {
        {.before = "GET /a HTTP/1.1\r\nHo", .after = "st: t\r\n\r\n"},
        {.before = "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhe", .after = "llo"},
        {.before = GET("/later") GET("/x"), .after = ""},
    };
    open_fake();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench_ask(&b, rows[i].before);
        uint64_t deadline = conn_deadline(&b.conn);
        conn_drain(&b.conn, b.now);
        CHECK_ROW((conn_wants(&b.conn) & CONN_SHUT_WRITE) == 0, rows[i].before);
        CHECK_ROW(conn_deadline(&b.conn) == deadline,
                  rows[i].before); /* no less time than before */
        bench_say(&b, rows[i].after);
        bench_wait(&b, 100);
        CHECK_ROW(bench_count(&b, "HTTP/1.1 200") == 1, rows[i].before);
        CHECK_ROW(bench_has(&b, "Connection: close"), rows[i].before);
        CHECK_ROW(conn_wants(&b.conn) == LINGERS, rows[i].before);
    }
    close_fake();
}

static void test_drain_shortens_linger(void)
{
    open_fake();
    bench_ask(&b, "BAD\r\n\r\n");
    conn_drain(&b.conn, b.now);
    CU_ASSERT_EQUAL(conn_deadline(&b.conn), b.now.ms + LIMIT_DRAIN_LINGER_MS);
    close_fake();
}

static void test_early_expire_changes_nothing(void)
{
    open_fake();
    bench_ask(&b, "GET");
    uint64_t before = conn_deadline(&b.conn);
    conn_expire(&b.conn, b.now);
    CU_ASSERT_EQUAL(conn_deadline(&b.conn), before);
    CU_ASSERT_EQUAL(b.out_length, 0);
    close_fake();
}

static const struct test tests[] = {
    {.name = "idle", .run = test_idle},
    {.name = "slow head", .run = test_slow_head},
    {.name = "slow body", .run = test_slow_body},
    {.name = "second head starts afresh", .run = test_second_head_starts_afresh},
    {.name = "no large buffer", .run = test_no_large_buffer},
    {.name = "peer that never takes", .run = test_peer_that_never_takes},
    {.name = "blocked pipeline is not late", .run = test_blocked_pipeline_is_not_late},
    {.name = "drain: idle", .run = test_drain_idle},
    {.name = "drain: in flight", .run = test_drain_in_flight},
    {.name = "drain: linger is shorter", .run = test_drain_shortens_linger},
    {.name = "early expire changes nothing", .run = test_early_expire_changes_nothing},
    {.name = NULL},
};

const struct suite suite_conn_time = {.name = "http/conn in time", .tests = tests};
