/* SPDX-License-Identifier: MIT */
/*
 * Calls of a connection to other servers. Each has a line, a socket that belongs to the link, which
 * its loop watches beside the link's own, or its seat.
 */
#ifndef ENGINES_CALLS_H
#define ENGINES_CALLS_H

#include "engines/engine.h"

/* Makes the calls that there are now and hangs up those that are over. True: one of them has ended
   at once, and the connection has been told. */
NONNULL bool lines_follow(struct link *l, struct instant now);
/* Something has come on that line. True: its call has ended, and the connection has been told. */
NONNULL CHECKED bool line_heed(struct link *l, size_t which, struct instant now);

/* Whether there is something for lines_follow. */
NONNULL static inline bool lines_are_due(const struct link *l, unsigned wants)
{
    return (wants & CONN_CALL) != 0 || (l->lines[0] & l->lines[1] & l->lines[2]) != -1;
}

#endif
