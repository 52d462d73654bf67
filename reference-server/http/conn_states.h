/* SPDX-License-Identifier: MIT */
/*
 * Between conn.c (the door) and conn_states.c (what happens in each state): private to the two.
 * Nobody else includes it.
 */
#ifndef HTTP_CONN_STATES_H
#define HTTP_CONN_STATES_H

#include "http/conn.h"

/* Runs the states until one of them waits for the peer, for time or for output space. */
__attribute__((nonnull)) void conn_states_run(struct conn *c, struct instant now);

/* Answers a fault and ends the connection behind that answer. Needs a workspace. */
__attribute__((nonnull)) void conn_states_refuse(struct conn *c, const struct fault *fault,
                                                 struct instant now);

/* No more requests: send what there is, then half-close. */
__attribute__((nonnull)) void conn_states_finish(struct conn *c);

/* The end, at once: every buffer goes back, an open exchange is broken off. */
__attribute__((nonnull)) void conn_states_close(struct conn *c);

/* Questions that both files ask. */
__attribute__((nonnull)) bool conn_has_output_room(const struct conn *c);
__attribute__((nonnull)) bool conn_needs_large(const struct conn *c);
__attribute__((nonnull)) size_t conn_body_start(const struct conn *c);

#endif
