/* SPDX-License-Identifier: MIT */
/* What the heap meter writes into a candidate's processes and assay reads: a file that both map.
 *
 * A process has a slot, a thread a cell of it. A thread writes its own cell alone, without locked
 * instructions; only the first cell of a slot is shared, by the threads that found no other free.
 * Everything only grows, so a reader needs no lock: what is live is what was taken less what was
 * given back. A forked child begins with zeros: what it has from its parent is counted there.
 */
#ifndef ASSAY_HEAP_PAGE_H
#define ASSAY_HEAP_PAGE_H

#include <stdint.h>

#define HEAP_ENVIRONMENT "ASSAY_HEAP" /* names the file */

enum {
    HEAP_MAGIC = 0x41485031, /* of this layout */
    HEAP_SLOTS = 512,        /* processes at a time; those of dead ones are used again */
    HEAP_CELLS = 32 /* threads of a process that count without locked instructions, and 1 */
};

/* Octets are those that the allocator set aside (malloc_usable_size(3)), so that what is given back
 * weighs what it did when it was taken. */
struct heap_cell {
    _Alignas(64) uint64_t taken, taken_octets;
    uint64_t given, given_octets;
    uint32_t owned;     /* by a thread that runs */
    uint32_t is_shared; /* by several of them */
};

struct heap_slot {
    struct heap_cell cells[HEAP_CELLS];
};

struct heap_page {
    uint32_t magic;
    uint32_t homeless;                /* processes that found no slot */
    uint64_t past_taken, past_octets; /* of processes whose slot was used again */
    uint32_t pids[HEAP_SLOTS];        /* 0: free */
    struct heap_slot slots[HEAP_SLOTS];
};

#endif
