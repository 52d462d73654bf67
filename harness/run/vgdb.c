/* SPDX-License-Identifier: MIT */
/* vgdb is started like a candidate, beside it: its output is drained, and it is killed at the
 * deadline. Its pipes in the folder of the run say who can be asked.
 */
#include "run/vgdb.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/failure.h"
#include "candidate/launch.h"
#include "candidate/tree.h"
#include "run/tools.h"

enum { LINES_MAX = 2000 };

void vgdb_init(struct vgdb *v, const struct ground *ground, struct arena *a)
{
    struct failure why = {0};
    *v = (struct vgdb){
        .program = candidate_find_program("vgdb", a, &why), .ground = ground, .arena = a};
}

size_t vgdb_processes(const struct vgdb *v, pid_t pids[VGDB_PROCESSES_MAX])
{
    struct tree *t = memory_get(sizeof *t);
    DIR *d = opendir(v->ground->folder);
    struct dirent *entry;
    size_t count = 0;
    tree_read(t);
    while (d && count < VGDB_PROCESSES_MAX && (entry = readdir(d))) {
        int pid;
        if (sscanf(entry->d_name, TOOL_VGDB_PREFIX "-from-vgdb-to-%d-", &pid) == 1 &&
            tree_holds(t, pid)) /* one that was killed leaves its pipes behind */
            pids[count++] = pid;
    }
    if (d)
        closedir(d);
    memory_drop(t);
    return count;
}

const char *vgdb_ask(const struct vgdb *v, pid_t pid, const char *const *words, int64_t deadline)
{
    const char *argv[VGDB_WORDS_MAX + 4] = {
        "vgdb", arena_text(v->arena, "--vgdb-prefix=%s/" TOOL_VGDB_PREFIX, v->ground->folder),
        arena_text(v->arena, "--pid=%d", pid)};
    const struct launch order = {
        .program = v->program, .argv = argv, .folder = v->ground->folder, .beside = true};
    struct failure why = {0};
    struct candidate c;
    for (size_t i = 0; i < VGDB_WORDS_MAX && words[i]; i++)
        argv[3 + i] = words[i];
    if (!candidate_start(&c, &order, &why))
        return NULL;
    bool answered = candidate_wait(&c, deadline) && c.exit_code == 0;
    const char *answer =
        answered ? output_tail(c.output, OUTPUT_STDOUT, LINES_MAX, v->arena) : NULL;
    candidate_kill(&c);
    return answer;
}
