/* SPDX-License-Identifier: MIT */
/* The candidate gets no more descriptors: prlimit(2) on every process of its tree for as long as
 * the step's own steps are played.
 */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "candidate/tree.h"
#include "run/player.h"
#include "run/quiet.h"

struct limited {
    struct rlimit before[TREE_MAX];
    rlim_t now[TREE_MAX];
    bool known[TREE_MAX];
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
static rlim_t free_number(const struct fd_ledger *l, pid_t pid, unsigned more)
{
    rlim_t fd = 0;
    while (is_open(l, pid, fd) || more-- > 0)
        fd++;
    return fd;
}

/* NULL, or why it could not be done. */
static const char *lower(struct player *p, const struct step *s, const struct tree *t,
                         struct limited *all)
{
    struct fd_ledger l;
    const char *reason = NULL;
    quiet_read(&l);
    if (l.unreadable)
        reason = "the descriptors of a process of the tree cannot be read";
    for (size_t i = 0; i < t->count && !reason; i++) {
        pid_t pid = t->items[i].pid;
        all->now[i] = free_number(&l, pid, s->descriptors);
        all->known[i] = prlimit(pid, RLIMIT_NOFILE, NULL, &all->before[i]) == 0;
        const struct rlimit low = {.rlim_cur = all->now[i], .rlim_max = all->before[i].rlim_max};
        if (all->known[i] && prlimit(pid, RLIMIT_NOFILE, &low, NULL) == -1 && errno != ESRCH)
            reason = arena_text(p->arena, "no limit could be set: %s", strerror(errno));
    }
    fds_release(&l);
    return reason;
}

/* Children that were made meanwhile have the limit of their parents. */
static void restore(const struct tree *t, const struct limited *all)
{
    struct tree *now = memory_get(sizeof *now);
    tree_read(now);
    for (size_t i = 0; i < now->count; i++) {
        size_t k = 0;
        while (k < t->count && t->items[k].pid != now->items[i].pid)
            k++;
        k = k < t->count ? k : 0;
        if (t->count && all->known[k])
            (void)prlimit(now->items[i].pid, RLIMIT_NOFILE, &all->before[k], NULL);
    }
    memory_drop(now);
}

/* Whether some process has no number left below its limit. */
static bool is_met(const struct tree *t, const struct limited *all)
{
    struct fd_ledger l;
    bool met = false;
    quiet_read(&l);
    for (size_t i = 0; i < t->count && !met; i++)
        met = all->known[i] && free_number(&l, t->items[i].pid, 0) >= all->now[i];
    fds_release(&l);
    return met;
}

void play_limit(struct player *p, const struct step *s)
{
    struct harm harm;
    struct limited *all = memory_get(sizeof *all);
    int64_t cpu = 0, span = 0;
    bool met = false;
    harm_begin(&harm);
    const char *reason = lower(p, s, harm.tree, all);
    p->harm = arena_text(p->arena, "it could open %u descriptors more", s->descriptors);
    if (!reason) {
        harm_play(p, s);
        met = is_met(harm.tree, all);
    }
    links_close_level(&p->links, p->level + 1);
    restore(harm.tree, all);
    harm_end(&harm, &cpu, &span);
    memory_drop(all);
    if (reason) {
        harm_give_up(p, s, reason);
        return;
    }
    samples_clear(p);
    harm_record(p, s, cpu, span, met ? NULL : "it never had as many open");
}
