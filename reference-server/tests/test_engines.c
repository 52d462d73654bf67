/* SPDX-License-Identifier: MIT */
/*
 * The table of engines, and each of them as a process of its own, over real sockets on the loopback
 * interface: what all promise alike, and what those that are bounded do at the bound.
 */
#include "engines/loop.h"
#include "handlers/site.h"
#include "tests/suites.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000, ENOUGH = 16 };

struct common {
    struct tracker tracker;
    struct shared shared;
};

static struct sockaddr_in address;
static pid_t server;
static struct common *common;
static bool burdened; /* the next server has a child when it begins, and SIGCHLD is ignored */

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: t\r\n\r\n"
#define POST(path) "POST " path " HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n"

static void burden(void)
{
    static const struct sigaction ignored = {.sa_handler = SIG_IGN};
    sigaction(SIGCHLD, &ignored, NULL);
    if (fork() == 0) {
        poll(NULL, 0, 100);
        _exit(0);
    }
}

static int serve(const struct engine *engine, int listener, uint64_t most)
{
    static struct site site;
    char why[LIMIT_WHY] = "";
    int signals = signals_open();
    struct service s = {.engine = engine,
                        .listener = listener,
                        .news = {signals, signals},
                        .tracker = &common->tracker,
                        .config = {.handle = site_handle,
                                   .site = &site,
                                   .keep_alive = &common->shared.keep_alive,
                                   .idle_ms = 60000,
                                   .max_requests = 100000},
                        .max_connections = most,
                        .drain_ms = PATIENCE_MS};
    common->shared.keep_alive = true;
    site = (struct site){.tracker = &common->tracker, .shared = &common->shared};
    bool well = site_open(&site, "/", NULL, why);
    tracker_open(&common->tracker, TRACKED_SOCKETS);
    well = well && engine_run(&s);
    site_close(&site);
    return well && tracker_is_empty(&common->tracker) ? 0 : 1;
}

