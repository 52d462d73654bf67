/* SPDX-License-Identifier: MIT */
/* mkdtemp, a copied tree, a port. Both locks vanish with their holder, however that ends: an
 * abstract unix socket for the port, flock(2) for the folder. So a folder that nobody holds was
 * left by a run that was killed, and the next one removes it.
 */
#include "run/ground.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/words.h"
#include "candidate/network.h"

enum { PORTS = GROUND_PORT_END - GROUND_PORT_FIRST, FIXTURE_DEPTH = 8, LOOKS_MAX = 100000 };
enum { ABANDONED_S = 60 }; /* younger folders may not be locked yet */

bool ground_copy_file(const char *from, const char *to, struct failure *why)
{
    char octets[64 * 1024];
    ssize_t n = -1;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    while (in != -1 && out != -1 && (n = read(in, octets, sizeof octets)) > 0) {
        if (write(out, octets, (size_t)n) != n) {
            n = -1;
            break;
        }
    }
    if (n == -1)
        failure_set(why, FAILURE_HARNESS, "cannot copy %s to %s: %s", from, to, strerror(errno));
    fd_close(&in);
    fd_close(&out);
    return n != -1;
}

void ground_hand_over(const struct ground *g, const char *path)
{
    (void)!lchown(path, g->user, g->group);
}

static bool is_itself(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* A moment long past, the last second of a day, so that scenarios may ask for what has
 * changed since the second before. */
static void date(const char *path)
{
    enum { MODIFIED = 784166399 }; /* Sun, 06 Nov 1994 23:59:59 GMT */
    const struct timespec times[] = {{.tv_sec = MODIFIED}, {.tv_sec = MODIFIED}};
    utimensat(AT_FDCWD, path, times, 0);
}

static bool copy_tree(const struct ground *g, const char *from, const char *to, int depth,
                      struct arena *a, struct failure *why)
{
    struct dirent *entry;
    bool good = true;
    DIR *d = opendir(from);
    if (!d || mkdir(to, 0755) == -1 || depth == 0) {
        failure_set(why, FAILURE_HARNESS, "cannot copy folder %s to %s: %s", from, to,
                    depth ? strerror(errno) : "nested too deep");
        good = false;
    }
    while (good && (entry = readdir(d))) {
        struct stat s;
        if (is_itself(entry->d_name))
            continue;
        const char *source = arena_text(a, "%s/%s", from, entry->d_name);
        const char *target = arena_text(a, "%s/%s", to, entry->d_name);
        if (stat(source, &s) == 0 && S_ISDIR(s.st_mode))
            good = copy_tree(g, source, target, depth - 1, a, why);
        else
            good = ground_copy_file(source, target, why);
        date(target);
        ground_hand_over(g, target);
    }
    if (d)
        closedir(d);
    return good;
}

static bool lock_port(struct ground *g, int port)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "assay-port-%d", port);
    g->lock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    if (g->lock != -1 && bind(g->lock, (struct sockaddr *)&name, size) == 0)
        return true;
    fd_close(&g->lock);
    return false;
}

bool ground_port_is_free(int port)
{
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in any = {.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_ANY)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    /* With SO_REUSEADDR only a listener is in the way, as for a server that sets it. */
    bool is_free =
        fd != -1 && bind(fd, (struct sockaddr *)&any, sizeof any) == 0 && listen(fd, 1) == 0;
    fd_close(&fd);
    return is_free;
}

static bool search_port(struct ground *g, uint64_t seed, struct failure *why)
{
    for (int i = 0; i < PORTS; i++) {
        int port =
            GROUND_PORT_FIRST + (int)((seed + (uint64_t)getpid() * 31 + (uint64_t)i) % PORTS);
        if (!lock_port(g, port))
            continue;
        endpoint_loopback(&g->server, port);
        if (ground_port_is_free(port))
            return true;
        fd_close(&g->lock);
    }
    return failure_set(why, FAILURE_HARNESS, "no free port from %d to %d", GROUND_PORT_FIRST,
                       GROUND_PORT_END - 1);
}

static bool pick_port(struct ground *g, const struct ground_order *o, struct failure *why)
{
    if (o->server) {
        g->server = *o->server;
        return true;
    }
    if (o->own_network && !network_renew(why))
        return false;
    int port = o->port || !o->own_network ? o->port : GROUND_PORT_FIRST;
    if (port == 0)
        return search_port(g, o->seed, why);
    endpoint_loopback(&g->server, port);
    return ground_port_is_free(port) ||
           failure_set(why, FAILURE_HARNESS,
                       "port %d, which the candidate file asks for, is held by another process (ss "
                       "-ltnp shows which)",
                       port);
}

/* Removes a folder of `top`; what folders are in it move up. */
static bool remove_folder(int top, const char *name, unsigned *serial)
{
    char moved[32];
    struct dirent *entry;
    (void)!fchmodat(top, name, 0700, 0);
    int fd = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd == -1 ? NULL : fdopendir(fd);
    while (d && (entry = readdir(d))) {
        snprintf(moved, sizeof moved, "moved-up-%u", (*serial)++);
        if (!is_itself(entry->d_name) && unlinkat(fd, entry->d_name, 0) == -1)
            (void)renameat(fd, entry->d_name, top, moved);
    }
    if (d)
        closedir(d);
    return unlinkat(top, name, AT_REMOVEDIR) == 0;
}

