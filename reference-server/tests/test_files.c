/* SPDX-License-Identifier: MIT */
/*
 * Static files, twice: with the kernel resolving paths, and component by component. Both must give
 * the same answers.
 */
#include "handlers/site.h"
#include "tests/bench.h"
#include "tests/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct bench b;
static char root[64];
static char home[32];

static void write_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *f = fopen(path, "we");
    CHECK_ROW(f != NULL, path);
    if (f != NULL) {
        fputs(text, f);
        fclose(f);
    }
}

static void in_root(int (*make)(const char *path), const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", root, name);
    CHECK_ROW(make(path) == 0, path);
}

static int make_fifo(const char *path)
{
    return mkfifo(path, 0600);
}

static int make_folder(const char *path)
{
    return mkdir(path, 0700);
}

static int make_link(const char *path)
{
    return symlink("a.txt", path);
}

static int make_outward_link(const char *path)
{
    return symlink("/etc", path);
}

static void open_root(void)
{
    snprintf(home, sizeof home, "/tmp/refserver-test-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL(mkdtemp(home));
    snprintf(root, sizeof root, "%s/root", home);
    CU_ASSERT_EQUAL(make_folder(root), 0);
    in_root(make_folder, "sub");
    write_file("a.txt", "hello");
    write_file("empty.html", "");
    write_file("sub/b c%.bin", "deep");
    write_file(".hidden", "no");
    in_root(make_fifo, "fifo");
    in_root(make_link, "link");
    in_root(make_outward_link, "out");
    bench_open(&b, NULL, root);
}

static void close_root(void)
{
    static const char *const names[] = {"a.txt", "empty.html", "sub/b c%.bin", ".hidden", "fifo",
                                        "link",  "out",        "sub",          ""};
    bench_close(&b);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        in_root(remove, names[i]);
    CU_ASSERT_EQUAL(rmdir(home), 0);
}

static const struct {
    const char *path; /* behind /static/ */
    unsigned status;
    const char *body; /* NULL: not looked at */
} rows[] = {
    {.path = "a.txt", .status = 200, .body = "hello"},
    {.path = "a.txt?x=../y", .status = 200, .body = "hello"},
    {.path = "%61.t%78t", .status = 200, .body = "hello"},
    {.path = "empty.html", .status = 200, .body = ""},
    {.path = "sub/b%20c%25.bin", .status = 200, .body = "deep"},
    {.path = "nope", .status = 404},
    {.path = "", .status = 404},
    {.path = "sub", .status = 404},
    {.path = "sub/", .status = 404},
    {.path = "sub//b%20c%25.bin", .status = 404},
    {.path = "/etc/passwd", .status = 404},
    {.path = "a.txt/", .status = 404},
    {.path = "a.txt/x", .status = 404},
    {.path = ".hidden", .status = 404},
    {.path = "..", .status = 404},
    {.path = "../a.txt", .status = 404},
    {.path = "sub/../a.txt", .status = 404},
    {.path = "sub/%2e%2e/a.txt", .status = 404},
    {.path = "%252e%252e/a.txt", .status = 404},
    {.path = "sub%2fb%20c%25.bin", .status = 400},
    {.path = "sub%2Fb%20c%25.bin", .status = 400},
    {.path = "a.txt%00.html", .status = 400},
    {.path = "a%2", .status = 400},
    {.path = "a%zz", .status = 400},
    {.path = "%", .status = 400},
    {.path = "..\\a.txt", .status = 404},
    {.path = "link", .status = 404},
    {.path = "out/passwd", .status = 404},
    {.path = "fifo", .status = 404},
};

static void get(const char *path, const char *fields)
{
    char request[2048];
    snprintf(request, sizeof request, "GET /static/%s HTTP/1.1\r\nHost: t\r\n%s\r\n", path, fields);
    bench_ask(&b, request);
}

static void check_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        get(rows[i].path, "");
        CHECK_ROW(bench_status(&b, rows[i].status), rows[i].path);
        CHECK_ROW(rows[i].body == NULL || strcmp(bench_body(&b), rows[i].body) == 0, rows[i].path);
        CHECK_ROW(b.tracker.open[TRACKED_FILES] == 1, rows[i].path); /* the document root */
    }
}

static void test_both_ways(void)
{
    open_root();
    check_rows();
    b.site.walks = true;
    check_rows();
    b.now.round = 1;
    check_rows();
    close_root();
}

/* What is asked in one round was asked at the same time: a file that changes meanwhile has changed
   before or behind all of them. */
static void test_rounds(void)
{
    open_root();
    b.now.round = 1;
    get("a.txt", "");
    write_file("a.txt", "world!");
    get("a.txt", "");
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "hello");
    get("a.txt", "Range: bytes=1-3\r\n");
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "ell");
    get("%61.txt", "");
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "world!"); /* another name is looked at */
    get("a.txt", "");
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "world!"); /* one is kept, and it was another */
    b.now.round = 2;
    write_file("a.txt", "hello");
    get("a.txt", "");
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "hello");
    b.now.round = 0; /* nobody can say when this is asked */
    for (unsigned i = 0; i < 2; i++) {
        write_file("a.txt", i == 0 ? "one" : "two");
        get("a.txt", "");
        CU_ASSERT_STRING_EQUAL(bench_body(&b), i == 0 ? "one" : "two");
    }
    close_root();
}

