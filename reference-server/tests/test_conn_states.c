/* SPDX-License-Identifier: MIT */
/*
 * What happens in each state: refusals, 100, waiting handlers, broken bodies, keep-alive.
 */
#include "tests/bench.h"
#include "tests/fake.h"
#include "tests/suites.h"

#include <string.h>

#define LINGERS   (CONN_READ | CONN_SHUT_WRITE)
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

static void test_refusal_lingers(void)
{
    open_fake();
    bench_ask(&b, GET("/a") "BAD\r\n\r\n" GET("/b"));
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1 200"), 1);
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1 400"), 1);
    CU_ASSERT(bench_has(&b, "Connection: close"));
    CU_ASSERT_EQUAL(fake.refused, 1);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), LINGERS);
    bench_say(&b, GET("/c")); /* dropped */
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1 "), 2);
    bench_eof(&b);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CLOSE);
    close_fake();
}

/* Only who promised to send no more, and had no body, is closed without lingering. */
static void test_last_request(void)
{
    static const struct {
        const char *octets;
        unsigned wants;
    } rows[] = {
        {"GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n", CONN_CLOSE},
        {"GET / HTTP/1.0\r\n\r\n", CONN_CLOSE},
        {"GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\nX", CONN_CLOSE},
        {"POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\nX", LINGERS},
        {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", LINGERS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        open_fake();
        bench_ask(&b, rows[i].octets);
        CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1 ") + bench_count(&b, "HTTP/1.0 "), 1);
        CHECK_ROW(conn_wants(&b.conn) == rows[i].wants, rows[i].octets);
        close_fake();
    }
}

static void test_version_of_refusal(void)
{
    open_fake();
    CU_ASSERT_PTR_NOT_NULL(strstr(bench_ask(&b, "GET / HTTP/1.0\r\nA\r\n\r\n"), "HTTP/1.0 400 "));
    CU_ASSERT_PTR_NOT_NULL(strstr(bench_ask(&b, "GET / HTTP/3.0\r\n\r\n"), "HTTP/1.1 505 "));
    close_fake();
}

#define EXPECT(path)                                                                               \
    "POST " path " HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"

static void test_continue(void)
{
    open_fake();
    bench_ask(&b, EXPECT("/echo"));
    CU_ASSERT_STRING_EQUAL(b.out, "HTTP/1.1 100 Continue\r\n\r\n");
    bench_say(&b, "he");
    bench_say(&b, "llo" GET("/a"));
    CU_ASSERT_EQUAL(bench_count(&b, "100 Continue"), 1);
    CU_ASSERT(bench_has(&b, "\r\n\r\nhelloHTTP/1.1 200"));
    CU_ASSERT_EQUAL(fake.asked, 1);
    close_fake();
}

static void test_continue_not_needed(void)
{
    open_fake();
    CU_ASSERT(strstr(bench_ask(&b, EXPECT("/echo") "hello"), "100 Continue") == NULL);
    CU_ASSERT(bench_status(&b, 200));
    bench_ask(&b, EXPECT("/echo") "he"); /* the rest is on its way */
    CU_ASSERT_EQUAL(b.out_length, 0);
    CU_ASSERT_EQUAL(fake.asked, 0);
    bench_ask(&b, "POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    CU_ASSERT_EQUAL(b.out_length, 0);
    close_fake();
}

static void test_continue_refused(void)
{
    open_fake();
    bench_ask(&b, EXPECT("/no"));
    CU_ASSERT(bench_status(&b, 404));
    CU_ASSERT(bench_has(&b, "Connection: close"));
    CU_ASSERT_EQUAL(conn_wants(&b.conn), LINGERS);
    close_fake();
}

static void test_later_keeps_order(void)
{
    open_fake();
    bench_ask(&b, GET("/later") GET("/fast"));
    CU_ASSERT_EQUAL(b.out_length, 0);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), 0);
    CU_ASSERT_EQUAL(conn_deadline(&b.conn), b.now.ms + 100);
    bench_wait(&b, 99);
    CU_ASSERT_EQUAL(b.out_length, 0);
    bench_wait(&b, 1);
    const char *later = strstr(b.out, "\r\n\r\n/later");
    CU_ASSERT(later != NULL && strstr(later, "\r\n\r\n/fast") != NULL);
    close_fake();
}

