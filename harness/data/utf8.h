/* SPDX-License-Identifier: MIT */
/* UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef ASSAY_DATA_UTF8_H
#define ASSAY_DATA_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Octets of the well-formed character at the start of `text`, 0 if there is none.
 * *code receives its code point. */
size_t utf8_next(const char *text, size_t length, uint32_t *code)
    __attribute__((nonnull, warn_unused_result));

/* Code points in `text`; an octet that is not part of a well-formed character counts as one. */
size_t utf8_columns(const char *text, size_t length) __attribute__((nonnull, warn_unused_result));

/* Anything may be in `text`; the terminal that shows it must not obey. What is not text, tabs
 * aside, becomes '?', one for each column. */
void utf8_put_plain(FILE *out, const char *text, size_t length) __attribute__((nonnull));

#endif
