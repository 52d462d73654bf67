/* SPDX-License-Identifier: MIT */
/*
 * Lines of an event loop, and those of a seat: who owns them, who only knows them, and that nobody
 * keeps anybody alive. The back end is a socket of the test that listens and says nothing.
 */
#include "engines/crowd.h"
#include "engines/loop.h"
#include "tests/suites.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

static struct service service;
static struct loop l;
static struct tracker tracker;
static atomic_bool keep_alive = true;
static struct call calls[LIMIT_CALLS];
static char address[LIMIT_WHY];
static int back_end;

/* Makes two calls and answers when one of them has ended. */
static enum handled two_calls(struct exchange *x)
{
    if (x->event == EXCHANGE_AGAIN)
        return answer_error(&x->answer, calls[0].status, "a call has ended");
    if (x->event != EXCHANGE_REQUEST)
        return HANDLED_ANSWERED;
    calls[2].state = CALL_NONE;
    call_begin(&calls[0], address, SPAN("/a"), x->now);
    call_begin(&calls[1], address, SPAN("/b"), x->now);
    x->calls = calls;
    return HANDLED_CALLS;
}

static void open_service(void)
{
    char why[LIMIT_WHY];
    memset(&tracker, 0, sizeof tracker);
    back_end = listen_open("127.0.0.1", 0, address);
    service = (struct service){
        .engine = engine_find("epoll", why),
        .listener = -1,
        .tracker = &tracker,
        .config = {.handle = two_calls,
                   .keep_alive = &keep_alive,
                   .idle_ms = 1000,
                   .max_requests = 10},
        .max_connections = 2,
        .drain_end = UINT64_MAX,
    };
}

static int take_call(void)
{
    struct sockaddr_storage peer;
    return listen_accept(back_end, &peer);
}

/* Whether the other end of the call has been closed. */
static bool is_cancelled(int fd)
{
    char octets[256];
    struct pollfd p = {.fd = fd, .events = POLLIN};
    ssize_t n = 1;
    while (n > 0 && poll(&p, 1, 1000) == 1)
        n = recv(fd, octets, sizeof octets, 0);
    close(fd);
    return n <= 0;
}

/* A link whose handler has made its calls; both ends of it are the test's. */
static struct link *open_link(int pair[2])
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";
    const struct sockaddr_storage peer = {.ss_family = AF_INET};
    const struct instant now = {.ms = 1, .wall = 0};
    size_t room = 0;
    CU_ASSERT_EQUAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    struct link *link = link_open(&l, pair[0], &peer, now);
    memcpy(conn_read_space(&link->conn, &room), request, sizeof request - 1);
    conn_read_done(&link->conn, sizeof request - 1, now);
    CU_ASSERT_EQUAL(lines_follow(&l, link, conn_wants(&link->conn), now), CONN_READ | CONN_CALL);
    return link;
}

static void open_loop(void)
{
    open_service();
    l = (struct loop){.service = &service, .due = UINT64_MAX};
    CU_ASSERT(waiter_open(&l));
    CU_ASSERT(links_init(&l));
}

static void close_loop(void)
{
    CU_ASSERT_EQUAL(l.lines, 0);
    (void)links_release(&l);
    waiter_close(&l);
    close(back_end);
    CU_ASSERT(tracker_is_empty(&tracker));
}

/* The connection goes, and its calls with it; handles of either lead nowhere. */
static void test_weak(void)
{
    int pair[2];
    open_loop();
    struct link *link = open_link(pair);
    CU_ASSERT(l.count == 1 && l.lines == 2 && link->calling == 2);
    uint64_t caller = link_handle(&l, link);
    uint64_t first = calls[0].line;
    uint64_t second = calls[1].line;
    struct link *line = link_get(&l, first);
    CU_ASSERT(line != NULL && line->caller == caller && link_get(&l, second) != NULL);
    CU_ASSERT_PTR_NULL(link_next(&l, link)); /* clients' only */
    int a = take_call();
    int other = take_call();
    link_close(&l, link);
    CU_ASSERT_EQUAL(l.lines, 0);
    CU_ASSERT(link_get(&l, caller) == NULL && link_get(&l, first) == NULL);
    CU_ASSERT_PTR_NULL(link_get(&l, second));
    CU_ASSERT(is_cancelled(a) && is_cancelled(other));
    close(pair[1]);
    struct link *again = open_link(pair); /* on the same places */
    CU_ASSERT(link_get(&l, caller) == NULL && link_get(&l, first) == NULL);
    link_close(&l, again);
    close(pair[1]);
    close_loop();
}

/* A call that is over takes its line along; the connection stays. */
static void test_over(void)
{
    int pair[2];
    open_loop();
    struct link *link = open_link(pair);
    const struct instant late = {.ms = 1 + LIMIT_CALL_MS, .wall = 0};
    uint64_t first = calls[0].line;
    struct link *line = link_get(&l, first);
    conn_expire(&link->conn, late);
    CU_ASSERT_EQUAL(calls[0].status, 504);
    CU_ASSERT_PTR_NULL(line_heed(&l, line, late)); /* what comes on it now is nobody's */
    (void)lines_follow(&l, link, CONN_WRITE, late);
    CU_ASSERT(l.lines == 0 && link->calling == 0 && link_get(&l, first) == NULL);
    CU_ASSERT_EQUAL(l.count, 1);
    link_close(&l, link);
    close(pair[1]);
    close_loop();
}

