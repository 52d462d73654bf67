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
#include "probes/valgrind_text.h"

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
    CU_ASSERT_EQUAL(r.records[0].sort, VALGRIND_ERROR);
    CU_ASSERT_EQUAL(r.records[1].sort, VALGRIND_LEAK);
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

/* Valgrind 3.24 and later, protocol 5: descriptors are among the errors. */
static const char with_descriptors[] =
    "<?xml version=\"1.0\"?>\n<valgrindoutput><protocolversion>5</protocolversion><pid>4711</pid>"
    "<error><unique>0x1</unique><tid>1</tid><kind>FdBadClose</kind>"
    "<what>File descriptor 6: /tmp/data is already closed</what><fd>6</fd><path>/tmp/data</path>"
    "<stack>" FRAME(
        "close",
        "1") "</stack><auxwhat>Originally opened</auxwhat>"
             "<stack>" FRAME(
                 "open",
                 "2") "</stack></error>"
                      "<error><unique>0x2</unique><tid>1</tid><kind>FdNotClosed</kind><fd>7</fd>"
                      "<path>/etc/hostname</path><what>File descriptor 7: /etc/hostname is still "
                      "open</what>"
                      "<stack>" FRAME("open", "41")
                          FRAME("deep",
                                "8") "</stack></error>"
                                     "<error><unique>0x3</unique><tid>1</tid><kind>FdBadUse</"
                                     "kind><fd>9</fd><what>w</what>"
                                     "<stack>" FRAME("read",
                                                     "5") "</stack></error>"
                                                          "<status><state>FINISHED</state><time>x</"
                                                          "time></status></valgrindoutput>";

static void test_descriptors_are_no_errors(void)
{
    struct arena a;
    struct valgrind_report r;
    arena_init(&a);
    CU_ASSERT_TRUE(read_text(&r, with_descriptors, sizeof with_descriptors - 1, &a));
    if (r.count != 3)
        abort();
    for (size_t i = 0; i < r.count; i++)
        CU_ASSERT_EQUAL(r.records[i].sort, VALGRIND_DESCRIPTOR);
    CU_ASSERT_EQUAL(r.records[0].fd, 6);
    CU_ASSERT_EQUAL(r.records[1].fd, 7);
    CU_ASSERT_EQUAL(r.records[1].pid, 4711);
    CU_ASSERT_STRING_EQUAL(r.records[1].stack, "at open (x.c:41)\nby deep (x.c:8)");
    arena_release(&a);
}

static void test_frames_in_no_program(void)
{
    static const char lost[] =
        "<?xml version=\"1.0\"?><valgrindoutput><pid>1</pid><error><kind>InvalidRead</kind><stack>"
        "<frame><ip>0x5</ip><obj>/usr/bin/x</obj></frame><frame><ip>0x1FFE</ip></frame>"
        "<frame><ip>0x6162</ip></frame><frame><ip>0x5</ip><obj>/usr/bin/x</obj></frame></stack>"
        "</error></valgrindoutput>";
    struct arena a;
    struct valgrind_report r;
    arena_init(&a);
    CU_ASSERT_TRUE(read_text(&r, lost, sizeof lost - 1, &a));
    if (r.count != 1)
        abort(); /* the record below is not there */
    CU_ASSERT_STRING_EQUAL(r.records[0].stack,
                           "at 0x5 (in x)\nby 0x1FFE (in no program)\nby 0x5 (in x)");
    arena_release(&a);
}

/* Valgrind 3.19 with --track-fds=yes: stacks without anything around them. */
static void test_bare_stacks_are_passed_over(void)
{
    static const char bare[] = "<?xml version=\"1.0\"?><valgrindoutput><pid>1</pid><stack>" FRAME(
        "open", "1") "</stack><status><state>FINISHED</state></status></valgrindoutput>";
    struct arena a;
    struct valgrind_report r;
    arena_init(&a);
    CU_ASSERT_TRUE(read_text(&r, bare, sizeof bare - 1, &a));
    CU_ASSERT_EQUAL(r.count, 0);
    CU_ASSERT_TRUE(r.well_formed);
    arena_release(&a);
}

