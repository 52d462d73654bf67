/* SPDX-License-Identifier: MIT */
/* load/engine against a server of this test: whose doing it is that a kept connection is gone.
 */
#include "tests/suites.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "load/engine.h"

enum { CONNECTIONS = 4, IDLE_MS = 400, LATE_MS = 1000, LATE_AT = 40, LIFE_S = 20 };

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

typedef void server_of_one(int fd, const void *context);

/* Answers until it has answered so often (0: for ever) or the client asks nothing for a while. */
static void serve(int fd, const void *context)
{
    unsigned answers = *(const unsigned *)context;
    char octets[4096];
    struct pollfd asked = {.fd = fd, .events = POLLIN};
    for (unsigned n = 1; poll(&asked, 1, IDLE_MS) == 1; n++) {
        if (read(fd, octets, sizeof octets) <= 0 ||
            write(fd, answer, sizeof answer - 1) != sizeof answer - 1 || n == answers)
            break;
    }
    _exit(0);
}

static void serve_all(int listener, server_of_one *one, const void *context)
{
    const struct sigaction nobody_waits = {.sa_handler = SIG_IGN};
    sigaction(SIGCHLD, &nobody_waits, NULL);
    alarm(LIFE_S);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fork() == 0) {
            alarm(LIFE_S);
            close(listener);
            one(fd, context);
        }
        close(fd);
    }
}

static pid_t server_start(server_of_one *one, const void *context, int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CU_ASSERT_FATAL(fd != -1 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
                    listen(fd, 64) == 0 && getsockname(fd, (struct sockaddr *)&at, &size) == 0);
    *port = ntohs(at.sin_port);
    pid_t child = fork();
    if (child == 0)
        serve_all(fd, one, context);
    close(fd);
    return child;
}

/* A load side that sleeps once, as one does whose host is frozen. */
static bool verify(void *context, unsigned kind, struct exchange *x)
{
    (void)kind;
    unsigned *left = context;
    if (*left && --*left == 0)
        clock_wait(clock_now() + LATE_MS * CLOCK_MS);
    return x->reply.status == 200;
}

/* One load of GET /, or of what the order asks, against a server of its own. */
static void play(server_of_one *one, const void *context, struct load_order *order,
                 struct load_result *r)
{
    int port = 0;
    pid_t server = server_start(one, context, &port);
    struct endpoint to;
    struct client_request asks[LOAD_KINDS_MAX] = {{.method = "GET", .target = "/"}};
    endpoint_loopback(&to, port);
    for (unsigned i = 0; i < order->kinds; i++) {
        asks[i] = order->asks ? order->asks[i] : asks[i];
        asks[i].to = &to;
    }
    order->asks = asks;
    order->connections = CONNECTIONS;
    order->deadline += clock_now();
    CU_ASSERT_TRUE(load_run(order, r));
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
}

static void run(unsigned answers, unsigned late_at, struct load_result *r)
{
    struct load_order order = {.kinds = 1,
                               .depth = 1,
                               .rate = 100,
                               .duration = 2 * CLOCK_S,
                               .answer_limit = 5 * CLOCK_S,
                               .late = LATE_MS / 2 * CLOCK_MS,
                               .deadline = 15 * CLOCK_S,
                               .verify = verify,
                               .context = &late_at};
    play(serve, &answers, &order, r);
}

static void test_lost_by_the_server(void)
{
    struct load_result *r = memory_get(sizeof *r);
    run(10, 0, r);
    CU_ASSERT_TRUE(r->lost > 0);
    CU_ASSERT_TRUE(r->longest_gap > 0 && r->longest_gap < r->elapsed);
    memory_drop(r);
}

static void test_left_idle_by_this_side(void)
{
    struct load_result *r = memory_get(sizeof *r);
    uint64_t late = 0;
    run(0, LATE_AT, r);
    for (unsigned i = 0; i < r->block_count; i++)
        late += r->blocks[i].late;
    CU_ASSERT_TRUE(late > 0 && late < r->answered);
    CU_ASSERT_EQUAL(r->lost, 0);
    CU_ASSERT_EQUAL(r->errors, 0);
    CU_ASSERT_TRUE(histogram_percentile(&r->lateness, 1) >= LATE_MS / 2 * CLOCK_MS);
    CU_ASSERT_TRUE(r->longest_gap < LATE_MS * CLOCK_MS); /* which nobody waited for */
    memory_drop(r);
}

/* --- answers of every kind, heard by both kinds of lines ----------------------------------------
 */

struct manner {
    const char *first, *rest; /* of the answer; a pause lies between them */
    bool ends;                /* the connection, behind it */
    bool is_good;
    bool curl_differs; /* forgives it, or gives up sooner */
};

