/* SPDX-License-Identifier: MIT */
/*
 * Every limit of the protocol core, one line of reason each. Nothing in http/ grows beyond these
 * numbers, and reaching one is an ordinary answer with a status of its own. Sizes are octets, times
 * are milliseconds. Knows nothing of sockets or handlers.
 */
#ifndef HTTP_LIMITS_H
#define HTTP_LIMITS_H

enum limits {
    LIMIT_EMPTY_LINES = 1,       /* before a request line; RFC 9112 §2.2 asks for at least one */
    LIMIT_REQUEST_LINE = 8192,   /* without CRLF; RFC 9112 §3 recommends 8000 or more; then 414 */
    LIMIT_HEAD = 16384,          /* the whole head with its empty line: four pages; then 431 */
    LIMIT_FIELDS = 100,          /* field lines of one head: browsers send about 20; then 431 */
    LIMIT_BODY = 1048576,        /* request body: a REST document fits many times; then 413 */
    LIMIT_IN = LIMIT_HEAD,       /* input buffer: the longest head exactly, so a full one is 431 */
    LIMIT_OUT = 16384,           /* output buffer: what one send should carry */
    LIMIT_ANSWER_FIELDS = 1024,  /* fields that handlers add to one answer */
    LIMIT_ANSWER_NOTE = 256,     /* the text of an error answer */
    LIMIT_ANSWER_HEAD = 1536,    /* LIMIT_ANSWER_FIELDS and what answer.c itself writes */
    LIMIT_ANSWER_ROOM = 1664,    /* output space before a request is pulled: head and one 100 */
    LIMIT_HANDLER_MEMORY = 1024, /* what a handler may keep between its calls for one request */
    LIMIT_HEAD_MS = 10000,  /* first octet of a head to its end: people on bad lines; then 408 */
    LIMIT_BODY_MS = 30000,  /* the whole body: 1 MiB at 35 kB/s; then 408 */
    LIMIT_WRITE_MS = 30000, /* no octet taken by the peer for this long: it has gone */
    LIMIT_LINGER_MS = 2000, /* draining a peer after our half-close: several round trips */
    LIMIT_DRAIN_LINGER_MS = 500, /* the same while the server stops: nobody should wait for it */
    LIMIT_IDLE_MS = 60000,       /* default of conn_config.idle_ms: a reading person's next click */
};

#endif
