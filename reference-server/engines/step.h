/* SPDX-License-Identifier: MIT */
/*
 * Moves octets between one socket and one connection. The only place that reads and writes sockets
 * and the only one that asks the clock; every engine uses it.
 */
#ifndef ENGINES_STEP_H
#define ENGINES_STEP_H

#include "http/conn.h"

/* The clocks, once per round of an engine. */
struct instant step_now(void);

/* Reads if `readable`, then writes as long as the socket takes it, within a fair share. False: the
   connection is at its end, or its peer is lost; release and close it. */
__attribute__((nonnull, warn_unused_result)) bool step_move(struct conn *c, int fd, bool readable,
                                                            struct instant now);

#endif