/* Those of JOB_TEXT octets are kept; a longer one is read while it is sent. */
static void test_sizes(void)
{
    char path[256];
    open_root();
    snprintf(path, sizeof path, "%s/a.txt", root);
    for (off_t size = JOB_TEXT - 1; size <= JOB_TEXT + 1; size++) {
        CU_ASSERT_EQUAL(truncate(path, size), 0);
        b.now.round++;
        for (unsigned i = 0; i < 2; i++) {
            get("a.txt", "");
            const char *body = strstr(b.out, "\r\n\r\n");
            CU_ASSERT_EQUAL(b.out + b.out_length - body - 4, size);
            CU_ASSERT_EQUAL(memcmp(body + 4, "hello", 6), 0);
        }
    }
    close_root();
}

/* Every spelling of "up" with every separator, from several places: a canary lies beside the root,
   and nobody may ever see it. */
static unsigned ask_for_the_canary(const char *up, const char *separator)
{
    static const char *const starts[] = {"", "sub/", "/", "./", "sub/./", "a.txt/", "out/"};
    unsigned cases = 0;
    for (size_t s = 0; s < sizeof starts / sizeof starts[0]; s++) {
        for (unsigned depth = 1; depth <= 3; depth++, cases++) {
            char path[256];
            size_t length = (size_t)snprintf(path, sizeof path, "%s", starts[s]);
            for (unsigned i = 0; i < depth; i++)
                length +=
                    (size_t)snprintf(path + length, sizeof path - length, "%s%s", up, separator);
            snprintf(path + length, sizeof path - length, "canary");
            get(path, "");
            CHECK_ROW(bench_status(&b, 404) || bench_status(&b, 400), path);
            CHECK_ROW(!bench_has(&b, "tweet") && b.tracker.open[TRACKED_FILES] == 1, path);
        }
    }
    return cases;
}

static void test_traversal(void)
{
    static const char *const ups[] = {"..",  "%2e%2e", ".%2e",  "%2E.",         "%252e%252e",
                                      "..;", "...",    "..%00", "%c0%ae%c0%ae", "%u002e%u002e"};
    static const char *const separators[] = {"/",   "//", "/./",   "%2f",
                                             "%5c", "\\", "%252f", "%c0%af"};
    char beside[64];
    unsigned cases = 0;
    open_root();
    snprintf(beside, sizeof beside, "%s/canary", home);
    FILE *f = fopen(beside, "we");
    CU_ASSERT_PTR_NOT_NULL(f);
    if (f == NULL)
        return;
    fputs("tweet", f);
    fclose(f);
    for (unsigned way = 0; way < 2; way++) {
        for (size_t u = 0; u < sizeof ups / sizeof ups[0]; u++)
            for (size_t s = 0; s < sizeof separators / sizeof separators[0]; s++)
                cases += ask_for_the_canary(ups[u], separators[s]);
        b.site.walks = true;
    }
    CU_ASSERT(cases > 300);
    remove(beside);
    close_root();
}

static void test_ranges(void)
{
    open_root();
    get("a.txt", "Range: bytes=1-3\r\n");
    CU_ASSERT(bench_status(&b, 206) && bench_has(&b, "Content-Range: bytes 1-3/5\r\n"));
    CU_ASSERT(bench_has(&b, "Content-Length: 3\r\n") && bench_has(&b, "\r\nETag: "));
    CU_ASSERT_STRING_EQUAL(bench_body(&b), "ell");
    get("a.txt", "Range: bytes=9-\r\n");
    CU_ASSERT(bench_status(&b, 416) && bench_has(&b, "Content-Range: bytes */5\r\n"));
    get("a.txt", "Range: bytes=0-1,3-4\r\n");
    CU_ASSERT(bench_status(&b, 200) && strcmp(bench_body(&b), "hello") == 0);
    get("a.txt", "If-Match: \"other\"\r\n");
    CU_ASSERT(bench_status(&b, 412));
    get("empty.html", "Range: bytes=0-\r\n");
    CU_ASSERT(bench_status(&b, 416));
    close_root();
}

static void test_long_names(void)
{
    char path[LIMIT_PATH + 2];
    char name[LIMIT_PATH];
    memset(path, 'x', sizeof path);
    CU_ASSERT_EQUAL(files_decode((struct span){path, LIMIT_PATH - 2}, name), 0);
    CU_ASSERT_EQUAL(files_decode((struct span){path, LIMIT_PATH - 1}, name), 0);
    CU_ASSERT_EQUAL(strlen(name), LIMIT_PATH - 1);
    CU_ASSERT_EQUAL(files_decode((struct span){path, LIMIT_PATH}, name), ENOENT);
    open_root();
    path[300] = '\0';
    get(path, "");
    CU_ASSERT(bench_status(&b, 404)); /* one component too long for the file system */
    close_root();
}