/* No path is ever long, so that what a candidate nested may be deeper than any path can say. Ends
 * when a look at all that is left removes nothing more. */
static void remove_tree(const char *folder)
{
    unsigned serial = 0;
    bool removed = true;
    for (unsigned look = 0; removed && look < LOOKS_MAX; look++) {
        struct dirent *entry;
        DIR *d = opendir(folder);
        removed = false;
        while (d && (entry = readdir(d))) {
            if (!is_itself(entry->d_name))
                removed |= unlinkat(dirfd(d), entry->d_name, 0) == 0 ||
                           remove_folder(dirfd(d), entry->d_name, &serial);
        }
        if (d)
            closedir(d);
    }
    (void)rmdir(folder);
}

/* An open descriptor that holds the lock, or -1. */
static int lock_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd != -1 && flock(fd, LOCK_EX | LOCK_NB) == -1)
        fd_close(&fd);
    return fd;
}

static void sweep_one(const char *folder)
{
    struct stat s;
    int fd = lock_folder(folder);
    if (fd != -1 && fstat(fd, &s) == 0 && s.st_uid == geteuid() &&
        s.st_mtim.tv_sec + ABANDONED_S < time(NULL))
        remove_tree(folder);
    fd_close(&fd);
}

static const char *base_folder(void)
{
    const char *base = getenv("TMPDIR");
    return base && *base ? base : "/tmp";
}

/* Calls `act` on each folder whose name matches. */
static void sweep(const char *pattern, void (*act)(const char *folder))
{
    struct arena scratch;
    struct dirent *entry;
    const char *base = base_folder();
    arena_init(&scratch);
    DIR *d = opendir(base);
    while (d && (entry = readdir(d))) {
        if (words_match(pattern, entry->d_name))
            act(arena_text(&scratch, "%s/%s", base, entry->d_name));
    }
    if (d)
        closedir(d);
    arena_release(&scratch);
}

/* Somebody else may make files beside ours, but not take ours away. */
static bool make_folder(struct ground *g, const struct ground_order *order, struct arena *a,
                        struct failure *why)
{
    char *folder = arena_text(a, "%s/" GROUND_NAME, base_folder(), order->run, getpid());
    if (!mkdtemp(folder))
        return failure_set(why, FAILURE_HARNESS, "cannot make %s: %s (is TMPDIR writable?)", folder,
                           strerror(errno));
    char *absolute = realpath(folder, NULL);
    if (absolute)
        folder = arena_copy(a, absolute, strlen(absolute));
    free(absolute);
    g->folder = folder;
    g->held = lock_folder(folder);
    if (order->user)
        (void)!chown(folder, (uid_t)-1, g->group);
    chmod(folder,
          order->user ? 01775 : 0755); /* one that changes its user itself still reads its files */
    return true;
}

bool ground_open(struct ground *g, const struct ground_order *order, struct arena *a,
                 struct failure *why)
{
    *g = (struct ground){.lock = -1,
                         .held = -1,
                         .user = order->user ? order->user->id : (uid_t)-1,
                         .group = order->user ? order->user->groups[0] : (gid_t)-1};
    sweep(GROUND_PATTERN, sweep_one);
    if (!make_folder(g, order, a, why))
        return false;
    g->docroot = arena_text(a, "%s/docroot", g->folder);
    if (copy_tree(g, order->fixtures, g->docroot, FIXTURE_DEPTH, a, why) &&
        pick_port(g, order, why)) {
        ground_hand_over(g, g->docroot);
        return true;
    }
    ground_release(g);
    return false;
}

bool ground_write(const struct ground *g, const char *path, const char *content,
                  struct failure *why)
{
    struct arena scratch;
    if (*path == '/' || strstr(path, ".."))
        return failure_set(why, FAILURE_SCENARIO, "file %s leaves {workdir}", path);
    arena_init(&scratch);
    char *whole = arena_text(&scratch, "%s/%s", g->folder, path);
    for (char *p = strchr(whole + strlen(g->folder) + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        if (mkdir(whole, 0755) == 0)
            ground_hand_over(g, whole);
        *p = '/';
    }
    size_t length = strlen(content);
    int fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool good = fd != -1 && write(fd, content, length) == (ssize_t)length;
    if (!good)
        failure_set(why, FAILURE_HARNESS, "cannot write %s: %s", whole, strerror(errno));
    ground_hand_over(g, whole);
    fd_close(&fd);
    arena_release(&scratch);
    return good;
}

void ground_release(struct ground *g)
{
    if (g->folder)
        remove_tree(g->folder);
    fd_close(&g->held);
    fd_close(&g->lock);
    *g = (struct ground){.lock = -1, .held = -1};
}

void ground_remove_of(pid_t run, pid_t maker)
{
    char pattern[64];
    if (maker)
        snprintf(pattern, sizeof pattern, "assay-ground-%d-%d-*", run, maker);
    else
        snprintf(pattern, sizeof pattern, "assay-ground-%d-*", run);
    sweep(pattern, remove_tree);
}