static const struct manner manners[] = {
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", NULL, false, true, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", NULL, true, true, true},
    {"HTTP/1.1 200 OK\r\nConte", "nt-Length: 2\r\n\r\nok", false, true, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\no", "k\r\n0\r\n\r\n", false, true,
     false},
    {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok", NULL, true, true, false},
    {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, true,
     false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\noktoo much", NULL, false, false, true},
    {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", NULL, true, false, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", NULL, false, false, false},
    {"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nok", NULL, false, false, false},
    {"good morning\r\n\r\n", NULL, true, false, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", NULL, false, false, false},
    {"", NULL, true, false, false},
    {"", NULL, false, false, false},
};

static bool say(int fd, const char *text)
{
    return !text || write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static void serve_so(int fd, const void *context)
{
    const struct manner *m = context;
    char octets[4096];
    while (read(fd, octets, sizeof octets) > 0) {
        bool said = say(fd, m->first);
        if (m->rest)
            clock_wait(clock_now() + CLOCK_MS);
        if (!said || !say(fd, m->rest) || m->ends)
            break;
    }
    _exit(0);
}

struct heard {
    uint64_t verified, again;
};

static bool verify_ok(void *context, unsigned kind, struct exchange *x)
{
    (void)kind;
    struct heard *h = context;
    h->verified++;
    return x->reply.status == 200 && x->reply.body.length == 2 &&
           memcmp(x->reply.body.data, "ok", 2) == 0;
}

static void count_again(void *context, unsigned kind, uint64_t times)
{
    (void)kind;
    struct heard *h = context;
    h->again += times;
}

static void hear(const struct manner *m, const struct lines_kind *kind, struct load_result *r)
{
    struct heard h = {.verified = 0};
    struct load_order order = {.kinds = 1,
                               .depth = 1,

                               .requests = 20,
                               .answer_limit = m->is_good ? 5 * CLOCK_S : 200 * CLOCK_MS,
                               .deadline = m->is_good ? 15 * CLOCK_S : 600 * CLOCK_MS,
                               .verify = verify_ok,
                               .again = count_again,
                               .context = &h,
                               .lines = kind};
    play(serve_so, m, &order, r);
    CU_ASSERT_TRUE(h.verified + h.again <= r->sent);
    CU_ASSERT_TRUE(kind == &lines_raw || h.again == 0);
    bool repeats = m->is_good && !m->ends && !m->rest;
    CU_ASSERT_TRUE(!repeats || kind != &lines_raw || h.again > h.verified);
}

static void test_answers_of_every_kind(void)
{
    static const struct lines_kind *const kinds[] = {&lines_raw, &lines_curl};
    struct load_result *r = memory_get(sizeof *r);
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
            const struct manner *m = &manners[i];
            hear(m, kinds[k], r);
            if (m->curl_differs && kinds[k] == &lines_curl)
                continue;
            bool as_expected =
                m->is_good ? r->errors == 0 && r->answered > 0 : r->errors > 0 && r->answered == 0;
            CU_ASSERT_TRUE(as_expected);
            if (!as_expected)
                fprintf(stderr, "%s, manner %zu: %llu good, %llu errors: %s\n", kinds[k]->name, i,
                        (unsigned long long)r->answered, (unsigned long long)r->errors,
                        r->problem_count ? r->problems[0] : "");
        }
    }
    memory_drop(r);
}

static void test_nobody_listens(void)
{
    struct load_result *r = memory_get(sizeof *r);
    struct endpoint to;
    endpoint_loopback(&to, 1);
    const struct client_request ping = {.method = "GET", .target = "/", .to = &to};
    const struct load_order order = {.asks = &ping,
                                     .kinds = 1,
                                     .depth = 1,
                                     .connections = CONNECTIONS,
                                     .duration = 50 * CLOCK_MS,
                                     .rate = 100,
                                     .answer_limit = CLOCK_S,
                                     .deadline = clock_now() + 5 * CLOCK_S,
                                     .verify = verify_ok};
    CU_ASSERT_TRUE(load_run(&order, r));
    CU_ASSERT_TRUE(r->answered == 0 && r->errors >= CONNECTIONS);
    CU_ASSERT_TRUE(r->problem_count > 0 && strstr(r->problems[0], "refused"));
    memory_drop(r);
}

/* --- several requests in turns ------------------------------------------------------------------
 */

/* Answers with the first word of what was asked: "GET" or "PUT"; a HEAD with its length alone. */
static void serve_method(int fd, const void *context)
{
    char octets[4096], head[80];
    (void)context;
    while (read(fd, octets, sizeof octets) > 0) {
        bool to_head = strncmp(octets, "HEAD", 4) == 0;
        int n = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n%.*s",
                         to_head ? 0 : 3, octets);
        if (write(fd, head, (size_t)n) != n)
            break;
    }
    _exit(0);
}

