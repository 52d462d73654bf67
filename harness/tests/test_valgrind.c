/* SPDX-License-Identifier: MIT */
/* probes/valgrind and candidate/binary: reports whole and cut, and what kind of program a file is.
 */
#include "tests/suites.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "candidate/binary.h"
#include "probes/valgrind.h"

#define FRAME(fn, line)                                                                            \
    "<frame><ip>0x4</ip><obj>/usr/bin/x</obj><fn>" fn                                              \
    "</fn><dir>/s</dir><file>x.c</file><line>" line "</line></frame>"

static const char whole[] =
    "<?xml version=\"1.0\"?>\n<valgrindoutput><protocolversion>4</protocolversion>"
    "<pid>4711</pid><new-thing><deep>1</deep></new-thing>"
    "<error><unique>0x7</unique><tid>1</tid><kind>InvalidRead</kind>"
    "<what>Invalid read of size 1</what><stack>" FRAME("use", "9")
        FRAME("main",
              "3") "</stack>"
                   "<auxwhat>Address 0x1 is 0 bytes inside</auxwhat><stack>" FRAME(
                       "free",
                       "1") "</stack></error>"
                            "<error><unique>0x8</unique><kind>Leak_DefinitelyLost</"
                            "kind><xwhat><text>64 bytes lost</text>"
                            "<leakedbytes>64</leakedbytes><leakedblocks>2</leakedblocks></xwhat>"
                            "<stack>" FRAME("malloc", "1")
                                FRAME("leak", "5") "</stack></error>"
                                                   "<errorcounts><pair><count>3</"
                                                   "count><unique>0x7</unique></pair></errorcounts>"
                                                   "<status><state>FINISHED</state><time>x</time></"
                                                   "status></valgrindoutput>";

static bool read_text(struct valgrind_report *r, const char *text, size_t length, struct arena *a)
{
    char path[] = "/tmp/assay-test-XXXXXX";
    *r = (struct valgrind_report){0};
    int fd = mkstemp(path);
    bool good = fd != -1 && write(fd, text, length) == (ssize_t)length;
    close(fd);
    good = good && valgrind_read(r, path, a);
    unlink(path);
    return good;
}

static void test_whole_report(void)
{
    struct arena a;
    struct valgrind_report r;
    arena_init(&a);
    CU_ASSERT_TRUE(read_text(&r, whole, sizeof whole - 1, &a));
    CU_ASSERT_EQUAL(r.pid, 4711);
    CU_ASSERT_TRUE(r.finished && r.well_formed);
    if (r.count != 2)
        abort(); /* the records below are not there */
    CU_ASSERT_STRING_EQUAL(r.records[0].kind, "InvalidRead");
    CU_ASSERT_STRING_EQUAL(r.records[0].what, "Invalid read of size 1");
    CU_ASSERT_STRING_EQUAL(r.records[0].stack, "at use (x.c:9)\nby main (x.c:3)");
    CU_ASSERT_EQUAL(r.records[0].count, 3);
    CU_ASSERT_FALSE(r.records[0].is_leak);
    CU_ASSERT_TRUE(r.records[1].is_leak);
    CU_ASSERT_EQUAL(r.records[1].bytes, 64);
    CU_ASSERT_EQUAL(r.records[1].blocks, 2);
    CU_ASSERT_NOT_EQUAL(r.records[0].key, r.records[1].key);
    arena_release(&a);
}

static void test_every_cut(void)
{
    struct arena a;
    size_t most = 0;
    arena_init(&a);
    for (size_t length = 0; length < sizeof whole - 1; length += 7) {
        struct valgrind_report r;
        bool read = read_text(&r, whole, length, &a);
        CU_ASSERT_FALSE(read && r.well_formed);
        CU_ASSERT(r.count >= most);
        most = r.count;
    }
    CU_ASSERT_EQUAL(most, 2);
    arena_release(&a);
}

static void test_same_stack_same_key(void)
{
    struct arena a;
    struct valgrind_report one, two;
    arena_init(&a);
    CU_ASSERT_TRUE(read_text(&one, whole, sizeof whole - 1, &a));
    CU_ASSERT_TRUE(read_text(&two, whole, sizeof whole - 1, &a));
    if (one.count != 2 || two.count != 2)
        abort();
    CU_ASSERT_EQUAL(one.records[1].key, two.records[1].key);
    arena_release(&a);
}

static void test_no_report(void)
{
    struct arena a;
    struct valgrind_report r;
    arena_init(&a);
    CU_ASSERT_FALSE(valgrind_read(&r, "/no/such/file", &a));
    CU_ASSERT_FALSE(read_text(&r, "hello", 5, &a));
    arena_release(&a);
}

static void test_kinds_of_program(void)
{
    CU_ASSERT_TRUE(binary_look("/bin/sh").is_elf);
    CU_ASSERT_FALSE(binary_look("/bin/sh").is_static);
    CU_ASSERT_FALSE(binary_look("/bin/sh").is_go);
    CU_ASSERT_FALSE(binary_look("/bin/sh").is_sanitized);
    CU_ASSERT_FALSE(binary_look("/etc/passwd").is_elf);
    CU_ASSERT_FALSE(binary_look("/no/such/file").is_elf);
}

static void test_go_program(void)
{
    static const char octets[] = ELFMAG "................................"
                                        "\xff Go buildinf:\x08\x02";
    char path[] = "/tmp/test-assay-XXXXXX";
    int fd = mkstemp(path);
    CU_ASSERT_EQUAL(write(fd, octets, sizeof octets), (ssize_t)sizeof octets);
    CU_ASSERT_TRUE(binary_look(path).is_go);
    close(fd);
    unlink(path);
}

CU_TestInfo valgrind_tests[] = {
    {"a whole report", test_whole_report},
    {"cut anywhere", test_every_cut},
    {"the same stack has the same key", test_same_stack_same_key},
    {"no report", test_no_report},
    {"kinds of program", test_kinds_of_program},
    {"a Go program", test_go_program},
    CU_TEST_INFO_NULL,
};
