/* SPDX-License-Identifier: MIT */
/* wire/raw, wire/curl and run/links against a listener of this test: both ends in one thread, the
 * server's side played by a child that sends fixed octets.
 */
#include "tests/suites.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "run/links.h"
#include "run/player.h"
#include "wire/curl.h"

enum ending { END_CLOSE, END_RESET, END_STAY };

struct server {
    pid_t pid;
    struct endpoint at;
};

/* In the child: reads once, answers, ends the connection that way. */
static void serve(int listener, const char *answer, enum ending ending)
{
    char octets[4096];
    alarm(20);
    int fd = accept(listener, NULL, NULL);
    (void)!read(fd, octets, sizeof octets);
    (void)!write(fd, answer, strlen(answer));
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (ending == END_STAY)
        pause();
    if (ending == END_RESET) {
        clock_wait(clock_now() + 50 * CLOCK_MS); /* so that what was written arrives first */
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    close(fd);
    _exit(0);
}

static struct server server_start(const char *answer, enum ending ending)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    struct server s = {0};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) == -1 || listen(fd, 8) == -1 ||
        getsockname(fd, (struct sockaddr *)&at, &size) == -1)
        return s;
    endpoint_loopback(&s.at, ntohs(at.sin_port));
    s.pid = fork();
    if (s.pid == 0)
        serve(fd, answer, ending);
    close(fd);
    return s;
}

static void server_stop(const struct server *s)
{
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
}

static int64_t in_ms(int64_t ms)
{
    return clock_now() + ms * CLOCK_MS;
}

static struct exchange ask_raw(const struct endpoint *to, int64_t patience_ms, struct raw *raw)
{
    struct exchange x;
    exchange_init(&x, false);
    x.connect = raw_open(raw, to, in_ms(2000));
    if (x.connect != CONNECT_ACCEPTED)
        return x;
    int64_t started = clock_now();
    CU_ASSERT_TRUE(raw_send(raw, "GET / HTTP/1.1\r\n\r\n", 18, in_ms(2000)));
    raw_receive(raw, &x, started, in_ms(patience_ms));
    return x;
}

static void test_raw_answer_and_close(void)
{
    struct raw raw;
    struct server s = server_start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", END_CLOSE);
    struct exchange x = ask_raw(&s.at, 5000, &raw);
    CU_ASSERT_TRUE(x.answered);
    CU_ASSERT_EQUAL(x.reply.status, 200);
    CU_ASSERT(x.elapsed > 0);
    raw_watch(&raw, &x, raw.last_octet, in_ms(5000));
    CU_ASSERT_TRUE(x.ended);
    CU_ASSERT_FALSE(x.reset);
    CU_ASSERT(x.closed >= 0);
    raw_close(&raw);
    exchange_release(&x);
    server_stop(&s);
}

static void test_raw_reset_in_the_middle(void)
{
    struct raw raw;
    struct server s = server_start("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", END_RESET);
    struct exchange x = ask_raw(&s.at, 5000, &raw);
    CU_ASSERT_FALSE(x.answered);
    CU_ASSERT_TRUE(x.reset);
    CU_ASSERT_PTR_NOT_NULL(strstr(x.problem, "reset"));
    raw_close(&raw);
    exchange_release(&x);
    server_stop(&s);
}

static void test_raw_silence(void)
{
    struct raw raw;
    struct server s = server_start("HTTP/1.1 200 OK\r\n", END_STAY);
    struct exchange x = ask_raw(&s.at, 100, &raw);
    CU_ASSERT_FALSE(x.answered);
    CU_ASSERT_FALSE(x.ended);
    CU_ASSERT_PTR_NOT_NULL(strstr(x.problem, "no complete answer"));
    raw_close(&raw);
    exchange_release(&x);
    server_stop(&s);
}

