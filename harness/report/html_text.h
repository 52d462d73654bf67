/* SPDX-License-Identifier: MIT */
/* Text of anybody as HTML that does nothing: neither markup, nor control octets, nor characters
 * that turn the direction of a line. What is not text is shown as \xNN, marked.
 */
#ifndef ASSAY_REPORT_HTML_TEXT_H
#define ASSAY_REPORT_HTML_TEXT_H

#include <stdio.h>

/* On one line: line ends and tabs become spaces. Safe in elements and in quoted attributes, where
 * html_attribute does without the marks. Only the first `HTML_WORDS_MAX` octets are shown, and how
 * many more there are. */
enum { HTML_WORDS_MAX = 4000, HTML_EVIDENCE_MAX = 24000 };
void html_text(FILE *out, const char *text) __attribute__((nonnull));
void html_attribute(FILE *out, const char *text) __attribute__((nonnull));

/* What is to be marked in a transcript: `words`, where they stand in a received line that begins
 * with `line`, of which the first `line_length` octets count, in upper or lower case; 0: in any
 * line. */
struct html_offence {
    const char *words; /* NULL: nothing */
    const char *line;
    size_t line_length;
};

/* Several lines, for <pre>. What was sent ("> ") and received ("< ") is told apart. */
void html_transcript(FILE *out, const char *text, const struct html_offence *offence)
    __attribute__((nonnull));

/* An id for a fragment from any text: letters, digits, '.', '_' and '-' stay, all else is "-". */
void html_id(FILE *out, const char *text) __attribute__((nonnull));

#endif
