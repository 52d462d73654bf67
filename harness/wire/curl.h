/* SPDX-License-Identifier: MIT */
/* The well-behaved client: one request through libcurl, over a connection of its own.
 *
 * libcurl frames and sends; what comes back is read by our own strict reader (wire/reply.h),
 * because libcurl forgives much. A fresh connection for each request also means that nothing is
 * resent in silence, which libcurl does when a kept connection dies before any octet of an answer.
 */
#ifndef ASSAY_WIRE_CURL_H
#define ASSAY_WIRE_CURL_H

#include "wire/endpoint.h"
#include "wire/exchange.h"

struct client_field {
    const char *name, *value;
};

struct client_request {
    const char *method, *target; /* target: origin-form, sent as it is */
    const struct endpoint *to;   /* whom; its authority is Host, unless a header says otherwise */
    const struct client_field *headers;
    size_t header_count;
    const char *body; /* NULL: none */
    size_t body_length;
    int64_t deadline; /* monotonic ns */
};

struct client; /* a libcurl multi handle */

struct client *client_open(void) __attribute__((warn_unused_result));

/* Fills x, which was initialised with to_head as the method asks. */
void client_ask(struct client *c, const struct client_request *request, struct exchange *x)
    __attribute__((nonnull));

void client_close(struct client *c);

#endif