static const struct client_request *mixed;
static uint64_t met[3];

static bool verify_method(void *context, unsigned kind, struct exchange *x)
{
    (void)context;
    met[kind]++;
    return strcmp(mixed[kind].method, "HEAD") == 0 ||
           (x->reply.body.length == 3 && memcmp(x->reply.body.data, mixed[kind].method, 3) == 0);
}

static void meet_again(void *context, unsigned kind, uint64_t times)
{
    (void)context;
    met[kind] += (unsigned)times;
}

static void run_mix(const struct lines_kind *kind, unsigned threads, struct load_result *r)
{
    static const unsigned weights[] = {5, 3, 2};
    static const struct client_request requests[] = {
        {.method = "GET", .target = "/"},
        {.method = "PUT", .target = "/", .body = "x", .body_length = 1},
        {.method = "HEAD", .target = "/"},
    };
    struct load_order order = {.asks = requests,
                               .weights = weights,
                               .kinds = 3,
                               .depth = 1,
                               .requests = 1000,
                               .threads = threads,
                               .answer_limit = 5 * CLOCK_S,
                               .deadline = 15 * CLOCK_S,
                               .verify = verify_method,
                               .again = meet_again,
                               .lines = kind};
    mixed = requests;
    memset(met, 0, sizeof met);
    play(serve_method, NULL, &order, r);
}

static void test_mix(void)
{
    static const struct lines_kind *const kinds[] = {&lines_raw, &lines_curl};
    struct load_result *r = memory_get(sizeof *r);
    for (size_t k = 0; k < 2; k++) {
        run_mix(kinds[k], 1, r);
        CU_ASSERT_EQUAL(r->errors, 0);
        CU_ASSERT_EQUAL(r->lost, 0);
        CU_ASSERT_TRUE(met[0] == 500 && met[1] == 300 && met[2] == 200);
    }
    memory_drop(r);
}

/* Nothing is lost or counted twice where a load is divided, evenly or not. */
static void test_threads(void)
{
    struct load_result *r = memory_get(sizeof *r);
    for (unsigned threads = 2; threads <= 3; threads++) {
        unsigned long long in_blocks = 0;
        run_mix(&lines_raw, threads, r);
        for (unsigned i = 0; i < r->block_count; i++)
            in_blocks += r->blocks[i].requests;
        CU_ASSERT_EQUAL(r->errors, 0);
        CU_ASSERT_EQUAL(r->lost, 0);
        CU_ASSERT_EQUAL(r->sent, 1000);
        CU_ASSERT_EQUAL(r->first_answers, CONNECTIONS);
        CU_ASSERT_EQUAL(r->answered, 1000 - CONNECTIONS);
        CU_ASSERT_EQUAL(in_blocks, r->answered);
        CU_ASSERT_EQUAL(r->latency.total, r->answered);
        CU_ASSERT_EQUAL(met[0] + met[1] + met[2], 1000);
    }
    memory_drop(r);
}

static atomic_uint *come; /* connections, in memory that the server shares */

static void serve_all_but_one(int fd, const void *context)
{
    if (atomic_fetch_add(come, 1U) > 0)
        serve_so(fd, context);
    pause();
}

/* Whoever waits for the others, of which one is never answered, asks nothing once the time is up.
 */