/* The moment of arrival counts, not that of reading. */
static void test_raw_answer_that_waited(void)
{
    struct raw raw;
    struct exchange x;
    struct server s = server_start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", END_STAY);
    exchange_init(&x, false);
    x.connect = raw_open(&raw, &s.at, in_ms(5000));
    int64_t started = clock_now();
    CU_ASSERT_TRUE(raw_send(&raw, "GET / HTTP/1.1\r\n\r\n", 18, in_ms(5000)));
    clock_wait(in_ms(1500));
    raw_receive(&raw, &x, started, in_ms(5000));
    CU_ASSERT_TRUE(x.answered);
    CU_ASSERT_TRUE(x.elapsed >= 0);
    CU_ASSERT_TRUE(x.elapsed < 1400 * CLOCK_MS);
    raw_close(&raw);
    exchange_release(&x);
    server_stop(&s);
}

static void test_refusal(void)
{
    struct raw raw;
    struct server s = server_start("", END_CLOSE);
    server_stop(&s);
    CU_ASSERT_EQUAL(raw_open(&raw, &s.at, in_ms(1000)), CONNECT_REFUSED);
    CU_ASSERT_EQUAL(raw.fd, -1);
}

static struct exchange ask_curl(const struct endpoint *to, const char *method, int64_t patience_ms)
{
    struct client *c = client_open();
    struct exchange x;
    exchange_init(&x, strcmp(method, "HEAD") == 0);
    const struct client_field fields[] = {{"X-One", "1"}, {"X-Empty", ""}};
    const struct client_request q = {.method = method,
                                     .target = "/a?b",
                                     .to = to,
                                     .headers = fields,
                                     .header_count = 2,
                                     .deadline = in_ms(patience_ms)};
    client_ask(c, &q, &x);
    client_close(c);
    return x;
}

