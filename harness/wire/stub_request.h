/* SPDX-License-Identifier: MIT */
/* As much of a request as a stub has to know: where it ends, and what becomes of the connection
 * (RFC 9112, sections 6.3 and 9.3). It answers whatever it is asked and judges nobody. Pure.
 */
#ifndef ASSAY_WIRE_STUB_REQUEST_H
#define ASSAY_WIRE_STUB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

enum stub_request_state {
    STUB_REQUEST_MORE = 0,
    STUB_REQUEST_WHOLE,
    STUB_REQUEST_BAD /* its end cannot be known */
};

struct stub_request {
    size_t length; /* octets, content included */
    bool keep;     /* the connection after the response; never with Transfer-Encoding, the end of
                      which is not looked for */
    bool to_head;  /* its response has no content */
};

/* Reads the request at the beginning of `octets`; *q is set if it is whole. */
enum stub_request_state stub_request_read(struct stub_request *q, const char *octets, size_t length)
    __attribute__((nonnull, warn_unused_result));

#endif
