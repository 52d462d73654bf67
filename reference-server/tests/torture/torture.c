/* SPDX-License-Identifier: MIT */
/*
 * make torture: the server plays eight scenarios again and again, and each time another of its
 * allocations and fallible system calls fails, once or from then on. Whatever failed: no crash, no
 * leak, and once the fault is over a request is answered within a second, and a stop ends well.
 *
 * usage: torture SERVER SHIM
 */
#include "tests/torture/shared.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SERVICE_MS = 1000, STOP_MS = 5000, REPLY_MS = 300, TEXT = 4096 };

struct candidate {
    pid_t pid;
    int output; /* of the server */
    int port;   /* 0 if it never listened */
    int status;
    char text[TEXT]; /* all that it printed */
};

static struct torture *torture;
static const char *server, *shim;
static char page_name[] = "/tmp/refserver-torture-XXXXXX";
static unsigned runs, failures;

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void launch(struct candidate *c, const char *engine)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == -1)
        abort();
    c->output = ends[0];
    c->text[0] = '\0';
    c->port = 0;
    c->pid = fork();
    if (c->pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        setenv("LD_PRELOAD", shim, 1);
        setenv(TORTURE_PAGE, page_name, 1);
        execl(server, server, "--port", "0", "--engine", engine, "--docroot", "/usr/include",
              "--max-connections", "3", (char *)NULL);
        _exit(98);
    }
    close(ends[1]);
}

/* Reads what it prints until a line is whole, or its output ends. */
static void hear(struct candidate *c, bool all)
{
    size_t length = strlen(c->text);
    ssize_t n;
    while ((all || strchr(c->text, '\n') == NULL) && length < TEXT - 1 &&
           (n = read(c->output, c->text + length, TEXT - 1 - length)) > 0)
        c->text[length += (size_t)n] = '\0';
}

static int dial(const struct candidate *c)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)c->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval patience = {.tv_usec = REPLY_MS * 1000L};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

/* Says something and reads `answers` heads; how many came is nobody's business here. */
static void talk(int fd, const char *text, unsigned answers)
{
    char reply[65536];
    if (fd == -1 || send(fd, text, strlen(text), MSG_NOSIGNAL) == -1)
        return;
    for (ssize_t n; answers > 0 && (n = recv(fd, reply, sizeof reply - 1, 0)) > 0;) {
        reply[n] = '\0';
        for (const char *at = reply; answers > 0 && (at = strstr(at, "HTTP/1.1 ")) != NULL; at++)
            answers--;
    }
}

