/* SPDX-License-Identifier: MIT */
/* Maps the page that the meter writes. Reads what was given back before what was taken, so that a
 * busy process never seems to have given back more than it took.
 */
#include "probes/heap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "heap/page.h"

bool heap_meter_open(struct heap_meter *m, const char *path, struct failure *why)
{
    void *map = MAP_FAILED;
    *m = (struct heap_meter){NULL};
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int error = fd == -1 ? errno : posix_fallocate(fd, 0, (off_t)sizeof *m->page);
    if (error == 0) {
        (void)fchmod(fd, 0666); /* also for a candidate that changes its user */
        map = mmap(NULL, sizeof *m->page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        error = errno;
    }
    fd_close(&fd);
    if (map == MAP_FAILED)
        return failure_set(why, FAILURE_HARNESS, "cannot make %s: %s", path, strerror(error));
    m->page = map;
    m->page->magic = HEAP_MAGIC;
    return true;
}

/* Whether the meter is in that process now. What it counted before an exec may still stand there,
 * so the page alone cannot say. */
static bool is_inside(pid_t pid)
{
    char path[32], line[512];
    bool found = false;
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *maps = fopen(path, "re");
    while (maps && !found && fgets(line, sizeof line, maps))
        found = strstr(line, "/libassay-heap.so") != NULL;
    if (maps)
        fclose(maps);
    return found;
}

static uint64_t now(const uint64_t *count)
{
    return __atomic_load_n(count, __ATOMIC_RELAXED);
}

static void add_slot(const struct heap_slot *s, struct heap_count *out)
{
    for (int i = 0; i < HEAP_CELLS; i++) {
        const struct heap_cell *c = &s->cells[i];
        out->live -= (int64_t)now(&c->given);
        out->live_octets -= (int64_t)now(&c->given_octets);
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    for (int i = 0; i < HEAP_CELLS; i++) {
        const struct heap_cell *c = &s->cells[i];
        uint64_t taken = now(&c->taken), octets = now(&c->taken_octets);
        out->taken += taken;
        out->taken_octets += octets;
        out->live += (int64_t)taken;
        out->live_octets += (int64_t)octets;
    }
}

bool heap_meter_add(const struct heap_meter *m, pid_t pid, struct heap_count *out)
{
    if (!m->page || !is_inside(pid))
        return false;
    for (unsigned i = 0; i < HEAP_SLOTS; i++) {
        if (m->page->pids[i] == (uint32_t)pid) {
            add_slot(&m->page->slots[i], out);
            return true;
        }
    }
    return false;
}

void heap_meter_total(const struct heap_meter *m, struct heap_count *out)
{
    struct heap_count all = {0};
    for (unsigned i = 0; m->page && i < HEAP_SLOTS; i++) {
        if (m->page->pids[i])
            add_slot(&m->page->slots[i], &all);
    }
    out->taken += all.taken + (m->page ? m->page->past_taken : 0);
    out->taken_octets += all.taken_octets + (m->page ? m->page->past_octets : 0);
}

void heap_meter_release(struct heap_meter *m)
{
    if (m->page)
        munmap(m->page, sizeof *m->page);
    *m = (struct heap_meter){NULL};
}
