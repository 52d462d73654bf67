/* SPDX-License-Identifier: MIT */
/* What the candidate writes on stdout and stderr: drained all the time by a thread of its own, so
 * that a candidate that floods is never stopped by a full pipe; the first and the last octets are
 * kept.
 *
 * Never waits for the end of a pipe: a grandchild may hold it open for ever.
 */
#ifndef ASSAY_CANDIDATE_OUTPUT_H
#define ASSAY_CANDIDATE_OUTPUT_H

#include <stddef.h>

#include "base/failure.h"
#include "base/memory.h"

enum output_stream { OUTPUT_STDOUT = 0, OUTPUT_STDERR, OUTPUT_COUNT };

enum { OUTPUT_TAIL = 64 * 1024 }; /* octets kept per stream: enough for any last words */

struct output; /* opaque: pipes, thread, tails */

/* Makes the pipes and starts draining; writers[] are the ends for the child (close-on-exec). */
struct output *output_open(int writers[OUTPUT_COUNT], struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* Reads what is in the pipes now, so that the last words of an ended process are not missed. */
void output_settle(struct output *o) __attribute__((nonnull));

/* The last `lines` lines kept, oldest first, without the final newline; lives in `a`. Of a process
 * that others started (o is NULL) nothing is heard: "". */
const char *output_tail(struct output *o, enum output_stream stream, unsigned lines,
                        struct arena *a)
    __attribute__((nonnull(4), returns_nonnull, warn_unused_result));

/* What a sanitizer that the program was built with has written on stderr, from its first report on,
 * as far as it is kept; lives in `a`; NULL if there is none. */
const char *output_sanitizer(struct output *o, struct arena *a)
    __attribute__((nonnull(2), warn_unused_result));

void output_close(struct output *o);

#endif
