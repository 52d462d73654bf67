/* SPDX-License-Identifier: MIT */
/*
 * Chains without a socket: the test plays the back ends. Order, what is beside what, every early
 * end, and that nothing is kept of any of them.
 */
#include "handlers/chain.h"
#include "tests/bench.h"
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: t\r\n\r\n"
#define NO        "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"
#define NOTHING   "HTTP/1.1 404 Nothing\r\nContent-Length: 0\r\n\r\n"
#define YES       "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"

static struct bench b;

static void set_back_ends(void)
{
    setenv("ASSAY_STUB_AUTH", "http://auth", 1);
    setenv("ASSAY_STUB_FRIENDS", "http://friends", 1);
    setenv("ASSAY_STUB_USERINFO", "http://userinfo", 1);
    setenv("ASSAY_STUB_CACHE_1", "http://first", 1);
    setenv("ASSAY_STUB_CACHE_2", "http://second", 1);
    setenv("ASSAY_STUB_CACHE_3", "http://third", 1);
}

static void open_chains(void)
{
    set_back_ends();
    bench_open(&b, NULL, NULL);
}

/* The call to that back end which is under way, or NULL. */
static struct call *called(const char *address)
{
    for (size_t i = 0; i < LIMIT_CALLS; i++) {
        struct call *call = conn_call(&b.conn, i);
        if (call != NULL && strcmp(call->address, address) == 0)
            return call;
    }
    return NULL;
}

/* The back end replies, and the connection hears of it. */
static void reply(const char *address, const char *octets)
{
    struct call *call = called(address);
    CHECK_ROW(call != NULL, address);
    if (call == NULL)
        return;
    size_t n = 0;
    (void)call_octets(call, &n);
    call_done(call, n);
    memcpy(call_octets(call, &n), octets, strlen(octets));
    call_done(call, strlen(octets));
    conn_expire(&b.conn, b.now);
    bench_take(&b);
}

static void close_chains(void)
{
    CU_ASSERT(called("auth") == NULL && called("friends") == NULL && called("userinfo") == NULL);
    CU_ASSERT(b.tracker.open[TRACKED_REQUESTS] == 0);
    bench_close(&b);
}

static void test_photo(void)
{
    open_chains();
    bench_ask(&b, GET("/photo/ada/7"));
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_READ | CONN_CALL);
    CU_ASSERT(called("auth") != NULL && called("userinfo") != NULL && called("friends") == NULL);
    reply("auth", YES);
    CU_ASSERT(called("auth") == NULL && called("friends") != NULL && called("userinfo") != NULL);
    reply("friends", YES);
    CU_ASSERT(b.out_length == 0);
    reply("userinfo", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nAda Lovelace");
    CU_ASSERT(bench_status(&b, 200));
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "Ada Lovelace");
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_READ);

    bench_ask(&b, GET("/photo/ada/7")); /* the other way round */
    reply("userinfo", YES);
    reply("auth", YES);
    reply("friends", YES);
    CU_ASSERT(bench_status(&b, 200));
    close_chains();
}

/* Whoever says so ends the chain, and what is under way beside it with it. */
static void test_early_ends(void)
{
    static const struct {
        const char *who, *octets;
        unsigned status;
    } rows[] = {
        {"auth", NO, 403},
        {"friends", NO, 403},
        {"userinfo", NO, 403},
        {"auth", NOTHING, 404},
        {"auth", "rubbish\r\n\r\n", 502},
        {"friends", "rubbish\r\n\r\n", 502},
        {"userinfo", "rubbish\r\n\r\n", 502},
        {"auth", "HTTP/1.1 302 Over there\r\nContent-Length: 0\r\n\r\n", 502},
        {"userinfo", "HTTP/1.1 500 Ouch\r\nContent-Length: 0\r\n\r\n", 502},
    };
    open_chains();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench_ask(&b, GET("/photo/ada/7"));
        if (strcmp(rows[i].who, "friends") == 0)
            reply("auth", YES);
        reply(rows[i].who, rows[i].octets);
        CHECK_ROW(bench_status(&b, rows[i].status), rows[i].who);
        CHECK_ROW(strstr(bench_body(&b), rows[i].who) != NULL, rows[i].who);
        CHECK_ROW(called("auth") == NULL && called("friends") == NULL, rows[i].who);
        CHECK_ROW(called("userinfo") == NULL, rows[i].who);
    }
    close_chains();
}

static void test_time(void)
{
    open_chains();
    bench_ask(&b, GET("/photo/ada/7"));
    bench_wait(&b, LIMIT_CALL_MS / 2);
    reply("auth", YES);
    reply("userinfo", YES);
    bench_wait(&b, LIMIT_CALL_MS - 1); /* friends have a second of their own */
    CU_ASSERT(b.out_length == 0 && called("friends") != NULL);
    bench_wait(&b, 1);
    CU_ASSERT(bench_status(&b, 504) && bench_has(&b, "friends"));
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_READ);
    close_chains();
}

/* The connection is gone: who asks for its calls reads null, and everything has been given back. */
static void test_hang_up(void)
{
    open_chains();
    bench_ask(&b, GET("/photo/ada/7"));
    bench_eof(&b);
    CU_ASSERT(called("auth") == NULL && called("userinfo") == NULL);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CLOSE);
    CU_ASSERT_EQUAL(b.work_pool.lent, 0);
    CU_ASSERT_EQUAL(b.tracker.open[TRACKED_REQUESTS], 0);
    bench_ask(&b, GET("/photo/ada/7"));
    conn_release(&b.conn);
    CU_ASSERT(called("auth") == NULL && b.tracker.open[TRACKED_REQUESTS] == 0);
    close_chains();
}

