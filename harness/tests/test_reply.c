/* SPDX-License-Identifier: MIT */
/* wire/reply: each response at once, octet by octet and cut at every place, ending at a guard page;
 * the outcome must not move.
 */
#include "tests/suites.h"

#include <string.h>

#include "tests/guard.h"
#include "wire/reply.h"

struct row {
    const char *name, *octets;
    bool to_head;
    bool eof; /* the peer closes after the octets */
    enum reply_state state;
    int status;
    const char *body;    /* NULL: not looked at */
    const char *problem; /* a part of the sentence */
    size_t left;         /* octets that belong to the next response */
};

static const struct row rows[] = {
    {"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", .status = 200,
     .state = REPLY_DONE, .body = "hello"},
    {"the next one follows", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1",
     .status = 200, .state = REPLY_DONE, .body = "ok", .left = 8},
    {"no length before close", "HTTP/1.0 200 OK\r\n\r\nall of it", .eof = true, .status = 200,
     .state = REPLY_DONE, .body = "all of it"},
    {"no reason phrase", "HTTP/1.1 204 \r\n\r\n", .status = 204, .state = REPLY_DONE, .body = ""},
    {"no space after the code", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", .status = 404,
     .state = REPLY_DONE, .body = ""},
    {"to HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", .to_head = true, .status = 200,
     .state = REPLY_DONE, .body = ""},
    {"not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n", .status = 304,
     .state = REPLY_DONE, .body = ""},
    {"chunked",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A;x=y\r\n0123456789"
     "\r\n0\r\nX-Sum: 1\r\n\r\n",
     .status = 200, .state = REPLY_DONE, .body = "abc0123456789"},
    {"interim responses",
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
     "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
     .status = 201, .state = REPLY_DONE, .body = ""},
    {"not there yet", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", .status = 200,
     .state = REPLY_MORE},
    {"cut in the content", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", .eof = true,
     .status = 200, .state = REPLY_BAD, .problem = "3 of 5 octets"},
    {"cut in the head", "HTTP/1.1 200 OK\r\nConte", .eof = true, .status = 200, .state = REPLY_BAD,
     .problem = "in the middle of a line"},
    {"cut between chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
     .eof = true, .status = 200, .state = REPLY_BAD, .problem = "before a chunk size"},
    {"nothing at all", "", .eof = true, .state = REPLY_BAD, .problem = "before a response"},
    {"another protocol", "220 mail ESMTP\r\n", .state = REPLY_BAD, .problem = "status line"},
    {"HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", .state = REPLY_BAD, .problem = "status line"},
    {"two digits", "HTTP/1.1 20 OK\r\n\r\n", .state = REPLY_BAD, .problem = "status code"},
    {"four digits", "HTTP/1.1 2000 OK\r\n\r\n", .state = REPLY_BAD, .problem = "status code"},
    {"code 600", "HTTP/1.1 600 No\r\n\r\n", .status = 600, .state = REPLY_BAD,
     .problem = "100 to 599"},
    {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", .state = REPLY_BAD,
     .problem = "bare LF"},
    {"bare CR", "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", .status = 200, .state = REPLY_BAD,
     .problem = "control octet"},
    {"space before colon", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", .status = 200, .state = REPLY_BAD,
     .problem = "not a field line"},
    {"no name", "HTTP/1.1 200 OK\r\n: b\r\n\r\n", .status = 200, .state = REPLY_BAD,
     .problem = "not a field line"},
    {"no colon", "HTTP/1.1 200 OK\r\nServer\r\n\r\n", .status = 200, .state = REPLY_BAD,
     .problem = "not a field line"},
    {"folded", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .status = 200, .state = REPLY_BAD,
     .problem = "folding"},
    {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
     .status = 200, .state = REPLY_BAD, .problem = "Content-Length"},
    {"signed length", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx", .status = 200,
     .state = REPLY_BAD, .problem = "Content-Length"},
    {"length overflows", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\nx",
     .status = 200, .state = REPLY_BAD, .problem = "Content-Length"},
    {"empty length", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nx", .status = 200,
     .state = REPLY_BAD, .problem = "empty"},
    {"both framings", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     .status = 200, .state = REPLY_BAD, .problem = "both"},
    {"unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .status = 200,
     .state = REPLY_BAD, .problem = "gzip"},
    {"chunked in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .status = 200,
     .state = REPLY_BAD, .problem = "HTTP/1.0"},
    {"204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", .status = 204,
     .state = REPLY_BAD, .problem = "204 with"},
    {"chunk size with sign", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
     .status = 200, .state = REPLY_BAD, .problem = "chunk size"},
    {"chunk size too large",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n", .status = 200,
     .state = REPLY_BAD, .problem = "too large"},
    {"octets behind a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
     .status = 200, .state = REPLY_BAD, .problem = "after the end of a chunk"},
    {"switching protocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n", .state = REPLY_BAD,
     .status = 0, .problem = "101"},
};

