/* SPDX-License-Identifier: MIT */
/*
 * One request and its answer, as the handler sees them: everything that it may know and set. The
 * handler is the core's only function pointer beside the pull functions of answers. It must not
 * block; it sees neither sockets nor buffers.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/request.h"

#include <sys/types.h>

struct instant {
    uint64_t ms;    /* monotonic milliseconds, for durations */
    int64_t wall;   /* seconds since 1970, for dates only */
    uint64_t round; /* what has the same was asked at the same time; 0: nobody can say */
};

/* Puts up to `room` (> 0) octets of a body into `space`. Returns how many; 0 or less means that it
   cannot be completed, and the connection is cut so that nobody takes it for whole. */
typedef ssize_t answer_pull(void *context, char *space, size_t room);

/* Handlers set status, fields and body; the writer of the head adds the status line, Date,
   Content-Length and Connection. */
struct answer {
    unsigned status;
    bool close;        /* the connection ends after this answer */
    uint64_t length;   /* octets of the body, whichever kind it is */
    struct span body;  /* used when pull is NULL; borrowed until the exchange is done */
    answer_pull *pull; /* called when there is room */
    void *context;
    struct text fields; /* writes into field_space */
    char field_space[LIMIT_ANSWER_FIELDS];
    char note[LIMIT_ANSWER_NOTE];
};

/* Why the handler is called. Whatever came first, EXCHANGE_DONE comes last and exactly once. */
enum exchange_event {
    EXCHANGE_HEAD = 0, /* the peer waits for a 100: answer now, or HANDLED_BODY for the body */
    EXCHANGE_REQUEST,  /* the request is whole, body included */
    EXCHANGE_AGAIN,    /* the instant asked for with HANDLED_LATER has come, or a call has ended */
    EXCHANGE_REFUSED,  /* the core answers a fault, and the request holds what was read before it;
                          fields may be added, the rest stays as it is */
    EXCHANGE_DONE,     /* the answer has left, or never will: give back what is held */
};

enum handled {
    HANDLED_ANSWERED = 0, /* `answer` is filled in */
    HANDLED_LATER,        /* call again at `wake`; until then nothing of the request changes */
    HANDLED_CALLS,        /* call again when one of `calls` has ended; one is under way */
    HANDLED_BODY,         /* to EXCHANGE_HEAD only: let the peer send the body */
};

struct exchange {
    enum exchange_event event;
    bool begun;  /* false in the first call of an exchange, true later */
    bool broken; /* in EXCHANGE_DONE: the connection was lost before the answer was complete */
    struct instant now;
    const struct request *request; /* borrowed until EXCHANGE_DONE has returned, spans too */
    struct span body;              /* the request body, likewise */
    uint64_t sent;                 /* octets of the answer's body so far */
    uint64_t wake;                 /* monotonic ms, set with HANDLED_LATER; by the core for calls */
    struct call *calls;            /* the handler's, LIMIT_CALLS of them; NULL at first */
    void *site;                    /* conn_config.site, unread */
    void *owner;                   /* conn.owner, unread */
    struct answer answer;
    max_align_t memory[LIMIT_HANDLER_MEMORY / sizeof(max_align_t)]; /* the handler's, not cleared */
};

typedef enum handled handler(struct exchange *x);

NONNULL void answer_init(struct answer *a);

/* Adds a field line. False if LIMIT_ANSWER_FIELDS has no room for it: then nothing was added. */
NONNULL bool answer_field(struct answer *a, const char *name, struct span value);

/* The whole answer but for other fields; `type` may be NULL. They return HANDLED_ANSWERED. */
NEEDS(1)
enum handled answer_bytes(struct answer *a, unsigned status, const char *type, struct span body);
NEEDS(1, 4)
enum handled answer_pulled(struct answer *a, unsigned status, uint64_t length, answer_pull *pull,
                           void *context);
/* A short text: "404 Not Found: " and the sentence, which is copied. */
NONNULL enum handled refuse(struct exchange *x, unsigned status, const char *sentence);

/* Whether an answer of that status can have a body at all (RFC 9112 §6.3). */
bool answer_has_body(unsigned status);

/* Writes the head with its empty line and returns its length. `minor` is the request's, `keep` says
   that the connection stays after this answer, `wall` is the time for Date. */
NONNULL size_t answer_write_head(const struct answer *a, unsigned minor, bool keep, int64_t wall,
                                 char space[LIMIT_ANSWER_HEAD]);

enum { STATUS_LINE_ROOM = 40, DATE_LENGTH = 29 };

/* With its CRLF: a constant, or for unknown codes made in `spare`. */
NONNULL struct span status_line(unsigned status, unsigned minor, char spare[STATUS_LINE_ROOM]);

/* HTTP dates (RFC 9110 §5.6.7) and seconds since 1970: writes an IMF-fixdate, up to 9999; reads
   all three forms that a recipient must accept, and false means none of them. */
NONNULL void date_text(int64_t seconds, char space[DATE_LENGTH + 1]);
NONNULL CHECKED bool date_parse(struct span s, int64_t *seconds);

#endif
