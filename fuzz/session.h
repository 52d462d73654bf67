/* SPDX-License-Identifier: MIT */
/*
 * A connection on a clock that moves: a script says in which pieces the octets come and the answers
 * are taken, when time passes, buffers are short, the peer ends or the server stops. What leaves is
 * read by the judge's own reader of responses. The first rule that is broken is noted.
 *
 * A script is a line of letters, one move each; others are ignored:
 *
 *   a to p   up to 1, 2, 4 ... 32768 octets arrive
 *   A to P   as many are taken
 *   0        time passes to the deadline
 *   1 to 6   1, 10, 100 ... 100,000 ms pass
 *   .        the peer has no more to say (it ends behind the last octet, if not here)
 *   !        the server stops
 *   - +      the buffer for long bodies is lent to somebody else, and comes back
 *   < >      the same with the workspace
 *   $        from here on the peer neither says nor takes anything
 *
 * When the script is over, the rest is said and taken, and time passes until the connection ends.
 */
#ifndef FUZZ_SESSION_H
#define FUZZ_SESSION_H

#include "http/text.h"

/* Returns the first rule that was broken, a constant text, or NULL. */
__attribute__((warn_unused_result)) const char *session_play(struct span script,
                                                             struct span octets);

#endif
