/* SPDX-License-Identifier: MIT */
/* load/attack against a server of this test that is driven by hand: what the attackers say and
 * read, and how they are counted.
 */
#include "tests/suites.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "load/attack.h"
#include "wire/raw.h"

enum { ATTACKERS = 4, ANSWER_OCTETS = 1 << 20, WAIT_MS = 5000 };

static const char short_answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
static const char long_head[] = "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n";

struct server {
    int listener;
    struct endpoint at;
    int clients[ATTACKERS];
};

static void server_open(struct server *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_FATAL(s->listener != -1 &&
                    bind(s->listener, (struct sockaddr *)&at, sizeof at) == 0 &&
                    listen(s->listener, 64) == 0 &&
                    getsockname(s->listener, (struct sockaddr *)&at, &size) == 0);
    endpoint_loopback(&s->at, ntohs(at.sin_port));
}

/* The kernel has taken the connections before: attack_begin waits for that. */
static void server_accept(struct server *s)
{
    for (int i = 0; i < ATTACKERS; i++)
        s->clients[i] = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    for (int i = 0; i < ATTACKERS; i++)
        CU_ASSERT_FATAL(s->clients[i] != -1);
}

static void client_end(struct server *s, int i)
{
    if (s->clients[i] != -1)
        close(s->clients[i]);
    s->clients[i] = -1;
}

static void server_close(struct server *s)
{
    for (int i = 0; i < ATTACKERS; i++)
        client_end(s, i);
    close(s->listener);
}

/* How many octets came, at least `wanted` of them unless time was up. */
static size_t take_in(int fd, char *octets, size_t room, size_t wanted)
{
    size_t length = 0;
    struct pollfd come = {.fd = fd, .events = POLLIN};
    while (length < wanted && poll(&come, 1, WAIT_MS) == 1) {
        ssize_t n = recv(fd, octets + length, room - length, 0);
        if (n <= 0)
            break;
        length += (size_t)n;
    }
    return length;
}

static void tell(int fd, const char *octets)
{
    CU_ASSERT_EQUAL(send(fd, octets, strlen(octets), MSG_NOSIGNAL), (ssize_t)strlen(octets));
}

static struct attack_order order_of(const struct server *s, enum attack_habit habit,
                                    const char *octets)
{
    return (struct attack_order){.to = &s->at,
                                 .habit = habit,
                                 .connections = ATTACKERS,
                                 .octets = octets,
                                 .length = strlen(octets),
                                 .at_once = strlen(octets),
                                 .filler = "x",
                                 .most = UINT64_MAX,
                                 .every = 10 * CLOCK_MS,
                                 .duration = 60 * CLOCK_S,
                                 .deadline = clock_now() + 5 * CLOCK_S};
}

static struct attack *begin(struct server *s, const struct attack_order *order)
{
    struct attack *a = attack_begin(order);
    CU_ASSERT_PTR_NOT_NULL_FATAL(a);
    server_accept(s);
    return a;
}

static void test_a_head_that_never_ends(void)
{
    struct server s;
    struct attack_result r;
    char octets[256];
    server_open(&s);
    struct attack_order order = order_of(&s, ATTACK_DRIPS, "GET /");
    order.at_once = 0;
    order.filler = "ab";
    struct attack *a = begin(&s, &order);
    for (int i = 0; i < ATTACKERS; i++) {
        size_t n = take_in(s.clients[i], octets, sizeof octets, 8);
        CU_ASSERT_TRUE(n >= 8 && memcmp(octets, "GET /aba", 8) == 0);
    }
    client_end(&s, 0);
    attack_end(a, &r);
    CU_ASSERT_EQUAL(r.connected, ATTACKERS);
    CU_ASSERT_EQUAL(r.held, ATTACKERS - 1);
    CU_ASSERT_EQUAL(r.cut_off, 1);
    CU_ASSERT_EQUAL(r.failed + r.answered, 0);
    server_close(&s);
}

/* What was announced never comes whole: the last octet is kept. */
static void test_a_body_that_never_ends(void)
{
    struct server s;
    struct attack_result r;
    char octets[256];
    server_open(&s);
    struct attack_order order = order_of(&s, ATTACK_DRIPS, "head");
    order.every = CLOCK_MS;
    order.most = 3;
    struct attack *a = begin(&s, &order);
    struct pollfd more = {.fd = s.clients[0], .events = POLLIN};
    CU_ASSERT_EQUAL(take_in(s.clients[0], octets, sizeof octets, 7), 7);
    CU_ASSERT_EQUAL(memcmp(octets, "headxxx", 7), 0);
    CU_ASSERT_EQUAL(poll(&more, 1, 50), 0);
    /* An answer before the end of the question does not end it. */
    tell(s.clients[0], short_answer);
    attack_end(a, &r);
    CU_ASSERT_EQUAL(r.held, ATTACKERS);
    server_close(&s);
}