/* Feeds length octets in pieces of `first` and then `step`; returns what was not taken. */
static size_t feed(struct reply *r, const char *octets, size_t length, size_t first, size_t step)
{
    size_t at = 0, piece = first;
    while (at < length) {
        size_t used, n = piece < length - at ? piece : length - at;
        struct guard g = guard_open(octets + at, n);
        enum reply_state state = reply_feed(r, g.data, n, &used);
        guard_close(&g);
        at += used;
        if (state != REPLY_MORE)
            break;
        piece = step;
    }
    return length - at;
}

static void check_row(const struct row *row, size_t first, size_t step)
{
    struct reply r;
    size_t length = strlen(row->octets);
    reply_init(&r, row->to_head);
    size_t left = feed(&r, row->octets, length, first, step);
    if (row->eof)
        (void)!reply_eof(&r);
    bool good = r.state == row->state && r.status == row->status &&
                (!row->body || strcmp(r.body.data, row->body) == 0) &&
                (!row->problem || strstr(r.problem, row->problem)) &&
                (row->state == REPLY_BAD || left == row->left);
    CU_assertImplementation(good, __LINE__, row->name, __FILE__, "", CU_FALSE);
    reply_release(&r);
}

static void test_every_split(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].octets);
        check_row(&rows[i], length ? length : 1, 1);
        check_row(&rows[i], 1, 1);
        for (size_t cut = 1; cut < length; cut++)
            check_row(&rows[i], cut, length);
    }
}

static void test_nul_in_head(void)
{
    static const char octets[] = "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n";
    struct reply r;
    size_t used;
    reply_init(&r, false);
    CU_ASSERT_EQUAL(reply_feed(&r, octets, sizeof octets - 1, &used), REPLY_BAD);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.problem, "NUL"));
    reply_release(&r);
}

static void test_fields(void)
{
    static const char octets[] = "HTTP/1.1 200 Fine by me\r\nSet: a\r\nother:  x y\t\r\nSET: b\r\n"
                                 "Content-Length: 0\r\n\r\n";
    struct reply r;
    struct arena a;
    size_t used;
    arena_init(&a);
    reply_init(&r, false);
    CU_ASSERT_EQUAL(reply_feed(&r, octets, sizeof octets - 1, &used), REPLY_DONE);
    CU_ASSERT_STRING_EQUAL(r.reason, "Fine by me");
    CU_ASSERT_STRING_EQUAL(reply_field(r.fields, r.field_count, "set", &a), "a, b");
    CU_ASSERT_STRING_EQUAL(reply_field(r.fields, r.field_count, "Other", &a), "x y");
    CU_ASSERT_PTR_NULL(reply_field(r.fields, r.field_count, "missing", &a));
    reply_release(&r);
    arena_release(&a);
}

static void test_persistence(void)
{
    static const struct {
        const char *octets;
        bool persistent;
    } heads[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true},
        {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n", false},
        {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: x, close\r\n\r\n", false},
        {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: closed\r\n\r\n", true},
        {"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false},
        {"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", true},
        {"HTTP/1.1 200 OK\r\n\r\n", false},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct reply r;
        size_t used;
        reply_init(&r, false);
        (void)!reply_feed(&r, heads[i].octets, strlen(heads[i].octets), &used);
        CU_ASSERT_EQUAL(r.persistent, heads[i].persistent);
        reply_release(&r);
    }
}

static void test_head_is_bounded(void)
{
    struct reply r;
    char line[1024];
    size_t used;
    memset(line, 'a', sizeof line);
    reply_init(&r, false);
    (void)!reply_feed(&r, "HTTP/1.1 200 OK\r\nX: ", 20, &used);
    for (int i = 0; i < 1000 && r.state == REPLY_MORE; i++)
        (void)!reply_feed(&r, line, sizeof line, &used);
    CU_ASSERT_EQUAL(r.state, REPLY_BAD);
    CU_ASSERT(r.line.room <= (size_t)2 * REPLY_HEAD_MAX);
    reply_release(&r);
}

static void test_field_count_is_bounded(void)
{
    struct reply r;
    size_t used;
    reply_init(&r, false);
    (void)!reply_feed(&r, "HTTP/1.1 200 OK\r\n", 17, &used);
    for (int i = 0; i <= REPLY_FIELDS_MAX && r.state == REPLY_MORE; i++)
        (void)!reply_feed(&r, "A: b\r\n", 6, &used);
    CU_ASSERT_EQUAL(r.state, REPLY_BAD);
    CU_ASSERT_EQUAL(r.field_count, REPLY_FIELDS_MAX);
    reply_release(&r);
}

CU_TestInfo reply_tests[] = {
    {"every response, every split", test_every_split},
    {"NUL in the head", test_nul_in_head},
    {"fields", test_fields},
    {"persistence", test_persistence},
    {"the head is bounded", test_head_is_bounded},
    {"the number of fields is bounded", test_field_count_is_bounded},
    CU_TEST_INFO_NULL,
};
