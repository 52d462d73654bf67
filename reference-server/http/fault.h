/* SPDX-License-Identifier: MIT */
/*
 * What a refused request is told, and the status lines. Pure; calls snprintf.
 * Lines for known codes are made once, for HTTP/1.0 and HTTP/1.1, when the program is compiled; a
 * line for an unknown code is made on the spot in the caller's space and kept nowhere.
 */
#ifndef HTTP_FAULT_H
#define HTTP_FAULT_H

#include "http/text.h"

struct fault {
    unsigned status;      /* the status to answer with */
    const char *rule;     /* the document and section that was broken; constant text */
    size_t offset;        /* where, in octets from the start of the head */
    const char *sentence; /* why, in words; constant text */
};

enum { STATUS_LINE_ROOM = 40 };

/* The line with its CRLF. `spare` is used for unknown codes only; the span may point into it. */
NONNULL struct span status_line(unsigned status, unsigned minor, char spare[STATUS_LINE_ROOM]);

/* The reason phrase, or an empty span for an unknown code. */
struct span status_reason(unsigned status);

#endif