static void talk_once(const struct candidate *c, const char *text, unsigned answers)
{
    int fd = dial(c);
    talk(fd, text, answers);
    if (fd != -1)
        close(fd);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: t\r\n\r\n"

static void play_start(const struct candidate *c)
{
    talk_once(c, GET("/api/test"), 1);
}

static void play_kept(const struct candidate *c)
{
    talk_once(c, GET("/api/test") GET("/api/status") GET("/nothing") "BAD\r\n\r\n", 4);
}

static void play_file(const struct candidate *c)
{
    talk_once(c, GET("/static/stdio.h") GET("/static/linux/if.h"), 2);
}

static void play_users(const struct candidate *c)
{
    static const char post[] = "POST /api/users HTTP/1.1\r\nHost: t\r\nContent-Type: "
                               "application/json\r\nContent-Length: 9\r\n\r\n{\"a\":[1]}";
    talk_once(c, post, 1);
    talk_once(c, post, 1);
    talk_once(c, GET("/api/users") GET("/api/users/1"), 2);
    talk_once(c, "DELETE /api/users/1 HTTP/1.1\r\nHost: t\r\n\r\n", 1);
}

/* Too long for the input buffer, chunked, and with a 100 in between. */
static void play_body(const struct candidate *c)
{
    static char text[100200];
    size_t head = (size_t)snprintf(text, sizeof text,
                                   "POST /api/echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n186a0\r\n");
    int fd = dial(c);
    memset(text + head, 'x', 100000);
    snprintf(text + head + 100000, sizeof text - head - 100000, "\r\n0\r\n\r\n");
    talk(fd, text, 1);
    if (fd != -1)
        close(fd);
}

static void play_slow(const struct candidate *c)
{
    int slow = dial(c);
    if (slow != -1)
        (void)!send(slow, GET("/api/slow?ms=20"), strlen(GET("/api/slow?ms=20")), MSG_NOSIGNAL);
    talk_once(c, GET("/api/test"), 1);
    talk(slow, "", 1);
    if (slow != -1)
        close(slow);
}

/* Back ends that say nothing, and others where nobody listens. */
static void play_chains(const struct candidate *c)
{
    int fd = dial(c);
    if (fd != -1)
        (void)!send(fd, GET("/photo/ada/7"), strlen(GET("/photo/ada/7")), MSG_NOSIGNAL);
    poll(NULL, 0, 5);
    if (fd != -1)
        close(fd);
    talk_once(c, GET("/cache/a") GET("/api/test"), 2);
}

/* One connection more than there may be. */
static void play_full(const struct candidate *c)
{
    int fds[4];
    for (unsigned i = 0; i < 4; i++)
        talk(fds[i] = dial(c), GET("/api/test"), 1);
    for (unsigned i = 0; i < 4; i++)
        if (fds[i] != -1)
            close(fds[i]);
}

/* Peers that go in the middle, by reset. */
static void play_resets(const struct candidate *c)
{
    const struct linger reset = {.l_onoff = 1, .l_linger = 0};
    for (unsigned i = 0; i < 3; i++) {
        int fd = dial(c);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        talk(fd, i == 1 ? "GET /api/te" : GET("/api/bytes/100000"), i == 2);
        close(fd);
    }
    talk_once(c, GET("/api/test"), 1);
}

static const struct scenario {
    const char *name;
    const char *engine;
    void (*play)(const struct candidate *c);
    bool from_start; /* faults begin with the process, not when it listens */
} scenarios[] = {
    {"start and stop", "poll", play_start, true},   {"start and stop", "epoll", play_start, true},
    {"kept connection", "epoll", play_kept, false}, {"static files", "poll", play_file, false},
    {"users", "poll", play_users, false},           {"long body", "epoll", play_body, false},
    {"slow and fast", "poll", play_slow, false},    {"at the maximum", "epoll", play_full, false},
    {"resets", "epoll", play_resets, false},        {"chains", "poll", play_chains, false},
    {"chains", "iterative", play_chains, false},
};

static bool wait_for_end(struct candidate *c, uint64_t ms)
{
    for (uint64_t end = now_ms() + ms;; poll(NULL, 0, 1)) {
        if (waitpid(c->pid, &c->status, WNOHANG) == c->pid)
            return true;
        if (now_ms() >= end)
            return false;
    }
}

static bool is_served(const struct candidate *c)
{
    for (uint64_t end = now_ms() + SERVICE_MS; now_ms() < end; poll(NULL, 0, 5)) {
        char reply[TEXT] = "";
        int fd = dial(c);
        if (fd != -1) {
            (void)!send(fd, GET("/api/test"), strlen(GET("/api/test")), MSG_NOSIGNAL);
            (void)!recv(fd, reply, sizeof reply - 1, 0);
            close(fd);
        }
        if (strncmp(reply, "HTTP/1.1 200", 12) == 0)
            return true;
    }
    return false;
}

static bool is_clean(struct candidate *c)
{
    static const char clean[] = "resource-tracker: sockets=0 files=0 connections=0 requests=0\n";
    hear(c, true);
    const char *last = strstr(c->text, "resource-tracker");
    return last != NULL && strcmp(last, clean) == 0;
}

/* NULL if all was well, else what was not. A server that cannot get what it needs may refuse to
   start, in words and with nothing left open. */
static const char *judge(struct candidate *c, bool from_start)
{
    if (c->port == 0 || !is_served(c)) {
        bool ended = wait_for_end(c, c->port == 0 ? STOP_MS : 0);
        bool refused = ended && WIFEXITED(c->status) && WEXITSTATUS(c->status) > 0;
        if (from_start && refused && (c->port == 0 || is_clean(c)))
            return NULL;
        return ended ? "it is gone" : "no service within a second";
    }
    kill(c->pid, SIGTERM);
    if (!wait_for_end(c, STOP_MS))
        return "does not stop";
    if (!is_clean(c))
        return "something is left open";
    return WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0 ? NULL : "a bad end";
}

/* Plays once; returns how many blocks of heap were left at the end. */
static long run(const struct scenario *s, long fail, bool for_good)
{
    struct candidate c;
    memset(torture, 0, sizeof *torture);
    torture->fail = fail;
    torture->for_good = for_good;
    torture->armed = s->from_start;
    launch(&c, s->engine);
    hear(&c, false);
    const char *port = strstr(c.text, "127.0.0.1:");
    c.port = port != NULL ? (int)strtol(port + strlen("127.0.0.1:"), NULL, 10) : 0;
    if (c.port != 0 && (s->from_start || is_served(&c))) {
        torture->armed = true;
        s->play(&c);
    }
    torture->over = true;
    const char *wrong = judge(&c, s->from_start);
    if (wrong != NULL) {
        printf("%s with %s, call %ld fails %s: %s (wait status %d)\n%s", s->name, s->engine, fail,
               for_good ? "for good" : "once", wrong, c.status, c.text);
        failures++;
    }
    kill(c.pid, SIGKILL);
    while (waitpid(c.pid, NULL, 0) == -1 && errno == EINTR) {
    }
    close(c.output);
    runs++;
    return torture->live;
}

static void run_all(const struct scenario *s)
{
    long left = run(s, 0, false);
    long calls = torture->calls;
    for (long fail = 1; fail <= calls; fail++) {
        for (int for_good = 0; for_good < 2; for_good++) {
            long now = run(s, fail, for_good);
            if (now > left) {
                printf("%s with %s, call %ld: %ld blocks of heap are left, not %ld\n", s->name,
                       s->engine, fail, now, left);
                failures++;
            }
        }
    }
    printf("%-16s %-6s %4ld calls, each failed once and for good\n", s->name, s->engine, calls);
    fflush(stdout);
}

/* One that listens and never looks, for photos; none for caches. */
static int open_back_ends(void)
{
    char url[64];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&address, length) == -1 || listen(fd, 4096) == -1 ||
        getsockname(fd, (struct sockaddr *)&address, &length) == -1)
        return -1;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    setenv("ASSAY_STUB_AUTH", url, 1);
    setenv("ASSAY_STUB_FRIENDS", url, 1);
    setenv("ASSAY_STUB_USERINFO", url, 1);
    setenv("ASSAY_STUB_CACHE_1", "http://127.0.0.1:1", 1);
    setenv("ASSAY_STUB_CACHE_2", "http://127.0.0.1:1", 1);
    setenv("ASSAY_STUB_CACHE_3", "http://127.0.0.1:1", 1);
    return fd;
}

int main(int argc, char **argv)
{
    int back_ends = open_back_ends();
    if (argc != 3 || back_ends == -1)
        return 2;
    server = argv[1];
    shim = argv[2];
    int file = mkstemp(page_name);
    if (file == -1 || ftruncate(file, sizeof *torture) == -1)
        return 2;
    torture = mmap(NULL, sizeof *torture, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        run_all(&scenarios[i]);
    unlink(page_name);
    close(back_ends);
    printf("%u runs, %u failed\n", runs, failures);
    return failures > 0;
}
