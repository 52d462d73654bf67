/* SPDX-License-Identifier: MIT */
/*
 * Chunked bodies through the door of a connection: at once, in two pieces cut at every place, and
 * octet by octet; the decoder alone on a guard page; and every limit at, below and above.
 */
#include "http/conn.h"
#include "tests/bench.h"
#include "tests/fake.h"
#include "tests/guard.h"
#include "tests/suites.h"

#include <stdlib.h>

#define HEAD "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
#define NEXT "GET /next HTTP/1.1\r\nHost: t\r\n\r\n"

static struct bench b;

static const struct row {
    const char *name, *octets;
    unsigned status;  /* 0: 200 */
    const char *body; /* NULL: nothing but the status is looked at */
    size_t length;    /* of the octets, if they hold NUL */
} rows[] = {
    {.name = "empty", .octets = "0\r\n\r\n", .body = ""},
    {.name = "one", .octets = "5\r\nhello\r\n0\r\n\r\n", .body = "hello"},
    {.name = "two", .octets = "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", .body = "hello!"},
    {.name = "hex digits",
     .octets = "A\r\n0123456789\r\na\r\nabcdefghij\r\n0\r\n\r\n",
     .body = "0123456789abcdefghij"},
    {.name = "leading zeros", .octets = "0005\r\nhello\r\n000\r\n\r\n", .body = "hello"},
    {.name = "line ends inside", .octets = "6\r\na\r\n0\r\n\r\n0\r\n\r\n", .body = "a\r\n0\r\n"},
    {.name = "extension", .octets = "5;a\r\nhello\r\n0;b=c\r\n\r\n", .body = "hello"},
    {.name = "quoted", .octets = "5 ; a = \"; \\\" x\"\r\nhello\r\n0\r\n\r\n", .body = "hello"},
    {.name = "escaped", .octets = "5;a=\"\\\\\";b\r\nhello\r\n0\r\n\r\n", .body = "hello"},
    {.name = "trailers", .octets = "1\r\n!\r\n0\r\nA: b\r\nHost: evil\r\n\r\n", .body = "!"},
    {.name = "framing in trailers",
     .octets = "0\r\nTransfer-Encoding: x\r\nContent-Length: 9\r\n\r\n",
     .body = ""},
    {.name = "0x", .octets = "0x5\r\nhello\r\n0\r\n\r\n", .status = 400},
    {.name = "sign", .octets = "+5\r\nhello\r\n0\r\n\r\n", .status = 400},
    {.name = "minus", .octets = "-1\r\n", .status = 400},
    {.name = "underscore", .octets = "1_0\r\n", .status = 400},
    {.name = "no digit", .octets = "\r\n", .status = 400},
    {.name = "no hex", .octets = "g\r\n" NEXT, .status = 400},
    {.name = "leading blank", .octets = " 5\r\nhello\r\n", .status = 400},
    {.name = "trailing blank", .octets = "5 \r\nhello\r\n", .status = 400},
    {.name = "bare LF", .octets = "5\nhello\r\n", .status = 400},
    {.name = "bare CR", .octets = "5\rhello\r\n", .status = 400},
    {.name = "LF in extension", .octets = "5;a\nhello\r\n0\r\n\r\n", .status = 400},
    {.name = "CR in extension", .octets = "5;a\rX\r\nhello\r\n0\r\n\r\n", .status = 400},
    {.name = "CRLF in quotes", .octets = "5;a=\"x\r\nhello\r\n0\r\n\r\n", .status = 400},
    {.name = "NUL in extension", .octets = "5;\0a\r\nhello\r\n", .status = 400, .length = 13},
    {.name = "LF after data", .octets = "5\r\nhello\n0\r\n\r\n", .status = 400},
    {.name = "nothing after data", .octets = "5\r\nhello0\r\n\r\n", .status = 400},
    {.name = "line end between", .octets = "5\r\nhello\r\n\r\n0\r\n\r\n", .status = 400},
    {.name = "overflow", .octets = "FFFFFFFFFFFFFFFFF\r\n", .status = 413},
    {.name = "negative as hex", .octets = "ffffffffffffffff\r\n", .status = 413},
    {.name = "one above the limit", .octets = "100001\r\n", .status = 413},
    {.name = "trailer without colon", .octets = "0\r\nA\r\n\r\n", .status = 400},
    {.name = "trailer with space", .octets = "0\r\nA : b\r\n\r\n", .status = 400},
    {.name = "folded trailer", .octets = "0\r\nA: b\r\n c\r\n\r\n", .status = 400},
    {.name = "trailer with bare LF", .octets = "0\r\nA: b\n\r\n", .status = 400},
};

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

