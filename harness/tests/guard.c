/* SPDX-License-Identifier: MIT */
/* mmap two runs of pages, take the rights from the last one. */
#include "tests/guard.h"

#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096 };

struct guard guard_open(const void *octets, size_t length)
{
    size_t readable = (length + PAGE - 1) / PAGE * PAGE + PAGE;
    struct guard g = {.size = readable + PAGE};
    g.map = mmap(NULL, g.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g.map == MAP_FAILED || mprotect(g.map + readable, PAGE, PROT_NONE) == -1)
        return (struct guard){0};
    g.data = g.map + readable - length;
    if (length)
        memcpy(g.data, octets, length);
    return g;
}

void guard_close(struct guard *g)
{
    if (g->map)
        munmap(g->map, g->size);
    *g = (struct guard){0};
}
