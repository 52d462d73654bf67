/* SPDX-License-Identifier: MIT */
/*
 * Anonymous pages, the last one without access. If the system gives none, testing makes no sense.
 */
#include "tests/guard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct guard guard_copy(const void *octets, size_t length)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t data = (length + page - 1) / page * page;
    struct guard g = {.length = length, .pages_length = data + page};
    g.pages =
        mmap(NULL, g.pages_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g.pages == MAP_FAILED || mprotect((char *)g.pages + data, page, PROT_NONE) == -1)
        abort();
    g.at = (char *)g.pages + data - length;
    if (length > 0)
        memcpy(g.at, octets, length);
    return g;
}

void guard_free(struct guard *g)
{
    munmap(g->pages, g->pages_length);
    g->pages = NULL;
}
