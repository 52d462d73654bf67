/* SPDX-License-Identifier: MIT */
/* hunt/look, hunt/stock: what answers look like, when they are a fault, and what joins the stock;
 * commands/fuzz_files: octets that are read back as they were.
 */
#include "tests/suites.h"

#include <string.h>

#include "base/clock.h"
#include "commands/fuzz_files.h"
#include "hunt/look.h"
#include "hunt/stock.h"
#include "scenario/octets.h"

#define GET  "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define HEAD "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
#define OK   "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#define BAD  "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

static struct look look_at(const char *input, const char *received, enum look_end end, int64_t took)
{
    struct look l;
    const struct span sent = {input, strlen(input)}, back = {received, strlen(received)};
    look_read(&l, &sent, &back, end, took);
    return l;
}

static void test_faults(void)
{
    static const struct {
        const char *input, *received;
        unsigned answers;
        bool cut_short, malformed, too_many;
    } rows[] = {
        {GET, OK, 1, false, false, false},
        {GET, "", 0, false, false, false},
        {GET GET, OK OK, 2, false, false, false},
        {GET, OK OK OK, 3, false, false, true},
        {GET, OK BAD, 2, false, false, false},
        {GET, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", 0, true, false, false},
        {GET, "HTTP/1.1 2x0 OK\r\n\r\n", 0, false, true, false},
        {GET, "nonsense and more of it\r\n", 0, false, true, false},
        {"GET /\r\n", "bare as HTTP/0.9 has it\r\n", 0, false, false, false},
        {GET, OK "more than its length\r\n", 1, false, false, false},
        {HEAD GET, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" OK, 2, false, false, false},
        {GET, "HTTP/1.1 101 Switching Protocols\r\n\r\n\x01\x02", 1, false, false, false},
        {GET, "HTTP/1.1 100 Continue\r\n\r\n" OK, 1, false, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct look l = look_at(rows[i].input, rows[i].received, LOOK_CLOSED, CLOCK_MS);
        CU_ASSERT_EQUAL(l.answers, rows[i].answers);
        CU_ASSERT_EQUAL(l.cut_short, rows[i].cut_short);
        CU_ASSERT_EQUAL(l.malformed, rows[i].malformed);
        CU_ASSERT_EQUAL(l.too_many, rows[i].too_many);
        CU_ASSERT_EQUAL(*l.problem != '\0', l.malformed || l.too_many);
    }
}

/* A reset may have destroyed the rest of the answer. */
static void test_reset_explains(void)
{
    struct look l = look_at(GET, "HTTP/1.1 2x", LOOK_RESET, CLOCK_MS);
    CU_ASSERT_FALSE(l.malformed);
}

static void test_signatures(void)
{
    uint64_t plain = look_at(GET, OK, LOOK_CLOSED, CLOCK_MS).signature;
    CU_ASSERT_EQUAL(look_at(GET GET GET, OK, LOOK_CLOSED, 2 * CLOCK_MS).signature, plain);
    CU_ASSERT_EQUAL(
        look_at(GET, "HTTP/1.1 200 Fine\r\ncontent-length: 3\r\n\r\nyes", LOOK_CLOSED, 1).signature,
        plain);
    CU_ASSERT_NOT_EQUAL(look_at(GET, OK, LOOK_SILENT, CLOCK_MS).signature, plain);
    CU_ASSERT_NOT_EQUAL(look_at(GET, OK, LOOK_CLOSED, 2 * CLOCK_S).signature, plain);
    CU_ASSERT_NOT_EQUAL(look_at(GET, OK OK, LOOK_CLOSED, CLOCK_MS).signature, plain);
    CU_ASSERT_NOT_EQUAL(look_at(GET, BAD, LOOK_CLOSED, CLOCK_MS).signature, plain);
    CU_ASSERT_NOT_EQUAL(
        look_at(GET, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 2\r\n\r\nok", LOOK_CLOSED, 1)
            .signature,
        plain);
}

static void test_classes(void)
{
    struct look ok = look_at(GET, OK, LOOK_CLOSED, 1), bad = look_at(GET, BAD, LOOK_CLOSED, 1);
    struct look missing =
        look_at(GET, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", LOOK_CLOSED, 1);
    struct look none = look_at(GET, "", LOOK_CLOSED, 1);
    CU_ASSERT_EQUAL(look_class(&ok), look_class(&missing)); /* understood, whatever is there */
    CU_ASSERT_NOT_EQUAL(look_class(&ok), look_class(&bad));
    CU_ASSERT_NOT_EQUAL(look_class(&none), look_class(&ok));
    CU_ASSERT_NOT_EQUAL(look_class(&none), look_class(&bad));
}

static void test_stock(void)
{
    struct arena a;
    struct stock s;
    struct bytes out;
    struct chance c = {.state = 3};
    const struct span input = {GET, sizeof GET - 1}, empty = {"", 0};
    arena_init(&a);
    stock_init(&s, &a);
    CU_ASSERT_TRUE(stock_learn(&s, 5));
    CU_ASSERT_FALSE(stock_learn(&s, 5));
    CU_ASSERT_TRUE(stock_learn(&s, 0));
    stock_add(&s, &empty);
    CU_ASSERT_EQUAL(s.count, 0);
    for (size_t i = 0; i < STOCK_MAX + 9; i++)
        stock_add(&s, &input);
    CU_ASSERT_EQUAL(s.count, STOCK_MAX);
    bytes_init(&out, MUTATION_LENGTH_MAX);
    stock_draw(&s, &c, &out);
    CU_ASSERT_FALSE(out.length == input.length && memcmp(out.data, GET, out.length) == 0);
    bytes_release(&out);
    arena_release(&a);
}

/* Written as a scenario has it, without the YAML around it, and read again. */
static void write_and_read(const struct span *octets, struct bytes *back)
{
    char *text = NULL;
    size_t length = 0;
    struct octets_error error;
    struct bytes plain;
    FILE *out = open_memstream(&text, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    if (!out)
        return;
    fuzz_write_octets(out, octets);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    bytes_init(&plain, OCTETS_MAX);
    for (size_t i = 1; i + 1 < length; i++) { /* two single quotes are one */
        bytes_add(&plain, &text[i], 1);
        i += text[i] == '\'';
    }
    CU_ASSERT_TRUE(octets_unescape(back, plain.data, plain.length, &error));
    bytes_release(&plain);
    memory_drop(text);
}

static void test_octets_are_read_back(void)
{
    static const char tricky[] = "${paths.ping} \\{A*9} $$ '' \\x41 \\\\{ {B*3}";
    char octets[856 + sizeof tricky - 1];
    struct bytes back;
    for (size_t i = 0; i < 256; i++)
        octets[i] = (char)i;
    memset(octets + 256, 'A', 100);
    memset(octets + 356, '\0', 100);
    memset(octets + 456, '\'', 100);
    memset(octets + 556, '}', 100);
    memset(octets + 656, '*', 100);
    memset(octets + 756, '\\', 100);
    memcpy(octets + 856, tricky, sizeof tricky - 1);
    const struct span s = {octets, sizeof octets};
    bytes_init(&back, OCTETS_MAX);
    write_and_read(&s, &back);
    CU_ASSERT_EQUAL(back.length, sizeof octets);
    CU_ASSERT_EQUAL(memcmp(back.data, octets, sizeof octets), 0);
    bytes_release(&back);
}

CU_TestInfo hunt_tests[] = {
    {"faults of answers", test_faults},
    {"a reset explains", test_reset_explains},
    {"signatures", test_signatures},
    {"classes", test_classes},
    {"stock", test_stock},
    {"octets are read back", test_octets_are_read_back},
    CU_TEST_INFO_NULL,
};
