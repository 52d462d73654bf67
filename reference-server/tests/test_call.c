/* SPDX-License-Identifier: MIT */
/*
 * One call to another server: what is sent, and every kind of reply, in one piece and in octets.
 */
#include "http/call.h"
#include "http/conn.h"
#include "tests/suites.h"

#include <string.h>

static struct call call;

static void begin(void)
{
    const struct instant now = {.ms = 1000, .wall = 0};
    call.state = CALL_NONE;
    CU_ASSERT_EQUAL(call_wants(&call), CONN_CLOSE);
    call_begin(&call, "127.0.0.1:80", SPAN("/photo/ada/7"), now);
    CU_ASSERT_EQUAL(call.deadline, 1000 + LIMIT_CALL_MS);
}

static void send_all(void)
{
    size_t length = 0;
    (void)call_octets(&call, &length);
    call_done(&call, length);
    CU_ASSERT_EQUAL(call_wants(&call), CONN_READ);
}

/* Gives it the octets, `most` at a time, and the end behind them. */
static void hear(const char *octets, size_t length, size_t most, bool ends)
{
    while (length > 0 && call_wants(&call) == CONN_READ) {
        size_t room = 0;
        char *space = call_octets(&call, &room);
        size_t n = length < most ? length : most;
        n = n < room ? n : room;
        memcpy(space, octets, n);
        call_done(&call, n);
        octets += n;
        length -= n;
    }
    if (ends && call_wants(&call) == CONN_READ)
        call_done(&call, 0);
}

static void test_request(void)
{
    static const char text[] = "GET /photo/ada/7 HTTP/1.0\r\nHost: 127.0.0.1:80\r\n\r\n";
    size_t length = 0;
    begin();
    CU_ASSERT_EQUAL(call_wants(&call), CONN_WRITE);
    const char *octets = call_octets(&call, &length);
    CU_ASSERT(length == strlen(text) && memcmp(octets, text, length) == 0);
    call_done(&call, 4);
    octets = call_octets(&call, &length);
    CU_ASSERT(length == strlen(text) - 4 && memcmp(octets, text + 4, length) == 0);
    send_all();
}

static const struct row {
    const char *name, *octets;
    bool ends;
    unsigned status; /* 0: it goes on */
    const char *body;
} rows[] = {
    {"with a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", false, 200, "hi"},
    {"octets behind it", "HTTP/1.1 200 OK\r\ncontent-length:2 \r\n\r\nhi there", true, 200, "hi"},
    {"up to the end", "HTTP/1.0 404 No\r\nA: b\r\n\r\nnothing", true, 404, "nothing"},
    {"no words, no fields", "HTTP/1.1 503\r\n\r\n", true, 503, ""},
    {"of no content", "HTTP/1.1 204 \r\n\r\n", false, 204, ""},
    {"empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, 200, ""},
    {"no end yet", "HTTP/1.1 200 OK\r\n\r\nhi", false, 0, NULL},
    {"too few octets yet", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", false, 0, NULL},
    {"too few octets", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", true, 502, ""},
    {"half a head", "HTTP/1.1 200 OK\r\nContent-", true, 502, ""},
    {"nothing", "", true, 502, ""},
    {"rubbish", "\x16\x03\x01 this is no response\r\n\r\n", false, 502, ""},
    {"another version", "HTTP/2.0 200 OK\r\n\r\n", true, 502, ""},
    {"no digit", "HTTP/1.x 200 OK\r\n\r\n", true, 502, ""},
    {"a status too short", "HTTP/1.1 20 OK\r\n\r\n", true, 502, ""},
    {"no status", "HTTP/1.1 abc OK\r\n\r\n", true, 502, ""},
    {"not final", "HTTP/1.1 100 Continue\r\n\r\n", true, 502, ""},
    {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", true,
     502, ""},
    {"the largest length", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nhi",
     true, 502, ""},
    {"no length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nhi", true, 502, ""},
    {"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true, 502, ""},
    {"no field", "HTTP/1.1 200 OK\r\nhello\nworld\r\n\r\n", true, 502, ""},
    {"a name with a blank", "HTTP/1.1 200 OK\r\nA b: c\r\n\r\n", true, 502, ""},
    {"no name", "HTTP/1.1 200 OK\r\n: c\r\n\r\n", true, 502, ""},
};

static void test_replies(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t most = 1; most <= LIMIT_CALL; most += LIMIT_CALL - 1) {
            const struct row *r = &rows[i];
            begin();
            send_all();
            hear(r->octets, strlen(r->octets), most, r->ends);
            CHECK_ROW((call.state == CALL_ENDED) == (r->status != 0), r->name);
            if (r->status == 0)
                continue;
            CHECK_ROW(call.status == r->status, r->name);
            CHECK_ROW((call.why != NULL) == (r->status == 502), r->name);
            CHECK_ROW(span_is(call.body, r->body), r->name);
        }
    }
}

static void test_limits(void)
{
    static char octets[LIMIT_CALL + 1] = "HTTP/1.1 200 OK\r\n\r\n";
    memset(octets + 19, 'x', sizeof octets - 19);
    begin();
    send_all();
    hear(octets, LIMIT_CALL - 1, LIMIT_CALL, true);
    CU_ASSERT(call.status == 200 && call.body.length == LIMIT_CALL - 20);
    begin();
    send_all();
    hear(octets, sizeof octets, LIMIT_CALL, true);
    CU_ASSERT_EQUAL(call.status, 502);
    call_begin(&call, "127.0.0.1:80", (struct span){octets, sizeof octets},
               (struct instant){.ms = 0, .wall = 0});
    CU_ASSERT(call.state == CALL_ENDED && call.status == 503);
}

static void test_several(void)
{
    static struct call calls[LIMIT_CALLS];
    struct instant now = {.ms = 0, .wall = 0};
    CU_ASSERT_EQUAL(calls_due(calls), UINT64_MAX);
    CU_ASSERT(!calls_move(calls, now));
    call_begin(&calls[2], "a", SPAN("/"), now);
    now.ms = 10;
    call_begin(&calls[0], "b", SPAN("/"), now);
    CU_ASSERT_EQUAL(calls_due(calls), LIMIT_CALL_MS);
    call_fail(&calls[0], 502, "test");
    CU_ASSERT(calls_move(calls, now));
    CU_ASSERT(!calls_move(calls, now)); /* that is known */
    now.ms = LIMIT_CALL_MS - 1;
    CU_ASSERT(!calls_move(calls, now));
    now.ms++;
    CU_ASSERT(calls_move(calls, now));
    CU_ASSERT(calls[2].status == 504 && calls_due(calls) == UINT64_MAX);
}

static const struct test tests[] = {
    {.name = "the request", .run = test_request},
    {.name = "replies", .run = test_replies},
    {.name = "limits", .run = test_limits},
    {.name = "several at once", .run = test_several},
    {.name = NULL},
};

const struct suite suite_call = {.name = "http/call", .tests = tests};
