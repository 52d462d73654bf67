/* SPDX-License-Identifier: MIT */
/*
 * Every limit of the server, with its reason and the answer when it is reached. Sizes are octets,
 * times are milliseconds. Those with an option are defaults.
 */
#ifndef HTTP_LIMITS_H
#define HTTP_LIMITS_H

enum limits {
    /* The request */
    LIMIT_EMPTY_LINES = 1,     /* before a request line; RFC 9112 §2.2 asks for one; then 400 */
    LIMIT_REQUEST_LINE = 8192, /* without CRLF; RFC 9112 §3 recommends 8000 or more; then 414 */
    LIMIT_HEAD = 16384,        /* the whole head with its empty line: four pages; then 431 */
    LIMIT_FIELDS = 100,        /* field lines of one head: browsers send about 20; then 431 */
    LIMIT_BODY = 1048576,      /* request body: a REST document fits many times; then 413 */
    LIMIT_CHUNK_LINE = 256,    /* one chunk size with its extensions, which nobody uses; 400 */
    LIMIT_CHUNK_EXTENSIONS = 4096, /* of one body, so that they cost no more than it; then 413 */
    LIMIT_TRAILERS = 4096,         /* the trailer section: a checksum fits; then 431 */
    LIMIT_PIPELINE = 64,      /* answers gathered into one write: then the others' turn comes */
    LIMIT_REQUESTS = 1000000, /* of one connection; --max-requests; the last says close */

    /* Time */
    LIMIT_HEAD_MS = 10000,       /* first octet of a head to its end: bad lines; then 408 */
    LIMIT_BODY_MS = 10000,       /* for a body to arrive, besides what its length takes; then 408 */
    LIMIT_BODY_RATE = 16384,     /* octets/s that a body must keep up on average; then 408 */
    LIMIT_IDLE_MS = 60000,       /* without a request: a reading person; --idle-timeout; closed */
    LIMIT_WRITE_MS = 30000,      /* no octet taken by the peer for this long: it has gone; closed */
    LIMIT_LINGER_MS = 2000,      /* dropping what comes after our half-close: some round trips */
    LIMIT_CALL_MS = 1000,        /* of one call of a chain to a back end; then 504 */
    LIMIT_DRAIN_LINGER_MS = 500, /* the same while the server stops: nobody should wait for it */
    LIMIT_DRAIN_MS = 10000,      /* for requests in flight at a stop; --drain-timeout; cut off */
    LIMIT_ACCEPT_PAUSE_MS = 100, /* after running out of descriptors: no spinning, no deafness */

    /* Memory */
    LIMIT_IN = LIMIT_HEAD + 8192, /* input buffer: the longest head and octets of a body behind */
    LIMIT_OUT = 16384,            /* output buffer: what one send should carry */
    LIMIT_ANSWER_FIELDS = 1024,   /* fields that handlers add to one answer */
    LIMIT_ANSWER_NOTE = 256,      /* the text of an error answer */
    LIMIT_ANSWER_HEAD = 1536,     /* LIMIT_ANSWER_FIELDS and what answer.c itself writes */
    LIMIT_ANSWER_ROOM = 1664,     /* output space before a request is pulled: head and one 100 */
    LIMIT_HANDLER_MEMORY = 4608,  /* what a handler may keep between its calls for one request */
    LIMIT_CALL = 4096,            /* the reply of a back end with its head; then 502 */

    /* Connections */
    LIMIT_CONNECTIONS = 1024, /* at once; --max-connections; then the idle go, or others wait */
    LIMIT_YIELD_MS = 1000,    /* idle for less, its next request may be on its way: it stays */
    LIMIT_BACKLOG = 128,      /* newcomers in the accept queue; the kernel drops what is more */
    LIMIT_CALLS = 3,          /* to back ends at once for one request: the photo page's */
    LIMIT_WORK = 16384,       /* connections busy in the same moment; the others are not read */
    LIMIT_LARGE = 16,         /* bodies longer than the input buffer, at once; others wait, 503 */

    /* Handlers */
    LIMIT_KEY = 64,                /* the owner of a photo, the key of a cache; then 404 */
    LIMIT_PATH = 1024,             /* a file's name; then 404 */
    LIMIT_REQUEST_ID = 128,        /* an id that a request brings; a longer one is replaced */
    LIMIT_USERS = 10000,           /* objects in the store: a demonstration, not a data base; 507 */
    LIMIT_USERS_OCTETS = 16777216, /* JSON text of all of them; then 507 */
    LIMIT_SLOW_MS = 60000,         /* of /api/slow; then 400 */
    LIMIT_WORK_US = 1000000,       /* of /api/work, which holds up everybody; then 400 */
    LIMIT_MEDIA_TABLE = 1048576,   /* of the system's table of media types; Debian's has 74,000 */
    LIMIT_WHY = 512,               /* a sentence on why the server cannot start; cut */
};

#endif
