/* SPDX-License-Identifier: MIT */
/* The ledger of descriptors has the address of each listener. */
#include "run/listeners.h"

#include <string.h>

#include "run/quiet.h"

struct listeners listeners_find(const struct candidate *c, int port, struct arena *a)
{
    struct listeners found = {.port = port};
    struct fd_ledger l;
    const char *suffix = arena_text(a, ":%d", port);
    quiet_read(c, &l);
    found.readable = l.unreadable == 0 && l.processes > 0;
    for (size_t i = 0; i < l.count; i++) {
        const char *address = l.rows[i].identity;
        if (l.rows[i].kind != FD_TCP_LISTEN)
            continue;
        size_t length = strlen(address), n = strlen(suffix);
        if (length > n && strcmp(address + length - n, suffix) == 0)
            found.ours = true;
        else
            found.elsewhere = arena_copy(a, address, length);
    }
    fds_release(&l);
    return found;
}
