/* SPDX-License-Identifier: MIT */
/*
 * A server without sockets: one connection on a fake clock, with a pool of its own, driven by the
 * test. What the connection wants to send is collected as text. With a site behind it, or with any
 * other handler.
 */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include "handlers/site.h"
#include "http/conn.h"

enum { BENCH_OUT = 4 * 1048576, BENCH_WORK = 2, BENCH_WALL = 784111777 };

struct bench {
    struct tracker tracker;
    struct tracked_connection peer;
    struct shared shared;
    struct site site;
    bool with_site;
    atomic_bool keep_alive;
    struct pool work_pool, large_pool;
    struct workspace *work;
    char *large;
    struct conn_config config;
    struct conn conn;
    struct instant now;
    size_t most; /* octets that one read may bring; 0 for as many as fit */
    bool stuck;  /* the peer takes nothing */
    char *out;   /* NUL-terminated */
    size_t out_length;
    unsigned writes; /* how many sends it took */
};

/* A null handler asks for the site over the given document root. */
void bench_open(struct bench *b, enum handled (*handle)(struct exchange *), const char *docroot);

/* Asserts that every buffer has come back and that the tracker is empty. */
void bench_close(struct bench *b);

/* A new connection and an empty output. */
void bench_connect(struct bench *b);

/* Sends until all is taken or READ is not wanted; returns how much was taken. */
size_t bench_send(struct bench *b, const char *octets, size_t length);
size_t bench_say(struct bench *b, const char *text);
void bench_eof(struct bench *b);

/* Lets the peer take what is there. */
void bench_take(struct bench *b);

/* Moves the clock and lets the deadline pass if it has come. */
void bench_wait(struct bench *b, uint64_t ms);

/* A new connection that says one request; the output. */
const char *bench_ask(struct bench *b, const char *request);

/* The same with a body and its length in front of it: head lines without the empty line. */
const char *bench_post(struct bench *b, const char *head, const char *body);

/* Whether the output starts with "HTTP/1.1 " and this status. */
bool bench_status(const struct bench *b, unsigned status);
bool bench_has(const struct bench *b, const char *text);
unsigned bench_count(const struct bench *b, const char *text);

/* The body of the (only) answer. */
const char *bench_body(const struct bench *b);

#endif
