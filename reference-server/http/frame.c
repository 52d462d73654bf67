/* SPDX-License-Identifier: MIT */
/*
 * The body-length decision, one branch per sentence of RFC 9112 §6.3. Anything that two recipients
 * could read differently is refused: request smuggling lives on such differences (§11.2).
 */
#include "http/frame.h"

/* The fault leaves its offset to the caller, who knows the field. */
static bool refuse(struct fault *fault, unsigned status, const char *rule, const char *sentence)
{
    *fault = (struct fault){
        .status = status, .rule = rule, .offset = fault->offset, .sentence = sentence};
    return false;
}

/* The method is the first thing of a head. */
static size_t offset_in_head(const struct request *r, struct span value)
{
    return value.at != NULL ? (size_t)(value.at - r->method_text.at) : 0;
}

static bool refuse_coding(const struct request *r, size_t length_count, struct fault *fault)
{
    if (r->minor == 0)
        return refuse(fault, 400, "RFC 9112 section 6.1", "Transfer-Encoding in HTTP/1.0");
    if (length_count > 0) {
        return refuse(fault, 400, "RFC 9112 section 6.1",
                      "Transfer-Encoding and Content-Length together");
    }
    return refuse(fault, 501, "RFC 9112 section 6.1", "no transfer coding is understood here");
}

bool frame_body_length(const struct request *r, size_t *length, struct fault *fault)
{
    size_t codings = 0;
    size_t lengths = 0;
    uint64_t number = 0;
    struct span coding = request_field(r, "Transfer-Encoding", &codings);
    struct span value = request_field(r, "Content-Length", &lengths);
    fault->offset = offset_in_head(r, codings > 0 ? coding : value);
    if (codings > 0)
        return refuse_coding(r, lengths, fault);
    if (lengths > 1)
        return refuse(fault, 400, "RFC 9112 section 6.3", "more than one Content-Length");
    if (lengths == 1 && !span_number(value, &number))
        return refuse(fault, 400, "RFC 9110 section 8.6", "Content-Length is not a number");
    if (number > LIMIT_BODY)
        return refuse(fault, 413, "RFC 9110 section 15.5.14", "the body is too long");
    *length = (size_t)number; /* neither field: no body (RFC 9112 §6.3, last case of a request) */
    return true;
}

bool frame_keeps_alive(const struct request *r)
{
    if (request_lists(r, "Connection", "close"))
        return false;
    return r->minor > 0 || request_lists(r, "Connection", "keep-alive");
}

bool frame_expects_continue(const struct request *r)
{
    return r->minor > 0 && request_lists(r, "Expect", "100-continue");
}
