/* SPDX-License-Identifier: MIT */
/* Waits until a candidate's descriptors are still, by looking, not by sleeping a fixed time.
 */
#ifndef ASSAY_RUN_QUIET_H
#define ASSAY_RUN_QUIET_H

#include "candidate/launch.h"
#include "probes/fds.h"

/* Reads the ledger of the whole tree now, without what our instruments hold open in it. */
void quiet_read(const struct candidate *c, struct fd_ledger *l) __attribute__((nonnull));

/* Reads again at 10, 20, 40 ... 250 ms until the ledger has no descriptor more than `base` (NULL:
 * no base), or until three readings in a row that span at least 250 ms are the same with empty
 * queues, or until the deadline. `now` receives the last reading. False: it never became still.
 * `still` (NULL: none) remembers what was waited for to the end, so that nobody waits for the same
 * descriptors a second time; empty at first, to be released by the caller. */
bool quiet_wait(const struct candidate *c, const struct fd_ledger *base, struct fd_ledger *still,
                struct fd_ledger *now, int64_t deadline)
    __attribute__((nonnull(1, 4), warn_unused_result));

/* Waits until no connection to that port of this machine holds octets, or a connection, that its
 * server has not taken yet; false at the deadline. */
bool quiet_received(int port, int64_t deadline) __attribute__((warn_unused_result));

#endif
