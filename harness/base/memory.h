/* SPDX-License-Identifier: MIT */
/* Memory: an arena for what lives as long as a run, and allocation that cannot return NULL.
 *
 * A scenario set, a candidate file and a run's result are each built once and dropped whole, so
 * each owns one arena and nothing in it is freed by itself. Running out of memory ends the program
 * with status 4 and a sentence on stderr: a judge that cannot remember may not give a verdict.
 */
#ifndef ASSAY_BASE_MEMORY_H
#define ASSAY_BASE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

struct arena {
    struct arena_block *newest; /* owned; NULL while empty */
    size_t shared;              /* octets that all processes see, and no more; 0: our own memory */
};

/* An empty arena; allocates nothing yet. */
void arena_init(struct arena *a) __attribute__((nonnull));

/* An empty arena whose memory children share: what one of them puts into it is seen here, too. One
 * process at a time may use it. More than `room` octets end that process. */
void arena_share(struct arena *a, size_t room) __attribute__((nonnull));

/* Zeroed memory for `count` items of `size` bytes, aligned for any type; lives until arena_release.
 * Never NULL, also for zero bytes. */
void *arena_zero(struct arena *a, size_t count, size_t size)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Copies with a terminating NUL. `text` need not be terminated; the second form is printf. */
char *arena_copy(struct arena *a, const char *text, size_t length)
    __attribute__((nonnull(1), returns_nonnull, warn_unused_result));
char *arena_text(struct arena *a, const char *format, ...)
    __attribute__((nonnull, returns_nonnull, warn_unused_result, format(printf, 2, 3)));
char *arena_vtext(struct arena *a, const char *format, va_list args)
    __attribute__((nonnull(1, 2), returns_nonnull, warn_unused_result, format(printf, 2, 0)));

/* A larger array at a new place: the first `used` items copied, room for at least one more,
 * *capacity updated. The old place stays valid until arena_release. For lists that are appended to.
 */
void *arena_grow(struct arena *a, const void *items, size_t used, size_t *capacity, size_t size)
    __attribute__((nonnull(1, 4), returns_nonnull, warn_unused_result));

/* Frees all of it; the arena is empty and usable again. */
void arena_release(struct arena *a) __attribute__((nonnull));

/* malloc and realloc that end the program instead of failing; memory_drop frees (NULL: nothing). */
void *memory_get(size_t size) __attribute__((returns_nonnull, malloc, warn_unused_result));
/* The same, zeroed; its pages cost nothing before they are touched. */
void *memory_zero(size_t count, size_t size)
    __attribute__((returns_nonnull, malloc, warn_unused_result));
void *memory_resize(void *old, size_t size) __attribute__((returns_nonnull, warn_unused_result));
void memory_drop(void *old);

#endif
