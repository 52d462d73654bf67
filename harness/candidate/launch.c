/* SPDX-License-Identifier: MIT */
/* fork, exec with an error pipe, pidfd, waitid. Between fork and exec only async-signal-safe calls:
 * the drain thread exists by then.
 */
#include "candidate/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/interrupt.h"

#define LOOK_EVERY (5 * CLOCK_MS)

extern char **environ;

static const char *check_program(const char *path, struct failure *why)
{
    struct stat s;
    if (stat(path, &s) == -1)
        failure_set(why, FAILURE_USAGE, "candidate %s: %s", path, strerror(errno));
    else if (!S_ISREG(s.st_mode))
        failure_set(why, FAILURE_USAGE, "candidate %s is not a file that can be run", path);
    else if (access(path, X_OK) == -1)
        failure_set(why, FAILURE_USAGE, "candidate %s is not executable (chmod +x?)", path);
    else
        return path;
    return NULL;
}

const char *candidate_find_program(const char *name, struct arena *a, struct failure *why)
{
    if (strchr(name, '/')) {
        char *absolute = realpath(name, NULL);
        if (!absolute)
            return check_program(name, why);
        const char *path = arena_copy(a, absolute, strlen(absolute));
        free(absolute);
        return check_program(path, why);
    }
    const char *search = getenv("PATH");
    for (const char *p = search ? search : "/usr/bin:/bin"; *p;) {
        size_t n = strcspn(p, ":");
        const char *path = arena_text(a, "%.*s/%s", (int)n, p, name);
        if (n && access(path, X_OK) == 0)
            return check_program(path, why);
        p += n + (p[n] == ':');
    }
    failure_set(why, FAILURE_USAGE, "candidate %s: not found in PATH (a file here? say ./%s)", name,
                name);
    return NULL;
}

static bool overridden(const char *entry, const char *const *extra, size_t count)
{
    size_t name = strcspn(entry, "=");
    for (size_t i = 0; i < count; i++) {
        if (strncmp(extra[i], entry, name) == 0 && extra[i][name] == '=')
            return true;
    }
    return false;
}

/* The order's entries and those of ours that it does not replace: programs differ in which of two
 * they see. */
static const char **merge_environment(const char *const *extra, struct arena *a)
{
    size_t ours = 0, theirs = 0;
    while (environ[ours])
        ours++;
    while (extra && extra[theirs])
        theirs++;
    const char **merged = arena_zero(a, ours + theirs + 1, sizeof *merged);
    for (size_t i = 0; i < theirs; i++)
        merged[i] = extra[i];
    size_t count = theirs;
    for (size_t i = 0; i < ours; i++) {
        if (!overridden(environ[i], extra, theirs))
            merged[count++] = environ[i];
    }
    return merged;
}

struct child {
    const struct launch *order;
    const char **environment;
    const int *writers;
    int null, report;
    pid_t parent;
};

/* In the child. Reports errno through the pipe when it cannot become the candidate. */
__attribute__((noreturn)) static void become(const struct child *c)
{
    interrupt_restore_child();
    /* Whatever whoever started us left open is none of the candidate's. */
    (void)!close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    const struct user *user = c->order->user;
    bool changed = !user || user_become(user); /* first: it ends what the next line asks for */
    prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
    prctl(PR_SET_CHILD_SUBREAPER, 0L, 0L, 0L, 0L);
    if (changed && getppid() == c->parent && setsid() != -1 && dup2(c->null, STDIN_FILENO) != -1 &&
        dup2(c->writers[OUTPUT_STDOUT], STDOUT_FILENO) != -1 &&
        dup2(c->writers[OUTPUT_STDERR], STDERR_FILENO) != -1 && chdir(c->order->folder) == 0)
        execve(c->order->program, (char *const *)c->order->argv, (char *const *)c->environment);
    int error = errno;
    (void)!write(c->report, &error, sizeof error);
    _exit(127);
}

/* The program itself was found before. */
static const char *exec_hint(int error, const struct user *user)
{
    switch (error) {
    case EACCES: return user ? " (every folder above it has to be open to its --user)" : "";
    case ENOEXEC: return " (a script needs #! in its first line)";
    case ENOENT: return " (the interpreter after its #!, or the loader that it was linked for)";
    default: return "";
    }
}

