/* SPDX-License-Identifier: MIT */
/*
 * How a request says where it ends and whether the connection may stay: RFC 9112 §6 and §9.3 as
 * pure functions over a parsed head. Must not know buffers, limits of time, or answers.
 */
#ifndef HTTP_FRAME_H
#define HTTP_FRAME_H

#include "http/head.h"

/* The body length in octets. False: the framing is refused, `fault` says how, and the connection
   must close, because nobody knows where the next request starts. */
__attribute__((nonnull, warn_unused_result)) bool frame_body_length(const struct request *r,
                                                                    size_t *length,
                                                                    struct fault *fault);

/* Whether the peer wants to keep the connection (RFC 9112 §9.3). */
__attribute__((nonnull)) bool frame_keeps_alive(const struct request *r);

/* Whether the peer waits for a 100 before it sends the body (RFC 9110 §10.1.1). */
__attribute__((nonnull)) bool frame_expects_continue(const struct request *r);

#endif
