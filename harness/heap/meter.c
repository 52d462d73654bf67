/* SPDX-License-Identifier: MIT */
/* build/libassay-heap.so: preloaded into a candidate, counts what its processes take from the heap
 * and give back. Puts itself in front of every function of the C library that allocates (strdup,
 * reallocarray and their like call malloc or realloc) and passes all calls on to the next allocator
 * in line, whichever that is.
 *
 * It lives in a stranger's process: no descriptor stays open, nothing is printed, errno is kept,
 * and whatever goes wrong here leads to not counting. Knows heap/page.h and libc alone.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap/page.h"

#define EXPORT      __attribute__((visibility("default")))
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* The next allocator in line: glibc's, or one that the candidate brought along. */
static struct {
    void *(*malloc)(size_t size);
    void *(*calloc)(size_t count, size_t size);
    void *(*realloc)(void *old, size_t size);
    void (*free)(void *old);
    int (*posix_memalign)(void **out, size_t alignment, size_t size);
    void *(*aligned_alloc)(size_t alignment, size_t size);
    void *(*memalign)(size_t alignment, size_t size);
    void *(*valloc)(size_t size);
    void *(*pvalloc)(size_t size);
    size_t (*malloc_usable_size)(void *block);
} next;

static struct heap_page *page; /* NULL: nobody counts */
static struct heap_slot *slot; /* of this process; NULL: it has none */
static pthread_key_t leaving;  /* tells us that a thread ends */
static bool has_key;

/* What is taken before the page is open; and later, where there is none, a place to write to. */
static struct heap_cell early;
static __thread struct heap_cell *mine __attribute__((tls_model("initial-exec")));

/* --- finding the next allocator ----------------------------------------------------------------
 */

/* dlsym(3) may allocate, before we know from whom. Never given back. */
static _Alignas(16) char nursery[8192];
static size_t nursed;

static bool is_nursed(const void *block)
{
    return (const char *)block >= nursery && (const char *)block < nursery + sizeof nursery;
}

static void *nurse(size_t size)
{
    size_t whole = (size + 15) & ~(size_t)15;
    if (whole < size || whole > sizeof nursery - nursed)
        return NULL;
    nursed += whole;
    return nursery + nursed - whole;
}

static void resolve(void)
{
    static const struct {
        const char *name;
        void *place;
    } symbols[] = {
        {"malloc_usable_size", &next.malloc_usable_size},
        {"calloc", &next.calloc},
        {"realloc", &next.realloc},
        {"free", &next.free},
        {"posix_memalign", &next.posix_memalign},
        {"aligned_alloc", &next.aligned_alloc},
        {"memalign", &next.memalign},
        {"valloc", &next.valloc},
        {"pvalloc", &next.pvalloc},
        {"malloc", &next.malloc}, /* the last: it says that all are there */
    };
    static bool busy;
    int error = errno;
    if (busy)
        return;
    busy = true;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *found = dlsym(RTLD_NEXT, symbols[i].name);
        memcpy(symbols[i].place, &found, sizeof found);
    }
    errno = error;
}

/* False while dlsym itself asks: the nursery has to do. */
static bool ready(void)
{
    if (UNLIKELY(!next.malloc))
        resolve();
    return next.malloc != NULL;
}

/* --- a slot for the process, a cell for the thread ---------------------------------------------
 */

/* What a dead process took remains known; then the slot is as new. */
static void clear_slot(struct heap_slot *s)
{
    uint64_t taken = 0, octets = 0;
    for (int i = 0; i < HEAP_CELLS; i++) {
        taken += s->cells[i].taken;
        octets += s->cells[i].taken_octets;
    }
    __atomic_fetch_add(&page->past_taken, taken, __ATOMIC_RELAXED);
    __atomic_fetch_add(&page->past_octets, octets, __ATOMIC_RELAXED);
    memset(s, 0, sizeof *s);
    s->cells[0].is_shared = 1;
}

static bool is_gone(uint32_t pid)
{
    return kill((pid_t)pid, 0) == -1 && errno == ESRCH;
}

/* Its own from before an exec, or a free one, or that of a process that is gone. */
static struct heap_slot *find_slot(uint32_t self)
{
    for (unsigned i = 0; i < HEAP_SLOTS; i++) {
        if (page->pids[i] == self)
            return &page->slots[i];
    }
    for (int late = 0; late < 2; late++) {
        for (unsigned i = 0; i < HEAP_SLOTS; i++) {
            uint32_t holder = page->pids[i];
            if ((holder == 0 || (late && is_gone(holder))) &&
                __atomic_compare_exchange_n(&page->pids[i], &holder, self, false, __ATOMIC_ACQ_REL,
                                            __ATOMIC_RELAXED))
                return &page->slots[i];
        }
    }
    __atomic_fetch_add(&page->homeless, 1, __ATOMIC_RELAXED);
    return NULL;
}