static void copy_field(const char *name, char *line, size_t room)
{
    const char *at = strstr(b.out, name);
    size_t length = at != NULL ? strcspn(at, "\r") : 0;
    CHECK_ROW(length > 0 && length < room, name);
    snprintf(line, room, "%.*s", (int)length, at != NULL ? at : "");
}

static void test_validators(void)
{
    char etag[128];
    char date[128];
    char fields[512];
    open_root();
    get("a.txt", "");
    CU_ASSERT(bench_has(&b, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    copy_field("ETag: ", etag, sizeof etag);
    copy_field("Last-Modified: ", date, sizeof date);
    snprintf(fields, sizeof fields, "If-None-Match: \"x\", W/%s\r\n", etag + 6);
    get("a.txt", fields);
    CU_ASSERT(bench_status(&b, 304) && bench_has(&b, etag) && bench_body(&b)[0] == '\0');
    CU_ASSERT(!bench_has(&b, "Content-Length"));
    get("a.txt", "If-None-Match: *\r\n");
    CU_ASSERT(bench_status(&b, 304));
    snprintf(fields, sizeof fields, "If-Modified-Since: %s\r\n", date + 15);
    get("a.txt", fields);
    CU_ASSERT(bench_status(&b, 304));
    snprintf(fields, sizeof fields, "If-None-Match: x\r\nIf-Modified-Since: %s\r\n", date + 15);
    get("a.txt", fields);
    CU_ASSERT(bench_status(&b, 200)); /* the tag decides alone */
    snprintf(fields, sizeof fields, "If-Modified-Since: %s\r\nIf-Modified-Since: %s\r\n", date + 15,
             date + 15);
    get("a.txt", fields);
    CU_ASSERT(bench_status(&b, 200));
    get("a.txt", "If-Modified-Since: Sun, 06 Nov 1990 08:49:37 GMT\r\n");
    CU_ASSERT(bench_status(&b, 200));
    get("nope", "If-None-Match: *\r\n");
    CU_ASSERT(bench_status(&b, 404));
    close_root();
}

static void test_types(void)
{
    static const struct {
        const char *name, *line;
    } files[] = {
        {"empty.html", "\r\nContent-Type: text/html; charset=utf-8\r\n"},
        {"B.HTML", "\r\nContent-Type: text/html; charset=utf-8\r\n"},
        {"b.tar.png", "\r\nContent-Type: image/png\r\n"},
        {"b.other", "\r\nContent-Type: application/octet-stream\r\n"},
        {"html", "\r\nContent-Type: application/octet-stream\r\n"},
        {"b.", "\r\nContent-Type: application/octet-stream\r\n"},
    };
    open_root();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        write_file(files[i].name, "");
        get(files[i].name, "");
        CHECK_ROW(bench_has(&b, files[i].line), files[i].name);
        if (i > 0) /* the first is one of the root's own */
            in_root(remove, files[i].name);
    }
    close_root();
}

static void test_head(void)
{
    open_root();
    bench_ask(&b, "HEAD /static/a.txt HTTP/1.1\r\nHost: t\r\n\r\n");
    CU_ASSERT(bench_has(&b, "Content-Length: 5\r\n") && bench_body(&b)[0] == '\0');
    CU_ASSERT_EQUAL(b.tracker.open[TRACKED_FILES], 1);
    close_root();
}

/* A length was promised that cannot be kept any more: the connection breaks. */
static void test_shrinking_file(void)
{
    char path[256];
    open_root();
    snprintf(path, sizeof path, "%s/a.txt", root);
    CU_ASSERT_EQUAL(truncate(path, 100000), 0);
    b.stuck = true;
    get("a.txt", "");
    CU_ASSERT_EQUAL(truncate(path, 10), 0);
    b.stuck = false;
    bench_take(&b);
    CU_ASSERT_EQUAL(conn_wants(&b.conn), CONN_CLOSE);
    CU_ASSERT(b.out_length < 100000);
    CU_ASSERT_EQUAL(b.tracker.open[TRACKED_FILES], 1);
    close_root();
}

static const struct test tests[] = {
    {.name = "both ways of opening", .run = test_both_ways},
    {.name = "rounds", .run = test_rounds},
    {.name = "sizes", .run = test_sizes},
    {.name = "traversal", .run = test_traversal},
    {.name = "ranges", .run = test_ranges},
    {.name = "long names", .run = test_long_names},
    {.name = "validators", .run = test_validators},
    {.name = "types", .run = test_types},
    {.name = "HEAD", .run = test_head},
    {.name = "a shrinking file", .run = test_shrinking_file},
    {.name = NULL},
};

const struct suite suite_files = {.name = "handlers/files", .tests = tests};