static bool fork_child(struct candidate *c, struct child *child, struct failure *why)
{
    int ends[2], error = 0;
    if (pipe2(ends, O_CLOEXEC) == -1)
        return failure_set(why, FAILURE_HARNESS, "pipe: %s", strerror(errno));
    child->report = ends[1];
    child->parent = getpid();
    c->pid = fork();
    if (c->pid == 0)
        become(child);
    close(ends[1]);
    if (c->pid == -1) {
        close(ends[0]);
        return failure_set(why, FAILURE_HARNESS, "fork: %s", strerror(errno));
    }
    ssize_t n = read(ends[0], &error, sizeof error);
    close(ends[0]);
    if (n != (ssize_t)sizeof error)
        return true;
    waitpid(c->pid, NULL, 0);
    return failure_set(why, FAILURE_USAGE, "candidate %s cannot be run: %s%s",
                       child->order->program, strerror(error),
                       exec_hint(error, child->order->user));
}

bool candidate_start(struct candidate *c, const struct launch *order, struct failure *why)
{
    int writers[OUTPUT_COUNT];
    struct arena scratch;
    *c = (struct candidate){.pidfd = -1, .beside = order->beside};
    c->output = output_open(writers, why);
    if (!c->output)
        return false;
    arena_init(&scratch);
    struct child child = {.order = order,
                          .environment = merge_environment(order->environment, &scratch),
                          .writers = writers,
                          .null = open("/dev/null", O_RDONLY | O_CLOEXEC)};
    bool started = fork_child(c, &child, why);
    arena_release(&scratch);
    fd_close(&child.null);
    fd_close(&writers[OUTPUT_STDOUT]);
    fd_close(&writers[OUTPUT_STDERR]);
    if (started) {
        c->pidfd = pidfd_open(c->pid, 0);
        return true;
    }
    output_close(c->output);
    c->output = NULL;
    return false;
}

void candidate_watch(struct candidate *c, pid_t pid, uint64_t started)
{
    *c = (struct candidate){.pid = pid, .pidfd = -1, .foreign = true, .started = started};
    if (pid)
        c->pidfd = pidfd_open(pid, 0);
}

bool candidate_is_known(const struct candidate *c)
{
    return !c->foreign || c->pid != 0;
}

void candidate_tree(const struct candidate *c, struct tree *t)
{
    t->count = 0;
    if (!c->foreign)
        tree_read(t);
    else if (c->pid)
        tree_read_from(t, c->pid, c->started);
}

size_t candidate_zombies(const struct candidate *c)
{
    if (!c->foreign)
        return tree_zombies();
    return c->pid ? tree_zombies_from(c->pid, c->started) : 0;
}

static void look_at_foreign(struct candidate *c)
{
    c->ended = c->pid && !tree_has(c->pid, c->started);
    if (c->ended)
        c->ended_at = clock_now();
}

static void look(struct candidate *c)
{
    siginfo_t info = {.si_pid = 0};
    if (c->ended)
        return;
    if (c->foreign) {
        look_at_foreign(c);
        return;
    }
    if (!c->beside)
        tree_reap(c->pid); /* a helper would take the candidate's end from who waits for it */
    if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG) == -1) {
        c->ended = errno == ECHILD; /* a helper that was reaped with the others: its pid is free */
        return;
    }
    if (info.si_pid == 0)
        return;
    c->ended = true;
    c->ended_at = clock_now();
    c->exit_code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    output_settle(c->output);
}

bool candidate_wait(struct candidate *c, int64_t deadline)
{
    look(c);
    while (!c->ended) {
        /* Without a pidfd (an old kernel, or assay itself under valgrind) look every few ms. */
        int64_t next = c->pidfd == -1 ? clock_now() + LOOK_EVERY : deadline;
        enum fd_wait woken = fd_wait(c->pidfd, POLLIN, next < deadline ? next : deadline);
        look(c);
        if (woken == FD_INTERRUPTED || clock_now() >= deadline)
            break;
    }
    return c->ended;
}

void candidate_signal(struct candidate *c, int signal)
{
    look(c);
    if (!c->ended && !c->foreign)
        kill(c->pid, signal); /* not reaped yet, so the pid is still its own */
}

/* Also those that have made a session of their own, as the server of AFL++ does. */
static void kill_descendants(pid_t root)
{
    struct tree *t = memory_get(sizeof *t);
    tree_read_from(t, root, tree_started(root));
    for (size_t i = 0; i < t->count; i++)
        kill(t->items[i].pid, SIGKILL);
    memory_drop(t);
}

void candidate_kill(struct candidate *c)
{
    if (!c->ended) {
        kill_descendants(c->pid);
        kill(-c->pid, SIGKILL);
        (void)!candidate_wait(c, clock_now() + 2 * CLOCK_S);
    }
    output_close(c->output);
    fd_close(&c->pidfd);
    *c = (struct candidate){.pidfd = -1, .ended = true};
}

void candidate_release(struct candidate *c)
{
    if (c->output)
        tree_kill();
    output_close(c->output);
    fd_close(&c->pidfd);
    *c = (struct candidate){.pidfd = -1, .ended = true};
}
