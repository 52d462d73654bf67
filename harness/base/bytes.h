/* SPDX-License-Identifier: MIT */
/* Growable bytes with a cap that is given at init.
 *
 * Invariants: data is never NULL and data[length] is always one spare zero byte, so the content can
 * be handed to anything that wants a string. Growing beyond the cap cuts and remembers it in `cut`:
 * evidence may be shortened, never silently.
 */
#ifndef ASSAY_BASE_BYTES_H
#define ASSAY_BASE_BYTES_H

#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>

struct bytes {
    char *data;    /* owned once room > 0; else a static empty string */
    size_t length; /* octets in use */
    size_t room;   /* octets allocated, 0 while nothing was added */
    size_t cap;    /* length never exceeds this */
    bool cut;      /* something was dropped because of the cap */
};

/* Empty, nothing allocated. */
void bytes_init(struct bytes *b, size_t cap) __attribute__((nonnull));

/* Appends; false if the cap cut it short (what fits is kept). */
bool bytes_add(struct bytes *b, const void *octets, size_t length) __attribute__((nonnull(1)));
bool bytes_text(struct bytes *b, const char *text) __attribute__((nonnull));
bool bytes_format(struct bytes *b, const char *format, ...)
    __attribute__((nonnull, format(printf, 2, 3)));

/* An octet of somebody who may write anything, for a terminal that must not obey: as it is if it is
 * ASCII that can be seen, a space or a tab, else as \xNN. */
bool bytes_visible(struct bytes *b, char octet) __attribute__((nonnull));

/* Room for at least `want` more octets at the end (fewer only if the cap says so): read into
 * data + length, then count them with bytes_added. Returns how many fit. */
size_t bytes_space(struct bytes *b, size_t want) __attribute__((nonnull, warn_unused_result));
void bytes_added(struct bytes *b, size_t length) __attribute__((nonnull));

/* Drops the first `length` octets. */
void bytes_consume(struct bytes *b, size_t length) __attribute__((nonnull));

/* clear: empty but keeps the room. release: frees; only bytes_init makes it usable again. */
void bytes_clear(struct bytes *b) __attribute__((nonnull));
void bytes_release(struct bytes *b) __attribute__((nonnull));

#endif
