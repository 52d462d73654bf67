/* SPDX-License-Identifier: MIT */
/*
 * The head parser: every input at once and cut at every place, on memory that ends with the input.
 */
#include "http/request.h"
#include "tests/guard.h"
#include "tests/suites.h"

#include <string.h>

#define H "Host: t\r\n"

struct row {
    const char *name;
    const char *text;
    size_t length;   /* 0: that of the text; else it holds NUL */
    unsigned status; /* 0: a good head */
};

#define NUL_TEXT(literal) .text = (literal), .length = sizeof(literal) - 1

static const struct row rows[] = {
    {.name = "plain", .text = "GET / HTTP/1.1\r\n" H "\r\n"},
    {.name = "1.0 without Host", .text = "GET / HTTP/1.0\r\n\r\n"},
    {.name = "empty line first", .text = "\r\nGET / HTTP/1.1\r\n" H "\r\n"},
    {.name = "absolute", .text = "GET http://t:80/a?b HTTP/1.1\r\n" H "\r\n"},
    {.name = "absolute without path", .text = "GET HTTP://[::1] HTTP/1.1\r\n" H "\r\n"},
    {.name = "asterisk", .text = "OPTIONS * HTTP/1.1\r\n" H "\r\n"},
    {.name = "authority", .text = "CONNECT t:443 HTTP/1.1\r\n" H "\r\n"},
    {.name = "minor 9", .text = "GET / HTTP/1.9\r\n" H "\r\n"},
    {.name = "every tchar", .text = "GET / HTTP/1.1\r\n" H "!#$%&'*+-.^_`|~09azAZ: v\r\n\r\n"},
    {.name = "obs-text", .text = "GET / HTTP/1.1\r\n" H "X: \xe9\xff\r\n\r\n"},
    {.name = "empty value", .text = "GET / HTTP/1.1\r\n" H "X:\r\n\r\n"},
    {.name = "Host with port", .text = "GET / HTTP/1.1\r\nHost: t:65535\r\n\r\n"},
    {.name = "Host with empty port", .text = "GET / HTTP/1.1\r\nHost: t:\r\n\r\n"},
    {.name = "Host IPv6", .text = "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"},
    {.name = "method only", .text = "GET\r\n" H "\r\n", .status = 400},
    {.name = "no method", .text = " / HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "no target", .text = "GET  HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "no version", .text = "GET /\r\n" H "\r\n", .status = 400},
    {.name = "two spaces", .text = "GET  / HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "tab", .text = "GET\t/ HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "trailing space", .text = "GET / HTTP/1.1 \r\n" H "\r\n", .status = 400},
    {.name = "fourth word", .text = "GET / HTTP/1.1 x\r\n" H "\r\n", .status = 400},
    {.name = "two empty lines", .text = "\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "bad method", .text = "G[T / HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "relative target", .text = "GET a HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "asterisk for GET", .text = "GET * HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "authority for GET", .text = "GET t:80 HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "user in target", .text = "GET http://u@t/ HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "fragment", .text = "GET /#a HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "NUL in target", NUL_TEXT("GET /\0 HTTP/1.1\r\n" H "\r\n"), .status = 400},
    {.name = "8 bit in target", .text = "GET /\xc3 HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "bare CR in target", .text = "GET /\rx HTTP/1.1\r\n" H "\r\n", .status = 400},
    {.name = "lower-case version", .text = "GET / http/1.1\r\n" H "\r\n", .status = 400},
    {.name = "short version", .text = "GET / HTTP/1\r\n" H "\r\n", .status = 400},
    {.name = "two minor digits", .text = "GET / HTTP/1.10\r\n" H "\r\n", .status = 400},
    {.name = "other protocol", .text = "GET / HTTQ/1.1\r\n" H "\r\n", .status = 400},
    {.name = "HTTP/2", .text = "PRI * HTTP/2.0\r\n\r\n", .status = 505},
    {.name = "HTTP/0.9", .text = "GET / HTTP/0.9\r\n\r\n", .status = 505},
    {.name = "bare LF", .text = "GET / HTTP/1.1\n" H "\r\n", .status = 400},
    {.name = "bare LF in fields", .text = "GET / HTTP/1.1\r\nHost: t\n\r\n", .status = 400},
    {.name = "bare LF at the end", .text = "GET / HTTP/1.1\r\n" H "\n", .status = 400},
    {.name = "bare CR", .text = "GET / HTTP/1.1\r\nHost: t\rX: y\r\n\r\n", .status = 400},
    {.name = "CR before CR LF", .text = "GET / HTTP/1.1\r\nHost: t\r\r\n\r\n", .status = 400},
    {.name = "fold", .text = "GET / HTTP/1.1\r\n" H " x\r\n\r\n", .status = 400},
    {.name = "fold of nothing", .text = "GET / HTTP/1.1\r\n" H " \r\n\r\n", .status = 400},
    {.name = "fold first", .text = "GET / HTTP/1.1\r\n\t" H "\r\n", .status = 400},
    {.name = "space before colon", .text = "GET / HTTP/1.1\r\nHost : t\r\n\r\n", .status = 400},
    {.name = "no name", .text = "GET / HTTP/1.1\r\n" H ": v\r\n\r\n", .status = 400},
    {.name = "no colon", .text = "GET / HTTP/1.1\r\n" H "X\r\n\r\n", .status = 400},
    {.name = "8 bit in name", .text = "GET / HTTP/1.1\r\n" H "X\xa0: v\r\n\r\n", .status = 400},
    {.name = "NUL in value", NUL_TEXT("GET / HTTP/1.1\r\n" H "X: a\0b\r\n\r\n"), .status = 400},
    {.name = "DEL in value", .text = "GET / HTTP/1.1\r\n" H "X: \x7f\r\n\r\n", .status = 400},
    {.name = "no Host", .text = "GET / HTTP/1.1\r\n\r\n", .status = 400},
    {.name = "absolute, no Host", .text = "GET http://t/ HTTP/1.1\r\n\r\n", .status = 400},
    {.name = "two Hosts", .text = "GET / HTTP/1.1\r\n" H H "\r\n", .status = 400},
    {.name = "two Hosts in 1.0", .text = "GET / HTTP/1.0\r\n" H H "\r\n", .status = 400},
    {.name = "empty Host", .text = "GET / HTTP/1.1\r\nHost:\r\n\r\n", .status = 400},
    {.name = "Host path", .text = "GET / HTTP/1.1\r\nHost: t/x\r\n\r\n", .status = 400},
    {.name = "Host user", .text = "GET / HTTP/1.1\r\nHost: u@t\r\n\r\n", .status = 400},
    {.name = "Host list", .text = "GET / HTTP/1.1\r\nHost: t, o\r\n\r\n", .status = 400},
    {.name = "Host port letters", .text = "GET / HTTP/1.1\r\nHost: t:a\r\n\r\n", .status = 400},
    {.name = "Host port 65536", .text = "GET / HTTP/1.1\r\nHost: t:65536\r\n\r\n", .status = 400},
    {.name = "Host two ports", .text = "GET / HTTP/1.1\r\nHost: t:1:2\r\n\r\n", .status = 400},
    {.name = "Host open bracket", .text = "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", .status = 400},
    {.name = "Host empty literal", .text = "GET / HTTP/1.1\r\nHost: []\r\n\r\n", .status = 400},
    {.name = "Host bare IPv6", .text = "GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", .status = 400},
};

static enum parse parse(const char *text, size_t length, struct request *r, struct fault *f)
{
    struct guard g = guard_copy(text, length);
    enum parse result = head_parse(g.at, g.length, r, f);
    guard_free(&g);
    return result;
}

static void check_cuts(const struct row *row, size_t length, const struct fault *whole)
{
    static struct request r;
    for (size_t cut = 0; cut < length; cut++) {
        struct fault f = {.status = 0};
        enum parse result = parse(row->text, cut, &r, &f);
        if (result == PARSE_MORE)
            continue;
        CHECK_ROW(result == PARSE_BAD && row->status != 0, row->name);
        CHECK_ROW(f.status == whole->status && f.offset == whole->offset, row->name);
    }
}

static void test_rows(void)
{
    static struct request r;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fault f = {.status = 0};
        size_t length = rows[i].length > 0 ? rows[i].length : strlen(rows[i].text);
        enum parse result = parse(rows[i].text, length, &r, &f);
        CHECK_ROW(result == (rows[i].status == 0 ? PARSE_DONE : PARSE_BAD), rows[i].name);
        CHECK_ROW(f.status == rows[i].status, rows[i].name);
        CHECK_ROW(rows[i].status != 0 || r.length == length, rows[i].name);
        check_cuts(&rows[i], length, &f);
    }
}

static void test_what_is_read(void)
{
    static const char text[] = "\r\nPUT http://h:1/a/b?c=d?e HTTP/1.1\r\nHost:\th \r\n"
                               "Connection:  1 , 2 \r\nconnection: b:c\r\n\r\nrest";
    static struct request r;
    struct fault f;
    CU_ASSERT_EQUAL(head_parse(text, sizeof text - 1, &r, &f), PARSE_DONE);
    CU_ASSERT_EQUAL(r.length, sizeof text - 1 - 4);
    CU_ASSERT_EQUAL(r.method, METHOD_PUT);
    CU_ASSERT_EQUAL(r.minor, 1);
    CU_ASSERT(span_is(r.path, "/a/b"));
    CU_ASSERT(span_is(r.query, "c=d?e"));
    CU_ASSERT(span_is(r.authority, "h:1"));
    CU_ASSERT(span_is(request_field(&r, NAME_HOST), "h"));
    CU_ASSERT(span_is(request_field(&r, NAME_CONNECTION), "1 , 2"));
    CU_ASSERT_EQUAL(r.count[NAME_CONNECTION], 2);
    CU_ASSERT(request_lists(&r, NAME_CONNECTION, span_like, "2"));
    CU_ASSERT(request_lists(&r, NAME_CONNECTION, span_like, "B:C"));
    CU_ASSERT(!request_lists(&r, NAME_CONNECTION, span_like, "3"));
    CU_ASSERT_PTR_NULL(request_field(&r, NAME_RANGE).at);
    CU_ASSERT_EQUAL(r.count[NAME_RANGE], 0);
}

static void put_line_end(char *text)
{
    text[0] = '\r';
    text[1] = '\n';
}

/* "GET /xxx HTTP/1.1" with a target of so many octets, and a Host. */
static size_t put_start(char *text, size_t room, size_t target)
{
    size_t at = (size_t)snprintf(text, room, "GET /");
    memset(text + at, 'x', target - 1);
    at += target - 1;
    return at + (size_t)snprintf(text + at, room - at, " HTTP/1.1\r\n" H);
}

/* One more field that makes the whole head exactly `length` octets long. */
static size_t put_padding(char *text, size_t at, size_t length)
{
    size_t line = length - at - 2;
    memset(text + at, 'x', line);
    text[at + 1] = ':';
    put_line_end(text + at + line - 2);
    return at + line;
}

/* A head of `fields` fields; a length of 0 means as it comes. */
static enum parse parse_sized(size_t target, size_t fields, size_t length, unsigned *status)
{
    static struct request r;
    static char text[4 * LIMIT_HEAD];
    struct fault f = {.status = 0};
    size_t at = put_start(text, sizeof text, target);
    for (size_t i = 1; i < fields; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "a:b\r\n");
    if (length > 0)
        at = put_padding(text, at, length);
    put_line_end(text + at);
    enum parse result = parse(text, at + 2, &r, &f);
    *status = f.status;
    return result;
}

static void test_limits(void)
{
    unsigned status = 0;
    size_t target = LIMIT_REQUEST_LINE - strlen("GET  HTTP/1.1");
    CU_ASSERT_EQUAL(parse_sized(target - 1, 1, 0, &status), PARSE_DONE);
    CU_ASSERT_EQUAL(parse_sized(target, 1, 0, &status), PARSE_DONE);
    CU_ASSERT_EQUAL(parse_sized(target + 1, 1, 0, &status), PARSE_BAD);
    CU_ASSERT_EQUAL(status, 414);
    CU_ASSERT_EQUAL(parse_sized(1, LIMIT_FIELDS - 1, 0, &status), PARSE_DONE);
    CU_ASSERT_EQUAL(parse_sized(1, LIMIT_FIELDS, 0, &status), PARSE_DONE);
    CU_ASSERT_EQUAL(parse_sized(1, LIMIT_FIELDS + 1, 0, &status), PARSE_BAD);
    CU_ASSERT_EQUAL(status, 431);
    CU_ASSERT_EQUAL(parse_sized(1, 1, LIMIT_HEAD - 1, &status), PARSE_DONE);
    CU_ASSERT_EQUAL(parse_sized(1, 1, LIMIT_HEAD, &status), PARSE_DONE);
    CU_ASSERT_EQUAL(parse_sized(1, 1, LIMIT_HEAD + 1, &status), PARSE_BAD);
    CU_ASSERT_EQUAL(status, 431);
}

static void test_method_words(void)
{
    static struct request r;
    struct fault f;
    for (enum method m = METHOD_GET; m < METHOD_COUNT; m++) {
        char text[64];
        snprintf(text, sizeof text, "%.*s / HTTP/1.0\r\n\r\n", (int)method_word(m).length,
                 method_word(m).at);
        CHECK_ROW(parse(text, strlen(text), &r, &f) == PARSE_DONE, text);
        CHECK_ROW(r.method == m, text);
    }
    CU_ASSERT_EQUAL(parse("get / HTTP/1.0\r\n\r\n", 18, &r, &f), PARSE_DONE);
    CU_ASSERT_EQUAL(r.method, METHOD_UNKNOWN);
}

static const struct test tests[] = {
    {.name = "rows at once and cut at every place", .run = test_rows},
    {.name = "what is read", .run = test_what_is_read},
    {.name = "limits", .run = test_limits},
    {.name = "method words", .run = test_method_words},
    {.name = NULL},
};

const struct suite suite_head = {.name = "http/request, heads", .tests = tests};
