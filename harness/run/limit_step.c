/* SPDX-License-Identifier: MIT */
/* The candidate gets no more descriptors or memory: prlimit(2) on every process of its tree for as
 * long as the step's own steps are played.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "candidate/tree.h"
#include "probes/usage.h"
#include "run/player.h"
#include "run/quiet.h"

/* Allocators ask for so much at once, and for larger blocks singly: who came so close to the limit
 * was refused there. */
enum { MEMORY_LEFT = 256 * 1024 };

enum kind { KIND_DESCRIPTORS = 0, KIND_MEMORY, KIND_COUNT };

struct limited {
    struct tree tree;
    struct rlimit before[KIND_COUNT][TREE_MAX];
    rlim_t now[KIND_COUNT][TREE_MAX];
    uint64_t peak[TREE_MAX]; /* of the address space, before */
};

static bool is_open(const struct fd_ledger *l, pid_t pid, rlim_t fd)
{
    for (size_t i = 0; i < l->count; i++) {
        if (l->rows[i].pid == pid && (rlim_t)l->rows[i].fd == fd)
            return true;
    }
    return false;
}

/* The number that a process gets that opens `more` + 1 descriptors: the kernel gives the lowest
 * that is free. */
static rlim_t free_number(const struct fd_ledger *l, pid_t pid, uint64_t more)
{
    rlim_t fd = 0;
    while (is_open(l, pid, fd) || more-- > 0)
        fd++;
    return fd;
}

static rlim_t descriptors_bound(const struct fd_ledger *l, pid_t pid, uint64_t more)
{
    return free_number(l, pid, more);
}

static bool descriptors_met(const struct fd_ledger *l, pid_t pid, rlim_t bound, uint64_t peak)
{
    (void)peak;
    return free_number(l, pid, 0) >= bound;
}

static rlim_t memory_bound(const struct fd_ledger *l, pid_t pid, uint64_t more)
{
    (void)l;
    return usage_address_space(pid) + more;
}

/* What was refused may have made it give back what it had got before, so the peak tells. */
static bool memory_met(const struct fd_ledger *l, pid_t pid, rlim_t bound, uint64_t peak)
{
    (void)l;
    uint64_t now = usage_peak_address_space(pid);
    return now > peak && now + MEMORY_LEFT > bound;
}

static const struct {
    __rlimit_resource_t resource;
    rlim_t (*bound)(const struct fd_ledger *l, pid_t pid, uint64_t more);
    bool (*met)(const struct fd_ledger *l, pid_t pid, rlim_t bound, uint64_t peak);
} kinds[KIND_COUNT] = {
    [KIND_DESCRIPTORS] = {RLIMIT_NOFILE, descriptors_bound, descriptors_met},
    [KIND_MEMORY] = {RLIMIT_AS, memory_bound, memory_met},
};

static bool is_wanted(const struct step *s, enum kind kind)
{
    return kind == KIND_DESCRIPTORS ? s->limits_descriptors : s->limits_memory;
}

static uint64_t more_of(const struct step *s, enum kind kind)
{
    return kind == KIND_DESCRIPTORS ? s->descriptors : s->memory;
}

/* Only its soft limit, so that it can be lifted again. False with errno. */
static bool lower_one(struct limited *all, size_t i, enum kind kind, rlim_t bound)
{
    pid_t pid = all->tree.items[i].pid;
    struct rlimit *before = &all->before[kind][i];
    all->now[kind][i] = bound;
    if (prlimit(pid, kinds[kind].resource, NULL, before) == -1)
        return errno == ESRCH;
    const struct rlimit low = {.rlim_cur = bound, .rlim_max = before->rlim_max};
    return prlimit(pid, kinds[kind].resource, &low, NULL) == 0 || errno == ESRCH;
}

/* NULL, or why it could not be done. */
static const char *lower(struct player *p, const struct step *s, struct limited *all)
{
    struct fd_ledger l;
    const char *reason = NULL;
    quiet_read(p->candidate, &l);
    if (l.unreadable)
        reason = "the descriptors of a process of the tree cannot be read";
    for (size_t i = 0; i < all->tree.count && !reason; i++) {
        all->peak[i] = usage_peak_address_space(all->tree.items[i].pid);
        for (enum kind kind = 0; kind < KIND_COUNT && !reason; kind++) {
            rlim_t bound = kinds[kind].bound(&l, all->tree.items[i].pid, more_of(s, kind));
            if (is_wanted(s, kind) && !lower_one(all, i, kind, bound))
                reason = arena_text(p->arena, "no limit could be set: %s%s", strerror(errno),
                                    errno == EPERM ? " (the process of another user: that takes "
                                                     "CAP_SYS_RESOURCE)"
                                                   : "");
        }
    }
    fds_release(&l);
    return reason;
}

/* Children that were made meanwhile have the limit of their parents. */
static void lift(const struct step *s, const struct limited *all)
{
    struct tree *now = memory_get(sizeof *now);
    tree_read(now);
    for (size_t i = 0; i < now->count && all->tree.count; i++) {
        size_t k = 0;
        while (k < all->tree.count && all->tree.items[k].pid != now->items[i].pid)
            k++;
        k = k < all->tree.count ? k : 0;
        for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
            if (is_wanted(s, kind) && all->before[kind][k].rlim_max)
                (void)prlimit(now->items[i].pid, kinds[kind].resource, &all->before[kind][k], NULL);
        }
    }
    memory_drop(now);
}

/* Whether some process has come to each limit. */
static bool is_met(const struct player *p, const struct step *s, const struct limited *all)
{
    struct fd_ledger l;
    bool met = true;
    quiet_read(p->candidate, &l);
    for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
        bool here = !is_wanted(s, kind);
        for (size_t i = 0; i < all->tree.count && !here; i++)
            here = kinds[kind].met(&l, all->tree.items[i].pid, all->now[kind][i], all->peak[i]);
        met &= here;
    }
    fds_release(&l);
    return met;
}

void play_limit(struct player *p, const struct step *s)
{
    struct harm harm;
    struct limited *all = memory_get(sizeof *all);
    struct harm_cost cost = {0};
    bool met = false;
    memset(all, 0, sizeof *all);
    harm_begin(&harm, p);
    all->tree = *harm.tree;
    const char *reason = lower(p, s, all);
    p->harm = s->name;
    if (!reason) {
        harm_play(p, s);
        met = is_met(p, s, all);
    }
    links_close_level(&p->links, p->level + 1);
    lift(s, all);
    harm_end(&harm, &cost);
    const char *unmet = all->tree.count > 1
                            ? "none of its processes came to its limit: each has its own, and the "
                              "connections of this step spread over them"
                            : "it never came to its limit";
    memory_drop(all);
    if (reason) {
        harm_give_up(p, s, reason);
        return;
    }
    samples_clear(p);
    harm_record(p, s, &cost, met ? NULL : unmet);
}