static void test_replied(void)
{
    static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    int pair[2];
    open_loop();
    struct link *link = open_link(pair);
    struct link *line = link_get(&l, calls[0].line);
    int fd = take_call();
    CU_ASSERT_PTR_NULL(line_heed(&l, line, clock_now())); /* nothing has come */
    CU_ASSERT_EQUAL(send(fd, reply, sizeof reply - 1, MSG_NOSIGNAL), (ssize_t)sizeof reply - 1);
    CU_ASSERT_PTR_EQUAL(line_heed(&l, line, clock_now()), link);
    CU_ASSERT(calls[0].status == 200 && (conn_wants(&link->conn) & CONN_WRITE) != 0);
    link_close(&l, link);
    close(fd);
    close(pair[1]);
    close_loop();
}

/* None is to be had: the call fails at once, and the handler is asked again at once. */
static void test_no_line(void)
{
    static const char *const wrong[] = {"",
                                        "127.0.0.1",
                                        "127.0.0.1:0",
                                        "127.0.0.1:65536",
                                        "localhost:80",
                                        "1111111111111111111111:80"};
    int pair[2];
    const struct instant now = {.ms = 1, .wall = 0};
    open_loop();
    struct link *link = open_link(pair);
    link_close(&l, link);
    close(pair[1]);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        call_begin(&calls[0], wrong[i], SPAN("/"), now);
        CHECK_ROW(call_dial(&calls[0], &tracker) == -1 && calls[0].status == 503, wrong[i]);
    }
    close(back_end);
    back_end = -1;
    call_begin(&calls[0], address, SPAN("/"), now);
    int fd = call_dial(&calls[0], &tracker);
    if (fd != -1) {
        CU_ASSERT_EQUAL(call_move(fd, &calls[0]), CONN_CLOSE);
        tracker_close(&tracker, TRACKED_SOCKETS, fd);
    }
    CU_ASSERT_EQUAL(calls[0].status, 502);
    close_loop();
}

static void test_too_many(void)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";
    const struct sockaddr_storage peer = {.ss_family = AF_INET};
    const struct instant now = {.ms = 1, .wall = 0};
    size_t room = 0;
    int pair[2];
    open_loop();
    l.lines = LIMIT_LINES;
    CU_ASSERT_EQUAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    struct link *link = link_open(&l, pair[0], &peer, now);
    memcpy(conn_read_space(&link->conn, &room), request, sizeof request - 1);
    conn_read_done(&link->conn, sizeof request - 1, now);
    CU_ASSERT_EQUAL(lines_follow(&l, link, conn_wants(&link->conn), now), CONN_READ);
    CU_ASSERT_EQUAL(calls[0].status, 503);
    char text[64] = "";
    CU_ASSERT(recv(pair[1], text, sizeof text - 1, 0) > 0);
    CU_ASSERT_EQUAL(strncmp(text, "HTTP/1.1 503 ", 13), 0);
    l.lines = 0;
    link_close(&l, link);
    close(pair[1]);
    close_loop();
}

/* The peer leaves: so do the seat, and its lines. */
static void test_seat(void)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";
    const struct sockaddr_storage peer = {.ss_family = AF_INET};
    struct seat seat;
    int pair[2];
    int news[2];
    open_service();
    CU_ASSERT_EQUAL(pipe2(news, O_CLOEXEC | O_NONBLOCK), 0);
    service.news[0] = service.news[1] = news[0];
    CU_ASSERT_EQUAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    CU_ASSERT(seat_init(&seat, &service));
    CU_ASSERT_EQUAL(send(pair[1], request, sizeof request - 1, 0), (ssize_t)sizeof request - 1);
    shutdown(pair[1], SHUT_WR);
    CU_ASSERT(seat_live(&seat, pair[0], &peer));
    CU_ASSERT(calls[0].line != 0 && calls[0].state != CALL_ENDED);
    CU_ASSERT(is_cancelled(take_call()) && is_cancelled(take_call()));
    CU_ASSERT(seat.lines[0].number == 0 && seat.lines[1].number == 0);
    seat_release(&seat);
    close(pair[1]);
    close(news[0]);
    close(news[1]);
    close(back_end);
    CU_ASSERT(tracker_is_empty(&tracker));
}

static const struct test tests[] = {
    {.name = "weak references", .run = test_weak},
    {.name = "a call is over", .run = test_over},
    {.name = "a reply", .run = test_replied},
    {.name = "nobody there", .run = test_no_line},
    {.name = "too many", .run = test_too_many},
    {.name = "of a seat", .run = test_seat},
    {.name = NULL},
};

const struct suite suite_lines = {.name = "engines/lines", .tests = tests};
