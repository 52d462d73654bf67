/* SPDX-License-Identifier: MIT */
/* JSON texts: a strict check (RFC 8259, any value at the top, no duplicate names) and writing of
 * string literals. The only room that knows jansson.
 */
#ifndef ASSAY_DATA_JSON_H
#define ASSAY_DATA_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/bytes.h"

enum { JSON_OCTETS_MAX = 1024 * 1024 }; /* body checks look no further */

/* True if `text` is exactly one JSON value. Otherwise *sentence (size octets, may be 0) says what
 * is wrong and where. */
bool json_is_valid(const char *text, size_t length, char *sentence, size_t size)
    __attribute__((nonnull(1), warn_unused_result));

/* True if `text` is a JSON number as it is spelled. */
bool json_spells_number(const char *text, size_t length)
    __attribute__((nonnull, warn_unused_result));

/* Appends the content of a JSON string, escapes undone; false if `text` is no JSON string. */
bool json_unquote(const char *text, size_t length, struct bytes *out)
    __attribute__((nonnull, warn_unused_result));

/* A JSON string literal with its quotes. An octet that is no part of valid UTF-8 becomes U+FFFD; in
 * what is written for people and reports, its value as \xNN, so that none is lost. */
void json_quote(struct bytes *out, const char *text, size_t length) __attribute__((nonnull));
void json_escape(FILE *out, const char *text, size_t length) __attribute__((nonnull));

#endif
