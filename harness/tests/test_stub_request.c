/* SPDX-License-Identifier: MIT */
/* wire/stub_request: where a request ends, and what becomes of its connection.
 */
#include "tests/suites.h"

#include <string.h>

#include "wire/stub_request.h"

static const struct {
    const char *octets;
    size_t length;
    enum stub_request_state state;
    bool keep, to_head;
} rows[] = {
    {"", 0, STUB_REQUEST_MORE, false, false},
    {"GET / HTTP/1.1\r\nHost: a\r\n", 0, STUB_REQUEST_MORE, false, false},
    {"GET / HTTP/1.1\r\n\r\n", 18, STUB_REQUEST_WHOLE, true, false},
    {"GET / HTTP/1.1\r\n\r\nGET", 18, STUB_REQUEST_WHOLE, true, false},
    {"GET / HTTP/1.0\r\n\r\n", 18, STUB_REQUEST_WHOLE, false, false},
    {"\r\n\r\n", 4, STUB_REQUEST_WHOLE, false, false},
    {"HEAD / HTTP/1.1\r\n\r\n", 19, STUB_REQUEST_WHOLE, true, true},
    {"GET / HTTP/1.1\r\nconnection: \tClose\r\n\r\n", 38, STUB_REQUEST_WHOLE, false, false},
    {"PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", 0, STUB_REQUEST_MORE, false, false},
    {"PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcd", 40, STUB_REQUEST_WHOLE, true, false},
    {"PUT / HTTP/1.1\r\nContent-Length: x\r\n\r\nabc", 0, STUB_REQUEST_BAD, false, false},
    {"PUT / HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\n", 0, STUB_REQUEST_BAD, false,
     false},
    {"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 46, STUB_REQUEST_WHOLE, false, false},
};

static void test_requests(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stub_request q = {.length = 0};
        enum stub_request_state state =
            stub_request_read(&q, rows[i].octets, strlen(rows[i].octets));
        CU_ASSERT_EQUAL(state, rows[i].state);
        if (rows[i].state != STUB_REQUEST_WHOLE || state != STUB_REQUEST_WHOLE)
            continue;
        CU_ASSERT_EQUAL(q.length, rows[i].length);
        CU_ASSERT_EQUAL(q.keep, rows[i].keep);
        CU_ASSERT_EQUAL(q.to_head, rows[i].to_head);
    }
}

CU_TestInfo stub_request_tests[] = {
    {"requests", test_requests},
    CU_TEST_INFO_NULL,
};