static void test_broken_body_closes(void)
{
    open_fake();
    bench_ask(&b, GET("/broken") GET("/a"));
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CLOSE);
    CU_ASSERT_EQUAL(fake.broken, 1);
    CU_ASSERT_EQUAL(bench_count(&b, "\r\n\r\n/a"), 0);
    close_fake();
}

static void test_lost_in_the_middle(void)
{
    static const char *const starts[] = {GET("/later"), GET("/pull/1000000"), EXPECT("/echo")};
    open_fake();
    b.stuck = true;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        bench_ask(&b, starts[i]);
        bench_connect(&b); /* the engine drops the connection */
        CHECK_ROW(fake.broken == i + 1, starts[i]);
    }
    close_fake();
}

static void test_head_has_no_body(void)
{
    open_fake();
    bench_ask(&b, "HEAD /pull/20 HTTP/1.1\r\nHost: t\r\n\r\n" GET("/a"));
    CU_ASSERT(bench_has(&b, "Content-Length: 20\r\n"));
    CU_ASSERT_EQUAL(bench_count(&b, ".."), 0);
    close_fake();
}

static void test_keep_alive_switch(void)
{
    open_fake();
    bench_ask(&b, GET("/a"));
    CU_ASSERT(!bench_has(&b, "Connection:"));
    atomic_store(&b.keep_alive, false);
    bench_say(&b, GET("/b") GET("/c"));
    CU_ASSERT(bench_has(&b, "Connection: close"));
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1 200"), 2);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), LINGERS);
    close_fake();
}

/* With a body that is not there yet, in HTTP/1.`minor`. */
static void post_with(const char *fields, unsigned minor)
{
    char text[512];
    snprintf(text, sizeof text, "POST /a HTTP/1.%u\r\nHost: t\r\nContent-Length: 1\r\n%s\r\n",
             minor, fields);
    bench_ask(&b, text);
}

static void test_keeping(void)
{
    static const struct {
        const char *fields;
        unsigned minor;
        bool keeps;
    } rows[] = {
        {"", 1, true},
        {"", 0, false},
        {"Connection: Keep-Alive\r\n", 0, true},
        {"Connection: cLoSe\r\n", 1, false},
        {"Connection: keep-alive, close\r\n", 0, false},
        {"Connection: x\r\nConnection: ,close\r\n", 1, false},
        {"Proxy-Connection: close\r\n", 1, true},
        {"Connection: closed\r\n", 1, true},
    };
    open_fake();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        post_with(rows[i].fields, rows[i].minor);
        bench_say(&b, "x");
        CHECK_ROW((conn_wants(&b.conn) == CONN_READ) == rows[i].keeps, rows[i].fields);
        CHECK_ROW(bench_has(&b, "Connection: close") == !rows[i].keeps, rows[i].fields);
    }
    close_fake();
}

static void test_expecting(void)
{
    static const struct {
        const char *fields;
        unsigned minor;
        bool expects;
    } rows[] = {
        {"Expect: 100-Continue\r\n", 1, true},
        {"Expect: 100-continue\r\n", 0, false},
        {"Expect: a-pony\r\n", 1, false},
        {"", 1, false},
    };
    open_fake();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        post_with(rows[i].fields, rows[i].minor);
        CHECK_ROW(bench_has(&b, "100 Continue") == rows[i].expects, rows[i].fields);
    }
    close_fake();
}

static const struct test tests[] = {
    {.name = "a refusal lingers", .run = test_refusal_lingers},
    {.name = "a last request does not", .run = test_last_request},
    {.name = "version of a refusal", .run = test_version_of_refusal},
    {.name = "100", .run = test_continue},
    {.name = "100 not needed", .run = test_continue_not_needed},
    {.name = "final answer instead of 100", .run = test_continue_refused},
    {.name = "later keeps the order", .run = test_later_keeps_order},
    {.name = "a broken body closes", .run = test_broken_body_closes},
    {.name = "lost in the middle", .run = test_lost_in_the_middle},
    {.name = "HEAD has no body", .run = test_head_has_no_body},
    {.name = "keep-alive switch", .run = test_keep_alive_switch},
    {.name = "keeping the connection", .run = test_keeping},
    {.name = "expecting 100", .run = test_expecting},
    {.name = NULL},
};

const struct suite suite_conn_states = {.name = "http/conn_states", .tests = tests};
