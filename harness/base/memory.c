/* SPDX-License-Identifier: MIT */
/* The only file of the harness that calls malloc. Arena blocks form a list, newest first; an item
 * larger than the usual block gets a block of its own.
 */
#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { BLOCK_BYTES = 16 * 1024 }; /* fits a scenario file's model in one or two blocks */

struct arena_block {
    struct arena_block *older;
    size_t used, room;
    max_align_t bytes[];
};

static void out_of_memory(void)
{
    fputs("assay: out of memory; give the harness more, or run fewer scenarios at once\n", stderr);
    exit(4);
}

void *memory_get(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *memory_zero(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *memory_resize(void *old, size_t size)
{
    void *p = realloc(old, size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void memory_drop(void *old)
{
    free(old);
}

void arena_init(struct arena *a)
{
    *a = (struct arena){.newest = NULL};
}

void arena_share(struct arena *a, size_t room)
{
    struct arena_block *b =
        mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (b == MAP_FAILED)
        out_of_memory();
    b->room = room - sizeof *b;
    *a = (struct arena){.newest = b, .shared = room};
}

static struct arena_block *block_with_room(struct arena *a, size_t size)
{
    struct arena_block *b = a->newest;
    if (b && b->room - b->used >= size)
        return b;
    if (a->shared)
        out_of_memory();
    size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    b = memory_get(sizeof *b + room);
    *b = (struct arena_block){.older = a->newest, .room = room};
    a->newest = b;
    return b;
}

void *arena_zero(struct arena *a, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total) || total > SIZE_MAX - alignof(max_align_t))
        out_of_memory();
    total = (total + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct arena_block *b = block_with_room(a, total);
    void *p = (char *)b->bytes + b->used;
    b->used += total;
    memset(p, 0, total);
    return p;
}

char *arena_copy(struct arena *a, const char *text, size_t length)
{
    char *p = arena_zero(a, length + 1, 1);
    if (length)
        memcpy(p, text, length);
    return p;
}

char *arena_vtext(struct arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0)
        out_of_memory();
    char *p = arena_zero(a, (size_t)length + 1, 1);
    vsnprintf(p, (size_t)length + 1, format, again);
    va_end(again);
    return p;
}

char *arena_text(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *p = arena_vtext(a, format, args);
    va_end(args);
    return p;
}

void *arena_grow(struct arena *a, const void *items, size_t used, size_t *capacity, size_t size)
{
    *capacity = *capacity ? *capacity * 2 : 8;
    void *p = arena_zero(a, *capacity, size);
    if (used)
        memcpy(p, items, used * size);
    return p;
}

void arena_release(struct arena *a)
{
    if (a->shared) {
        munmap(a->newest, a->shared);
        arena_init(a);
    }
    while (a->newest) {
        struct arena_block *older = a->newest->older;
        free(a->newest);
        a->newest = older;
    }
}
