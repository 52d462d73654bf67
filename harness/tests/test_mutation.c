/* SPDX-License-Identifier: MIT */
/* mutation: the same seed the same inputs, every kind of change on every kind of input within its
 * limit, places in a message, and what shrinking leaves.
 */
#include "tests/suites.h"

#include <string.h>

#include "mutation/dictionary.h"
#include "mutation/edit.h"
#include "mutation/message.h"
#include "mutation/mutation.h"
#include "mutation/shrink.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"
#define POST                                                                                       \
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"

static const struct span samples[] = {
    {GET, sizeof GET - 1}, {POST, sizeof POST - 1}, {"", 0},        {"\0", 1}, {"\r\n\r\n", 4},
    {"GET /", 5},          {"a:b\nc:d", 7},         {"\n\n\nx", 4},
};

enum { SAMPLES = sizeof samples / sizeof *samples, ROUNDS = 400, SMALL = 300 };

static void load(struct bytes *b, const struct span *s, size_t cap)
{
    bytes_init(b, cap);
    bytes_add(b, s->octets, s->length);
}

static void test_chance(void)
{
    struct chance one = {.state = 7}, same = {.state = 7}, other = {.state = 8};
    bool alike = true, differs = false;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t number = chance_next(&one);
        alike &= number == chance_next(&same);
        differs |= number != chance_next(&other);
        CU_ASSERT_TRUE_FATAL(chance_below(&same, 10) < 10 && chance_below(&one, 10) < 10);
    }
    CU_ASSERT_TRUE(alike && differs);
    CU_ASSERT_EQUAL(chance_below(&one, 0), 0);
}

static void test_edit(void)
{
    struct bytes b;
    bytes_init(&b, 8);
    CU_ASSERT_TRUE(edit(&b, 0, 0, NULL, 0));
    CU_ASSERT_TRUE(edit_text(&b, 0, 0, "adef"));
    CU_ASSERT_TRUE(edit_text(&b, 1, 0, "bc"));
    CU_ASSERT_STRING_EQUAL(b.data, "abcdef");
    CU_ASSERT_FALSE(edit_text(&b, 0, 0, "too long"));
    CU_ASSERT_STRING_EQUAL(b.data, "abcdef");
    CU_ASSERT_TRUE(edit_text(&b, 2, 4, "x"));
    CU_ASSERT_STRING_EQUAL(b.data, "abx");
    CU_ASSERT_TRUE(edit(&b, 0, 3, NULL, 0));
    CU_ASSERT_EQUAL(b.length, 0);
    bytes_release(&b);
}

/* Each kind changes some sample, keeps within the cap, and says so when it changes nothing. */
static void test_each_kind(void)
{
    for (size_t kind = 0; kind < mutation_count; kind++) {
        struct chance c = {.state = kind};
        unsigned changed = 0;
        for (int i = 0; i < ROUNDS; i++) {
            const struct span *sample = &samples[chance_below(&c, SAMPLES)];
            const struct span *other = &samples[chance_below(&c, SAMPLES)];
            struct bytes b;
            load(&b, sample, SMALL);
            bool applied = mutations[kind].apply(&b, other, &c);
            bool same = b.length == sample->length && memcmp(b.data, sample->octets, b.length) == 0;
            CU_ASSERT_TRUE_FATAL(b.length <= SMALL && b.data[b.length] == '\0');
            CU_ASSERT_TRUE_FATAL(applied || same);
            changed += applied && !same;
            bytes_release(&b);
        }
        CU_ASSERT_TRUE(changed > 0);
    }
}

static void mutate_often(struct bytes *b, uint64_t seed)
{
    struct chance c = {.state = seed};
    for (int i = 0; i < ROUNDS; i++)
        mutate(b, &samples[chance_below(&c, SAMPLES)], &c);
}

