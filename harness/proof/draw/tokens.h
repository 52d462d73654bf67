/* SPDX-License-Identifier: MIT */
/* The tokens of a C source, well enough to change one of them (C17, section 6.4).
 */
#ifndef ASSAY_PROOF_DRAW_TOKENS_H
#define ASSAY_PROOF_DRAW_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

enum token_kind { TOKEN_NAME = 0, TOKEN_NUMBER, TOKEN_CHARACTER, TOKEN_TEXT, TOKEN_MARK };

struct token {
    enum token_kind kind;
    size_t offset, length;
};

struct tokens {
    const char *source;
    struct token *all;
    size_t count, capacity;
};

/* Comments and lines of the preprocessor have none. Never fails: an octet that begins nothing is a
 * mark of its own. */
void tokens_read(struct tokens *t, const char *source, size_t length, struct arena *a)
    __attribute__((nonnull));

/* Whether token number i is there and is this word or mark. */
bool token_is(const struct tokens *t, size_t i, const char *text)
    __attribute__((nonnull, warn_unused_result));

/* The number of the mark that closes the bracket at i, or that opens the one at i; t->count: none.
 */
size_t token_closing(const struct tokens *t, size_t i) __attribute__((nonnull, warn_unused_result));
size_t token_opening(const struct tokens *t, size_t i) __attribute__((nonnull, warn_unused_result));

#endif