static void test_threads_that_wait(void)
{
    struct load_result *r = memory_get(sizeof *r);
    struct heard h = {.verified = 0};
    struct load_order order = {.kinds = 1,
                               .depth = 1,
                               .threads = CONNECTIONS,
                               .duration = 100 * CLOCK_MS,
                               .answer_limit = 5 * CLOCK_S,
                               .deadline = 700 * CLOCK_MS,
                               .verify = verify_ok,
                               .context = &h};
    come = mmap(NULL, sizeof *come, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_PTR_NOT_EQUAL_FATAL(come, MAP_FAILED);
    play(serve_all_but_one, &manners[0], &order, r);
    CU_ASSERT_EQUAL(r->errors, 1);
    CU_ASSERT_EQUAL(r->sent, CONNECTIONS);
    munmap(come, sizeof *come);
    memory_drop(r);
}

/* What is planned leaves at the rate of all of them together. */
static void test_threads_at_a_rate(void)
{
    struct load_result *r = memory_get(sizeof *r);
    struct heard h = {.verified = 0};
    struct load_order order = {.kinds = 1,
                               .depth = 1,
                               .threads = 3,
                               .rate = 500,
                               .duration = CLOCK_S,
                               .answer_limit = 5 * CLOCK_S,
                               .deadline = 15 * CLOCK_S,
                               .verify = verify_ok,
                               .again = count_again,
                               .context = &h};
    play(serve_so, &manners[0], &order, r);
    CU_ASSERT_EQUAL(r->errors, 0);
    CU_ASSERT_TRUE(r->answered + r->unsent >= 495 && r->answered + r->unsent <= 505);
    CU_ASSERT_TRUE(r->unsent <= 5); /* shares of a rate are no whole numbers */
    memory_drop(r);
}

/* --- many at once ------------------------------------------------------------------------------
 */

struct owing {
    size_t cut;          /* octets that leave at once; 0: all */
    unsigned ends;       /* the connection is closed behind so many answers; 0: never */
    unsigned bad;        /* this answer of each connection is not as it should be; 0: none */
    bool announced;      /* the last answer says that the connection ends */
    bool one_octet_more; /* comes behind all answers that are due */
};

static unsigned requests_in(const char *octets, ssize_t length)
{
    unsigned count = 0;
    for (ssize_t i = 0; i + 4 <= length; i++)
        count += memcmp(octets + i, "\r\n\r\n", 4) == 0;
    return count;
}

static bool say_in_pieces(int fd, const char *octets, size_t length, size_t cut)
{
    for (size_t at = 0, n; at < length; at += n) {
        n = cut && length - at > cut ? cut : length - at;
        if (write(fd, octets + at, n) != (ssize_t)n)
            return false;
        if (cut)
            clock_wait(clock_now() + CLOCK_MS / 10);
    }
    return true;
}

/* Answers all that came at once at once. Heads are sent whole here. */
static void serve_owing(int fd, const void *context)
{
    const struct owing *o = context;
    char asked[65536], out[65536];
    unsigned said = 0;
    ssize_t n;
    while ((n = read(fd, asked, sizeof asked)) > 0) {
        size_t length = 0;
        bool over = false;
        for (unsigned due = requests_in(asked, n); due > 0 && !over; due--) {
            over = ++said == o->ends;
            length += (size_t)snprintf(out + length, sizeof out - length,
                                       "HTTP/1.1 200 OK\r\n%sContent-Length: 2\r\n\r\n%s",
                                       over && o->announced ? "Connection: close\r\n" : "",
                                       said == o->bad ? "no" : "ok");
        }
        if (o->one_octet_more)
            out[length++] = 'x';
        if (!say_in_pieces(fd, out, length, o->cut) || over)
            break;
    }
    shutdown(fd, SHUT_WR);
    while (read(fd, asked, sizeof asked) > 0)
        continue;
    _exit(0);
}

static void test_pipeline(void)
{
    static const struct owing rows[] = {
        {.ends = 0},
        {.cut = 7},
        {.ends = 50, .announced = true},
        {.ends = 50},
        {.ends = 3, .announced = true, .cut = 100},
        {.bad = 20},
        {.one_octet_more = true},
    };
    enum { REQUESTS = 603 };
    struct load_result *r = memory_get(sizeof *r);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct heard h = {.verified = 0};
        struct load_order order = {.kinds = 1,
                                   .depth = 16,
                                   .requests = REQUESTS,
                                   .answer_limit = 5 * CLOCK_S,
                                   .deadline = 15 * CLOCK_S,
                                   .verify = verify_ok,
                                   .again = count_again,
                                   .context = &h};
        bool bad = rows[i].bad || rows[i].one_octet_more;
        play(serve_owing, &rows[i], &order, r);
        CU_ASSERT_EQUAL(r->sent, REQUESTS);
        CU_ASSERT_EQUAL(r->answered + r->errors + r->first_answers, REQUESTS);
        CU_ASSERT_EQUAL(r->errors > 0, bad);
        CU_ASSERT_EQUAL(r->lost > 0, rows[i].ends && !rows[i].announced);
    }
    memory_drop(r);
}

CU_TestInfo engine_tests[] = {
    {"a connection that the server closed", test_lost_by_the_server},
    {"a connection that was left idle", test_left_idle_by_this_side},
    {"answers of every kind", test_answers_of_every_kind},
    {"nobody listens", test_nobody_listens},
    {"several requests in turns", test_mix},
    {"threads that share a load", test_threads},
    {"threads that share a rate", test_threads_at_a_rate},
    {"threads that wait for each other", test_threads_that_wait},
    {"many at once", test_pipeline},
    CU_TEST_INFO_NULL,
};