static void test_same_seed_same_input(void)
{
    struct bytes one, same, other;
    load(&one, &samples[0], MUTATION_LENGTH_MAX);
    load(&same, &samples[0], MUTATION_LENGTH_MAX);
    load(&other, &samples[0], MUTATION_LENGTH_MAX);
    mutate_often(&one, 1);
    mutate_often(&same, 1);
    mutate_often(&other, 2);
    CU_ASSERT_TRUE(one.length == same.length && memcmp(one.data, same.data, one.length) == 0);
    CU_ASSERT_FALSE(one.length == other.length && memcmp(one.data, other.data, one.length) == 0);
    CU_ASSERT_TRUE(one.length <= MUTATION_LENGTH_MAX);
    bytes_release(&one);
    bytes_release(&same);
    bytes_release(&other);
}

static void test_message(void)
{
    struct message m;
    message_read(&m, "\r\n" GET, sizeof GET + 1);
    CU_ASSERT_EQUAL(m.start.at, 2);
    CU_ASSERT_EQUAL(m.count, 2);
    CU_ASSERT_EQUAL(m.fields[0].length, 9);
    CU_ASSERT_EQUAL(m.body, sizeof GET + 1);
    message_read(&m, "", 0);
    CU_ASSERT_TRUE(m.count == 0 && m.body == 0);
    message_read(&m, "GET", 3);
    CU_ASSERT_TRUE(m.start.length == 3 && m.body == 3);
}

static void test_most_requests(void)
{
    static const struct {
        const char *octets;
        unsigned most;
        bool bare;
    } rows[] = {
        {"", 1, true},          {GET, 2, false},          {GET GET, 3, false},
        {"GET /\r\n", 2, true}, {"a:b\r\nc: d", 1, true}, {"x\ry\nz\r\n\r\n", 4, true},
        {": a", 2, true},       {POST, 5, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].octets);
        CU_ASSERT_EQUAL(message_requests_most(rows[i].octets, length), rows[i].most);
        CU_ASSERT_EQUAL(message_is_bare(rows[i].octets, length), rows[i].bare);
    }
}

static void test_dictionary(void)
{
    for (int kind = 0; kind < WORDS_KIND_COUNT; kind++)
        CU_ASSERT_TRUE(dictionary[kind].count > 5);
    CU_ASSERT_EQUAL(dictionary[WORDS_OCTET].words[0].length, 1);
    CU_ASSERT_EQUAL(*dictionary[WORDS_OCTET].words[0].octets, '\0');
}

/* What does it here: an X before a Y. */
static bool holds_both(void *context, const char *octets, size_t length)
{
    unsigned *asked = context;
    const char *x = length ? memchr(octets, 'X', length) : NULL;
    ++*asked;
    return x && memchr(x, 'Y', length - (size_t)(x - octets));
}

static void test_shrink(void)
{
    static const char whole[] = "one line\nand an X in it\n\n and\0more, a Y, and the rest\nof it";
    const struct span s = {whole, sizeof whole - 1};
    struct bytes b;
    unsigned asked = 0;
    load(&b, &s, SMALL);
    CU_ASSERT_EQUAL(shrink(&b, 1000, holds_both, &asked), asked);
    CU_ASSERT_STRING_EQUAL(b.data, "XY");
    bytes_release(&b);
    load(&b, &s, SMALL);
    asked = 0;
    CU_ASSERT_EQUAL(shrink(&b, 7, holds_both, &asked), 7);
    CU_ASSERT_EQUAL(asked, 7);
    CU_ASSERT_TRUE(holds_both(&asked, b.data, b.length));
    bytes_release(&b);
}

CU_TestInfo mutation_tests[] = {
    {"chance", test_chance},
    {"edit", test_edit},
    {"each kind of change", test_each_kind},
    {"same seed, same input", test_same_seed_same_input},
    {"message", test_message},
    {"most requests", test_most_requests},
    {"dictionary", test_dictionary},
    {"shrink", test_shrink},
    CU_TEST_INFO_NULL,
};
