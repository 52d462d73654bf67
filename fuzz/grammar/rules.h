/* SPDX-License-Identifier: MIT */
/*
 * The rules that several grammars share (RFC 5234 appendix B, RFC 9110 section 5.6). Each takes
 * what it names off the front of the input, or returns false.
 */
#ifndef FUZZ_GRAMMAR_RULES_H
#define FUZZ_GRAMMAR_RULES_H

#include <stdbool.h>
#include <stddef.h>

struct input {
    const char *at, *end;
};

__attribute__((nonnull)) bool rule_octet(struct input *in, char wanted);
__attribute__((nonnull)) bool rule_crlf(struct input *in);
__attribute__((nonnull)) bool rule_token(struct input *in);  /* 1*tchar */
__attribute__((nonnull)) void rule_blanks(struct input *in); /* OWS, BWS */
__attribute__((nonnull)) void rule_text(struct input *in);   /* VCHAR, obs-text, SP, HTAB */

bool is_digit(char c);
bool is_text(char c);
/* ALPHA or DIGIT or one of `others`. */
__attribute__((nonnull)) bool is_word(char c, const char *others);

/* field-line = field-name ":" OWS field-value OWS, and its line end. */
__attribute__((nonnull)) bool rule_field_line(struct input *in, struct input *name,
                                              struct input *value);

#endif
