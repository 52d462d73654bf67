/* SPDX-License-Identifier: MIT */
/*
 * The resource tracker: a tree server -> processes -> connections -> requests -> files. Closing a
 * parent closes what it owns, and counting is part of opening and closing, so the numbers cannot
 * drift from the truth. May call close and free; must not know HTTP. Any thread may read and count.
 */
#ifndef RESOURCES_H
#define RESOURCES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define NONNULL __attribute__((nonnull)) /* as in http/text.h */

enum { PEER_ROOM = 64, TRACKER_TEXT_ROOM = 160 };

enum tracked {
    TRACKED_SOCKETS = 0,
    TRACKED_FILES,
    TRACKED_CONNECTIONS,
    TRACKED_REQUESTS,
    TRACKED_KINDS,
};

/* A process counts in one place alone, so that it may be killed between any two instructions. */
struct tracker {
    struct tracker *whole; /* borrowed: of the server, if this is one of its processes; or NULL */
    struct tracker *parts; /* borrowed: of its processes, if it has some */
    size_t part_count;
    atomic_ullong open[TRACKED_KINDS]; /* now, without the parts */
    atomic_ullong peak[TRACKED_KINDS]; /* at most at once so far, of the whole */
    atomic_ullong served;              /* requests ever, of the whole */
};

/* Owned by the engine, one per accepted socket. */
struct tracked_connection {
    struct tracker *tracker;
    int socket;                      /* owned; -1 once closed */
    struct tracked_request *request; /* owned; NULL between requests */
    bool loopback;                   /* set by the engine, as is the peer's address for logs */
    char peer[PEER_ROOM];
};

/* Lives in the memory that the core keeps for a request. */
struct tracked_request {
    struct tracked_connection *connection;
    int file;     /* owned; -1 for none */
    void *memory; /* owned, from malloc; NULL for none */
};

/* For what belongs to the server itself, listeners and the document root: counts one that has been
   opened, closes one that was counted. */
NONNULL void tracker_open(struct tracker *t, enum tracked kind);
NONNULL void tracker_close(struct tracker *t, enum tracked kind, int descriptor);

/* What is open now, the parts included. */
NONNULL unsigned long long tracker_count(const struct tracker *t, enum tracked kind);
/* A process has died, and the kernel has closed what it had open. */
NONNULL void tracker_forget(struct tracker *of_process);

NONNULL void connection_open(struct tracked_connection *c, struct tracker *t, int socket);
NONNULL void connection_close(struct tracked_connection *c);
NONNULL void request_open(struct tracked_request *r, struct tracked_connection *owner);
NONNULL void request_close(struct tracked_request *r);

/* From here on the request owns it; what it held before is closed or freed. */
NONNULL void request_hold_file(struct tracked_request *r, int file);
__attribute__((nonnull(1))) void request_hold_memory(struct tracked_request *r, void *memory);

/* The closing line, without a line end. */
NONNULL void tracker_text(const struct tracker *t, char text[TRACKER_TEXT_ROOM]);
NONNULL bool tracker_is_empty(const struct tracker *t);

#endif