static void test_curl_sends_what_it_was_given(void)
{
    struct server s = server_start("HTTP/1.1 204 No Content\r\n\r\n", END_CLOSE);
    struct exchange x = ask_curl(&s.at, "DELETE", 5000);
    CU_ASSERT_TRUE(x.answered);
    CU_ASSERT_EQUAL(x.reply.status, 204);
    CU_ASSERT_PTR_NOT_NULL(strstr(x.sent.data, "DELETE /a?b HTTP/1.1\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(x.sent.data, "X-One: 1\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(x.sent.data, "X-Empty:"));
    CU_ASSERT_PTR_NULL(strstr(x.sent.data, "Expect:"));
    exchange_release(&x);
    server_stop(&s);
}

static void test_curl_keeps_the_strict_reader(void)
{
    static const struct {
        const char *answer, *problem;
    } rows[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "5 of 9"},
        {"HTTP/1.1 200 OK\r\nA : b\r\nContent-Length: 0\r\n\r\n", "not a field line"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "chunk size"},
        {"", "before a response"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct server s = server_start(rows[i].answer, END_CLOSE);
        struct exchange x = ask_curl(&s.at, "GET", 5000);
        CU_ASSERT_FALSE(x.answered);
        CU_ASSERT_PTR_NOT_NULL(strstr(x.problem, rows[i].problem));
        exchange_release(&x);
        server_stop(&s);
    }
}

static void test_links_answer_in_order(void)
{
    struct arena a;
    struct links l;
    struct exchange *x[2], opened;
    struct server s = server_start("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"
                                   "HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\n2",
                                   END_CLOSE);
    arena_init(&a);
    links_init(&l, &a);
    exchange_init(&opened, false);
    struct link *k = links_open(&l, "named", 0, &s.at, in_ms(2000), &opened);
    if (!k)
        abort(); /* no connection on loopback: nothing can be tested */
    for (int i = 0; i < 2; i++) {
        x[i] = arena_zero(&a, 1, sizeof *x[i]);
        exchange_init(x[i], false);
        struct pending due = {
            .background = i ? "second" : "first", .x = x[i], .started = clock_now()};
        CU_ASSERT_TRUE(raw_send(&k->raw, "x", 1, in_ms(1000)));
        CU_ASSERT_TRUE(links_expect(&l, k, &due));
    }
    struct pending *found;
    CU_ASSERT_PTR_EQUAL(links_find_background(&l, "second", &found), k);
    links_receive(k, found->x, in_ms(5000));
    CU_ASSERT_EQUAL(x[0]->reply.status, 200);
    CU_ASSERT_EQUAL(x[1]->reply.status, 404);
    links_close_level(&l, 0);
    CU_ASSERT_PTR_NULL(links_find(&l, "named"));
    exchange_release(&opened);
    arena_release(&a);
    server_stop(&s);
}

static void test_urls(void)
{
    static const struct {
        const char *url, *host, *authority, *complaint;
        int port;
    } rows[] = {
        {"http://127.0.0.1:8080", "127.0.0.1", "127.0.0.1:8080", NULL, 8080},
        {"HTTP://127.0.0.1:8080/", "127.0.0.1", "127.0.0.1:8080", NULL, 8080},
        {"http://127.0.0.1", "127.0.0.1", "127.0.0.1", NULL, 80},
        {"http://127.0.0.1:/", "127.0.0.1", "127.0.0.1:", NULL, 80},
        {"http://[::1]:81", "[::1]", "[::1]:81", NULL, 81},
        {"http://[::1]", "[::1]", "[::1]", NULL, 80},
        {.url = "https://127.0.0.1", .complaint = "no TLS"},
        {.url = "127.0.0.1:8080", .complaint = "takes http://HOST:PORT"},
        {.url = "ftp://a.test", .complaint = "takes http://HOST:PORT"},
        {.url = "http://", .complaint = "no host"},
        {.url = "http://:80", .complaint = "no host"},
        {.url = "http://a b", .complaint = "no host"},
        {.url = "http://[::1", .complaint = "no host"},
        {.url = "http://[::1]x", .complaint = "no host"},
        {.url = "http://[]:1", .complaint = "no host"},
        {.url = "http://a.test:0", .complaint = "no port"},
        {.url = "http://a.test:65536", .complaint = "no port"},
        {.url = "http://a.test:8x", .complaint = "no port"},
        {.url = "http://a.test:80/path", .complaint = "without '/path'"},
        {.url = "http://a.test?q", .complaint = "without '?q'"},
        {.url = "http://me@a.test", .complaint = "without user"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct endpoint e;
        struct failure why = {0};
        bool taken = endpoint_of_url(&e, rows[i].url, &why);
        CU_ASSERT_EQUAL(taken, rows[i].complaint == NULL);
        if (!taken && rows[i].complaint)
            CU_ASSERT_PTR_NOT_NULL(strstr(why.sentence, rows[i].complaint));
        if (!taken || rows[i].complaint)
            continue;
        CU_ASSERT_STRING_EQUAL(e.host, rows[i].host);
        CU_ASSERT_STRING_EQUAL(e.authority, rows[i].authority);
        CU_ASSERT_EQUAL(e.port, rows[i].port);
    }
}

/* What is no whole line end is seen in heads, and in bodies only what stands alone. */
static void test_transcript(void)
{
    struct exchange x;
    struct arena a;
    arena_init(&a);
    exchange_init(&x, false);
    bytes_text(&x.sent, "GET / HTTP/1.1\r\nHost: a\nX: b\rc\r\n\r\none\ntwo\r");
    CU_ASSERT_STRING_EQUAL(transcript(&x, &a), "> GET / HTTP/1.1\n> Host: a\\x0a\n> X: b\\x0dc\n"
                                               "> \n> one\n> two");
    bytes_clear(&x.sent);
    bytes_text(&x.sent, "cat access.log\n");
    CU_ASSERT_STRING_EQUAL(transcript(&x, &a), "> cat access.log");
    exchange_release(&x);
    arena_release(&a);
}

CU_TestInfo wire_tests[] = {
    {"raw: answer and close", test_raw_answer_and_close},
    {"raw: reset in the middle", test_raw_reset_in_the_middle},
    {"raw: silence", test_raw_silence},
    {"raw: an answer that waited", test_raw_answer_that_waited},
    {"refusal", test_refusal},
    {"curl sends what it was given", test_curl_sends_what_it_was_given},
    {"curl keeps the strict reader", test_curl_keeps_the_strict_reader},
    {"URLs of a server that runs already", test_urls},
    {"links answer in order", test_links_answer_in_order},
    {"transcript", test_transcript},
    CU_TEST_INFO_NULL,
};
