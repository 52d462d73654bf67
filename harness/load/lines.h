/* SPDX-License-Identifier: MIT */
/* The connections of a load, a line each, and who drives them: epoll and the strict reader
 * (lines_raw), or libcurl, which shares nothing with them but that reader (lines_curl).
 *
 * A kept connection that is gone when it is used again, before any octet of an answer, is made anew
 * and asked once more (RFC 9112 section 9.3.1); that it was gone is said.
 */
#ifndef ASSAY_LOAD_LINES_H
#define ASSAY_LOAD_LINES_H

#include "wire/curl.h"

/* What came of a request on a line; of several, one after the other. The exchange says `connect`,
 * `answered`, the reply, and a problem if it is not answered; NULL: the very octets of the last
 * good answer came again. Returns whether it is a good answer; then the connection is kept if the
 * answer lets it. */
typedef bool line_ended(void *context, unsigned line, struct exchange *x, bool lost);

struct lines_order {
    const struct client_request *requests; /* all to one server; their deadlines are not used */
    unsigned kinds;                        /* of requests; at least 1 */
    unsigned count;
    unsigned depth;       /* requests that may be sent at once on a line; at least 1 */
    int64_t answer_limit; /* ns that one answer, or all that was asked at once, may take */
    bool same_is_good;    /* a good answer is good whenever its octets come, so NULL may be said */
    line_ended *ended;
    void *context;
};

struct lines;

struct lines_kind {
    const char *name;
    /* No connection is made yet. NULL: the kernel or libcurl refused. */
    struct lines *(*open)(const struct lines_order *order);
    unsigned depth_max; /* requests that it can send at once */
    /* Sends one of the requests, so many times, on a line that is not busy; `ended` may be called
     * from within. Where the connection ends before all are answered, the others are sent again.
     * `now` (monotonic ns) is said, since at full speed a look at the clock is a cost, too. */
    void (*ask)(struct lines *l, unsigned line, unsigned kind, unsigned times, int64_t now);
    /* Waits for an octet, an interrupt or the monotonic moment `until`, and calls `ended`. */
    void (*wait)(struct lines *l, int64_t now, int64_t until);
    void (*close)(struct lines *l);
};

extern const struct lines_kind lines_raw, lines_curl;

#endif