/* Octets that come meanwhile are read, as long as there is room, and served afterwards. */
static void test_pipelined(void)
{
    static char flood[LIMIT_IN];
    open_chains();
    bench_ask(&b, GET("/photo/ada/7") GET("/api/test"));
    CU_ASSERT_EQUAL(b.out_length, 0);
    bench_say(&b, GET("/cache/a"));
    reply("auth", NO);
    CU_ASSERT(bench_count(&b, "HTTP/1.1 ") == 2 && called("first") != NULL);
    reply("first", YES);
    CU_ASSERT_EQUAL(bench_count(&b, "HTTP/1.1 "), 3);
    memset(flood, 'x', sizeof flood);
    bench_ask(&b, GET("/photo/ada/7"));
    CU_ASSERT(bench_send(&b, flood, sizeof flood) < sizeof flood);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CALL);
    reply("auth", NO);
    CU_ASSERT(bench_status(&b, 403));
    conn_release(&b.conn);
    close_chains();
}

static void test_drained(void)
{
    open_chains();
    bench_ask(&b, GET("/photo/ada/7"));
    conn_drain(&b.conn, b.now);
    CU_ASSERT(called("auth") != NULL);
    reply("auth", NO);
    CU_ASSERT(bench_status(&b, 403) && bench_has(&b, "Connection: close"));
    close_chains();
}

static void test_cache(void)
{
    open_chains();
    bench_ask(&b, GET("/cache/a"));
    CU_ASSERT(called("first") != NULL && called("second") == NULL && called("third") == NULL);
    reply("first", NOTHING);
    CU_ASSERT(called("first") == NULL && called("second") != NULL && called("third") == NULL);
    reply("second", YES);
    CU_ASSERT(bench_status(&b, 200) && called("third") == NULL);
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "yes");

    bench_ask(&b, GET("/cache/a"));
    reply("first", "rubbish\r\n\r\n");
    reply("second", NOTHING);
    reply("third", YES);
    CU_ASSERT(bench_status(&b, 200));

    bench_ask(&b, GET("/cache/a"));
    reply("first", NOTHING);
    bench_wait(&b, LIMIT_CALL_MS);
    CU_ASSERT(b.out_length == 0);
    reply("third", NOTHING);
    CU_ASSERT(bench_status(&b, 504) && bench_has(&b, "cache-2"));

    bench_ask(&b, GET("/cache/a"));
    reply("first", NOTHING);
    reply("second", NOTHING);
    reply("third", NOTHING);
    CU_ASSERT(bench_status(&b, 404));
    close_chains();
}

static void test_bad_requests(void)
{
    static const char *const paths[] = {"/photo/",
                                        "/photo/ada",
                                        "/photo/ada/",
                                        "/photo//7",
                                        "/photo/ada/x",
                                        "/photo/ada/7/8",
                                        "/photo/ada/99999999999999999999",
                                        "/photo/../7",
                                        "/photo/%2e%2e/7",
                                        "/cache/..",
                                        "/cache/a%2fb"};
    char request[512];
    char key[LIMIT_KEY + 2];
    open_chains();
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: t\r\n\r\n", paths[i]);
        bench_ask(&b, request);
        CHECK_ROW(bench_status(&b, 404), paths[i]);
    }
    memset(key, 'k', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    snprintf(request, sizeof request, "GET /cache/%s HTTP/1.1\r\nHost: t\r\n\r\n", key);
    bench_ask(&b, request);
    CU_ASSERT(bench_status(&b, 404));
    snprintf(request, sizeof request, "GET /photo/%s/7 HTTP/1.1\r\nHost: t\r\n\r\n", key);
    bench_ask(&b, request);
    CU_ASSERT(bench_status(&b, 404));
    bench_ask(&b, "POST /photo/ada/7 HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
    CU_ASSERT(bench_status(&b, 405) && bench_has(&b, "Allow: GET, HEAD, OPTIONS"));
    close_chains();
}

static void test_environment(void)
{
    static char long_one[LIMIT_CALL + 32] = "http://";
    open_chains();
    unsetenv("ASSAY_STUB_FRIENDS");
    bench_ask(&b, GET("/photo/ada/7"));
    reply("auth", YES);
    CU_ASSERT(bench_status(&b, 503) && bench_has(&b, "friends: "));
    setenv("ASSAY_STUB_AUTH", "https://auth", 1);
    bench_ask(&b, GET("/photo/ada/7"));
    CU_ASSERT(bench_status(&b, 503) && bench_has(&b, "auth: "));
    memset(long_one + 7, '1', sizeof long_one - 8);
    setenv("ASSAY_STUB_AUTH", long_one, 1);
    bench_ask(&b, GET("/photo/ada/7"));
    CU_ASSERT(bench_status(&b, 503) && bench_has(&b, "auth: "));
    close_chains();
    set_back_ends();
}

static const struct test tests[] = {
    {.name = "the photo page", .run = test_photo},
    {.name = "early ends", .run = test_early_ends},
    {.name = "time", .run = test_time},
    {.name = "the peer hangs up", .run = test_hang_up},
    {.name = "pipelined", .run = test_pipelined},
    {.name = "drained", .run = test_drained},
    {.name = "caches", .run = test_cache},
    {.name = "bad requests", .run = test_bad_requests},
    {.name = "bad environment", .run = test_environment},
    {.name = NULL},
};

const struct suite suite_chains = {.name = "handlers/chains", .tests = tests};
