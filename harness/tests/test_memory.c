/* SPDX-License-Identifier: MIT */
/* base/memory and base/bytes: arenas, growth, caps.
 */
#include "tests/suites.h"

#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"

static void test_arena_items(void)
{
    struct arena a;
    arena_init(&a);
    char *first = arena_copy(&a, "abc", 2);
    char *large = arena_zero(&a, 3, 100000);
    CU_ASSERT_STRING_EQUAL(first, "ab");
    CU_ASSERT_EQUAL((uintptr_t)large % _Alignof(max_align_t), 0);
    CU_ASSERT_EQUAL(large[299999], 0);
    CU_ASSERT_STRING_EQUAL(arena_text(&a, "%s-%d", first, 7), "ab-7");
    arena_release(&a);
    CU_ASSERT_PTR_NULL(a.newest);
}

static void test_arena_growth(void)
{
    struct arena a;
    int *list = NULL;
    size_t capacity = 0;
    arena_init(&a);
    for (int i = 0; i < 1000; i++) {
        if ((size_t)i == capacity)
            list = arena_grow(&a, list, (size_t)i, &capacity, sizeof *list);
        list[i] = i;
    }
    int wrong = 0;
    for (int i = 0; i < 1000; i++)
        wrong += list[i] != i;
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(capacity >= 1000);
    arena_release(&a);
}

static void test_bytes_cap(void)
{
    struct bytes b;
    bytes_init(&b, 5);
    CU_ASSERT_STRING_EQUAL(b.data, "");
    CU_ASSERT_TRUE(bytes_text(&b, "abc"));
    CU_ASSERT_FALSE(bytes_text(&b, "defg"));
    CU_ASSERT_STRING_EQUAL(b.data, "abcde");
    CU_ASSERT_TRUE(b.cut);
    CU_ASSERT_EQUAL(bytes_space(&b, 10), 0);
    bytes_consume(&b, 4);
    CU_ASSERT_STRING_EQUAL(b.data, "e");
    bytes_clear(&b);
    CU_ASSERT_FALSE(b.cut);
    CU_ASSERT_EQUAL(b.length, 0);
    bytes_release(&b);
    CU_ASSERT_EQUAL(b.room, 0);
}

static void test_bytes_grow_by_doubling(void)
{
    struct bytes b;
    bytes_init(&b, (size_t)1 << 20);
    for (int i = 0; i < 10000; i++)
        bytes_add(&b, "0123456789", 10);
    CU_ASSERT_EQUAL(b.length, 100000);
    CU_ASSERT_EQUAL(b.data[99999], '9');
    CU_ASSERT_EQUAL(b.data[100000], 0);
    bytes_clear(&b);
    CU_ASSERT_TRUE(bytes_format(&b, "%05d", 42));
    CU_ASSERT_STRING_EQUAL(b.data, "00042");
    bytes_release(&b);
}

CU_TestInfo memory_tests[] = {
    {"arena items", test_arena_items},
    {"arena growth", test_arena_growth},
    {"bytes cap", test_bytes_cap},
    {"bytes grow by doubling", test_bytes_grow_by_doubling},
    CU_TEST_INFO_NULL,
};