/* Two processes that wrote at once. */
static void test_a_garbled_file(void)
{
    static const char mixed[] = "<?xml version=\"1.0\"?><valgrindoutput><pid>10</pid>"
                                "<error><kind>Inv<error>alid</kind></error></valgrindoutput>";
    struct arena a;
    struct valgrind_report r;
    arena_init(&a);
    CU_ASSERT_TRUE(read_text(&r, mixed, sizeof mixed - 1, &a));
    CU_ASSERT_FALSE(r.well_formed || r.finished);
    arena_release(&a);
}

/* What valgrind 3.19 wrote into the log of a process, and later versions do. */
static const char log_text[] =
    "==2479== FILE DESCRIPTORS: 14 open (3 std) at exit.\n"
    "==2479== Open AF_INET socket 7: 127.0.0.1:80 <-> unbound\n"
    "==2479==    at 0x4951DC7: socket (syscall-template.S:120)\n"
    "==2479==    by 0x109224: web::listen(int, char const*) (t.cpp:9)\n"
    "==2479== \n"
    "==2479== Open file descriptor 6: /etc/hostname\n"
    "==2479==    at 0x493F011: open (open64.c:41)\n"
    "==2479==    by 0x489904F: ??? (in /usr/lib/x86_64-linux-gnu/libc.so.6)\n"
    "==2479==    by 0x1091F5: deep (t.c:8)\n"
    "==2479== \n"
    "==2479== Open file descriptor 251:\n"
    "==2479==    <inherited from parent>\n"
    "==2479== \n"
    "==2479== File descriptor 4: /tmp/data is already closed\n"
    "==2479==    at 0x1: close (t.c:1)\n"
    "==2479==  Originally opened\n"
    "==2479==    at 0x1: open (t.c:2)\n"
    "==2479== \n"
    "==2479== 1,064 (+1,064) bytes in 2 (+2) blocks are definitely lost in loss record 1 of 2\n"
    "==2479==    at 0x48417B4: malloc (in /usr/libexec/valgrind/vgpreload_memcheck.so)\n"
    "==2479==    by 0x10919D: lose (s.c:6)\n"
    "==2479== \n"
    "==2479== 72 (+0) (64 (+0) direct, 8 (+0) indirect) bytes in 1 (+0) blocks are definitely lost "
    "in loss record 2 of 2\n"
    "==2479==    at 0x1: malloc (m.c:1)\n"
    "==2479== \n"
    "==2479== LEAK SUMMARY:\n"
    "==2479==    definitely lost: 64 (+0) bytes in 1 (+0) blocks\n";

static void test_plain_text(void)
{
    struct arena a;
    struct valgrind_report r = {0};
    arena_init(&a);
    valgrind_read_text(&r, log_text, 2479, &a);
    if (r.count != 4)
        abort(); /* the records below are not there */
    CU_ASSERT_TRUE(r.records[0].sort == VALGRIND_DESCRIPTOR && r.records[0].fd == 7);
    CU_ASSERT_STRING_EQUAL(r.records[0].stack, "at socket (syscall-template.S:120)\n"
                                               "by web::listen(int, char const*) (t.cpp:9)");
    CU_ASSERT_TRUE(r.records[1].fd == 6 && r.records[1].pid == 2479);
    CU_ASSERT_STRING_EQUAL(r.records[1].stack, "at open (open64.c:41)\n"
                                               "by 0x489904F (in libc.so.6)\nby deep (t.c:8)");
    CU_ASSERT_TRUE(r.records[2].sort == VALGRIND_LEAK && r.records[2].fd == -1);
    CU_ASSERT_TRUE(r.records[2].bytes == 1064 && r.records[2].blocks == 2);
    CU_ASSERT_STRING_EQUAL(r.records[2].kind, "Leak_DefinitelyLost");
    CU_ASSERT_TRUE(r.records[3].bytes == 0 && r.records[3].blocks == 0);
    arena_release(&a);
}

