/* SPDX-License-Identifier: MIT */
/*
 * The engines of one loop over real sockets on the loopback interface: they must not differ. The
 * engine runs in a thread of its own; signals come through a pipe that looks like a signalfd.
 */
#include "engines/loop.h"
#include "handlers/site.h"
#include "tests/suites.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { MOST = 4, PATIENCE_MS = 5000 };

static struct {
    struct tracker tracker;
    struct shared shared;
    struct site site;
    struct service service;
    bool finished;
    pthread_t thread;
    int signals[2];
    struct sockaddr_in address;
} server;

static void *serve(void *unused)
{
    server.finished = engine_run(&server.service);
    return unused;
}

static void start(const struct engine *engine)
{
    char why[LIMIT_WHY] = "";
    socklen_t length = sizeof server.address;
    memset(&server.tracker, 0, sizeof server.tracker);
    server.shared.keep_alive = true;
    server.site = (struct site){.tracker = &server.tracker, .shared = &server.shared};
    CHECK_ROW(site_open(&server.site, "/", NULL, why), why);
    int listener = listen_open("127.0.0.1", 0, why);
    CHECK_ROW(listener != -1, why);
    tracker_open(&server.tracker, TRACKED_SOCKETS);
    getsockname(listener, (struct sockaddr *)&server.address, &length);
    CU_ASSERT_EQUAL(pipe2(server.signals, O_NONBLOCK | O_CLOEXEC), 0);
    server.service = (struct service){.engine = engine,
                                      .listener = listener,
                                      .news = {server.signals[0], server.signals[0]},
                                      .tracker = &server.tracker,
                                      .config = {.handle = site_handle,
                                                 .site = &server.site,
                                                 .keep_alive = &server.shared.keep_alive,
                                                 .idle_ms = 60000,
                                                 .max_requests = 1000},
                                      .max_connections = MOST,
                                      .drain_ms = PATIENCE_MS};
    CU_ASSERT_EQUAL(pthread_create(&server.thread, NULL, serve, NULL), 0);
}

/* They stand side by side in the table. */
static const struct engine *first_loop(void)
{
    const struct engine *e = engines;
    while (e->run != loop_run)
        e++;
    return e;
}

static void send_signal(unsigned number)
{
    const struct signalfd_siginfo info = {.ssi_signo = number};
    CU_ASSERT_EQUAL(write(server.signals[1], &info, sizeof info), (ssize_t)sizeof info);
}

static void stop(bool finished)
{
    pthread_join(server.thread, NULL);
    CU_ASSERT_EQUAL(server.finished, finished);
    site_close(&server.site);
    close(server.signals[0]);
    close(server.signals[1]);
    CU_ASSERT(tracker_is_empty(&server.tracker));
}