static struct heap_cell *find_cell(void)
{
    for (int i = 1; i < HEAP_CELLS; i++) {
        if (!__atomic_exchange_n(&slot->cells[i].owned, 1, __ATOMIC_ACQUIRE))
            return &slot->cells[i];
    }
    return &slot->cells[0];
}

/* A thread ends: its cell keeps what it counted and is free for another. What the thread still does
 * after this goes to the shared one. */
static void leave(void *cell)
{
    struct heap_cell *own = cell;
    mine = &slot->cells[0];
    if (own != mine)
        __atomic_store_n(&own->owned, 0, __ATOMIC_RELEASE);
}

static struct heap_cell *settle(void)
{
    int error = errno;
    mine = &early;
    if (slot) {
        mine = find_cell();
        if (has_key)
            (void)pthread_setspecific(leaving, mine);
    }
    errno = error;
    return mine;
}

static void settle_process(void)
{
    int error = errno;
    slot = find_slot((uint32_t)getpid());
    if (slot)
        clear_slot(slot);
    (void)settle();
    errno = error;
}

static struct heap_page *open_page(void)
{
    struct stat s;
    const char *path = getenv(HEAP_ENVIRONMENT);
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd == -1)
        return NULL;
    void *map = MAP_FAILED;
    if (fstat(fd, &s) == 0 && s.st_size == (off_t)sizeof *page)
        map = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return NULL;
    struct heap_page *opened = map;
    return opened->magic == HEAP_MAGIC ? opened : NULL;
}

__attribute__((constructor)) static void begin(void)
{
    int error = errno;
    page = open_page();
    if (page) {
        has_key = pthread_key_create(&leaving, leave) == 0;
        settle_process();
        (void)pthread_atfork(NULL, NULL, settle_process);
        if (slot) {
            mine->taken += early.taken;
            mine->taken_octets += early.taken_octets;
            mine->given += early.given;
            mine->given_octets += early.given_octets;
        }
    }
    errno = error;
}

/* --- counting ----------------------------------------------------------------------------------
 */

static void count(uint64_t *blocks, uint64_t *octets, size_t size, bool is_shared)
{
    if (UNLIKELY(is_shared)) {
        __atomic_fetch_add(blocks, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(octets, size, __ATOMIC_RELAXED);
    } else {
        __atomic_store_n(blocks, *blocks + 1, __ATOMIC_RELAXED);
        __atomic_store_n(octets, *octets + size, __ATOMIC_RELAXED);
    }
}

static struct heap_cell *own_cell(void)
{
    return UNLIKELY(!mine) ? settle() : mine;
}

static void *taken(void *block)
{
    if (UNLIKELY(!block))
        return NULL;
    struct heap_cell *c = own_cell();
    count(&c->taken, &c->taken_octets, next.malloc_usable_size(block), c->is_shared);
    return block;
}

static void given(size_t size)
{
    struct heap_cell *c = own_cell();
    count(&c->given, &c->given_octets, size, c->is_shared);
}

/* --- in front of libc --------------------------------------------------------------------------
 */

EXPORT void *malloc(size_t size)
{
    return ready() ? taken(next.malloc(size)) : nurse(size);
}

EXPORT void *calloc(size_t items, size_t size)
{
    if (!ready()) /* the nursery is zero, and nothing in it is used twice */
        return size && items > sizeof nursery / size ? NULL : nurse(items * size);
    return taken(next.calloc(items, size));
}

EXPORT void free(void *old)
{
    if (!old || UNLIKELY(is_nursed(old)))
        return;
    if (ready()) {
        given(next.malloc_usable_size(old));
        next.free(old);
    }
}

static void *leave_nursery(void *old, size_t size)
{
    size_t most = (size_t)(nursery + sizeof nursery - (char *)old);
    void *block = malloc(size);
    if (block)
        memcpy(block, old, size < most ? size : most);
    return block;
}

EXPORT void *realloc(void *old, size_t size)
{
    if (!old)
        return malloc(size);
    if (UNLIKELY(is_nursed(old)))
        return leave_nursery(old, size);
    if (!ready())
        return NULL;
    size_t before = next.malloc_usable_size(old);
    void *block = next.realloc(old, size);
    if (block || size == 0)
        given(before);
    return taken(block);
}

EXPORT int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (!ready())
        return ENOMEM;
    int error = next.posix_memalign(out, alignment, size);
    if (error == 0)
        (void)taken(*out);
    return error;
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
    return ready() ? taken(next.aligned_alloc(alignment, size)) : NULL;
}

EXPORT void *memalign(size_t alignment, size_t size)
{
    return ready() ? taken(next.memalign(alignment, size)) : NULL;
}

EXPORT void *valloc(size_t size)
{
    return ready() ? taken(next.valloc(size)) : NULL;
}

EXPORT void *pvalloc(size_t size)
{
    return ready() ? taken(next.pvalloc(size)) : NULL;
}
