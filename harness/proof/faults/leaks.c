/* SPDX-License-Identifier: MIT */
/* Seeded faults in one source: what is lost, how large, and how often, is in the environment, as
 * FAULT_LEAK="KIND OCTETS EVERY". KIND is a row of kinds[]; EVERY counts requests, or hundredths of
 * a second for the timer. harness/proof/leaks.table has the leaks that must be found.
 *
 * wrap: request_open
 */
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "resources.h"

void __real_request_open(struct tracked_request *r, struct tracked_connection *owner);
void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner);

static char kind[16];
static unsigned octets, every, seen;
static void *volatile forgotten;

static void lose(void)
{
    forgotten = malloc(octets);
}

static void lose_zeroed(void)
{
    forgotten = calloc(1, octets);
}

static void lose_aligned(void)
{
    forgotten = aligned_alloc(16, octets);
}

static void lose_text(void)
{
    forgotten = strndup("a name that nobody gives back, however often it is asked for", octets);
}

/* Everything stays reachable: no leak for those who only look for lost blocks. */
static void lengthen_list(void)
{
    static void **list;
    void **item = malloc(octets);
    if (item)
        *item = list;
    list = item;
}

/* One block, however long. */
static void grow_array(void)
{
    static size_t length;
    void *longer = realloc(forgotten, length += octets);
    if (longer)
        forgotten = longer;
}

/* Memory that no allocator handed out. */
static void grow_break(void)
{
    char *block = sbrk((intptr_t)octets);
    if (block != (char *)-1)
        memset(block, 1, octets);
}

static void *lose_in_thread(void *unused)
{
    lose();
    return unused;
}

static void lose_in_a_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, lose_in_thread, NULL) == 0)
        pthread_join(thread, NULL);
}

/* Nothing for as long as most tests last. */
static void lose_late(void)
{
    enum { PATIENCE = 500 };
    if (seen > PATIENCE)
        lose();
}

/* Descriptors: what is opened is never closed. OCTETS means nothing to these. */
static void open_file(void)
{
    (void)!open("/etc/hostname", O_RDONLY | O_CLOEXEC);
}

/* In the document root, a name that was not there before: as of what is uploaded. */
static void open_upload(void)
{
    char name[] = "upload-XXXXXX";
    (void)!mkostemp(name, O_CLOEXEC);
}

static void open_deleted(void)
{
    (void)!open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static void open_directory(void)
{
    (void)!open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void open_device(void)
{
    (void)!open("/dev/zero", O_RDONLY | O_CLOEXEC);
}

static void duplicate(void)
{
    (void)!fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
}

static void open_pipe(void)
{
    int ends[2];
    (void)!pipe2(ends, O_CLOEXEC);
}

static void open_unix(void)
{
    int ends[2];
    (void)!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

static void open_listener(void)
{
    (void)!listen(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), 1);
}

static void open_epoll(void)
{
    (void)!epoll_create1(EPOLL_CLOEXEC);
}

static void open_event(void)
{
    (void)!eventfd(0, EFD_CLOEXEC);
}

static void open_timer(void)
{
    (void)!timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
}

static void open_signal(void)
{
    sigset_t none;
    sigemptyset(&none);
    (void)!signalfd(-1, &none, SFD_CLOEXEC);
}

static void open_inotify(void)
{
    (void)!inotify_init1(IN_CLOEXEC);
}

static void open_memory(void)
{
    (void)!memfd_create("leak", MFD_CLOEXEC);
}

static const struct {
    const char *name;
    void (*lose)(void);
} kinds[] = {
    {"lost", lose},
    {"worker", lose},
    {"zeroed", lose_zeroed},
    {"text", lose_text},
    {"aligned", lose_aligned},
    {"list", lengthen_list},
    {"array", grow_array},
    {"break", grow_break},
    {"late", lose_late},
    {"thread", lose_in_a_thread},
    {"file", open_file},
    {"upload", open_upload},
    {"deleted", open_deleted},
    {"directory", open_directory},
    {"device", open_device},
    {"duplicate", duplicate},
    {"pipe", open_pipe},
    {"unix", open_unix},
    {"listener", open_listener},
    {"epoll", open_epoll},
    {"eventfd", open_event},
    {"timerfd", open_timer},
    {"signalfd", open_signal},
    {"inotify", open_inotify},
    {"memfd", open_memory},
};

void __wrap_request_open(struct tracked_request *r, struct tracked_connection *owner)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kind, kinds[i].name) == 0 && every && ++seen % every == 0)
            kinds[i].lose();
    }
    __real_request_open(r, owner);
}

static void *lose_in_time(void *unused)
{
    const struct timespec pause = {.tv_sec = every / 100, .tv_nsec = every % 100 * 10000000L};
    for (int bound = 0; bound < 100000; bound++) {
        nanosleep(&pause, NULL);
        lose();
    }
    return unused;
}

static pid_t worker;

static void pass_on(int number)
{
    kill(worker, number);
}

/* A master that only waits; the server is its child, as in prefork. */
static void become_worker(void)
{
    struct sigaction action = {.sa_handler = pass_on};
    int status = 0;
    worker = fork();
    if (worker == 0) {
        prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
        return;
    }
    sigaction(SIGTERM, &action, NULL);
    while (waitpid(worker, &status, 0) == -1)
        continue;
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

__attribute__((constructor)) static void begin(void)
{
    pthread_t thread;
    const char *order = getenv("FAULT_LEAK");
    if (!order || sscanf(order, "%15s %u %u", kind, &octets, &every) != 3)
        return;
    if (strcmp(kind, "worker") == 0)
        become_worker();
    if (strcmp(kind, "timer") == 0)
        (void)pthread_create(&thread, NULL, lose_in_time, NULL);
}
