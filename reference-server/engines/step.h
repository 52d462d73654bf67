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

/* Reads if `readable` and the connection wanted it, then writes as long as the socket takes it,
   within a fair share. Returns what the connection wants then; CONN_CLOSE if the peer is lost. */
NONNULL CHECKED unsigned step_move(struct conn *c, int fd, bool readable, struct instant now);

#endif
