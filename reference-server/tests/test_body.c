/* SPDX-License-Identifier: MIT */
/*
 * Body lengths and what becomes of the connection, branch by branch.
 */
#include "http/conn.h"
#include "tests/suites.h"

#include <string.h>

struct row {
    const char *name;
    const char *fields;
    size_t length;
    unsigned status; /* 0: taken */
    unsigned minor;
};

static const struct row rows[] = {
    {.name = "nothing", .fields = "", .minor = 1},
    {.name = "length", .fields = "Content-Length: 5\r\n", .length = 5, .minor = 1},
    {.name = "white space", .fields = "Content-Length: \t5 \r\n", .length = 5, .minor = 1},
    {.name = "leading zeros", .fields = "content-length: 010\r\n", .length = 10, .minor = 1},
    {.name = "underscore", .fields = "Content_Length: 5\r\n", .minor = 1},
    {.name = "at the limit",
     .fields = "Content-Length: 1048576\r\n",
     .length = LIMIT_BODY,
     .minor = 1},
    {.name = "one below",
     .fields = "Content-Length: 1048575\r\n",
     .length = LIMIT_BODY - 1,
     .minor = 1},
    {.name = "one above", .fields = "Content-Length: 1048577\r\n", .status = 413, .minor = 1},
    {.name = "overflow",
     .fields = "Content-Length: 18446744073709551617\r\n",
     .status = 400,
     .minor = 1},
    {.name = "empty", .fields = "Content-Length:\r\n", .status = 400, .minor = 1},
    {.name = "plus", .fields = "Content-Length: +5\r\n", .status = 400, .minor = 1},
    {.name = "minus", .fields = "Content-Length: -0\r\n", .status = 400, .minor = 1},
    {.name = "hex", .fields = "Content-Length: 0x5\r\n", .status = 400, .minor = 1},
    {.name = "list", .fields = "Content-Length: 5, 5\r\n", .status = 400, .minor = 1},
    {.name = "comma", .fields = "Content-Length: 5,\r\n", .status = 400, .minor = 1},
    {.name = "fraction", .fields = "Content-Length: 5.0\r\n", .status = 400, .minor = 1},
    {.name = "quoted", .fields = "Content-Length: \"5\"\r\n", .status = 400, .minor = 1},
    {.name = "two equal",
     .fields = "Content-Length: 5\r\nContent-Length: 5\r\n",
     .status = 400,
     .minor = 1},
    {.name = "chunked", .fields = "Transfer-Encoding: chunked\r\n", .minor = 1},
    {.name = "case", .fields = "transfer-encoding: \tCHUNKED \r\n", .minor = 1},
    {.name = "empty coding", .fields = "Transfer-Encoding:\r\n", .status = 400, .minor = 1},
    {.name = "unknown", .fields = "Transfer-Encoding: foo\r\n", .status = 400, .minor = 1},
    {.name = "identity", .fields = "Transfer-Encoding: identity\r\n", .status = 400, .minor = 1},
    {.name = "first gzip",
     .fields = "Transfer-Encoding: gzip, chunked\r\n",
     .status = 501,
     .minor = 1},
    {.name = "then gzip",
     .fields = "Transfer-Encoding: chunked, gzip\r\n",
     .status = 400,
     .minor = 1},
    {.name = "twice",
     .fields = "Transfer-Encoding: chunked, chunked\r\n",
     .status = 501,
     .minor = 1},
    {.name = "two lines",
     .fields = "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
     .status = 400,
     .minor = 1},
    {.name = "empty element",
     .fields = "Transfer-Encoding: , chunked\r\n",
     .status = 501,
     .minor = 1},
    {.name = "parameter",
     .fields = "Transfer-Encoding: chunked;a=b\r\n",
     .status = 400,
     .minor = 1},
    {.name = "quoted coding",
     .fields = "Transfer-Encoding: \"chunked\"\r\n",
     .status = 400,
     .minor = 1},
    {.name = "obs-text", .fields = "Transfer-Encoding: chunked\xa0\r\n", .status = 400, .minor = 1},
    {.name = "bad length and chunked",
     .fields = "Content-Length: abc\r\nTransfer-Encoding: chunked\r\n",
     .status = 400,
     .minor = 1},
    {.name = "both",
     .fields = "Content-Length: 5\r\ntransfer-encoding: chunked\r\n",
     .status = 400,
     .minor = 1},
    {.name = "coding in 1.0",
     .fields = "Transfer-Encoding: chunked\r\n",
     .status = 400,
     .minor = 0},
};

static struct request *request_with(const char *fields, unsigned minor)
{
    static struct request r;
    static char text[512];
    struct fault f;
    snprintf(text, sizeof text, "POST / HTTP/1.%u\r\nHost: t\r\n%s\r\n", minor, fields);
    CHECK_ROW(head_parse(text, strlen(text), &r, &f) == PARSE_DONE, fields);
    return &r;
}

static void test_place_of_the_fault(void)
{
    struct fault f = {.status = 0};
    struct body b;
    const struct request *r = request_with("A: b\r\nContent-Length: x\r\n", 1);
    CU_ASSERT_EQUAL(body_begin(&b, r, &f), PARSE_BAD);
    CU_ASSERT_EQUAL(f.offset, strlen("POST / HTTP/1.1\r\nHost: t\r\nA: b\r\nContent-Length: "));
}

static void test_body_length(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fault f = {.status = 0};
        struct body b = {.left = 77};
        const struct request *r = request_with(rows[i].fields, rows[i].minor);
        enum parse wanted = rows[i].status == 0 ? PARSE_DONE : PARSE_BAD;
        CHECK_ROW(body_begin(&b, r, &f) == wanted, rows[i].name);
        CHECK_ROW(f.status == rows[i].status, rows[i].name);
        CHECK_ROW(rows[i].status != 0 || b.left == rows[i].length, rows[i].name);
        CHECK_ROW(rows[i].status == 0 || (f.rule != NULL && f.sentence != NULL), rows[i].name);
    }
}

static const struct test tests[] = {
    {.name = "place of the fault", .run = test_place_of_the_fault},
    {.name = "body length", .run = test_body_length},
    {.name = NULL},
};

const struct suite suite_body = {.name = "http/request, bodies", .tests = tests};
