/* SPDX-License-Identifier: MIT */
/*
 * make bench-core: the core on a fake connection, without a socket, and its head parser beside
 * Debian's http-parser on the same octets. Nanoseconds are the best of ROUNDS, because anything
 * else that runs can only add to them.
 *
 * usage: bench-core             prints a table of nanoseconds
 *        bench-core NAME COUNT  does one thing so often, for a counter of instructions
 */
#include "handlers/site.h"
#include "http/conn.h"

#include <http_parser.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 9, COUNT = 100000 };

#define HOST "Host: 127.0.0.1:8080\r\n"

static const char minimal[] = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";
static const char test[] = "GET /api/test HTTP/1.1\r\n" HOST "\r\n";
static const char echo[] =
    "POST /api/echo HTTP/1.1\r\n" HOST "Content-Length: 16\r\n\r\n0123456789abcdef";
static const char browser[] =
    "GET /articles/2024/05/how-servers-work.html?from=start&page=2 HTTP/1.1\r\n"
    "Host: www.example.org\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n"
    "Accept-Language: en-GB,en;q=0.7,de;q=0.3\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Referer: http://www.example.org/articles/2024/05/index.html\r\n"
    "DNT: 1\r\n"
    "Connection: keep-alive\r\n"
    "Cookie: session=4f1c7c2d9be04c1d8f0e6a5b3c2d1e0f; theme=dark; visits=42; region=eu\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "Sec-Fetch-Dest: document\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
    "Sec-Fetch-User: ?1\r\n"
    "Priority: u=0, i\r\n"
    "Pragma: no-cache\r\n"
    "Cache-Control: no-cache\r\n"
    "If-None-Match: \"5d-62b1c3f0\"\r\n"
    "X-Forwarded-Proto: http\r\n\r\n";

static struct span input;

static struct {
    struct tracker tracker;
    struct tracked_connection peer;
    struct shared shared;
    struct site site;
    struct pool work_pool, large_pool;
    struct workspace work;
    char large[LIMIT_BODY];
    struct conn_config config;
    struct conn conn;
} fake;

static void open_fake(void)
{
    char why[LIMIT_WHY];
    memset(&fake.tracker, 0, sizeof fake.tracker);
    fake.shared.keep_alive = true;
    fake.site = (struct site){.tracker = &fake.tracker, .shared = &fake.shared};
    if (!site_open(&fake.site, ".", NULL, why))
        abort();
    fake.peer = (struct tracked_connection){.tracker = &fake.tracker, .socket = -1};
    pool_stock(&fake.work_pool, &fake.work, sizeof fake.work, 1);
    pool_stock(&fake.large_pool, fake.large, LIMIT_BODY, 1);
    fake.config = (struct conn_config){.work = &fake.work_pool,
                                       .large = &fake.large_pool,
                                       .handle = site_handle,
                                       .site = &fake.site,
                                       .keep_alive = &fake.shared.keep_alive,
                                       .idle_ms = LIMIT_IDLE_MS,
                                       .max_requests = UINT64_MAX};
    conn_init(&fake.conn, &fake.config, (struct instant){.ms = 1, .wall = 1});
    fake.conn.owner = &fake.peer;
}

/* What an engine does for one request, without the system calls. */
static void serve_one(void)
{
    const struct instant now = {.ms = 1, .wall = 784111777};
    size_t room = 0;
    memcpy(conn_read_space(&fake.conn, &room), input.at, input.length);
    conn_read_done(&fake.conn, input.length, now);
    (void)conn_write_bytes(&fake.conn, &room);
    if (conn_wants(&fake.conn) != (CONN_READ | CONN_WRITE) || room == 0)
        abort();
    conn_write_done(&fake.conn, room, now);
}

static void parse_ours(void)
{
    static struct request request;
    struct fault fault;
    if (head_parse(input.at, input.length, &request, &fault) != PARSE_DONE)
        abort();
}

static int nothing(http_parser *parser)
{
    (void)parser;
    return 0;
}

static int nothing_with(http_parser *parser, const char *at, size_t length)
{
    (void)parser, (void)at, (void)length;
    return 0;
}

static void parse_theirs(void)
{
    static const http_parser_settings settings = {.on_url = nothing_with,
                                                  .on_header_field = nothing_with,
                                                  .on_header_value = nothing_with,
                                                  .on_headers_complete = nothing};
    http_parser parser;
    http_parser_init(&parser, HTTP_REQUEST);
    if (http_parser_execute(&parser, &settings, input.at, input.length) != input.length)
        abort();
}

static const struct job_row {
    const char *name;
    void (*run)(void);
    struct span input;
} rows[] = {
    {"core-test", serve_one, {test, sizeof test - 1}},
    {"core-echo", serve_one, {echo, sizeof echo - 1}},
    {"parse-minimal", parse_ours, {minimal, sizeof minimal - 1}},
    {"http-parser-minimal", parse_theirs, {minimal, sizeof minimal - 1}},
    {"parse-browser", parse_ours, {browser, sizeof browser - 1}},
    {"http-parser-browser", parse_theirs, {browser, sizeof browser - 1}},
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void repeat(const struct job_row *row, unsigned long count)
{
    input = row->input;
    while (count-- > 0)
        row->run();
}

static double best_ns(const struct job_row *row)
{
    double best = 1e9;
    for (unsigned i = 0; i < ROUNDS; i++) {
        double start = seconds();
        repeat(row, COUNT);
        double took = (seconds() - start) / COUNT * 1e9;
        best = took < best ? took : best;
    }
    return best;
}

int main(int argc, char **argv)
{
    open_fake();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (argc == 3 && strcmp(argv[1], rows[i].name) == 0)
            repeat(&rows[i], strtoul(argv[2], NULL, 10));
        else if (argc == 1)
            printf("%s %.0f\n", rows[i].name, best_ns(&rows[i]));
    }
    return EXIT_SUCCESS;
}