static size_t stream_of(const struct row *row, char *stream, size_t room)
{
    size_t head = sizeof HEAD - 1;
    size_t length = row->length > 0 ? row->length : strlen(row->octets);
    CHECK_ROW(head + length + sizeof NEXT <= room, row->name);
    memcpy(stream, HEAD, head);
    memcpy(stream + head, row->octets, length);
    memcpy(stream + head + length, NEXT, sizeof NEXT - 1);
    return head + length + sizeof NEXT - 1;
}

static void check_answer(const struct row *row)
{
    CHECK_ROW(bench_status(&b, row->status > 0 ? row->status : 200), row->name);
    if (row->status > 0) {
        CHECK_ROW(bench_count(&b, "HTTP/1.1 ") == 1, row->name); /* nothing behind it was run */
        CHECK_ROW((conn_wants(&b.conn) & CONN_SHUT_WRITE) != 0, row->name);
        return;
    }
    size_t length = strlen(row->body);
    CHECK_ROW(fake.begun == 2 && bench_has(&b, "\r\n\r\n/next"), row->name);
    CHECK_ROW(strncmp(bench_body(&b), row->body, length) == 0, row->name);
    CHECK_ROW(strncmp(bench_body(&b) + length, "HTTP/1.1 200", 12) == 0, row->name);
}

static void test_every_cut(void)
{
    char stream[512];
    open_fake();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t length = stream_of(&rows[i], stream, sizeof stream);
        for (size_t cut = 0; cut < length; cut++) {
            fake.begun = fake.done = 0;
            bench_connect(&b);
            bench_send(&b, stream, cut);
            bench_send(&b, stream + cut, length - cut);
            check_answer(&rows[i]);
        }
        fake.begun = fake.done = 0;
        bench_connect(&b);
        b.most = 1;
        bench_send(&b, stream, length);
        b.most = 0;
        check_answer(&rows[i]);
    }
    fake.begun = fake.done;
    close_fake();
}

/* The decoder itself never reads beyond what it was shown. */
static void test_on_a_guard_page(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t length = rows[i].length > 0 ? rows[i].length : strlen(rows[i].octets);
        for (size_t cut = 0; cut <= length; cut++) {
            struct body body = {.part = BODY_SIZE, .chunked = true};
            struct fault fault = {.status = 0};
            struct guard g = guard_copy(rows[i].octets, cut);
            char to[512];
            size_t used = 0;
            enum parse result = body_take(&body, g.at, g.length, &used, to, &fault);
            CHECK_ROW(used <= cut, rows[i].name);
            CHECK_ROW(result != PARSE_BAD || fault.status == rows[i].status, rows[i].name);
            CHECK_ROW(cut < length || result == (rows[i].status > 0 ? PARSE_BAD : PARSE_DONE),
                      rows[i].name);
            guard_free(&g);
        }
    }
}

