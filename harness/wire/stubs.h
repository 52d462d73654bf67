/* SPDX-License-Identifier: MIT */
/* Stubs: back ends that the harness plays for a candidate, each a listener on loopback that does
 * with a call what it was told, and a log of who was called when.
 *
 * One thread serves all of them, so that a slow one keeps nobody waiting. It reads a request head
 * and a body of Content-Length; connections are kept as RFC 9112, section 9.3 says.
 */
#ifndef ASSAY_WIRE_STUBS_H
#define ASSAY_WIRE_STUBS_H

#include <stdbool.h>

#include "base/failure.h"
#include "scenario/stub.h"

enum { STUB_CALLS_MAX = 4096 }; /* kept; later ones are only counted */

struct stubs;

struct stub_call {
    unsigned stub;        /* index */
    int64_t begun, ended; /* monotonic ns: its head was there; its last octet left, or the
                             connection ended. 0: still under way */
    bool cancelled;       /* the candidate hung up before its reply had begun */
};

/* `count` listeners, at most STUBS_MAX, in the network namespace of the caller, each answering 200
 * at first. NULL with FAILURE_HARNESS. */
struct stubs *stubs_open(size_t count, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* On 127.0.0.1. */
int stubs_port(const struct stubs *s, size_t index) __attribute__((nonnull, warn_unused_result));

/* From now on; calls that have begun are not affected. The body stays the caller's and must live
 * until another behaviour replaces it or the stubs are closed. */
void stubs_behave(struct stubs *s, size_t index, const struct stub_behaviour *b)
    __attribute__((nonnull));

/* An empty log; calls under way are not in it any more. */
void stubs_forget(struct stubs *s) __attribute__((nonnull));

/* How many calls there were since then, all that had come to the sockets before taken in; up to
 * `most` of them, in order of beginning, are copied. */
size_t stubs_calls(struct stubs *s, struct stub_call *calls, size_t most)
    __attribute__((nonnull, warn_unused_result));

/* Ends all connections; NULL is allowed. */
void stubs_close(struct stubs *s);

#endif
