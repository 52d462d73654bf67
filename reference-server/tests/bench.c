/* SPDX-License-Identifier: MIT */
/*
 * The bench plays engine and peer in one: it asks what the connection wants and does it at once.
 */
#include "tests/bench.h"

#include "tests/suites.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void open_site(struct bench *b, const char *docroot)
{
    char why[LIMIT_WHY] = "";
    b->shared.keep_alive = true;
    b->site = (struct site){.tracker = &b->tracker, .shared = &b->shared, .admin = true, .seed = 7};
    b->with_site = site_open(&b->site, docroot != NULL ? docroot : ".", NULL, why);
    CHECK_ROW(b->with_site, why);
}

void bench_open(struct bench *b, enum handled (*handle)(struct exchange *), const char *docroot)
{
    *b = (struct bench){.now = {.ms = 1000, .wall = BENCH_WALL}};
    memset(&b->tracker, 0, sizeof b->tracker);
    connection_open(&b->peer, &b->tracker, open("/dev/null", O_RDONLY | O_CLOEXEC));
    b->peer.loopback = true;
    snprintf(b->peer.peer, sizeof b->peer.peer, "test");
    if (handle == NULL)
        open_site(b, docroot);
    atomic_init(&b->keep_alive, true);
    b->work = malloc(BENCH_WORK * sizeof *b->work);
    b->large = malloc(LIMIT_BODY);
    b->out = calloc(1, BENCH_OUT);
    if (b->work == NULL || b->large == NULL || b->out == NULL)
        abort(); /* a test without memory tests nothing */
    pool_stock(&b->work_pool, b->work, sizeof *b->work, BENCH_WORK);
    pool_stock(&b->large_pool, b->large, LIMIT_BODY, 1);
    b->config =
        (struct conn_config){.work = &b->work_pool,
                             .large = &b->large_pool,
                             .handle = handle != NULL ? handle : site_handle,
                             .site = handle != NULL ? (void *)b : &b->site,
                             .keep_alive = handle != NULL ? &b->keep_alive : &b->shared.keep_alive,
                             .idle_ms = LIMIT_IDLE_MS,
                             .max_requests = LIMIT_REQUESTS};
    conn_init(&b->conn, &b->config, b->now);
    b->conn.owner = &b->peer;
}

void bench_close(struct bench *b)
{
    conn_release(&b->conn);
    CU_ASSERT_EQUAL(b->work_pool.lent, 0);
    CU_ASSERT_EQUAL(b->large_pool.lent, 0);
    if (b->with_site)
        site_close(&b->site);
    connection_close(&b->peer);
    CU_ASSERT(tracker_is_empty(&b->tracker));
    free(b->work);
    free(b->large);
    free(b->out);
}

void bench_connect(struct bench *b)
{
    conn_release(&b->conn);
    conn_init(&b->conn, &b->config, b->now);
    b->conn.owner = &b->peer;
    b->out_length = 0;
    b->out[0] = '\0';
    b->writes = 0;
}

void bench_take(struct bench *b)
{
    while ((conn_wants(&b->conn) & CONN_WRITE) != 0) {
        size_t length = 0;
        const char *octets = conn_write_bytes(&b->conn, &length);
        if (length >= BENCH_OUT - b->out_length)
            length = BENCH_OUT - b->out_length - 1;
        CU_ASSERT(length > 0);
        if (length == 0)
            return;
        memcpy(b->out + b->out_length, octets, length);
        b->out_length += length;
        b->out[b->out_length] = '\0';
        b->writes++;
        conn_write_done(&b->conn, length, b->now);
    }
}

size_t bench_send(struct bench *b, const char *octets, size_t length)
{
    size_t sent = 0;
    while (sent < length && (conn_wants(&b->conn) & CONN_READ) != 0) {
        size_t room = 0;
        char *space = conn_read_space(&b->conn, &room);
        size_t n = length - sent < room ? length - sent : room;
        n = b->most > 0 && n > b->most ? b->most : n;
        CU_ASSERT(n > 0);
        if (n == 0)
            break;
        memcpy(space, octets + sent, n);
        conn_read_done(&b->conn, n, b->now);
        sent += n;
        if (!b->stuck)
            bench_take(b);
    }
    return sent;
}

size_t bench_say(struct bench *b, const char *text)
{
    return bench_send(b, text, strlen(text));
}

void bench_eof(struct bench *b)
{
    conn_read_eof(&b->conn, b->now);
    if (!b->stuck)
        bench_take(b);
}

void bench_wait(struct bench *b, uint64_t ms)
{
    b->now.ms += ms;
    if (b->now.ms >= conn_deadline(&b->conn))
        conn_expire(&b->conn, b->now);
    if (!b->stuck)
        bench_take(b);
}

const char *bench_ask(struct bench *b, const char *request)
{
    bench_connect(b);
    bench_say(b, request);
    return b->out;
}

const char *bench_post(struct bench *b, const char *head, const char *body)
{
    char request[4096];
    snprintf(request, sizeof request, "%sHost: t\r\nContent-Length: %zu\r\n\r\n%s", head,
             strlen(body), body);
    return bench_ask(b, request);
}

bool bench_status(const struct bench *b, unsigned status)
{
    char start[16];
    snprintf(start, sizeof start, "HTTP/1.1 %u ", status);
    return strncmp(b->out, start, strlen(start)) == 0;
}

bool bench_has(const struct bench *b, const char *text)
{
    return strstr(b->out, text) != NULL;
}

unsigned bench_count(const struct bench *b, const char *text)
{
    unsigned count = 0;
    for (const char *at = strstr(b->out, text); at != NULL; at = strstr(at + 1, text))
        count++;
    return count;
}

const char *bench_body(const struct bench *b)
{
    const char *end = strstr(b->out, "\r\n\r\n");
    return end != NULL ? end + 4 : "";
}
