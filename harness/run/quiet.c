/* SPDX-License-Identifier: MIT */
/* Polling with growing pauses; the last reading is the one that is judged. */
#include "run/quiet.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/words.h"
#include "probes/sockets.h"
#include "run/ground.h"
#include "run/tools.h"

#define FOLDER     "*/" GROUND_PATTERN "/"
#define STILL_SPAN (250 * CLOCK_MS)
#define PAUSE_MAX  (250 * CLOCK_MS)

enum { STILL_READINGS = 3 };

/* What valgrind holds open in the candidate's processes is none of the candidate's doing. */
static void drop_tools(struct fd_ledger *l)
{
    static const char *const own[] = {FOLDER "valgrind.[0-9]*.*", FOLDER "ready-valgrind.[0-9]*.*",
                                      FOLDER TOOL_VGDB_PREFIX "-*"};
    size_t kept = 0;
    for (size_t i = 0; i < l->count; i++) {
        bool is_own = false;
        for (size_t k = 0; k < sizeof own / sizeof *own; k++)
            is_own |= words_match(own[k], l->rows[i].identity);
        if (!is_own)
            l->rows[kept++] = l->rows[i];
    }
    l->count = kept;
}

void quiet_read(const struct candidate *c, struct fd_ledger *l)
{
    struct tree *t = memory_get(sizeof *t);
    candidate_tree(c, t);
    struct fd_process *who = memory_get(t->count * sizeof *who);
    for (size_t i = 0; i < t->count; i++)
        who[i] = (struct fd_process){.pid = t->items[i].pid, .name = t->items[i].name};
    fds_read(l, who, t->count);
    drop_tools(l);
    memory_drop(who);
    memory_drop(t);
}

static bool queues_empty(const struct fd_ledger *l)
{
    for (size_t i = 0; i < l->count; i++) {
        if (l->rows[i].kind == FD_TCP && l->rows[i].queued)
            return false;
    }
    return true;
}

static bool has_none_beyond(const struct fd_ledger *base, const struct fd_ledger *now)
{
    return base && base->processes > 0 && fds_grown(base, now, NULL) == 0;
}

static void remember(const struct candidate *c, struct fd_ledger *still)
{
    if (still) {
        fds_release(still);
        quiet_read(c, still);
    }
}

bool quiet_wait(const struct candidate *c, const struct fd_ledger *base, struct fd_ledger *still,
                struct fd_ledger *now, int64_t deadline)
{
    int same = 1;
    int64_t pause = 10 * CLOCK_MS, since = clock_now();
    quiet_read(c, now);
    for (;;) {
        int64_t full = since + STILL_SPAN;
        if (has_none_beyond(base, now) || has_none_beyond(still, now))
            return true;
        if (same >= STILL_READINGS && clock_now() >= full && queues_empty(now)) {
            remember(c, still);
            return true;
        }
        int64_t next_look = clock_now() + pause;
        if (clock_now() < full && next_look > full)
            next_look = full;
        if (clock_now() >= deadline || fd_wait(-1, 0, next_look) == FD_INTERRUPTED)
            return false;
        struct fd_ledger next;
        quiet_read(c, &next);
        if (fds_same(now, &next)) {
            same++;
        } else {
            same = 1;
            since = clock_now();
        }
        fds_release(now);
        *now = next;
        pause = pause * 2 < PAUSE_MAX ? pause * 2 : PAUSE_MAX;
    }
}

static bool anything_waiting(int port)
{
    struct socket_table t;
    bool waiting = false;
    sockets_read(&t, getpid());
    for (size_t i = 0; i < t.count; i++)
        waiting |= t.rows[i].local_port == port && t.rows[i].receive_queue > 0;
    sockets_release(&t);
    return waiting;
}

bool quiet_received(int port, int64_t deadline)
{
    while (anything_waiting(port)) {
        if (clock_now() >= deadline || fd_wait(-1, 0, clock_now() + 5 * CLOCK_MS) == FD_INTERRUPTED)
            return false;
    }
    return true;
}