static void start(const struct engine *engine, uint64_t most)
{
    char why[LIMIT_WHY] = "";
    socklen_t length = sizeof address;
    common = mmap(NULL, sizeof *common, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int listener = listen_open("127.0.0.1", 0, why);
    CHECK_ROW(listener != -1, why);
    getsockname(listener, (struct sockaddr *)&address, &length);
    server = fork();
    if (server == 0 && burdened)
        burden();
    if (server == 0)
        _exit(serve(engine, listener, most));
    close(listener);
}

/* Its exit status. */
static int stop(void)
{
    int status = -1;
    kill(server, SIGTERM);
    CU_ASSERT_EQUAL(waitpid(server, &status, 0), server);
    munmap(common, sizeof *common);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int dial(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    CU_ASSERT_EQUAL(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* Whether an answer comes within the time whose text has the words in it. */
static bool hears(int fd, int ms, const char *words)
{
    char text[1024];
    struct pollfd p = {.fd = fd, .events = POLLIN};
    ssize_t n = poll(&p, 1, ms) == 1 ? recv(fd, text, sizeof text - 1, 0) : 0;
    text[n > 0 ? n : 0] = '\0';
    return n > 0 && strstr(text, words) != NULL;
}

static bool is_closed(int fd)
{
    char octet;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, PATIENCE_MS) == 1 && recv(fd, &octet, 1, 0) == 0;
}

static void test_table(void)
{
    char why[LIMIT_WHY] = "";
    size_t count = 0;
    for (const struct engine *e = engines; e->name != NULL; e++, count++) {
        CHECK_ROW(engine_find(e->name, why) == e, e->name);
        CHECK_ROW(e->run != NULL && strlen(e->story) > 0 && strlen(e->name) < 14, e->name);
        CHECK_ROW(e->run != loop_run || e->waiter != NULL, e->name);
    }
    CU_ASSERT_EQUAL(count, 9);
}

static void test_unknown(void)
{
    static const char *const names[] = {"epol", "Poll", "kqueue", ""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char why[LIMIT_WHY] = "";
        CHECK_ROW(engine_find(names[i], why) == NULL, names[i]);
        CHECK_ROW(strstr(why, names[i]) != NULL && strstr(why, "--list-engines") != NULL, why);
        CHECK_ROW(strstr(why, " iterative, fork, prefork, thread, ") != NULL, why);
    }
}

/* One after the other, so that every engine can promise it: each connection counts, and all count
   together, whoever serves them. */
static void test_counts(void)
{
    for (const struct engine *e = engines; e->name != NULL; e++) {
        char words[32];
        start(e, ENOUGH);
        for (unsigned i = 1; i <= ENOUGH; i++) {
            int fd = dial();
            snprintf(words, sizeof words, "{\"value\":%u}", i);
            say(fd, POST("/api/counter"));
            CHECK_ROW(hears(fd, PATIENCE_MS, words), e->name);
            close(fd);
        }
        CHECK_ROW(stop() == 0, e->name);
    }
}

/* What had been asked before the signal is answered; who had not asked is closed. */
static void test_stop(void)
{
    for (const struct engine *e = engines; e->name != NULL; e++) {
        start(e, ENOUGH);
        int slow = dial();
        say(slow, GET("/api/slow?ms=300"));
        poll(NULL, 0, 100);
        int asks = dial();
        int silent = dial();
        say(asks, GET("/api/test"));
        poll(NULL, 0, 50);
        kill(server, SIGTERM);
        CHECK_ROW(hears(slow, PATIENCE_MS, "Connection: close"), e->name);
        CHECK_ROW(hears(asks, PATIENCE_MS, "It works."), e->name);
        CHECK_ROW(is_closed(silent), e->name);
        close(slow);
        close(asks);
        close(silent);
        int status = 0;
        CHECK_ROW(waitpid(server, &status, 0) == server && status == 0, e->name);
    }
}

/* A second signal cuts off, and says so. */
static void test_cut(void)
{
    for (const struct engine *e = engines; e->name != NULL; e++) {
        start(e, ENOUGH);
        int slow = dial();
        say(slow, GET("/api/slow?ms=60000"));
        poll(NULL, 0, 100);
        kill(server, SIGTERM);
        poll(NULL, 0, 100);
        CHECK_ROW(stop() == 1, e->name);
        close(slow);
    }
}

/* Two are served and the third waits, until one of the others has been idle for a second. */
static void test_bound(void)
{
    static const char *const names[] = {"fork", "thread", "poll", "epoll-threads", "green"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char why[LIMIT_WHY];
        start(engine_find(names[i], why), 2);
        int idle = dial();
        say(idle, GET("/api/test"));
        CHECK_ROW(hears(idle, PATIENCE_MS, "It works."), names[i]);
        int busy = dial();
        say(busy, GET("/api/slow?ms=2000"));
        poll(NULL, 0, 50);
        int third = dial();
        say(third, GET("/api/test"));
        CHECK_ROW(!hears(third, 100, ""), names[i]);
        CHECK_ROW(hears(third, PATIENCE_MS, "It works."), names[i]);
        CHECK_ROW(is_closed(idle), names[i]);
        CHECK_ROW(hears(busy, PATIENCE_MS, "slept_ms"), names[i]);
        close(idle);
        close(busy);
        close(third);
        CHECK_ROW(stop() == 0, names[i]);
    }
}

/* The first of the server's children; 0 for none. */
static pid_t first_child(void)
{
    char name[64];
    char text[32] = "";
    snprintf(name, sizeof name, "/proc/%ld/task/%ld/children", (long)server, (long)server);
    FILE *file = fopen(name, "re");
    if (file != NULL && fgets(text, sizeof text, file) == NULL)
        text[0] = '\0';
    if (file != NULL)
        fclose(file);
    return (pid_t)strtol(text, NULL, 10);
}

/* All of the workers are killed, one by one: others take their place, and what they had open is not
   said to be open still. */
static void test_replaced(void)
{
    char why[LIMIT_WHY];
    start(engine_find("prefork", why), ENOUGH);
    for (unsigned i = 0; i < 6; i++) {
        int fd = dial();
        say(fd, GET("/api/test"));
        CU_ASSERT(hears(fd, PATIENCE_MS, "It works."));
        close(fd);
        pid_t child = first_child();
        CU_ASSERT(child > 0 && kill(child, SIGKILL) == 0);
        poll(NULL, 0, 150);
        CU_ASSERT(first_child() > 0 && first_child() != child);
    }
    int fd = dial();
    say(fd, GET("/api/status")); /* the listener, once for the server and each; and this one */
    CU_ASSERT(hears(fd, PATIENCE_MS, "\"sockets\":6,\"files\":1,\"connections\":1,"));
    close(fd);
    CU_ASSERT_EQUAL(stop(), 1); /* processes died */
}

/* A server that was handed a child that it never made, by somebody who ignores how children end. */
static void test_strangers(void)
{
    static const char *const names[] = {"fork", "prefork"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char why[LIMIT_WHY];
        burdened = true;
        start(engine_find(names[i], why), ENOUGH);
        burdened = false;
        poll(NULL, 0, 200); /* the stranger ends, and perhaps nobody else lives */
        int fd = dial();
        say(fd, GET("/api/test"));
        CHECK_ROW(hears(fd, PATIENCE_MS, "It works."), names[i]);
        close(fd);
        CHECK_ROW(stop() == 0, names[i]);
    }
}

/* A descriptor that has no bit in the set cannot be watched. */
static void test_select_is_bounded(void)
{
    char why[LIMIT_WHY];
    struct service s = {.engine = engine_find("select", why), .max_connections = 1};
    const struct waiter *w = s.engine->waiter;
    struct loop l = {.service = &s, .waiter = w, .waiting = w->open(LINK_TOKENS)};
    CU_ASSERT_EQUAL(s.engine->descriptors, FD_SETSIZE);
    CU_ASSERT(w->watch(&l, TOKEN_LISTENER, FD_SETSIZE - 1, EPOLLIN));
    errno = 0;
    CU_ASSERT(!w->watch(&l, TOKEN_LISTENER, FD_SETSIZE, EPOLLIN));
    CU_ASSERT_EQUAL(errno, EMFILE);
    w->close(l.waiting);
}

static const struct test tests[] = {
    {.name = "table", .run = test_table},
    {.name = "unknown", .run = test_unknown},
    {.name = "one counter", .run = test_counts},
    {.name = "graceful stop", .run = test_stop},
    {.name = "forced stop", .run = test_cut},
    {.name = "the bound", .run = test_bound},
    {.name = "workers are replaced", .run = test_replaced},
    {.name = "strangers", .run = test_strangers},
    {.name = "select is bounded", .run = test_select_is_bounded},
    {.name = NULL},
};

const struct suite suite_engines = {.name = "engines", .tests = tests};