/* A body of chunks of that size, echoed and compared; whatever follows must be understood. */
static void echo_chunks(size_t body_length, size_t chunk)
{
    size_t room = body_length + (body_length / chunk + 2) * 16 + sizeof HEAD + sizeof NEXT;
    char *stream = malloc(room);
    char *body = malloc(body_length + 1);
    if (stream == NULL || body == NULL)
        abort();
    size_t length = (size_t)snprintf(stream, room, "%s", HEAD);
    for (size_t at = 0; at < body_length; at += chunk) {
        size_t n = chunk < body_length - at ? chunk : body_length - at;
        length += (size_t)snprintf(stream + length, room - length, "%zx\r\n", n);
        for (size_t i = 0; i < n; i++)
            body[at + i] = stream[length + i] = (char)('a' + (at + i) % 23);
        length += n;
        stream[length++] = '\r';
        stream[length++] = '\n';
    }
    length += (size_t)snprintf(stream + length, room - length, "0\r\n\r\n%s", NEXT);
    bench_connect(&b);
    CU_ASSERT_EQUAL(bench_send(&b, stream, length), length);
    CU_ASSERT(memcmp(bench_body(&b), body, body_length) == 0);
    CU_ASSERT_EQUAL(fake.body_length, 0); /* that of the request behind */
    CU_ASSERT(bench_has(&b, "\r\n\r\n/next"));
    CU_ASSERT_EQUAL(b.large_pool.lent, 0);
    free(stream);
    free(body);
}

static void test_sizes(void)
{
    static const size_t sizes[] = {
        1, LIMIT_IN - LIMIT_TRAILERS, LIMIT_IN, LIMIT_IN + 1, 100000, LIMIT_BODY - 1, LIMIT_BODY};
    open_fake();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        echo_chunks(sizes[i], 4096);
        echo_chunks(sizes[i], LIMIT_BODY);
    }
    b.most = 1000;
    echo_chunks(100000, 7);
    b.most = 0;
    close_fake();
}

/* `length` octets of filler between two texts. */
static const char *say_filled(const char *before, size_t length, const char *after)
{
    static char stream[32768];
    int start = snprintf(stream, sizeof stream, "%s%s", HEAD, before);
    memset(stream + start, 'x', length);
    snprintf(stream + start + length, sizeof stream - (size_t)start - length, "%s", after);
    return bench_ask(&b, stream);
}

static void test_limits(void)
{
    open_fake();
    for (int off = -1; off <= 1; off++) {
        unsigned bad = off > 0;
        say_filled("1;", LIMIT_CHUNK_LINE - 4 + (size_t)off, "\r\n!\r\n0\r\n\r\n");
        CU_ASSERT(bench_status(&b, bad ? 400 : 200));
        say_filled("0\r\nA:", LIMIT_TRAILERS - 6 + (size_t)off, "\r\n\r\n");
        CU_ASSERT(bench_status(&b, bad ? 431 : 200));
    }
    close_fake();
}

/* Many small chunks with long extensions cost the sender as much as a long body. */
static void test_sum_of_extensions(void)
{
    enum { ONE = 128 };
    char extension[ONE + 1];
    open_fake();
    memset(extension, 'x', ONE);
    extension[0] = ';';
    extension[ONE] = '\0';
    for (int off = -1; off <= 1; off++) {
        char stream[16384];
        size_t left = LIMIT_CHUNK_EXTENSIONS + (size_t)off;
        size_t length = (size_t)snprintf(stream, sizeof stream, "%s", HEAD);
        for (; left > 0; left -= left < ONE ? left : ONE)
            length += (size_t)snprintf(stream + length, sizeof stream - length, "1%.*s\r\n!\r\n",
                                       (int)(left < ONE ? left : ONE), extension);
        snprintf(stream + length, sizeof stream - length, "0\r\n\r\n");
        bench_ask(&b, stream);
        CU_ASSERT(bench_status(&b, off > 0 ? 413 : 200));
    }
    close_fake();
}

static const struct test tests[] = {
    {.name = "every cut", .run = test_every_cut},
    {.name = "on a guard page", .run = test_on_a_guard_page},
    {.name = "sizes", .run = test_sizes},
    {.name = "limits", .run = test_limits},
    {.name = "the sum of extensions", .run = test_sum_of_extensions},
    {.name = NULL},
};

const struct suite suite_chunks = {.name = "http/request, chunks", .tests = tests};