/* Any cut of it, and any octet changed, is read without harm. */
static void test_damaged_text(void)
{
    struct arena a;
    char text[sizeof log_text];
    arena_init(&a);
    for (size_t i = 0; i < sizeof log_text - 1; i++) {
        struct valgrind_report r = {0};
        memcpy(text, log_text, sizeof text);
        text[i] = (char)(i % 2 ? '\0' : ' ');
        valgrind_read_text(&r, text, 1, &a);
        CU_ASSERT_TRUE(r.count <= 5);
    }
    arena_release(&a);
}

/* Both formats of one stack are one stack: text of vgdb finds the leak that XML has named. */
static void test_both_formats_have_the_same_key(void)
{
    static const char lost[] = "==1== 64 (+64) bytes in 2 (+2) blocks are definitely lost in loss "
                               "record 1 of 1\n==1==    at 0x1: malloc (x.c:1)\n"
                               "==1==    by 0x2: leak (x.c:5)\n";
    struct arena a;
    struct valgrind_report xml, text = {0};
    arena_init(&a);
    CU_ASSERT_TRUE(read_text(&xml, whole, sizeof whole - 1, &a));
    valgrind_read_text(&text, lost, 1, &a);
    if (xml.count != 2 || text.count != 1)
        abort();
    CU_ASSERT_EQUAL(xml.records[1].key, text.records[0].key);
    CU_ASSERT_STRING_EQUAL(xml.records[1].stack, text.records[0].stack);
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

/* A crash is one; the signal that a server is stopped by is none. */
static void test_crashes_are_errors(void)
{
    static const char *const signals[] = {"SIGSEGV", "SIGTERM"};
    struct arena a;
    struct valgrind_report r;
    arena_init(&a);
    for (size_t i = 0; i < 2; i++) {
        const char *text = arena_text(
            &a,
            "<?xml version=\"1.0\"?><valgrindoutput><pid>9</pid><fatal_signal><tid>1</tid>"
            "<signo>11</signo><signame>%s</signame><sicode>1</sicode><event>x</event><stack>" FRAME(
                "crash",
                "7") "</stack></fatal_signal><error><kind>Leak_DefinitelyLost</kind></error>"
                     "</valgrindoutput>",
            signals[i]);
        CU_ASSERT_TRUE(read_text(&r, text, strlen(text), &a));
        CU_ASSERT_EQUAL(r.count, i == 0 ? 2 : 1);
        if (r.count == 0)
            abort(); /* the records below are not there */
        CU_ASSERT_EQUAL(r.records[r.count - 1].sort, VALGRIND_LEAK);
        if (i == 0) {
            CU_ASSERT_EQUAL(r.records[0].sort, VALGRIND_ERROR);
            CU_ASSERT_STRING_EQUAL(r.records[0].what, "ended by SIGSEGV");
            CU_ASSERT_STRING_EQUAL(r.records[0].stack, "at crash (x.c:7)");
        }
    }
    arena_release(&a);
}

CU_TestInfo valgrind_tests[] = {
    {"a whole report", test_whole_report},
    {"cut anywhere", test_every_cut},
    {"the same stack has the same key", test_same_stack_same_key},
    {"frames in no program", test_frames_in_no_program},
    {"crashes are errors", test_crashes_are_errors},
    {"descriptors are no errors", test_descriptors_are_no_errors},
    {"bare stacks are passed over", test_bare_stacks_are_passed_over},
    {"a garbled file", test_a_garbled_file},
    {"plain text", test_plain_text},
    {"damaged text", test_damaged_text},
    {"both formats have the same key", test_both_formats_have_the_same_key},
    {"no report", test_no_report},
    {"kinds of program", test_kinds_of_program},
    {"a Go program", test_go_program},
    CU_TEST_INFO_NULL,
};
