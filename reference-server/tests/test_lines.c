/* SPDX-License-Identifier: MIT */
/*
 * Lines of an event loop, and those of a seat: who owns them, who only knows them, and that nobody
 * keeps anybody alive. The back end is a socket of the test that listens and says nothing.
 */
#include "engines/calls.h"
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
        return refuse(x, calls[0].status, "a call has ended");
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
    memset(&tracker, 0, sizeof tracker);
    back_end = listen_open("127.0.0.1", 0, address);
    service = (struct service){
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

static const char request[] = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";

/* A link whose handler has made its calls; the other end of it is the test's. */
static struct link *open_link(int *end)
{
    struct newcomer newcomer = {.peer.ss_family = AF_INET};
    const struct instant now = {.ms = 1, .wall = 0};
    size_t room = 0;
    int pair[2];
    CU_ASSERT_EQUAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    newcomer.fd = pair[0];
    struct link *link = link_open(&l, &newcomer, now);
    memcpy(conn_read_space(&link->conn, &room), request, sizeof request - 1);
    conn_read_done(&link->conn, sizeof request - 1, now);
    CU_ASSERT_EQUAL(link_step(link, false, now) & CONN_CLOSE, 0);
    *end = pair[1];
    return link;
}

static void open_loop(void)
{
    open_service();
    l = (struct loop){.service = &service, .waiter = &epoll_waiter, .due = UINT64_MAX};
    CU_ASSERT(links_init(&l));
}

static void close_loop(void)
{
    (void)links_release(&l);
    close(back_end);
    CU_ASSERT(tracker_is_empty(&tracker));
}

/* The connection goes, and its calls with it; tokens of either lead nowhere, also when the places
   are used again. */
static void test_weak(void)
{
    int end;
    open_loop();
    struct link *link = open_link(&end);
    uint64_t handle = link->token;
    uint64_t line = link->token + 2;
    CU_ASSERT_EQUAL(conn_wants(&link->conn), CONN_READ | CONN_CALL);
    CU_ASSERT(link->lines[0] != -1 && link->lines[1] != -1 && link->lines[2] == -1);
    CU_ASSERT(link_get(&l, handle) == link && link_get(&l, line) == link);
    CU_ASSERT_EQUAL(tracker.open[TRACKED_SOCKETS], 3);
    int a = take_call();
    int other = take_call();
    link_close(&l, link);
    close(end);
    CU_ASSERT_EQUAL(tracker.open[TRACKED_SOCKETS], 0);
    CU_ASSERT(is_cancelled(a) && is_cancelled(other));
    CU_ASSERT(link_get(&l, handle) == NULL && link_get(&l, line) == NULL);
    CU_ASSERT_PTR_EQUAL(open_link(&end), link);
    CU_ASSERT(link_get(&l, handle) == NULL && link_get(&l, line) == NULL);
    CU_ASSERT_PTR_EQUAL(link_get(&l, link->token + 2), link);
    link_close(&l, link);
    close(end);
    close_loop();
}

/* A call that is over takes its line along, and the others go as they are no longer needed; the
   connection stays. */
static void test_over(void)
{
    int end;
    const struct instant late = {.ms = 1 + LIMIT_CALL_MS, .wall = 0};
    open_loop();
    struct link *link = open_link(&end);
    conn_expire(&link->conn, late);
    CU_ASSERT_EQUAL(calls[0].status, 504);
    CU_ASSERT(!line_heed(link, 0, late)); /* what comes now is nobody's */
    CU_ASSERT(!lines_follow(link, late));
    CU_ASSERT(link->lines[0] == -1 && link->lines[1] == -1);
    CU_ASSERT_EQUAL(tracker.open[TRACKED_SOCKETS], 1);
    link_close(&l, link);
    close(end);
    close_loop();
}

static void test_replied(void)
{
    static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    int end;
    open_loop();
    struct link *link = open_link(&end);
    int fd = take_call();
    CU_ASSERT(!line_heed(link, 0, clock_now())); /* nothing has come */
    CU_ASSERT_EQUAL(send(fd, reply, sizeof reply - 1, MSG_NOSIGNAL), (ssize_t)sizeof reply - 1);
    CU_ASSERT(line_heed(link, 0, clock_now()));
    CU_ASSERT(calls[0].status == 200 && (conn_wants(&link->conn) & CONN_WRITE) != 0);
    CU_ASSERT(!line_heed(link, 2, clock_now()));
    link_close(&l, link);
    close(fd);
    close(end);
    close_loop();
}

/* There is nobody to call: the handler is asked again at once, and the peer has its answer. */
static void test_nobody(void)
{
    static const struct {
        const char *address, *answer;
    } rows[] = {
        {"", "HTTP/1.1 503 "},
        {"127.0.0.1", "HTTP/1.1 503 "},
        {"127.0.0.1:0", "HTTP/1.1 503 "},
        {"127.0.0.1:65536", "HTTP/1.1 503 "},
        {"localhost:80", "HTTP/1.1 503 "},
        {"1111111111111111111111:80", "HTTP/1.1 503 "},
        {"255.255.255.255:80", "HTTP/1.1 502 "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64] = "";
        int end;
        open_loop();
        snprintf(address, sizeof address, "%s", rows[i].address);
        struct link *link = open_link(&end);
        CHECK_ROW(recv(end, text, sizeof text - 1, 0) > 0, rows[i].address);
        CHECK_ROW(strncmp(text, rows[i].answer, 13) == 0, rows[i].address);
        CHECK_ROW(link->lines[0] == -1 && link->lines[1] == -1, rows[i].address);
        link_close(&l, link);
        close(end);
        close_loop();
    }
}

/* The peer leaves: so do the seat, and its lines. */
static void test_seat(void)
{
    struct newcomer newcomer = {.peer.ss_family = AF_INET};
    struct seat seat = {.service = &service, .plea = -1};
    int pair[2];
    int news[2];
    open_service();
    CU_ASSERT_EQUAL(pipe2(news, O_CLOEXEC | O_NONBLOCK), 0);
    service.news[0] = service.news[1] = news[0];
    CU_ASSERT_EQUAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    CU_ASSERT(service_stock(&service, 1));
    CU_ASSERT_EQUAL(send(pair[1], request, sizeof request - 1, 0), (ssize_t)sizeof request - 1);
    shutdown(pair[1], SHUT_WR);
    newcomer.fd = pair[0];
    CU_ASSERT(seat_live(&seat, &newcomer));
    CU_ASSERT(calls[0].dialled && calls[0].state != CALL_ENDED);
    CU_ASSERT(is_cancelled(take_call()) && is_cancelled(take_call()));
    CU_ASSERT(seat.link.lines[0] == -1 && seat.link.lines[1] == -1);
    service_release(&service);
    close(pair[1]);
    close(news[0]);
    close(news[1]);
    close(back_end);
    CU_ASSERT(tracker_is_empty(&tracker));
}

static const struct test tests[] = {
    {.name = "weak references", .run = test_weak}, {.name = "a call is over", .run = test_over},
    {.name = "a reply", .run = test_replied},      {.name = "nobody to call", .run = test_nobody},
    {.name = "of a seat", .run = test_seat},       {.name = NULL},
};

const struct suite suite_lines = {.name = "engines/lines", .tests = tests};