/* Sends until nobody takes anything for a while; how many octets were taken. */
static size_t fill(int fd)
{
    static const char zeros[4096];
    size_t sent = 0;
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    while (sent < ANSWER_OCTETS && poll(&room, 1, 100) == 1) {
        ssize_t n = send(fd, zeros, sizeof zeros, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    return sent;
}

static void test_an_answer_that_is_not_read(void)
{
    struct server s;
    struct attack_result r;
    char octets[64];
    server_open(&s);
    struct attack_order order = order_of(&s, ATTACK_MUTE, "ask");
    struct attack *a = begin(&s, &order);
    for (int i = 0; i < ATTACKERS; i++)
        CU_ASSERT_EQUAL(take_in(s.clients[i], octets, sizeof octets, 3), 3);
    tell(s.clients[0], long_head);
    CU_ASSERT_TRUE(fill(s.clients[0]) < ANSWER_OCTETS / 4);
    tell(s.clients[1], short_answer);
    tell(s.clients[2], short_answer);
    client_end(&s, 2);
    client_end(&s, 3);
    attack_end(a, &r);
    CU_ASSERT_EQUAL(r.connected, ATTACKERS);
    CU_ASSERT_EQUAL(r.held, 1);
    CU_ASSERT_EQUAL(r.answered, 2);
    CU_ASSERT_EQUAL(r.cut_off, 1);
    server_close(&s);
}

/* The close comes behind what nobody has read so far. */
static void test_an_answer_that_is_given_up(void)
{
    struct server s;
    struct attack_result r;
    server_open(&s);
    struct attack_order order = order_of(&s, ATTACK_MUTE, "ask");
    order.every = 0;
    struct attack *a = begin(&s, &order);
    tell(s.clients[0], long_head);
    CU_ASSERT_TRUE(fill(s.clients[0]) < ANSWER_OCTETS / 4);
    client_end(&s, 0);
    attack_end(a, &r);
    CU_ASSERT_EQUAL(r.cut_off, 1);
    CU_ASSERT_EQUAL(r.held, ATTACKERS - 1);
    CU_ASSERT_TRUE(r.busy < 0.5);
    server_close(&s);
}

/* Octets that have been sent and not been taken in by the other side. */
static int waiting(int fd)
{
    int octets = -1;
    CU_ASSERT_EQUAL(ioctl(fd, TIOCOUTQ, &octets), 0);
    return octets;
}

static void test_an_answer_that_is_sipped(void)
{
    struct server s;
    struct attack_result r;
    server_open(&s);
    struct attack_order order = order_of(&s, ATTACK_SIPS, "ask");
    struct attack *a = begin(&s, &order);
    tell(s.clients[0], short_answer);
    tell(s.clients[1], long_head);
    (void)fill(s.clients[1]);
    int before = waiting(s.clients[1]);
    for (int i = 0; i < 50 && waiting(s.clients[1]) >= before; i++)
        (void)poll(NULL, 0, 100);
    CU_ASSERT_TRUE(waiting(s.clients[1]) < before);
    attack_end(a, &r);
    CU_ASSERT_EQUAL(r.answered, 1);
    CU_ASSERT_EQUAL(r.held, ATTACKERS - 1);
    server_close(&s);
}

/* What comes after the duration is no longer counted. */
static void test_counted_in_time(void)
{
    struct server s;
    struct attack_result r;
    server_open(&s);
    struct attack_order order = order_of(&s, ATTACK_SIPS, "ask");
    order.duration = 50 * CLOCK_MS;
    struct attack *a = begin(&s, &order);
    (void)poll(NULL, 0, 1000);
    client_end(&s, 0);
    attack_end(a, &r);
    CU_ASSERT_EQUAL(r.held, ATTACKERS);
    CU_ASSERT_EQUAL(r.cut_off, 0);
    server_close(&s);
}

static void test_nobody_listens(void)
{
    struct server s;
    struct attack_result r;
    server_open(&s);
    struct attack_order order = order_of(&s, ATTACK_DRIPS, "ask");
    close(s.listener);
    struct attack *a = attack_begin(&order);
    CU_ASSERT_PTR_NOT_NULL(a);
    if (!a)
        return;
    attack_end(a, &r);
    CU_ASSERT_EQUAL(r.connected + r.held + r.failed, 0);
    CU_ASSERT_EQUAL(r.cut_off, ATTACKERS);
}

CU_TestInfo attack_tests[] = {
    {"a head that never ends", test_a_head_that_never_ends},
    {"a body that never ends", test_a_body_that_never_ends},
    {"an answer that is not read", test_an_answer_that_is_not_read},
    {"an answer that is given up", test_an_answer_that_is_given_up},
    {"an answer that is sipped", test_an_answer_that_is_sipped},
    {"counted in time", test_counted_in_time},
    {"nobody listens", test_nobody_listens},
    CU_TEST_INFO_NULL,
};
