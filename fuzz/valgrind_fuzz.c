/* SPDX-License-Identifier: MIT */
/*
 * Target: the reader of valgrind's XML. A file that was cut off says nothing that the whole one
 * does not say, too: no other record, and no end that was not there.
 */
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "probes/valgrind.h"

static bool read_octets(struct valgrind_report *r, const uint8_t *octets, size_t length,
                        struct arena *a)
{
    static int file = -1;
    if (file == -1)
        file = memfd_create("valgrind.xml", MFD_CLOEXEC);
    if (file == -1 || ftruncate(file, 0) == -1 ||
        pwrite(file, octets, length, 0) != (ssize_t)length)
        abort(); /* without a file nothing is tested */
    *r = (struct valgrind_report){.pid = 0};
    return valgrind_read(r, arena_text(a, "/proc/self/fd/%d", file), a);
}

/* The last record of a cut file may be the beginning of one. */
static bool says_no_more(const struct valgrind_report *part, const struct valgrind_report *whole)
{
    if (part->count > whole->count || (part->finished && !whole->finished))
        return false;
    for (size_t i = 0; i + 1 < part->count; i++) {
        if (part->records[i].key != whole->records[i].key)
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct valgrind_report whole, part;
    struct arena a;
    arena_init(&a);
    bool read = read_octets(&whole, data, size, &a);
    for (size_t cut = size / 4; cut < size; cut += size / 4 + 1) {
        bool part_read = read_octets(&part, data, cut, &a);
        if (part_read && (!read || !says_no_more(&part, &whole)))
            violation("a file that was cut off says no more than the whole one",
                      (struct side){"cut off", (const char *)data, cut},
                      (struct side){"whole", (const char *)data, size});
    }
    arena_release(&a);
    return 0;
}