static int dial(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL(connect(fd, (struct sockaddr *)&server.address, sizeof server.address), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    CU_ASSERT_EQUAL(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* Whether something comes within the time: octets into `text`, or the end, which is "". */
static bool hear(int fd, int ms, char text[1024])
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (poll(&p, 1, ms) != 1)
        return false;
    ssize_t n = recv(fd, text, 1023, 0);
    text[n > 0 ? n : 0] = '\0';
    return true;
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: t\r\n\r\n"

static bool is_answered(int fd, const char *request)
{
    char text[1024];
    say(fd, request);
    return hear(fd, PATIENCE_MS, text) && strncmp(text, "HTTP/1.1 200", 12) == 0;
}

static void test_requests(void)
{
    for (const struct engine *e = first_loop(); e->run == loop_run; e++) {
        int fds[MOST];
        start(e);
        for (unsigned i = 0; i < MOST; i++)
            fds[i] = dial();
        for (unsigned round = 0; round < 50; round++)
            for (unsigned i = 0; i < MOST; i++)
                CHECK_ROW(is_answered(fds[i], GET("/api/test")), e->name);
        CHECK_ROW(is_answered(fds[0], GET("/api/slow?ms=30")), e->name);
        for (unsigned i = 0; i < MOST; i++)
            close(fds[i]);
        send_signal(SIGHUP);
        int fd = dial();
        CHECK_ROW(is_answered(fd, GET("/api/status")), e->name);
        send_signal(SIGTERM);
        stop(true);
        close(fd);
    }
}

/* At the maximum the one that has been idle longest goes, but not at once; nobody who is busy does.
 */
static void test_full(void)
{
    for (const struct engine *e = first_loop(); e->run == loop_run; e++) {
        int fds[MOST + 1];
        char text[1024] = "?";
        start(e);
        for (unsigned i = 0; i < MOST; i++) {
            fds[i] = dial();
            CHECK_ROW(is_answered(fds[i], GET("/api/test")), e->name);
            poll(NULL, 0, 2); /* so that one is idle longer than the next */
        }
        say(fds[0], GET("/api/slow?ms=2000"));
        CHECK_ROW(is_answered(fds[1], GET("/api/test")), e->name);
        fds[MOST] = dial();
        CHECK_ROW(!hear(fds[2], LIMIT_YIELD_MS / 4, text), e->name);
        CHECK_ROW(is_answered(fds[MOST], GET("/api/test")), e->name);
        CHECK_ROW(hear(fds[2], PATIENCE_MS, text) && text[0] == '\0', e->name);
        CHECK_ROW(!hear(fds[3], 10, text), e->name);
        CHECK_ROW(hear(fds[0], PATIENCE_MS, text) && strstr(text, "slept_ms") != NULL, e->name);
        send_signal(SIGTERM);
        stop(true);
        for (unsigned i = 0; i <= MOST; i++)
            close(fds[i]);
    }
}

/* If nobody is idle, newcomers wait in the accept queue, and have their turn. */
static void test_all_busy(void)
{
    for (const struct engine *e = first_loop(); e->run == loop_run; e++) {
        int fds[MOST + 1];
        char text[1024];
        start(e);
        for (unsigned i = 0; i < MOST; i++) {
            fds[i] = dial();
            say(fds[i], GET("/api/slow?ms=200"));
        }
        fds[MOST] = dial();
        CHECK_ROW(is_answered(fds[MOST], GET("/api/test")), e->name);
        unsigned answered = 0;
        for (unsigned i = 0; i < MOST; i++)
            answered += hear(fds[i], PATIENCE_MS, text) && strstr(text, "slept_ms") != NULL;
        CHECK_ROW(answered == MOST, e->name);
        send_signal(SIGTERM);
        stop(true);
        for (unsigned i = 0; i <= MOST; i++)
            close(fds[i]);
    }
}

/* A request in flight completes, an idle connection is closed; a second signal cuts off. */
static void test_stops(void)
{
    for (const struct engine *e = first_loop(); e->run == loop_run; e++) {
        char text[1024] = "?";
        start(e);
        int slow = dial();
        int idle = dial();
        CHECK_ROW(is_answered(idle, GET("/api/test")), e->name);
        say(slow, "POST /api/echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\na");
        send_signal(SIGTERM);
        CHECK_ROW(hear(idle, PATIENCE_MS, text) && text[0] == '\0', e->name);
        close(idle);
        say(slow, "b");
        CHECK_ROW(hear(slow, PATIENCE_MS, text) && strstr(text, "Connection: close") != NULL,
                  e->name);
        close(slow);
        stop(true);

        start(e);
        slow = dial();
        idle = dial();
        say(slow, GET("/api/slow?ms=60000"));
        CHECK_ROW(is_answered(idle, GET("/api/test")), e->name); /* it has started */
        close(idle);
        poll(NULL, 0, 20);
        send_signal(SIGTERM);
        send_signal(SIGINT);
        stop(false);
        close(slow);
    }
}

static void test_large_answer_to_a_slow_reader(void)
{
    for (const struct engine *e = first_loop(); e->run == loop_run; e++) {
        static const size_t length = 3000000;
        size_t got = 0;
        char text[1024];
        start(e);
        int fd = dial();
        int other = dial();
        say(fd, "GET /api/bytes/3000000 HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
        CHECK_ROW(is_answered(other, GET("/api/test")), e->name);
        while (hear(fd, PATIENCE_MS, text) && text[0] != '\0')
            got += strlen(text);
        CHECK_ROW(got > length && got < length + LIMIT_ANSWER_HEAD, e->name);
        close(fd);
        close(other);
        send_signal(SIGTERM);
        stop(true);
    }
}

static const struct test tests[] = {
    {.name = "requests", .run = test_requests},
    {.name = "the longest idle goes", .run = test_full},
    {.name = "all busy", .run = test_all_busy},
    {.name = "graceful and forced stop", .run = test_stops},
    {.name = "a slow reader", .run = test_large_answer_to_a_slow_reader},
    {.name = NULL},
};

const struct suite suite_loop = {.name = "engines/loop", .tests = tests};
